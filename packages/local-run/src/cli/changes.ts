import type { Deployment, Method, Trigger } from '../template/deployment';

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

type Callers = Pick<Deployment, 'methods' | 'triggers'>;

/**
 * A line for each route that was added, removed, or has another authorization than before, and for each trigger that was added,
 * removed, or has another function.
 */
export function describeChanges(before: Callers, after: Callers): string[] {
  return [
    ...describeDifferences(authByRoute(before.methods), authByRoute(after.methods)),
    ...describeDifferences(functionByTrigger(before.triggers), functionByTrigger(after.triggers)),
  ];
}

function describeDifferences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const lines = [...before.keys()].filter((name) => !after.has(name)).map((name) => `- ${name}`);
  for (const [name, value] of after) {
    const previous = before.get(name);
    if (previous === undefined) lines.push(`+ ${name}: ${value}`);
    else if (previous !== value) lines.push(`~ ${name}: ${previous} -> ${value}`);
  }
  return lines;
}

function authByRoute(methods: readonly Method[]): Map<string, string> {
  return new Map(visibleRoutes(methods).map((method) => [`${method.httpMethod} ${method.path}`, authLabel(method)]));
}

function functionByTrigger(triggers: readonly Trigger[]): Map<string, string> {
  return new Map(triggers.map(({ userPool, name, functionName }) => [`trigger ${name} of ${userPool}`, functionName]));
}

/** All methods but the CORS preflights. */
export function visibleRoutes(methods: readonly Method[]): readonly Method[] {
  return methods.filter(({ httpMethod }) => httpMethod !== 'OPTIONS');
}
