import { execFile } from 'node:child_process';
import { generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AdminAddUserToGroupCommand } from '@aws-sdk/client-cognito-identity-provider';
import { temporaryFolder } from '../../packages/local-run/test/support/temporary-folder';
import { localRun, runOnce } from '../e2e/support/local-run';
import { administrator, createAccount, signIn, type Tokens } from '../e2e/support/scenario';
import { blocksOf, createProject, filesOf, replaceIn } from './support/guide';
import { type ServerProcess, startServer } from './support/server-process';

runOnce();

const folder = join(temporaryFolder(), 'my-service');
createProject(folder, filesOf('back-end'));

/** Starts the service on a free port with commands of the guide. */
const startService = (commands: string, env: NodeJS.ProcessEnv = {}) =>
  startServer(commands, { cwd: folder, env: { PORT: '0', ...env }, pattern: /^Ready: (\S+)$/m });

let service: ServerProcess;

/** What the service replies to a request with a token. */
async function get(path: string, token?: string) {
  const response = await fetch(service.url + path, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    retryAfter: response.headers.get('retry-after'),
    body: await response.json(),
  };
}

const [MISSING, EXPIRED, INVALID, FORBIDDEN] = [
  'Bearer',
  'Bearer error="invalid_token", error_description="The token has expired"',
  'Bearer error="invalid_token", error_description="The token is not valid here"',
  'Bearer error="insufficient_scope"',
];

const success = (body: object) => ({ status: 200, challenge: null, retryAfter: null, body });
const unauthorized = (challenge: string) => ({
  status: 401,
  challenge,
  retryAfter: null,
  body: { code: 'unauthorized' },
});

describe('the service of docs/guides/back-end.md with the local run', () => {
  const [start, call, output] = blocksOf('back-end', 'Run it with the local run').map(({ text }) => text);
  let ada: Tokens;

  beforeAll(async () => {
    const { api } = localRun();
    // The packages are linked: see createProject.
    const offline = replaceIn(start ?? '', 'npm install\n', '');
    service = await startService(replaceIn(offline, 'http://localhost:3000', api));
    await createAccount('ada');
    ada = await signIn('ada');
  });
  afterAll(() => service?.stop());

  it('replies to the commands of the guide with the output that it shows', async () => {
    const commands = replaceIn(call ?? '', 'http://localhost:3000', localRun().api);
    const { stdout } = await promisify(execFile)('bash', [
      '-euo',
      'pipefail',
      '-c',
      replaceIn(commands, 'http://localhost:4000', service.url),
    ]);
    expect(stdout).toBe(output);
  });

  it('accepts an ID token', async () => {
    expect(await get('/orders', ada.idToken)).toEqual(success({ orders: [], user: 'ada' }));
  });

  it('calls the API with the token of the user', async () => {
    const { status, body } = await get('/secret', ada.idToken);
    expect({ status, body }).toMatchObject({ status: 200, body: { user: { username: 'ada' } } });
  });

  it('answers 403 to a user who is not in the group, and 200 to a member', async () => {
    const denied = { status: 403, challenge: FORBIDDEN, retryAfter: null, body: { code: 'forbidden' } };
    expect(await get('/reports', ada.idToken)).toEqual(denied);
    await createAccount('grace');
    const membership = { UserPoolId: localRun().userPoolId, Username: 'grace', GroupName: 'admins' };
    await administrator().send(new AdminAddUserToGroupCommand(membership));
    const { idToken } = await signIn('grace');
    expect(await get('/reports', idToken)).toEqual(success({ reports: [] }));
  });

  it('answers 401 without a token', async () => {
    expect(await get('/orders')).toEqual(unauthorized(MISSING));
  });

  it('answers 401 to an access token', async () => {
    expect(await get('/orders', ada.accessToken)).toEqual(unauthorized(INVALID));
  });

  it('answers 401 to a token whose claims were changed', async () => {
    const [header, payload = '', signature] = ada.idToken.split('.');
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), 'cognito:groups': ['admins'] };
    expect(await get('/reports', [header, encode(claims), signature].join('.'))).toEqual(unauthorized(INVALID));
  });

  it('answers 404 to an unknown route', async () => {
    expect((await get('//unknown', ada.idToken)).status).toBe(404);
  });
});

describe('the service of docs/guides/back-end.md', () => {
  const USER_POOL_ID = 'us-east-1_Example01';
  const CLIENT_ID = 'client';
  const [key, rotatedKey, otherKey] = [createKey('1'), createKey('2'), createKey('1')];

  /** The reply of the server of public keys. */
  let keys: object | undefined;
  let requests = 0;
  const keyServer = createServer((_request, response) => {
    requests += 1;
    response.writeHead(keys ? 200 : 500).end(JSON.stringify(keys ?? {}));
  });

  beforeAll(async () => {
    keyServer.listen(0, '127.0.0.1');
    await once(keyServer, 'listening');
    const { port } = keyServer.address() as AddressInfo;
    service = await startService('npm start', { USER_POOL_ID, CLIENT_ID, JWKS_URI: `http://127.0.0.1:${port}/` });
  });
  afterAll(async () => {
    await service?.stop();
    keyServer.close();
  });
  beforeEach(() => {
    keys = { keys: [key.jwk] };
  });

  const issuerOf = (pool: string) => `https://cognito-idp.us-east-1.amazonaws.com/${pool}`;
  const now = () => Math.floor(Date.now() / 1000);
  const claims = () => ({
    sub: '1',
    'cognito:username': 'ada',
    iss: issuerOf(USER_POOL_ID),
    aud: CLIENT_ID,
    token_use: 'id',
    iat: now(),
    exp: now() + 60,
  });

  it('answers 503 while the public keys are not available, and accepts tokens afterwards', async () => {
    keys = undefined;
    const body = { code: 'keys_unavailable' };
    const token = key.tokenWith(claims());
    expect(await get('/orders', token)).toEqual({ status: 503, challenge: null, retryAfter: '10', body });
    keys = { keys: [key.jwk] };
    expect(await get('/orders', token)).toEqual(success({ orders: [], user: 'ada' }));
  });

  it.each([
    ['has expired', key, () => ({ exp: now() - 1 }), EXPIRED],
    ['is of another user pool', key, () => ({ iss: issuerOf('us-east-1_Example02') }), INVALID],
    ['is of another app client', key, () => ({ aud: 'other' }), INVALID],
    ['is an access token', key, () => ({ token_use: 'access', client_id: CLIENT_ID }), INVALID],
    ['is signed with another key', otherKey, () => ({}), INVALID],
  ])('answers 401 to a token that %s', async (_name, signer, changes, challenge) => {
    const token = signer.tokenWith({ ...claims(), ...changes() });
    expect(await get('/orders', token)).toEqual(unauthorized(challenge));
  });

  it.each(['x', 'x.y.z', `${encode({ alg: 'none', kid: '1' })}.${encode(claims())}.`])(
    'answers 401 to a text that is not a signed token',
    async (token) => {
      expect(await get('/orders', token)).toEqual(unauthorized(INVALID));
    },
  );

  it('gets the public keys once, and again for a token with an unknown key', async () => {
    const user = success({ orders: [], user: 'ada' });
    expect(await get('/orders', key.tokenWith(claims()))).toEqual(user);
    requests = 0;
    expect(await get('/orders', key.tokenWith(claims()))).toEqual(user);
    expect(requests).toBe(0);
    keys = { keys: [key.jwk, rotatedKey.jwk] };
    expect(await get('/orders', rotatedKey.tokenWith(claims()))).toEqual(user);
    expect(requests).toBe(1);
  });

  it('does not start without the ids', async () => {
    await expect(startService('npm start')).rejects.toThrow('Set USER_POOL_ID and CLIENT_ID');
  });
});

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

interface SigningKey {
  readonly jwk: JsonWebKey;
  tokenWith(claims: object): string;
}

/** A key of a user pool. */
function createKey(kid: string): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' },
    tokenWith(claims) {
      const content = `${encode({ kid, alg: 'RS256' })}.${encode(claims)}`;
      return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
    },
  };
}
