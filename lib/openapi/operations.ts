import type { ZodMiniType } from 'zod/mini';
import type { Route } from '../api/route';
import { allRoutes, routesFor } from '../routes';
import type { RouteDescription } from './descriptions';
import { failures } from './failures';
import { type Io, schemaOf } from './schemas';

/** Name of the security scheme for the `auth` of a route. */
const schemes = { 'id-token': 'idToken', 'access-token': 'accessToken', iam: 'signature' } as const;

/** For each setting that removes routes: the value that does, and a sentence for the routes that it removes. */
const removals = {
  identityPool: [{ identityPool: false }, 'Exists only if the setting `identityPool` is true.'],
  selfSignUp: [{ selfSignUp: false }, 'Exists unless the setting `selfSignUp` is false.'],
  mfa: [{ mfa: 'off' }, 'Exists unless the setting `mfa` is off.'],
} as const satisfies Record<keyof typeof allRoutes, readonly [Partial<typeof allRoutes>, string]>;

/**
 * The OpenAPI operation of a route.
 *
 * @param requests the schemas of the body: one, or one per sign-in mode; none if the route takes no body
 */
export function describeOperation(
  route: Route,
  { tag, summary, description, request, reply }: RouteDescription,
  requests: readonly ZodMiniType[],
): object {
  const parameters = pathParameters(route.path);
  return {
    operationId: operationId(route),
    tags: [tag],
    summary,
    description: [description, ...restrictions(route)].join(' '),
    security: route.auth === 'open' ? [] : [{ [schemes[route.auth ?? 'id-token']]: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(requests.length > 0 && {
      requestBody: { required: true, content: { 'application/json': media(requests, request, 'input') } },
    }),
    responses: { [reply.status]: success(reply), ...failures(route) },
  };
}

/** The name of the operation in generated clients: `sign-up` becomes `signUp`, `notes/list` becomes `notesList`. */
function operationId({ name }: Route): string {
  return name.replace(/[^a-z0-9]+(\w)/gi, (_, letter: string) => letter.toUpperCase());
}

/** `/notes/{id}` has the parameter `id`. */
function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

/** Which callers a route accepts and in which stages it exists, if it does not accept all or exist in all. */
function restrictions({ name, group }: Route): string[] {
  const isIn = (settings: Partial<typeof allRoutes>) =>
    routesFor('username', settings).some((route) => route.name === name);
  return [
    ...(group ? [`The caller must be a member of the group \`${group}\`.`] : []),
    ...Object.values(removals)
      .filter(([settings]) => isIn(allRoutes) && !isIn({ ...allRoutes, ...settings }))
      .map(([, sentence]) => sentence),
  ];
}

function success({ description, schemas = [], example }: RouteDescription['reply']): object {
  if (schemas.length === 0) return { description };
  return { description, content: { 'application/json': media(schemas, example, 'output') } };
}

function media(schemas: readonly ZodMiniType[], example: object | undefined, io: Io): object {
  const [schema, ...others] = schemas.map((it) => schemaOf(it, io));
  return { schema: others.length > 0 ? { anyOf: [schema, ...others] } : schema, ...(example && { example }) };
}
