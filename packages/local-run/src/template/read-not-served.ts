import type { NotServed } from './deployment';
import type { Reference } from './intrinsics';
import { isIgnoredType } from './resources';
import type { StackResource, Stacks } from './stacks';

/**
 * The resources that the local run skips and that an app may miss, by type and logical id. Those without an effect on requests,
 * such as alarms, are among them only if an environment variable of a function depends on them. A stack in another account or
 * region is one row.
 */
export function readNotServed(stacks: Stacks, served: readonly StackResource[]): NotServed[] {
  const references = stacks.resolvedReferences();
  const isSkipped = (resource: StackResource) => !served.some((other) => isSame(other, resource));
  const rows = stacks
    .resources()
    .filter(isSkipped)
    .flatMap((resource): NotServed[] => {
      const variables = references.filter((reference) => isSame(reference, resource)).flatMap(variableIn);
      if (variables.length === 0 && isIgnoredType(resource.type)) return [];
      const note = variables.length > 0 ? `placeholder in ${[...new Set(variables)].sort().join(', ')}` : undefined;
      return [{ type: resource.type, logicalId: resource.logicalId, note }];
    });
  const elsewhere = stacks.elsewhere.map(({ stackName, account, region }) => ({
    type: 'AWS::CloudFormation::Stack',
    logicalId: stackName,
    note: `in ${[account, region].filter(Boolean).join(', ')}`,
  }));
  const key = ({ type, logicalId }: NotServed) => `${type} ${logicalId}`;
  return [...rows, ...elsewhere].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

type ResourceKey = Pick<StackResource, 'stack' | 'logicalId'>;

function isSame(a: ResourceKey, b: ResourceKey): boolean {
  return a.stack === b.stack && a.logicalId === b.logicalId;
}

/** The environment variable that has the value, such as `QUEUE_URL of AddOrder`. */
function variableIn({ path }: Reference): string[] {
  const [, lambda, variable] = /^([^.]+)\.Environment\.Variables\.([^.]+)/.exec(path) ?? [];
  return lambda && variable ? [`${variable} of ${lambda}`] : [];
}
