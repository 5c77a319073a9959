import { toJSONSchema, type ZodMiniType } from 'zod/mini';
import type { Route } from '../api/route';
import { allRoutes, routesFor } from '../routes';
import { descriptionOf, type RouteDescription } from './descriptions';
import { failures, problemSchema, sharedFailures } from './failures';

/** The API as an OpenAPI 3.1 document, from the same route table and schemas as the stack and the handlers. */
export function openApiDocument(version: string) {
  const [byName, byEmail] = [routesFor('username', allRoutes), routesFor('email', allRoutes)];
  const paths: Record<string, Record<string, object>> = {};
  for (const [index, route] of byName.entries()) {
    const inEmailMode = byEmail[index]?.request;
    const requests = [route.request, inEmailMode === route.request ? undefined : inEmailMode];
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: describeOperation(
        route,
        requests.filter((request) => request !== undefined),
      ),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'cognito-auth-api', version, license: { name: 'MIT', identifier: 'MIT' }, description },
    servers,
    paths,
    components: { schemas: { Problem: problemSchema }, responses: sharedFailures(byName), securitySchemes },
  };
}

const description =
  'Sign-up, sign-in and guarded routes on Amazon Cognito. Every error is a problem (RFC 9457) with a stable `code`. ' +
  'If the stage signs users in by e-mail address, the username is the address and `email` is optional.';

const servers = [
  { url: 'http://localhost:3000', description: 'npm start' },
  {
    url: 'https://{restApiId}.execute-api.{region}.amazonaws.com/{stage}',
    description: 'The stack output ApiUrl of a deployment',
    variables: {
      restApiId: { default: 'abcde12345' },
      region: { default: 'us-east-1' },
      stage: { default: 'dev' },
    },
  },
];

const bearer = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' };
const securitySchemes = {
  idToken: { ...bearer, description: 'ID token: identifies the user to the routes of the product' },
  accessToken: { ...bearer, description: 'Access token: manages the account of the user' },
  signature: {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    description: 'AWS Signature Version 4 for execute-api, with credentials of the identity pool',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
};

/** Name of the security scheme for the `auth` of a route. */
const schemes = { 'id-token': 'idToken', 'access-token': 'accessToken', iam: 'signature' } as const;

function describeOperation(route: Route, requests: readonly ZodMiniType[]): object {
  const operation = descriptionOf(route);
  return {
    operationId: route.name,
    summary: operation.summary,
    security: security(route),
    ...(requests.length > 0 && {
      requestBody: {
        required: true,
        content: { 'application/json': media(requests, operation.request, 'input') },
      },
    }),
    responses: { [operation.reply.status]: success(operation), ...failures(route) },
  };
}

function security({ auth }: Route): object[] {
  return auth === 'open' ? [] : [{ [schemes[auth ?? 'id-token']]: [] }];
}

function success({ summary, reply: { schemas = [], example } }: RouteDescription): object {
  if (schemas.length === 0) return { description: summary };
  return { description: summary, content: { 'application/json': media(schemas, example, 'output') } };
}

function media(schemas: readonly ZodMiniType[], example: object | undefined, io: 'input' | 'output'): object {
  const [schema, ...others] = schemas.map((it) => {
    const { $schema, ...rest } = toJSONSchema(it, { io });
    return rest;
  });
  return { schema: others.length > 0 ? { anyOf: [schema, ...others] } : schema, ...(example && { example }) };
}
