import { inspect } from 'node:util';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { AuthEnvironment } from '../../lambda/shared/environment';
import { routesFor } from '../../lib/routes';
import { COGNITO_SAYS } from './cognito';

/** What a test sends. A string is the body as it stands; anything else goes as JSON. */
export interface Request {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What API Gateway's authorizer would have found in the ID token. */
  readonly claims?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: APIGatewayProxyResult['headers'];
  readonly text: string;
  readonly body: Record<string, unknown>;
  /** What was logged on the way: the console's method and its one argument. */
  readonly log: readonly (readonly [level: string, line: unknown])[];
}

export type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;
export type Invoke = (request?: Request) => Promise<Answer>;

export const REQUEST_ID = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

const levels = ['debug', 'info', 'log', 'warn', 'error'] as const;
const environment: AuthEnvironment = {
  USER_POOL_CLIENT_ID: 'client-of-the-tests',
  SIGN_IN_WITH: 'username',
  ALLOWED_ORIGINS: '*',
};

/** Names of fields, which a stack trace may well hold; and no value worth hiding is shorter than five characters. */
const harmless = new Set(['username', 'password', 'email', 'code', 'undefined']);
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

/** Holds for every request of every test: what was sent, and what was given in return, is nobody's business in a log. */
afterEach(() => {
  const logged = consoles.flatMap(({ mock }) => mock.calls);
  jest.restoreAllMocks();
  const texts = [inspect(logged, { depth: null, maxStringLength: null }), JSON.stringify(logged)];
  const leaks = secrets.filter((value) =>
    texts.some((text) => text.includes(value) || text.includes(escaped(value))),
  );
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
  const route = routesFor('username').find((candidate) => candidate.name === name);
  if (!route) throw new Error(`lib/routes.ts has no route "${name}"`);
  const { handler } = fresh<{ handler: Handler }>(`../../lambda/${name}`, variables);
  return invoker(handler, route.method, route.path);
}

/** A module as a new container would load it. */
export function fresh<Module>(path: string, variables: Partial<AuthEnvironment> = {}): Module {
  Object.assign(process.env, environment, variables);
  let module: Module | undefined;
  jest.isolateModules(() => {
    jest.doMock('@aws-sdk/client-cognito-identity-provider', () => sdk);
    module = require(path);
  });
  return module as Module;
}

/** Calls a handler as API Gateway does, and watches what it logs. */
export function invoker(handler: Handler, method: string, path: string): Invoke {
  return async (request = {}) => {
    const before = consoles.map(({ mock }) => mock.calls.length);
    const event = eventFor(request, method, path);
    const { headers: sentHeaders, claims } = request;
    keepOutOfTheLog(
      event.body,
      parsed(event.body),
      Object.values(sentHeaders ?? {}),
      Object.values(claims ?? {}),
    );
    const { statusCode, headers, body } = await handler(event);
    const log = consoles.flatMap(({ mock }, index) =>
      mock.calls.slice(before[index]).map(([line]) => [levels[index] ?? '', line] as const),
    );
    const answer = { status: statusCode, headers, text: body, body: JSON.parse(body), log };
    if (statusCode < 300) keepOutOfTheLog(...Object.values(answer.body));
    answers.push(answer);
    return answer;
  };
}

function keepOutOfTheLog(...values: unknown[]): void {
  secrets.push(...values.flatMap(stringsIn).filter(isTelling));
}

function eventFor(
  { body = null, headers, claims }: Request,
  method: string,
  path: string,
): APIGatewayProxyEvent {
  return {
    resource: path,
    path,
    httpMethod: method,
    headers: { 'Content-Type': 'application/json', ...headers },
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

/** Every key and value. Not recursive: some of what the tests send is nested deeper than the stack is. */
function stringsIn(value: unknown): string[] {
  const found: string[] = [];
  for (const queue = [value]; queue.length > 0; ) {
    const next = queue.pop();
    if (typeof next !== 'object' || next === null) found.push(String(next));
    else queue.push(...Object.entries(next).flat());
  }
  return found;
}

function escaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
