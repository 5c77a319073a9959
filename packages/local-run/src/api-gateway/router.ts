import type { Method } from '../template/read-deployment';

/** A method that a request is for, and what the request has in the place of the path's parameters. */
export interface RouteMatch {
  readonly method: Method;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Finds the method for a request; undefined if there is none. */
export type Router = (httpMethod: string, path: string) => RouteMatch | undefined;

interface Path {
  /** Takes the parameters from a path of this form. */
  readonly parametersOf: (path: string) => Record<string, string> | undefined;
  readonly rank: string;
  readonly methods: Map<string, Method>;
}

/**
 * Finds methods as API Gateway does: first the path, a literal one before `{parameter}` and that before `{proxy+}`; then
 * the method of that very path, `ANY` last. A slash at the end makes no difference.
 */
export function createRouter(methods: readonly Method[]): Router {
  const paths = pathsOf(methods);
  return (httpMethod, path) => {
    const wanted = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
    for (const { parametersOf, methods } of paths) {
      const pathParameters = parametersOf(wanted);
      if (!pathParameters) continue;
      const method = methods.get(httpMethod) ?? methods.get('ANY');
      return method && { method, pathParameters };
    }
    return undefined;
  };
}

/** In the order in which they are tried. */
function pathsOf(methods: readonly Method[]): readonly Path[] {
  const paths = new Map<string, Path>();
  for (const method of methods) {
    const { path: template, httpMethod } = method;
    const path = paths.get(template) ?? { parametersOf: matcher(template), rank: rank(template), methods: new Map() };
    paths.set(template, path);
    path.methods.set(httpMethod, method);
  }
  return [...paths.values()].sort((a, b) => a.rank.localeCompare(b.rank));
}

function matcher(template: string): Path['parametersOf'] {
  const names: string[] = [];
  const segments = template.split('/').map((segment) => {
    const [, name, greedy] = segment.match(/^\{(.+?)(\+?)\}$/) ?? [];
    if (name === undefined) return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(name);
    return greedy ? '(.+)' : '([^/]+)';
  });
  const pattern = new RegExp(`^${segments.join('/')}$`);
  return (path) => {
    const values = pattern.exec(path)?.slice(1);
    return values && Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  };
}

/** Sorts literal segments first, greedy ones last, from left to right. */
function rank(path: string): string {
  return path
    .split('/')
    .map((segment) => (segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0'))
    .join('');
}
