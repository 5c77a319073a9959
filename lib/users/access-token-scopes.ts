import type { StageConfig } from '../stages/stage-config';
import { UserError } from '../user-error';
import { groups } from './groups';

/** Throws a UserError if an entry of `accessTokenScopes` names a group that the template does not create: no user would get the scope. */
export function assertKnownGroups({ accessTokenScopes }: Pick<StageConfig, 'accessTokenScopes'>): void {
  for (const [index, { group }] of accessTokenScopes.entries()) {
    if (group === undefined || Object.hasOwn(groups, group)) continue;
    throw new UserError(
      `accessTokenScopes.${index}.group must be a group of lib/users/groups.ts, not "${group}". Add the group there, or use ` +
        Object.keys(groups).join(', '),
    );
  }
}
