import type { Method } from './deployment';

/** A method that a request is for, and what the request has in the place of the path's parameters. */
export interface Match {
  readonly method: Method;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the method for a request as API Gateway does: first the path, a literal one before `{parameter}` and that
 * before `{proxy+}`; then the method of that very path, `ANY` last. A slash at the end makes no difference.
 */
export function findMethod(methods: readonly Method[], httpMethod: string, path: string): Match | undefined {
  const wanted = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  const matches = methods
    .flatMap((method) => {
      const pathParameters = parametersOf(method.path, wanted);
      return pathParameters ? [{ method, pathParameters }] : [];
    })
    .sort((a, b) => rank(a.method.path).localeCompare(rank(b.method.path)));
  const onPath = matches.filter(({ method }) => method.path === matches[0]?.method.path);
  const named = (name: string) => onPath.find(({ method }) => method.httpMethod === name);
  return named(httpMethod) ?? named('ANY');
}

function parametersOf(template: string, path: string): Record<string, string> | undefined {
  const names: string[] = [];
  const segments = template.split('/').map((segment) => {
    const [, name, greedy] = segment.match(/^\{(.+?)(\+?)\}$/) ?? [];
    if (name === undefined) return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(name);
    return greedy ? '(.+)' : '([^/]+)';
  });
  const values = new RegExp(`^${segments.join('/')}$`).exec(path)?.slice(1);
  return values && Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

/** Sorts literal segments first, greedy ones last, from left to right. */
function rank(path: string): string {
  return path
    .split('/')
    .map((segment) => (segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0'))
    .join('');
}
