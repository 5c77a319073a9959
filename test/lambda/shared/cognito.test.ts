import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { cognito } from '../cognito';
import { shortenTimeouts } from '../cognito-trouble';
import { expectProblem } from '../every-route';
import { load } from '../invoke';

const password = 'Analytical-Engine-1843';
const signUp = { username: 'ada.lovelace', password, email: 'ada@lovelace.example' };
const bodies = {
  'sign-up': signUp,
  confirm: { username: 'ada.lovelace', code: '184310' },
  'sign-in': { username: 'ada.lovelace', password },
};
const routes = Object.entries(bodies);
const targets = { 'sign-up': 'SignUp', confirm: 'ConfirmSignUp', 'sign-in': 'InitiateAuth' };

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

  it.each(routes)(
    'goes to the endpoint of the environment, unsigned and without credentials (%s)',
    async (name, body) => {
      answer = (_, response) => refuse(response, 'NotAuthorizedException');
      await load(name)({ body });
      expect(requests.map(({ method, url, headers }) => [method, url, headers['x-amz-target']])).toEqual([
        ['POST', '/', `AWSCognitoIdentityProviderService.${targets[name as keyof typeof targets]}`],
      ]);
      const headers = Object.keys(requests[0]?.headers ?? {});
      expect(
        headers.filter((header) => /authorization|security-token|x-amz-date|content-sha256/.test(header)),
      ).toEqual([]);
    },
  );

  it.each(routes)('needs no credentials (%s)', async (name, body) => {
    const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
    const kept = Object.fromEntries(keys.map((key) => [key, process.env[key]]));
    for (const key of keys) delete process.env[key];
    answer = (_, response) => refuse(response, 'ForbiddenException');
    expectProblem(await load(name, { USER_POOL_CLIENT_ID: 'another' })({ body }), 403, 'blocked');
    Object.assign(process.env, kept);
  });

  it.each(routes)(
    'has a connection of its own: an older one may have died while the function slept (%s)',
    async (name, body) => {
      answer = (_, response) => refuse(response, 'ForbiddenException');
      await load(name)({ body });
      await load(name)({ body });
      expect(new Set(requests.map(({ socket }) => socket)).size).toBe(2);
    },
  );

  const failures: readonly (readonly [string, RequestListener])[] = [
    ['TooManyRequestsException', (_, response) => refuse(response, 'TooManyRequestsException')],
    ['ThrottlingException', (_, response) => refuse(response, 'ThrottlingException')],
    ['LimitExceededException', (_, response) => refuse(response, 'LimitExceededException')],
    ['InternalErrorException', (_, response) => refuse(response, 'InternalErrorException', 500)],
    [
      '503 with a page of HTML',
      (_, response) => response.writeHead(503).end('<html>Service unavailable</html>'),
    ],
    ['a reset', ({ socket }) => socket.resetAndDestroy()],
    [
      'a reset in the middle of the reply',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('{"Auth');
        setTimeout(() => response.socket?.resetAndDestroy(), 10);
      },
    ],
  ];

  it.each(routes.flatMap(([name, body]) => failures.map((failure) => [...failure, name, body] as const)))(
    'is made once, whatever comes of it: %s',
    async (_, failure, name, body) => {
      answer = failure;
      await load(name)({ body });
      expect(requests).toHaveLength(1);
    },
  );

  it.each<readonly [string, RequestListener]>([
    [
      '200 with a page of HTML',
      (_, response) => response.writeHead(200).end('<html>Sign in to the network</html>'),
    ],
    ['400 with a page of HTML', (_, response) => response.writeHead(400).end('<html>Bad request</html>')],
    ['400 with nothing', (_, response) => response.writeHead(400).end()],
    [
      '403 with the words of a proxy',
      (_, response) => response.writeHead(403).end('{"message":"Forbidden"}'),
    ],
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
    for (const [name, body] of routes) expectProblem(await load(name)({ body }), 503, 'upstream_unavailable');
  });

  it.each<readonly [string, RequestListener]>([
    ['no reply', () => undefined],
    ['headers and no body', (_, response) => response.writeHead(200).flushHeaders()],
    ['a body without an end', (_, response) => response.writeHead(200).write('{"AuthenticationResult":{')],
    ['an error without an end', (_, response) => response.writeHead(400).write('{"__type":')],
  ])(
    'that gets %s is a 503 after the deadline, which leaves time to answer within 5 seconds',
    async (_, failure) => {
      answer = failure;
      const timeout = shortenTimeouts();
      for (const [name, body] of routes)
        expectProblem(await load(name)({ body }), 503, 'upstream_unavailable');
      for (const [deadline] of timeout.mock.calls) expect(deadline).toBeLessThan(4500);
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
    const answer = await load('sign-up', { USER_POOL_CLIENT_ID: 'elsewhere' })({ body: signUp });
    process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER = kept;
    expectProblem(answer, 503, 'upstream_unavailable');
  });
});

function refuse(response: ServerResponse, name: string, status = 400): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', 'x-amzn-errortype': name });
  response.end(JSON.stringify({ __type: name, message: 'Refused' }));
}
