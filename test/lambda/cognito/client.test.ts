import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { descriptionOf } from '../../../lib/openapi/descriptions';
import { routesFor } from '../../../lib/routes';
import { account } from '../support/accounts';
import { cognito } from '../support/cognito';
import { shortenTimeouts } from '../support/cognito-failures';
import { load } from '../support/invoke';
import { expectProblem } from '../support/replies';
import { AuthenticationResult } from '../support/tokens';

/** Every route that calls Cognito, with a valid body and the operations of its row in lib/routes.ts. */
const routes = routesFor('username')
  .map((route) => ({
    name: route.name,
    // With signIn, the session that checks the password is the user's, and is not revoked.
    body: route.name === 'confirm' ? { ...descriptionOf(route).request, signIn: false } : descriptionOf(route).request,
    calls: route.calls ?? [],
    followUpCalls: route.followUpCalls ?? [],
  }))
  .filter(({ calls }) => calls.length > 0);

/** The routes with two calls, and the call of each that succeeds in the test of the deadline. */
const routesWithTwoCalls = [
  ['enable-totp', 'VerifySoftwareToken'],
  ['change-password', 'ChangePassword'],
  ['create-totp-key', 'GetUser'],
] as const;

/** The real SDK, against a local server whose reply each test sets with `respond`. */
describe('a call to Cognito', () => {
  let server: Server;
  let requests: IncomingMessage[];
  let respond: RequestListener;

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request);
      request.resume().on('end', () => respond(request, response));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `http://127.0.0.1:${port}`,
      // Lambda sets the credentials of the function's role. The calls must not use them.
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_SESSION_TOKEN: 'session-token-of-the-role',
      // Ignores the configuration of this machine.
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    });
  });

  beforeEach(() => {
    cognito.restore();
    requests = [];
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const targets = () => requests.map(operationOf);

  it.each(routes)(
    'is sent to AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER unsigned and without credentials: $name',
    async ({ name, body, calls, followUpCalls }) => {
      respond = succeed;
      const { log } = await load(name)({ body });
      // The server refuses ChangePassword, and nothing follows a refused call.
      const expected = name === 'change-password' ? calls : [...calls, ...followUpCalls];
      expect([...targets()].sort()).toEqual([...expected].sort());
      for (const { method, url, headers } of requests) {
        expect([method, url]).toEqual(['POST', '/']);
        expect(headers['x-amz-target']).toMatch(/^AWSCognitoIdentityProviderService\.\w+$/);
        const credentials = /authorization|security-token|x-amz-date|content-sha256/;
        expect(Object.keys(headers).filter((header) => credentials.test(header))).toEqual([]);
      }
      expect(log).toHaveLength(1);
    },
  );

  it.each(routes)('is logged with operation and exception when Cognito refuses it: $name', async ({ name, body }) => {
    respond = (_, response) => refuse(response, 'ForbiddenException');
    const { log } = await load(name)({ body });
    const causes = [...new Set(targets())].map((target) => `${target}: ForbiddenException`);
    const [[, line] = []] = log;
    expect(causes).toContain((line as { cause: string }).cause);
  });

  it.each(routes)('reaches Cognito when the environment has no credentials: $name', async ({ name, body }) => {
    const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
    const kept = Object.fromEntries(keys.map((key) => [key, process.env[key]]));
    for (const key of keys) delete process.env[key];
    respond = (_, response) => refuse(response, 'ForbiddenException');
    expectProblem(await load(name, { USER_POOL_CLIENT_ID: 'another' })({ body }), 403, 'blocked');
    Object.assign(process.env, kept);
  });

  it.each(routes)(
    'uses a new connection over plain HTTP, which only the local run has: $name',
    async ({ name, body }) => {
      respond = succeed;
      await load(name)({ body });
      await load(name)({ body });
      expect(new Set(requests.map(({ socket }) => socket)).size).toBe(requests.length);
    },
  );

  const failures: readonly (readonly [string, RequestListener])[] = [
    ['TooManyRequestsException', (_, response) => refuse(response, 'TooManyRequestsException')],
    ['ThrottlingException', (_, response) => refuse(response, 'ThrottlingException')],
    ['LimitExceededException', (_, response) => refuse(response, 'LimitExceededException')],
    ['InternalErrorException', (_, response) => refuse(response, 'InternalErrorException', 500)],
    ['503 with an HTML page', (_, response) => response.writeHead(503).end('<html>Service unavailable</html>')],
    ['a connection reset', ({ socket }) => socket.resetAndDestroy()],
    [
      'a connection reset in the middle of the reply',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('{"Auth');
        setTimeout(() => response.socket?.resetAndDestroy(), 10);
      },
    ],
  ];

  it.each(failures)('is sent once, without a retry, when Cognito answers with %s', async (_, failure) => {
    respond = failure;
    for (const { name, body } of routes) {
      requests = [];
      await load(name)({ body });
      expect([name, targets()]).toEqual([name, [...new Set(targets())]]);
      expect([name, requests.length]).not.toEqual([name, 0]);
    }
  });

  it.each<readonly [string, RequestListener]>([
    ['200 with an HTML page', (_, response) => response.writeHead(200).end('<html>Sign in to the network</html>')],
    ['400 with an HTML page', (_, response) => response.writeHead(400).end('<html>Bad request</html>')],
    ['400 without a body', (_, response) => response.writeHead(400).end()],
    ['403 with a JSON body of a proxy', (_, response) => response.writeHead(403).end('{"message":"Forbidden"}')],
    ['a redirect', (_, response) => response.writeHead(302, { Location: 'http://proxy.example/' }).end()],
    ['502 without a body', (_, response) => response.writeHead(502).end()],
    ['a connection reset', ({ socket }) => socket.resetAndDestroy()],
    [
      'an incomplete reply',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('{"Auth');
        setTimeout(() => response.socket?.resetAndDestroy(), 10);
      },
    ],
  ])('makes the route answer 503 upstream_unavailable when Cognito answers with %s', async (_, failure) => {
    respond = failure;
    for (const { name, body } of routes) {
      expectProblem(await load(name)({ body }), 503, 'upstream_unavailable');
    }
  });

  it.each<readonly [string, RequestListener]>([
    ['nothing', () => undefined],
    ['headers and no body', (_, response) => response.writeHead(200).flushHeaders()],
    ['a body that does not end', (_, response) => response.writeHead(200).write('{"AuthenticationResult":{')],
    ['an error body that does not end', (_, response) => response.writeHead(400).write('{"__type":')],
  ])(
    'makes the route answer 503 upstream_unavailable within 5 seconds when Cognito answers with %s',
    async (_, failure) => {
      respond = failure;
      const timeout = shortenTimeouts();
      const replies = await Promise.all(routes.map(({ name, body }) => load(name)({ body })));
      for (const reply of replies) expectProblem(reply, 503, 'upstream_unavailable');
      expect(timeout).toHaveBeenCalledTimes(routes.length);
      for (const [deadline] of timeout.mock.calls) expect(deadline).toBeLessThan(4500);
    },
  );

  it.each(routesWithTwoCalls)(
    'shares one deadline with the other call of the request: %s, when only %s gets a reply',
    async (name, answered) => {
      const passed = new AbortController();
      const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(passed.signal);
      respond = (request, response) => {
        if (operationOf(request) === answered) succeed(request, response);
        if (requests.length === 2) passed.abort();
      };
      const body = routes.find((route) => route.name === name)?.body;
      expectProblem(await load(name)({ body }), 503, 'upstream_unavailable');
      expect(requests).toHaveLength(2);
      expect(timeout).toHaveBeenCalledTimes(1);
    },
  );

  it('makes the route answer 503 upstream_unavailable when the connection is refused', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const kept = process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER;
    process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER = `http://127.0.0.1:${port}`;
    for (const { name, body } of routes) {
      const reply = await load(name, { USER_POOL_CLIENT_ID: 'unreachable' })({ body });
      expectProblem(reply, 503, 'upstream_unavailable');
    }
    process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER = kept;
  });
});

function operationOf({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target']).replace('AWSCognitoIdentityProviderService.', '');
}

/** Lets every route reach its last call: success, except for ChangePassword, whose route calls GetUser only after a failure. */
const succeed: RequestListener = (request, response) => {
  if (operationOf(request) === 'ChangePassword') return refuse(response, 'NotAuthorizedException');
  const output = { ...account, AuthenticationResult, Status: 'SUCCESS', SecretCode: 'JBSWY3DPEHPK3PXP' };
  response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(output));
};

function refuse(response: ServerResponse, name: string, status = 400): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', 'x-amzn-errortype': name });
  response.end(JSON.stringify({ __type: name, message: 'Refused' }));
}
