import { problems, problemType } from '../../lambda/contract/problems';
import { UserError } from '../user-error';
import type { Route } from './route';

/** Throws a UserError if a route cannot be added to the others: each message says what to change. */
export function assertNewRoute(route: Route, others: readonly Route[]): void {
  const named = `The route "${route.name}" (${titleOf(route)})`;
  const sameName = others.find(({ name }) => name === route.name);
  if (sameName) {
    throw new UserError(
      `${named} has the name of the route ${titleOf(sameName)}. Give each route a handler of its own`,
    );
  }
  assertPath(route, named);
  if (route.method === 'GET' && route.request) {
    throw new UserError(
      `${named} has the column "request", but a GET request has no body. Use "query", or another method`,
    );
  }
  const sameRoute = others.find((other) => titleOf(other) === titleOf(route));
  if (sameRoute) {
    throw new UserError(
      `${named} exists already, with the handler "${sameRoute.name}". Change the method or path of one`,
    );
  }
  const conflict = others.map(({ path }) => conflictingParameter(route.path, path)).find(Boolean);
  if (conflict) {
    throw new UserError(`${named} must name its path parameter ${conflict}, as another route with this path does`);
  }
  const inSchema = Object.keys(route.pathParameters?.shape ?? {});
  const inPath = parametersOf(route.path);
  if (route.pathParameters && inSchema.sort().join() !== inPath.sort().join()) {
    throw new UserError(`${named} must have the same parameters in its path and in the schema "pathParameters"`);
  }
  assertOwnProblems(route, others);
}

/** What API Gateway accepts as a part of a path, but for `{name+}`, which OpenAPI does not have. */
const PATH_PART = /^(?:[\w.:$-]+|\{[\w.:$-]+\})$/;

function assertPath({ path }: Route, named: string): void {
  const parts = path === '/' ? [] : path.split('/').slice(1);
  if (!parts.every((part) => PATH_PART.test(part))) {
    throw new UserError(`${named} has an invalid path. Use parts such as /notes and /{id}, without a slash at the end`);
  }
  const parameters = parametersOf(path);
  if (new Set(parameters).size < parameters.length) {
    throw new UserError(`${named} has a path parameter twice. Give each a name of its own`);
  }
}

/** The names in braces. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].flatMap(([, name]) => name ?? []);
}

function titleOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

/**
 * The parameter of `other` at the position where `path` has another one. API Gateway allows one name for each position: a
 * deployment would fail with "A sibling of this resource already has a variable path part".
 */
function conflictingParameter(path: string, other: string): string | undefined {
  const [parts, otherParts] = [path.split('/'), other.split('/')];
  for (const [index, part] of parts.entries()) {
    const otherPart = otherParts[index];
    if (part === otherPart) continue;
    return part.startsWith('{') && otherPart?.startsWith('{') ? otherPart : undefined;
  }
  return undefined;
}

/** A code identifies one error: clients branch on it. */
function assertOwnProblems({ name, problems: own = [] }: Route, others: readonly Route[]): void {
  const defined = [...others.flatMap((route) => route.problems ?? []), ...own].map(problemType);
  for (const problem of own.map(problemType)) {
    const { code, status, title } = problem;
    if (!/^[a-z]+(_[a-z]+)*$/.test(code)) {
      throw new UserError(`The route "${name}" has the error code "${code}". Use lower-case words with underscores`);
    }
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new UserError(
        `The route "${name}" has the error "${code}" with the status ${status}. Use one of 400 to 599`,
      );
    }
    const common = new Map(Object.entries(problems)).get(code);
    const other = common ? { code, ...common } : defined.find((it) => it.code === code);
    if (other && (other.status !== status || other.title !== title)) {
      throw new UserError(
        `The route "${name}" has another error with the code "${code}": a code has one status and title`,
      );
    }
  }
}
