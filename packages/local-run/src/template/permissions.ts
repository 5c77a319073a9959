import type { Permission } from './deployment';

/** Whether a permission allows the action on the resource. In a pattern, `*` matches any text and `?` any character. */
export function isAllowed(permissions: readonly Permission[], action: string, resource: string): boolean {
  return permissions.some(
    ({ actions, resources }) =>
      // IAM ignores case in actions, but not in ARNs.
      actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
      resources.some((pattern) => matches(pattern, resource)),
  );
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
