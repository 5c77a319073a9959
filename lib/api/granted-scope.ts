import type { StageConfig } from '../stages/stage-config';
import { UserError } from '../user-error';
import type { Users } from '../users/users';
import type { Route } from './route';

/** Throws a UserError if a route needs a scope that neither `accessTokenScopes` nor a trigger of a feature can grant. */
export function assertGrantedScope(
  { name, scope }: Route,
  { stage: { accessTokenScopes }, users }: { readonly stage: StageConfig; readonly users: Users },
): void {
  if (scope === undefined || accessTokenScopes.some((entry) => entry.scope === scope)) return;
  const tokenTrigger = users.triggers.functions.find(({ row }) => row.trigger === 'preTokenGeneration');
  if (tokenTrigger && accessTokenScopes.length === 0) return;
  throw new UserError(
    `The route "${name}" needs the scope "${scope}", which no user can have. Add it to the setting accessTokenScopes of each ` +
      `stage in lib/stages/stages.ts, such as ${JSON.stringify({ scope, group: 'admins' })}`,
  );
}
