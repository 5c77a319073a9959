import { globalRegistry, type ZodMiniType } from 'zod/mini';
import { parametersOf } from '../api/assert-new-route';
import { credentialFor, type ReplyDescription, type Route } from '../api/route';
import { descriptionOf } from './descriptions';
import { failures } from './failures';
import type { DocumentSchemas, Io } from './schemas';

/** Name of the security scheme for the `auth` of a route. */
const schemes = { 'id-token': 'idToken', 'access-token': 'accessToken', iam: 'signature' } as const;

interface OperationContext {
  /** The schemas of the body: one, or one per sign-in mode; none if the route takes no body. */
  readonly requests: readonly ZodMiniType[];
  /** Sentences about the settings without which the route does not exist. */
  readonly existence: readonly string[];
  readonly schemas: DocumentSchemas;
}

/** The security requirement of a route. OpenAPI 3.1 allows the names of scopes with every scheme. */
function securityOf(route: Route): object[] {
  const credential = credentialFor(route);
  return credential === 'open' ? [] : [{ [schemes[credential]]: route.scope === undefined ? [] : [route.scope] }];
}

/** The OpenAPI operation of a route. */
export function describeOperation(route: Route, { requests, existence, schemas }: OperationContext): object {
  const { tag, summary, description, request, reply, otherReply } = descriptionOf(route);
  const parameters = [...pathParameters(route, schemas), ...queryParameters(route, schemas)];
  const group = route.group ? [`The caller must be a member of the group \`${route.group}\`.`] : [];
  const scope = route.scope ? [`The access token must have the scope \`${route.scope}\`.`] : [];
  return {
    operationId: operationId(route),
    tags: [tag],
    summary,
    description: [description, ...group, ...scope, ...existence].join(' '),
    security: securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(requests.length > 0 && {
      requestBody: {
        required: true,
        content: { 'application/json': media(requests, { example: request, io: 'input', schemas }) },
      },
    }),
    responses: {
      [reply.status]: success(reply, schemas),
      ...(otherReply && { [otherReply.status]: success(otherReply, schemas) }),
      ...failures(route),
    },
  };
}

/** The name of the operation in generated clients: `sign-up` becomes `signUp`, `notes/list` becomes `notesList`. */
export function operationId({ name }: Pick<Route, 'name'>): string {
  return name.replace(/[^a-z0-9]+(\w)/gi, (_, letter: string) => letter.toUpperCase());
}

/** `/notes/{id}` has the parameter `id`, with the schema of the row, or a string. */
function pathParameters({ path, pathParameters }: Route, schemas: DocumentSchemas): object[] {
  const shape = pathParameters?.shape ?? {};
  return parametersOf(path).map((name) => ({
    name,
    in: 'path',
    description: (shape[name] && described(shape[name])) ?? `The part {${name}} of the path`,
    required: true,
    ...describedSchema(shape[name] ? schemas.schemaOf(shape[name], 'input') : { type: 'string' }),
  }));
}

/** The text that a schema got with `z.describe`. */
function described(schema: ZodMiniType): string | undefined {
  return globalRegistry.get(schema)?.description;
}

function queryParameters({ query }: Route, schemas: DocumentSchemas): object[] {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    description: described(schema) ?? `The query parameter ${name}`,
    // A schema that accepts a missing value is optional.
    required: !schema.safeParse(undefined).success,
    ...describedSchema(schemas.schemaOf(schema, 'input')),
  }));
}

/** The schema of a parameter. Its description becomes that of the parameter. */
function describedSchema({ description, ...schema }: { readonly description?: string }): object {
  return { ...(description !== undefined && { description }), schema };
}

function success({ description, schemas: bodies = [], example }: ReplyDescription, schemas: DocumentSchemas): object {
  if (bodies.length === 0) return { description };
  return { description, content: { 'application/json': media(bodies, { example, io: 'output', schemas }) } };
}

interface MediaOptions {
  readonly example: object | undefined;
  readonly io: Io;
  readonly schemas: DocumentSchemas;
}

function media(bodies: readonly ZodMiniType[], { example, io, schemas }: MediaOptions): object {
  const [schema, ...others] = bodies.map((it) => schemas.schemaOf(it, io));
  return { schema: others.length > 0 ? { anyOf: [schema, ...others] } : schema, ...(example && { example }) };
}
