import type { Method } from '../template/deployment';

/** File names are listed up to this number. */
const MAX_FILES = 3;

/** Names of changed files: `lib/routes.ts, lambda/a.ts, lambda/b.ts and 2 more`. */
export function describeFiles(files: readonly string[]): string {
  const more = files.length > MAX_FILES ? ` and ${files.length - MAX_FILES} more` : '';
  return files.slice(0, MAX_FILES).join(', ') + more;
}

/** What a caller needs to call a method. */
export function authLabel({ auth }: Pick<Method, 'auth'>): string {
  if (!auth) return 'open';
  if ('iam' in auth) return 'AWS signature';
  return auth.scopes.length > 0 ? 'access token' : 'ID token';
}

/** A line for each route that was added, removed, or has another authorization than before. */
export function describeRouteChanges(before: readonly Method[], after: readonly Method[]): string[] {
  const [old, current] = [before, after].map(labelsByRoute) as [Map<string, string>, Map<string, string>];
  const lines = [...old.keys()].filter((route) => !current.has(route)).map((route) => `- ${route}`);
  for (const [route, label] of current) {
    const previous = old.get(route);
    if (previous === undefined) lines.push(`+ ${route}: ${label}`);
    else if (previous !== label) lines.push(`~ ${route}: ${previous} -> ${label}`);
  }
  return lines;
}

function labelsByRoute(methods: readonly Method[]): Map<string, string> {
  return new Map(visibleRoutes(methods).map((method) => [`${method.httpMethod} ${method.path}`, authLabel(method)]));
}

/** All methods but the CORS preflights. */
export function visibleRoutes(methods: readonly Method[]): readonly Method[] {
  return methods.filter(({ httpMethod }) => httpMethod !== 'OPTIONS');
}
