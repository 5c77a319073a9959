import type { Method } from '../template/deployment';

/** The method that a request is for, and its path parameters. */
export interface RouteMatch {
  readonly method: Method;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Finds the method for a request; undefined if there is none. */
export type Router = (httpMethod: string, path: string) => RouteMatch | undefined;

interface Path {
  /** The path parameters; undefined if the path does not match. */
  readonly match: (path: string) => Record<string, string> | undefined;
  readonly rank: string;
  readonly methods: Map<string, Method>;
}

/**
 * Creates a router that finds methods as API Gateway does: first the path (a literal segment before `{parameter}`, and that
 * before `{proxy+}`), then the method of exactly that path (its own before `ANY`). Ignores a slash at the end.
 */
export function createRouter(methods: readonly Method[]): Router {
  const paths = pathsOf(methods);
  return (httpMethod, path) => {
    const wanted = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
    for (const { match, methods } of paths) {
      const pathParameters = match(wanted);
      if (!pathParameters) continue;
      const method = methods.get(httpMethod) ?? methods.get('ANY');
      return method && { method, pathParameters };
    }
    return undefined;
  };
}

/** The paths in the order in which they are tried. */
function pathsOf(methods: readonly Method[]): readonly Path[] {
  const paths = new Map<string, Path>();
  for (const method of methods) {
    const { path: template, httpMethod } = method;
    const path = paths.get(template) ?? { match: createMatcher(template), rank: rankOf(template), methods: new Map() };
    paths.set(template, path);
    path.methods.set(httpMethod, method);
  }
  return [...paths.values()].sort((a, b) => a.rank.localeCompare(b.rank));
}

function createMatcher(template: string): Path['match'] {
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

/** Sort key: from left to right, literal segments first and greedy parameters last. */
function rankOf(path: string): string {
  return path
    .split('/')
    .map((segment) => (segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0'))
    .join('');
}
