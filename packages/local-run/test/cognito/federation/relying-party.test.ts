import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose/jwt/sign';
import { Browser, problemOn } from '../support/browser';
import { federatedPool } from '../support/federation';
import { Harness } from '../support/harness';
import { authorizationQuery, LOGIN_POOL, redirectParameters } from '../support/managed-login';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const CLIENT = { clientId: 'client', clientSecret: 'secret' };

/** What the provider does wrong. */
interface Misbehavior {
  readonly claims?: Record<string, unknown>;
  readonly key?: KeyObject;
  readonly algorithm?: 'none';
  readonly userInfo?: Record<string, unknown>;
  readonly token?: { status: number; body: unknown };
  readonly metadata?: Record<string, unknown> | string;
  readonly hangs?: string;
  readonly response?: Record<string, string>;
}

/** An OpenID provider that signs in everybody at once, and does what a test says. */
class Provider {
  misbehavior: Misbehavior = {};
  /** Form of the last request to the token endpoint. */
  form = new URLSearchParams();
  #nonce = '';
  readonly server: Server = createServer((request, response) => {
    this.#respond(request, response).catch(() => response.destroy());
  });

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.issuer);
    const { misbehavior, issuer } = this;
    if (misbehavior.hangs === pathname) return;
    const json = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    switch (pathname) {
      case '/.well-known/openid-configuration': {
        if (typeof misbehavior.metadata === 'string') return void response.end(misbehavior.metadata);
        const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
        json({
          issuer,
          ...endpoints,
          jwks_uri: `${issuer}/jwks`,
          userinfo_endpoint: `${issuer}/me`,
          ...misbehavior.metadata,
        });
        return;
      }
      case '/authorize': {
        this.#nonce = searchParams.get('nonce') ?? '';
        const state = searchParams.get('state') ?? '';
        const query = new URLSearchParams({ code: 'the code', state, ...misbehavior.response });
        response.writeHead(302, { location: `${searchParams.get('redirect_uri')}?${query}` }).end();
        return;
      }
      case '/token':
        this.form = new URLSearchParams((await request.toArray()).join(''));
        if (misbehavior.token) return void json(misbehavior.token.body, misbehavior.token.status);
        return void json({ access_token: 'at', id_token: await this.#idToken() });
      case '/jwks':
        return void json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', alg: 'RS256' }] });
      default:
        return void json({ sub: 'Ada-1', email: 'ada@example.org', email_verified: true, ...misbehavior.userInfo });
    }
  }

  async #idToken(): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const times = { iat: now, exp: now + 300 };
    const claims = {
      iss: this.issuer,
      aud: CLIENT.clientId,
      sub: 'Ada-1',
      nonce: this.#nonce,
      ...times,
      ...this.misbehavior.claims,
    };
    if (this.misbehavior.algorithm === 'none') {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${part({ alg: 'none' })}.${part(claims)}.`;
    }
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: '1' }).sign(this.misbehavior.key ?? privateKey);
  }
}

const provider = new Provider();
const harness = new Harness([federatedPool], undefined, {
  identityProviders: () => ({ issuer: provider.issuer, ...CLIENT }),
});

beforeAll(async () => {
  await harness.start();
  await new Promise<void>((resolve) => provider.server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await harness.stop();
  provider.server.close();
  provider.server.closeAllConnections();
});

async function signIn(misbehavior: Misbehavior = {}) {
  provider.misbehavior = misbehavior;
  harness.log.splice(0);
  const browser = new Browser(harness.endpoint, provider.issuer);
  const visit = await browser.open(`/oauth2/authorize?${authorizationQuery({ identity_provider: 'Acme' })}`);
  return { visit, parameters: redirectParameters(visit) };
}

describe('the sign-in with an OpenID provider', () => {
  it('sends the code with the client secret in the form, and takes claims of the userinfo endpoint', async () => {
    const { parameters } = await signIn();
    expect(parameters).toEqual({ code: expect.any(String), state: 'a state & more' });
    expect(Object.fromEntries(provider.form)).toEqual({
      grant_type: 'authorization_code',
      code: 'the code',
      client_id: 'client',
      client_secret: 'secret',
      redirect_uri: `${harness.endpoint}/oauth2/idpresponse`,
    });
    const { Users } = await harness.aws.listUsers({ UserPoolId: LOGIN_POOL });
    expect(Users?.[0]?.Attributes).toContainEqual({ Name: 'email', Value: 'ada@example.org' });
  });

  const minute = 60;
  const now = () => Math.floor(Date.now() / 1_000);
  it.each<[string, () => Misbehavior]>([
    ['of another issuer', () => ({ claims: { iss: 'https://other.example' } })],
    ['for another client', () => ({ claims: { aud: 'other' } })],
    ['for another request', () => ({ claims: { nonce: 'other' } })],
    ['without the nonce', () => ({ claims: { nonce: undefined } })],
    ['that expired two minutes ago', () => ({ claims: { exp: now() - 2 * minute } })],
    ['that begins in two minutes', () => ({ claims: { nbf: now() + 2 * minute } })],
    ['without a subject', () => ({ claims: { sub: undefined } })],
    ['signed with another key', () => ({ key: other.privateKey })],
    ['without a signature', () => ({ algorithm: 'none' })],
  ])('rejects an ID token %s', async (_, misbehavior) => {
    const { parameters } = await signIn(misbehavior());
    expect(parameters).toMatchObject({ error: 'server_error', state: 'a state & more' });
    expect(harness.log).toEqual([expect.stringContaining('Sign-in with Acme failed: the ID token is not valid: ')]);
  });

  it('accepts an ID token that expired half a minute ago, because clocks differ', async () => {
    expect((await signIn({ claims: { exp: now() - minute / 2 } })).parameters).toHaveProperty('code');
  });

  it('compares with the time of the machine when the emulated clock was moved', async () => {
    harness.advance(30 * 86_400_000);
    expect((await signIn()).parameters).toHaveProperty('code');
  });

  it.each<[string, Misbehavior, string]>([
    [
      'another user at the userinfo endpoint',
      { userInfo: { sub: 'Bob-1' } },
      'the userinfo endpoint returned another user',
    ],
    [
      'no ID token',
      { token: { status: 200, body: { access_token: 'at' } } },
      'the token endpoint returned no ID token',
    ],
    [
      'another issuer in the response',
      { response: { iss: 'https://other.example' } },
      'the response has another issuer',
    ],
    ['another issuer in the description', { metadata: { issuer: 'https://other.example' } }, 'has another issuer'],
    ['no description', { metadata: 'a page' }, 'is not the description of an OpenID provider'],
  ])('reports %s', async (_, misbehavior, words) => {
    const { parameters } = await signIn(misbehavior);
    expect(parameters).toMatchObject({ error: 'server_error', error_description: expect.stringContaining(words) });
  });

  it('reports an error of the token endpoint in the words of AWS', async () => {
    const body = { error: 'invalid_client', error_description: 'wrong secret' };
    const { visit } = await signIn({ token: { status: 401, body } });
    expect(visit.left?.search).toBe(
      '?error_description=Acme+Error+-+401+invalid_client+wrong+secret&state=a+state+%26+more&error=invalid_request',
    );
  });

  it('passes on an error of the provider', async () => {
    const response = { error: 'temporarily_unavailable', error_description: 'Try later' };
    expect((await signIn({ response })).parameters).toEqual({
      error: 'temporarily_unavailable',
      error_description: 'Try later',
      state: 'a state & more',
    });
  });

  it.each(['/.well-known/openid-configuration', '/token', '/jwks', '/me'])(
    'ends if %s does not answer',
    async (hangs) => {
      const { timeout } = AbortSignal;
      const spy = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.call(AbortSignal, 200));
      const { parameters } = await signIn({ hangs });
      spy.mockRestore();
      expect(parameters).toMatchObject({
        error: 'server_error',
        error_description: expect.stringContaining('TimeoutError'),
      });
    },
  );

  it('accepts no state of its own invention', async () => {
    const { visit } = await signIn({ response: { state: 'forged' } });
    expect([visit.status, problemOn(visit)]).toEqual([400, expect.stringContaining('began in another browser')]);
  });
});
