import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { descriptionOf } from '../../../lib/openapi/descriptions';
import { routesFor } from '../../../lib/routes';
import { account } from '../support/accounts';
import { cognito } from '../support/cognito';
import { shortenTimeouts } from '../support/cognito-trouble';
import { expectProblem } from '../support/every-route';
import { load } from '../support/invoke';
import { AuthenticationResult } from '../support/tokens';

/** Every route that asks Cognito, with a body that it takes and the operations that the OpenAPI document has of it. */
const routes = routesFor('username')
  .map((route) => ({
    name: route.name,
    body: descriptionOf(route).request,
    calls: route.calls ?? [],
  }))
  .filter(({ calls }) => calls.length > 0);

/** Routes of two calls, and one of the two. */
const ofTwo = [
  ['enable-totp', 'VerifySoftwareToken'],
  ['change-password', 'ChangePassword'],
  ['create-totp-key', 'GetUser'],
] as const;

/** The SDK as it is, against a server that answers as each test has it. */
describe('a call to Cognito', () => {
  let server: Server;
  let requests: IncomingMessage[];
  let answer: RequestListener;

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request);
      request.resume().on('end', () => answer(request, response));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `http://127.0.0.1:${port}`,
      // A function has credentials of its role around it; these calls have no use for them.
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_SESSION_TOKEN: 'token-of-the-role',
      // Nothing of the machine's own settings.
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
    'goes to the endpoint of the environment, unsigned and without credentials ($name)',
    async ({ name, body, calls }) => {
      answer = succeed;
      const { log } = await load(name)({ body });
      expect([...targets()].sort()).toEqual([...calls].sort());
      for (const { method, url, headers } of requests) {
        expect([method, url]).toEqual(['POST', '/']);
        expect(headers['x-amz-target']).toMatch(/^AWSCognitoIdentityProviderService\.\w+$/);
        const telling = /authorization|security-token|x-amz-date|content-sha256/;
        expect(Object.keys(headers).filter((header) => telling.test(header))).toEqual([]);
      }
      expect(log).toHaveLength(1);
    },
  );

  it.each(routes)('is named in the log by what it was ($name)', async ({ name, body }) => {
    answer = (_, response) => refuse(response, 'ForbiddenException');
    const { log } = await load(name)({ body });
    const causes = [...new Set(targets())].map((target) => `${target}: ForbiddenException`);
    const [[, line] = []] = log;
    expect(causes).toContain((line as { cause: string }).cause);
  });

  it.each(routes)('needs no credentials ($name)', async ({ name, body }) => {
    const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
    const kept = Object.fromEntries(keys.map((key) => [key, process.env[key]]));
    for (const key of keys) delete process.env[key];
    answer = (_, response) => refuse(response, 'ForbiddenException');
    expectProblem(await load(name, { USER_POOL_CLIENT_ID: 'another' })({ body }), 403, 'blocked');
    Object.assign(process.env, kept);
  });

  it.each(routes)(
    'has a connection of its own: an older one may have died while the function slept ($name)',
    async ({ name, body }) => {
      answer = succeed;
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
    ['503 with a page of HTML', (_, response) => response.writeHead(503).end('<html>Service unavailable</html>')],
    ['a reset', ({ socket }) => socket.resetAndDestroy()],
    [
      'a reset in the middle of the reply',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('{"Auth');
        setTimeout(() => response.socket?.resetAndDestroy(), 10);
      },
    ],
  ];

  it.each(failures)('is made once, whatever comes of it: %s', async (_, failure) => {
    answer = failure;
    for (const { name, body } of routes) {
      requests = [];
      await load(name)({ body });
      expect([name, targets()]).toEqual([name, [...new Set(targets())]]);
      expect([name, requests.length]).not.toEqual([name, 0]);
    }
  });

  it.each<readonly [string, RequestListener]>([
    ['200 with a page of HTML', (_, response) => response.writeHead(200).end('<html>Sign in to the network</html>')],
    ['400 with a page of HTML', (_, response) => response.writeHead(400).end('<html>Bad request</html>')],
    ['400 with nothing', (_, response) => response.writeHead(400).end()],
    ['403 with the words of a proxy', (_, response) => response.writeHead(403).end('{"message":"Forbidden"}')],
    ['302', (_, response) => response.writeHead(302, { Location: 'http://proxy.example/' }).end()],
    ['502 with nothing', (_, response) => response.writeHead(502).end()],
    ['a reset', ({ socket }) => socket.resetAndDestroy()],
    [
      'half a reply',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('{"Auth');
        setTimeout(() => response.socket?.resetAndDestroy(), 10);
      },
    ],
  ])('that gets %s is a 503', async (_, failure) => {
    answer = failure;
    for (const { name, body } of routes) {
      expectProblem(await load(name)({ body }), 503, 'upstream_unavailable');
    }
  });

  it.each<readonly [string, RequestListener]>([
    ['no reply', () => undefined],
    ['headers and no body', (_, response) => response.writeHead(200).flushHeaders()],
    ['a body without an end', (_, response) => response.writeHead(200).write('{"AuthenticationResult":{')],
    ['an error without an end', (_, response) => response.writeHead(400).write('{"__type":')],
  ])('that gets %s is a 503 after the deadline, which leaves time to answer within 5 seconds', async (_, failure) => {
    answer = failure;
    const timeout = shortenTimeouts();
    const answers = await Promise.all(routes.map(({ name, body }) => load(name)({ body })));
    for (const each of answers) expectProblem(each, 503, 'upstream_unavailable');
    expect(timeout).toHaveBeenCalledTimes(routes.length);
    for (const [deadline] of timeout.mock.calls) expect(deadline).toBeLessThan(4500);
  });

  it.each(ofTwo)(
    'shares one deadline with the other call of its request: %s, %s being answered and the other not',
    async (name, answered) => {
      const passed = new AbortController();
      const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(passed.signal);
      answer = (request, response) => {
        if (operationOf(request) === answered) succeed(request, response);
        if (requests.length === 2) passed.abort();
      };
      const body = routes.find((route) => route.name === name)?.body;
      expectProblem(await load(name)({ body }), 503, 'upstream_unavailable');
      expect(requests).toHaveLength(2);
      expect(timeout).toHaveBeenCalledTimes(1);
    },
  );

  it('that nobody listens to is a 503', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const kept = process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER;
    process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER = `http://127.0.0.1:${port}`;
    for (const { name, body } of routes) {
      const answer = await load(name, { USER_POOL_CLIENT_ID: 'elsewhere' })({ body });
      expectProblem(answer, 503, 'upstream_unavailable');
    }
    process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER = kept;
  });
});

function operationOf({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target']).replace('AWSCognitoIdentityProviderService.', '');
}

/** What makes every route go on to its last call: a success of each, except where the second call asks what was wrong. */
const succeed: RequestListener = (request, response) => {
  if (operationOf(request) === 'ChangePassword') return refuse(response, 'NotAuthorizedException');
  const output = { ...account, AuthenticationResult, Status: 'SUCCESS', SecretCode: 'JBSWY3DPEHPK3PXP' };
  response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(output));
};

function refuse(response: ServerResponse, name: string, status = 400): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', 'x-amzn-errortype': name });
  response.end(JSON.stringify({ __type: name, message: 'Refused' }));
}
