import type { CloudFormationTemplate } from './intrinsics';

/**
 * The logical ids on the shortest way from a resource over its references back to itself; undefined if there is none. CloudFormation
 * refuses a template with such a circle.
 */
export function findCircle({ Resources }: CloudFormationTemplate, start: string): string[] | undefined {
  const ways = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of referencesIn(Resources[way.at(-1) ?? ''])) {
      if (next === start) return [...way, start];
      if (seen.has(next) || !Object.hasOwn(Resources, next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

/** The names in `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`, which may be those of parameters too. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const texts = [part].flat().filter((text) => typeof text === 'string');
    const [first = ''] = texts;
    if (key === 'Ref' || key === 'DependsOn') return texts;
    if (key === 'Fn::GetAtt') return [first];
    const names = key === 'Fn::Sub' ? [...first.matchAll(/\$\{([^!.}][^.}]*)/g)].map(([, name = '']) => name) : [];
    return [...names, ...referencesIn(part)];
  });
}
