import { serviceActions, servicePrefixes } from './iam-actions';
import type { Rule } from './rule';

/**
 * A misspelled action in a policy statement. IAM accepts it in a role, and the statement then allows or denies nothing.
 *
 * Covers every statement in every resource: the service prefix of each action, and the name, wildcards included, for the
 * services of `serviceActions`. Does not cover actions that an intrinsic function makes.
 */
export const knownIamAction: Rule = {
  name: 'KnownIamAction',
  severity: 'error',
  check: (resources) =>
    resources.flatMap((resource) =>
      actionsIn(resource.properties).flatMap(({ property, action }) => {
        const problem = problemOf(action);
        const fix =
          'correct the spelling, or, if AWS has added the name since, add it to lib/validation/iam-actions.ts';
        return problem ? { resource, property, problem, fix } : [];
      }),
    ),
};

function problemOf(action: string): string | undefined {
  const [prefix = '', name] = action.toLowerCase().split(':', 2);
  if (name === undefined) {
    return action === '*' ? undefined : `has the IAM action "${action}", which has no service prefix`;
  }
  if (!servicePrefixes.has(prefix)) return `has the IAM action "${action}", whose service prefix does not exist`;
  const known = serviceActions.get(prefix);
  const pattern = new RegExp(`^${name.replace(/\W/g, '\\$&').replace(/\\\*/g, '.*').replace(/\\\?/g, '.')}$`);
  if (!known || [...known].some((knownName) => pattern.test(knownName))) return undefined;
  return `has the IAM action "${action}", which does not exist`;
}

interface ActionInStatement {
  readonly property: string;
  readonly action: string;
}

/** The actions of all policy statements in a value: objects with an Effect and an Action or NotAction. */
function actionsIn(value: unknown, path: readonly string[] = []): readonly ActionInStatement[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  const nested = entries.flatMap(([key, entry]) => actionsIn(entry, [...path, key]));
  if (!('Effect' in value)) return nested;
  const own = entries
    .filter(([key]) => key === 'Action' || key === 'NotAction')
    .flatMap(([key, actions]) =>
      [actions]
        .flat()
        .filter((action) => typeof action === 'string')
        .map((action) => ({ property: [...path, key].join('.'), action })),
    );
  return [...own, ...nested];
}
