import type { NotServed } from '../template/deployment';

/** Lines for the summary that list what the local run skips: a line for each type with the number and the logical ids. */
export function notServedLines(notServed: readonly NotServed[]): string[] {
  if (notServed.length === 0) return [];
  const types = [...new Set(notServed.map(({ type }) => type))];
  const width = Math.max(...types.map(({ length }) => length));
  const lines = types.map((type) => {
    const resources = notServed.filter((resource) => resource.type === type);
    const ids = resources.map(({ logicalId, note }) => (note ? `${logicalId} (${note})` : logicalId));
    return `    ${type.padEnd(width)}  ${String(resources.length).padStart(2)}  ${ids.join(', ')}`;
  });
  return ['  Not served locally, and skipped:', ...lines, ''];
}
