/** Something that a role allows; nothing here denies. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Whether one of them allows the action on the resource: `*` stands for any text, `?` for any character. */
export function isAllowed(permissions: readonly Permission[], action: string, resource: string): boolean {
  return permissions.some(
    ({ actions, resources }) =>
      // IAM's actions are the same in capitals; its ARNs are not.
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
