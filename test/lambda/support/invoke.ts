import { inspect } from 'node:util';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as zod from 'zod/mini';
import type { AuthEnvironment } from '../../../lambda/contract/environment';
import { credentialFor, type Route } from '../../../lib/api/route';
import { descriptionOf } from '../../../lib/openapi/descriptions';
import { failures } from '../../../lib/openapi/failures';
import { servedRoutes } from '../../../lib/openapi/served-routes';
import { allRoutes, routesFor } from '../../../lib/routes';
import { COGNITO_MESSAGE, cognito } from './cognito';
import { passwordPolicy } from './policy';

/** A request to a handler. */
export interface InvokeRequest {
  /** A string is sent unchanged, any other value as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * The Authorization header; null for none.
   * @default - an access token if the route takes one
   */
  readonly authorization?: string | null;
  /** The claims of the ID token, as API Gateway's authorizer passes them on. */
  readonly claims?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** The principal that signed the request, as API Gateway passes it on. */
  readonly identity?: Partial<APIGatewayProxyEvent['requestContext']['identity']>;
}

/** The reply of a handler, with what it logged. */
export interface InvokeResult {
  readonly status: number;
  readonly headers: APIGatewayProxyResult['headers'];
  readonly text: string;
  /** The parsed body; an empty object if the reply has no body. */
  readonly body: Record<string, unknown>;
  /** The logged lines: the method of `console` and its argument. */
  readonly log: readonly (readonly [level: string, line: unknown])[];
}

export type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;
export type Invoke = (request?: InvokeRequest) => Promise<InvokeResult>;

/** The id of every request in these tests. */
export const REQUEST_ID = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
/** Claims of the access token, as API Gateway's authorizer passes them on. */
export const ACCESS_TOKEN_CLAIMS = { sub: '6b5ba8a1-0c4e-4f0a-9b1e-1843184318ad', token_use: 'access' };
/** The access token of a request to a route that takes one. */
export const ACCESS_TOKEN = 'header.payload-of-the-access-token.signature';

const levels = ['debug', 'info', 'log', 'warn', 'error'] as const;
/** Variables that only some functions have. A module that is loaded without one must not see that of another test. */
const optionalVariables = [
  'PASSWORD_OPTIONAL',
  'MAX_AUTH_AGE',
  'PROFILE_ATTRIBUTES',
  'PASSKEY_MFA',
  'EMAIL_LANGUAGES',
  'OLD_SYSTEM_SECRET_NAME',
];
const environment: AuthEnvironment & Readonly<Record<string, string>> = {
  USER_POOL_CLIENT_ID: 'test-client-id',
  SIGN_IN_WITH: 'username',
  ALLOWED_ORIGINS: '*',
  PRODUCT_NAME: 'Engine & Co',
  REQUIRED_GROUP: '',
  PASSWORD_POLICY: JSON.stringify(passwordPolicy),
  ALLOWED_EMAIL_DOMAINS: '',
  // Of some routes.
  SIGN_IN_METHODS: 'emailCode,passkey',
  PASSKEY_RELYING_PARTY_ID: 'lovelace.example',
};

/** Names of fields, which a stack trace or a cause may contain. */
const fieldNames = new Set(['username', 'password', 'email', 'code', 'challenge', 'session', 'undefined']);
/** No secret in these tests is shorter than five characters. */
const isSecret = (value: string) => value.trim().length > 4 && !fieldNames.has(value);

const loaded = new Map<string, Invoke>();

let consoles: jest.SpyInstance[] = [];
let secrets: string[] = [];
let replies: InvokeResult[] = [];

beforeEach(() => {
  secrets = [];
  replies = [];
  consoles = levels.map((level) => jest.spyOn(console, level).mockImplementation());
});

/**
 * Checks after every test that no log line contains a value that was sent, that Cognito returned or that the handler replied
 * with, and that no reply contains a message of Cognito.
 */
afterEach(async () => {
  const outputs = await Promise.all(
    cognito.calls().map(({ returnValue }) => Promise.resolve(returnValue).catch(() => undefined)),
  );
  secrets.push(...stringsIn(outputs, Object.values).filter(isSecret));
  const logged = consoles.flatMap(({ mock }) => mock.calls);
  jest.restoreAllMocks();
  const texts = [inspect(logged, { depth: null, maxStringLength: null }), JSON.stringify(logged)];
  const leaks = secrets.filter((value) => texts.some((text) => text.includes(value) || text.includes(escaped(value))));
  expect({ leaksInTheLog: leaks }).toEqual({ leaksInTheLog: [] });
  for (const { text } of replies) expect(text).not.toContain(COGNITO_MESSAGE);
});

/** Environment variables that differ from the defaults, and those of a feature. */
export type Variables = Partial<AuthEnvironment> & Readonly<Record<string, string>>;

/** Loads the handler lambda/NAME.ts with these environment variables, once per test file and set of variables. */
export function load(name: string, variables: Variables = {}): Invoke {
  const key = JSON.stringify([name, variables]);
  const invoke = loaded.get(key) ?? start(name, variables);
  loaded.set(key, invoke);
  return invoke;
}

function start(name: string, variables: Variables): Invoke {
  const route = routeOf(name);
  const { handler } = fresh<{ handler: Handler }>(`../../../lambda/${name}`, {
    REQUIRED_GROUP: route.group ?? '',
    ...variables,
  });
  const invoke = invoker(handler, route.method, route.path);
  const takesAccessToken = credentialFor(route) === 'access-token';
  const authorization = takesAccessToken ? `Bearer ${ACCESS_TOKEN}` : null;
  return async (request = {}) => {
    const reply = await invoke({ authorization, ...(takesAccessToken && { claims: ACCESS_TOKEN_CLAIMS }), ...request });
    expectDocumented(route, reply);
    return reply;
  };
}

/** The row of a route: in lib/routes.ts, or of a feature. */
export function routeOf(name: string): Route {
  const isNamed = (route: Route) => route.name === name;
  const route = routesFor('username', allRoutes).find(isNamed) ?? servedRoutes(allRoutes).find(isNamed);
  if (!route) throw new Error(`Neither lib/routes.ts nor a feature has the route "${name}"`);
  return route;
}

/** Checks that the OpenAPI document has this reply for the route. */
function expectDocumented(route: Route, { status, text, body }: InvokeResult): void {
  const { reply: usual, otherReply } = descriptionOf(route);
  const reply = otherReply?.status === status ? otherReply : usual;
  if (status >= 400) {
    expect(codesOf(route)).toContain(body.code);
  } else {
    expect(reply.status === '2XX' ? 200 <= status && status < 300 : status).toBe(
      reply.status === '2XX' || reply.status,
    );
    const fits = reply.schemas?.some((schema) => schema.safeParse(body).success) ?? text === '';
    expect({ body, fits }).toEqual({ body, fits: true });
  }
}

/** The error codes that the OpenAPI document has for a route; the names of its responses consist of them. */
function codesOf(route: Route): string[] {
  const references = Object.values(failures(route)) as { $ref: string }[];
  return references.flatMap(({ $ref }) => $ref.replace('#/components/responses/', '').split('.or.'));
}

/**
 * Loads modules anew with these environment variables, as a cold start does, and returns the exports of all in one object.
 * The SDK is not reloaded, so that the mock of its client stays in place; zod has no state.
 */
export function fresh<Module>(paths: string | readonly string[], variables: Variables = {}): Module {
  for (const name of optionalVariables) delete process.env[name];
  Object.assign(process.env, environment, variables);
  let module: Module | undefined;
  jest.isolateModules(() => {
    jest.doMock('@aws-sdk/client-cognito-identity-provider', () => sdk);
    jest.doMock('zod/mini', () => zod);
    module = Object.assign({}, ...[paths].flat().map((path) => require(path)));
  });
  return module as Module;
}

/** Returns a function that invokes a handler with an API Gateway event, and returns its reply and log. */
export function invoker(handler: Handler, method: string, path: string): Invoke {
  return async (request = {}) => {
    const before = consoles.map(({ mock }) => mock.calls.length);
    const event = eventFor(request, method, path);
    const { authorization, headers: sentHeaders = {}, claims = {}, identity = {} } = request;
    addSecrets(
      event.body,
      parsed(event.body),
      Object.values(request.pathParameters ?? {}),
      Object.values(request.query ?? {}),
      Object.values(sentHeaders),
      Object.values(claims),
      Object.values(identity),
    );
    addSecrets(authorization?.split(' '));
    const { statusCode, headers, body } = await handler(event);
    const log = consoles.flatMap(({ mock }, index) =>
      mock.calls.slice(before[index]).map(([line]) => [levels[index] ?? '', line] as const),
    );
    const reply = { status: statusCode, headers, text: body, body: JSON.parse(body || '{}'), log };
    if (statusCode < 300) addSecrets(...Object.values(reply.body));
    replies.push(reply);
    return reply;
  };
}

/** Adds values that no log line of the test may contain. */
function addSecrets(...values: unknown[]): void {
  secrets.push(...values.flatMap((value) => stringsIn(value)).filter(isSecret));
}

function eventFor(
  { body = null, headers, authorization, claims, identity, pathParameters, query }: InvokeRequest,
  method: string,
  path: string,
): APIGatewayProxyEvent {
  return {
    resource: path,
    path,
    httpMethod: method,
    headers: {
      'Content-Type': 'application/json',
      ...(typeof authorization === 'string' && { Authorization: authorization }),
      ...headers,
    },
    multiValueHeaders: {},
    pathParameters: pathParameters ?? null,
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    body: body === null || typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: {
      requestId: REQUEST_ID,
      httpMethod: method,
      resourcePath: path,
      authorizer: claims && { claims },
      identity,
    } as APIGatewayProxyEvent['requestContext'],
  };
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** Every value and key in a value, as strings. A loop instead of recursion, because some bodies are nested 100,000 levels deep. */
function stringsIn(value: unknown, partsOf = (whole: object) => Object.entries(whole).flat()): string[] {
  const found: string[] = [];
  for (const stack = [value]; stack.length > 0; ) {
    const next = stack.pop();
    if (typeof next !== 'object' || next === null) found.push(String(next));
    else stack.push(...partsOf(next));
  }
  return found;
}

function escaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
