import { inspect } from 'node:util';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as zod from 'zod/mini';
import type { AuthEnvironment } from '../../../lambda/contract/environment';
import type { Route } from '../../../lib/api/route';
import { descriptionOf } from '../../../lib/openapi/descriptions';
import { failures } from '../../../lib/openapi/failures';
import { routesFor } from '../../../lib/routes';
import { COGNITO_SAYS, cognito } from './cognito';

/** What a test sends. A string is the body as it stands; anything else goes as JSON. */
export interface Request {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The header of that name, or none for null. Left out, it is the access token where the route takes one. */
  readonly authorization?: string | null;
  /** What API Gateway's authorizer would have found in the ID token. */
  readonly claims?: Readonly<Record<string, string>>;
  /** What API Gateway knows of who signed the request. */
  readonly identity?: Partial<APIGatewayProxyEvent['requestContext']['identity']>;
}

export interface Answer {
  readonly status: number;
  readonly headers: APIGatewayProxyResult['headers'];
  readonly text: string;
  /** Empty for a reply without one. */
  readonly body: Record<string, unknown>;
  /** What was logged on the way: the console's method and its one argument. */
  readonly log: readonly (readonly [level: string, line: unknown])[];
}

export type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;
export type Invoke = (request?: Request) => Promise<Answer>;

export const REQUEST_ID = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
export const ACCESS_TOKEN = 'header.payload-of-the-access-token.signature';

const levels = ['debug', 'info', 'log', 'warn', 'error'] as const;
const environment: AuthEnvironment = {
  USER_POOL_CLIENT_ID: 'client-of-the-tests',
  SIGN_IN_WITH: 'username',
  ALLOWED_ORIGINS: '*',
  PRODUCT_NAME: 'Engine & Co',
  REQUIRED_GROUP: '',
};

/** Names of fields, which a stack trace may well hold; and no value worth hiding is shorter than five characters. */
const harmless = new Set(['username', 'password', 'email', 'code', 'challenge', 'undefined']);
const isTelling = (value: string) => value.trim().length > 4 && !harmless.has(value);

const containers = new Map<string, Invoke>();

let consoles: jest.SpyInstance[] = [];
let secrets: string[] = [];
let answers: Answer[] = [];

beforeEach(() => {
  secrets = [];
  answers = [];
  consoles = levels.map((level) => jest.spyOn(console, level).mockImplementation());
});

/**
 * Holds for every request of every test: what was sent, and what Cognito and the handler gave in return, is nobody's
 * business in a log.
 */
afterEach(async () => {
  const given = await Promise.all(
    cognito.calls().map(({ returnValue }) => Promise.resolve(returnValue).catch(() => undefined)),
  );
  secrets.push(...stringsIn(given, Object.values).filter(isTelling));
  const logged = consoles.flatMap(({ mock }) => mock.calls);
  jest.restoreAllMocks();
  const texts = [inspect(logged, { depth: null, maxStringLength: null }), JSON.stringify(logged)];
  const leaks = secrets.filter((value) => texts.some((text) => text.includes(value) || text.includes(escaped(value))));
  expect({ leaksInTheLog: leaks }).toEqual({ leaksInTheLog: [] });
  for (const { text } of answers) expect(text).not.toContain(COGNITO_SAYS);
});

/** The handler of lambda/NAME.ts in a container that has these variables, and that stays warm. */
export function load(name: string, variables: Partial<AuthEnvironment> = {}): Invoke {
  const key = JSON.stringify([name, variables]);
  const invoke = containers.get(key) ?? start(name, variables);
  containers.set(key, invoke);
  return invoke;
}

function start(name: string, variables: Partial<AuthEnvironment>): Invoke {
  const route = routeOf(name);
  const { handler } = fresh<{ handler: Handler }>(`../../../lambda/${name}`, {
    REQUIRED_GROUP: route.group ?? '',
    ...variables,
  });
  const invoke = invoker(handler, route.method, route.path);
  const usual = route.auth === 'access-token' ? `Bearer ${ACCESS_TOKEN}` : null;
  return async (request = {}) => {
    const answer = await invoke({ authorization: usual, ...request });
    expectPromised(route, answer);
    return answer;
  };
}

/** The row of lib/routes.ts. */
export function routeOf(name: string): Route {
  const route = routesFor('username', { identityPool: true }).find((candidate) => candidate.name === name);
  if (!route) throw new Error(`lib/routes.ts has no route "${name}"`);
  return route;
}

/** Holds for every answer of every test: it is one of those that the OpenAPI document has. */
function expectPromised(route: Route, { status, text, body }: Answer): void {
  const { reply } = descriptionOf(route);
  if (status >= 400) {
    expect(codesOf(route)).toContain(body.code);
  } else {
    expect(status).toBe(reply.status);
    const fits = reply.schemas?.some((schema) => schema.safeParse(body).success) ?? text === '';
    expect({ body, fits }).toEqual({ body, fits: true });
  }
}

/** What the OpenAPI document says that a route may answer; it names responses by their codes. */
function codesOf(route: Route): string[] {
  const references = Object.values(failures(route)) as { $ref: string }[];
  return references.flatMap(({ $ref }) => $ref.replace('#/components/responses/', '').split('.or.'));
}

/** A module as a new container would load it. */
export function fresh<Module>(paths: string | readonly string[], variables: Partial<AuthEnvironment> = {}): Module {
  Object.assign(process.env, environment, variables);
  let module: Module | undefined;
  jest.isolateModules(() => {
    jest.doMock('@aws-sdk/client-cognito-identity-provider', () => sdk);
    jest.doMock('zod/mini', () => zod);
    module = Object.assign({}, ...[paths].flat().map((path) => require(path)));
  });
  return module as Module;
}

/** Calls a handler as API Gateway does, and watches what it logs. */
export function invoker(handler: Handler, method: string, path: string): Invoke {
  return async (request = {}) => {
    const before = consoles.map(({ mock }) => mock.calls.length);
    const event = eventFor(request, method, path);
    const { authorization, headers: sentHeaders = {}, claims = {}, identity = {} } = request;
    keepOutOfTheLog(
      event.body,
      parsed(event.body),
      Object.values(sentHeaders),
      Object.values(claims),
      Object.values(identity),
    );
    keepOutOfTheLog(authorization?.split(' '));
    const { statusCode, headers, body } = await handler(event);
    const log = consoles.flatMap(({ mock }, index) =>
      mock.calls.slice(before[index]).map(([line]) => [levels[index] ?? '', line] as const),
    );
    const answer = { status: statusCode, headers, text: body, body: JSON.parse(body || '{}'), log };
    if (statusCode < 300) keepOutOfTheLog(...Object.values(answer.body));
    answers.push(answer);
    return answer;
  };
}

function keepOutOfTheLog(...values: unknown[]): void {
  secrets.push(...values.flatMap((value) => stringsIn(value)).filter(isTelling));
}

function eventFor(
  { body = null, headers, authorization, claims, identity }: Request,
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
    pathParameters: null,
    queryStringParameters: null,
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

/** Every value, and every key that callers may choose. Not recursive: some of what they send is nested too deep for that. */
function stringsIn(value: unknown, partsOf = (whole: object) => Object.entries(whole).flat()): string[] {
  const found: string[] = [];
  for (const queue = [value]; queue.length > 0; ) {
    const next = queue.pop();
    if (typeof next !== 'object' || next === null) found.push(String(next));
    else queue.push(...partsOf(next));
  }
  return found;
}

function escaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
