import { createHash } from 'node:crypto';
import { addressOf, claimsOf, exceptionOf, MINUTE, password, SECOND, signIn, useHarness } from '../support/harness';
import { addLoginUser } from '../support/login-user';
import {
  APP,
  authorizationQuery,
  CALLBACK,
  codeIn,
  LOGIN_POOL,
  Login,
  loginPool,
  NO_DOMAIN,
  NO_OAUTH,
  NOT_ROTATING,
  OTHER_APP,
  OTHER_CALLBACK,
  poolWithoutDomain,
  verifier,
} from '../support/managed-login';

const { harness, aws } = useHarness([loginPool, poolWithoutDomain]);
const login = new Login(harness);
let sub: string;

beforeAll(async () => {
  sub = await addLoginUser(aws, 'ada');
});

const getUser = (AccessToken: string) => aws.getUser({ AccessToken });
const REVOKED = 'NotAuthorizedException: Access Token has been revoked';
const WITHOUT_SCOPE = 'NotAuthorizedException: Access Token does not have required scopes';

const withFlags = (shown: object) => ({ ...shown, ...('email' in shown && { email_verified: 'true' }) });

describe('POST /oauth2/token with a code', () => {
  it('returns tokens with Cache-Control: no-store', async () => {
    const { status, headers, body } = await login.exchange(await login.code('ada'));
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({
      access_token: expect.any(String),
      id_token: expect.any(String),
      refresh_token: expect.any(String),
      expires_in: 3_600,
      token_type: 'Bearer',
    });
  });

  it('returns tokens with the user, the time of authentication, the nonce and the granted scopes', async () => {
    const code = await login.code('ada');
    const now = Math.floor(harness.now / 1_000);
    harness.advance(MINUTE);
    const { body } = await login.exchange(code);
    const [id, access] = [claimsOf(String(body.id_token)), claimsOf(String(body.access_token))];
    expect(id).toMatchObject({
      aud: APP,
      sub,
      'cognito:username': 'ada',
      email: addressOf('ada'),
      email_verified: true,
      name: 'The name of ada',
      nonce: 'a nonce',
      auth_time: now,
      iat: now + 60,
      token_use: 'id',
    });
    const half = createHash('sha256').update(String(body.access_token)).digest().subarray(0, 16);
    expect(id.at_hash).toBe(half.toString('base64url'));
    expect(access).toMatchObject({
      client_id: APP,
      scope: 'openid email profile aws.cognito.signin.user.admin',
      sub,
      token_use: 'access',
      username: 'ada',
      version: 2,
    });
    expect(await exceptionOf(getUser(String(body.access_token)))).toBe('no exception');
  });

  it('takes auth_time from the browser session', async () => {
    const browser = login.browser();
    await login.signIn('ada', {}, browser);
    const now = Math.floor(harness.now / 1_000);
    harness.advance(30 * MINUTE);
    const code = codeIn(await browser.open(`/oauth2/authorize?${authorizationQuery({ nonce: 'other' })}`));
    const { body } = await login.exchange(code);
    expect(claimsOf(String(body.id_token))).toMatchObject({ auth_time: now, nonce: 'other' });
  });

  it.each([
    ['openid', { email: addressOf('ada'), name: 'The name of ada' }],
    ['openid profile', { email: addressOf('ada'), name: 'The name of ada' }],
    ['openid email', { email: addressOf('ada') }],
    ['openid aws.cognito.signin.user.admin', { email: addressOf('ada'), name: 'The name of ada' }],
  ])('returns with the scope %s the attributes that it allows', async (scope, shown) => {
    const { id, access } = await login.tokens('ada', { scope, nonce: undefined });
    const { email, name, nonce } = claimsOf(id);
    expect([{ email, name }, nonce]).toEqual([{ name: undefined, ...shown }, undefined]);
    expect(claimsOf(access).scope).toBe(scope);
    const reply = await fetch(`${harness.endpoint}/oauth2/userInfo`, {
      headers: { authorization: `Bearer ${access}` },
    });
    expect(await reply.json()).toEqual({ sub, username: 'ada', ...withFlags(shown) });
    expect(await exceptionOf(getUser(access))).toBe(scope.includes('admin') ? 'no exception' : WITHOUT_SCOPE);
  });

  it('grants all scopes of the client if none are requested', async () => {
    const { access } = await login.tokens('ada', { scope: undefined });
    expect(claimsOf(access).scope).toBe('openid email profile aws.cognito.signin.user.admin');
  });

  it('returns no ID token without openid', async () => {
    const code = await login.code('ada', { scope: 'aws.cognito.signin.user.admin' });
    const { body } = await login.exchange(code);
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'refresh_token', 'token_type']);
  });

  it('accepts a code once, and revokes its sign-in when it is sent again', async () => {
    const code = await login.code('ada');
    const { body } = await login.exchange(code);
    expect(await exceptionOf(getUser(String(body.access_token)))).toBe('no exception');
    const second = await login.exchange(code);
    expect([second.status, second.body.error]).toEqual([400, 'invalid_grant']);
    expect(await exceptionOf(getUser(String(body.access_token)))).toBe(REVOKED);
    const refreshed = await login.post('/oauth2/token', {
      grant_type: 'refresh_token',
      client_id: APP,
      refresh_token: String(body.refresh_token),
    });
    expect(refreshed.body.error).toBe('invalid_grant');
  });

  it('accepts a code for five minutes', async () => {
    const [early, late] = [await login.code('ada'), await login.code('ada')];
    harness.advance(5 * MINUTE - SECOND);
    expect((await login.exchange(early)).status).toBe(200);
    harness.advance(SECOND);
    expect((await login.exchange(late)).body.error).toBe('invalid_grant');
  });

  it.each([
    ['another verifier', { code_verifier: `${verifier}x` }],
    ['the challenge in place of the verifier', { code_verifier: 'x'.repeat(43) }],
    ['another redirect URI of the client', { redirect_uri: OTHER_CALLBACK }],
    ['the same redirect URI with a slash', { redirect_uri: `${CALLBACK}/` }],
  ])('rejects %s and invalidates the code', async (_, change) => {
    const code = await login.code('ada');
    const { status, body, headers } = await login.exchange(code, change);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await login.exchange(code)).body.error).toBe('invalid_grant');
  });

  it('rejects the code of another client, which can still exchange it', async () => {
    const code = await login.code('ada');
    expect((await login.exchange(code, { client_id: OTHER_APP })).body.error).toBe('invalid_grant');
    expect((await login.exchange(code)).status).toBe(200);
  });

  it('rejects the code of a user who was disabled or deleted', async () => {
    await addLoginUser(aws, 'bob');
    const [disabled, deleted] = [await login.code('bob'), await login.code('bob')];
    await aws.adminDisableUser({ UserPoolId: LOGIN_POOL, Username: 'bob' });
    expect((await login.exchange(disabled)).body.error).toBe('invalid_grant');
    await aws.adminEnableUser({ UserPoolId: LOGIN_POOL, Username: 'bob' });
    await aws.adminDeleteUser({ UserPoolId: LOGIN_POOL, Username: 'bob' });
    expect((await login.exchange(deleted)).body.error).toBe('invalid_grant');
  });

  it.each([
    ['no code', { code: undefined }, 'invalid_request'],
    ['an unknown code', { code: 'unknown' }, 'invalid_grant'],
    ['no redirect URI', { redirect_uri: undefined }, 'invalid_request'],
    ['no verifier', { code_verifier: undefined }, 'invalid_request'],
    ['no client', { client_id: undefined }, 'invalid_request'],
    ['an unknown client', { client_id: 'unknown' }, 'invalid_client'],
    ['a client without OAuth', { client_id: NO_OAUTH }, 'invalid_client'],
    ['a client of a pool without a domain', { client_id: NO_DOMAIN }, 'invalid_client'],
    ['a client secret', { client_secret: 'guessed' }, 'invalid_client'],
    ['no grant type', { grant_type: undefined }, 'invalid_request'],
    ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['the grant type client_credentials', { grant_type: 'client_credentials' }, 'unauthorized_client'],
    ['the grant type constructor', { grant_type: 'constructor' }, 'unsupported_grant_type'],
  ])('answers 400 with an error code to a request with %s', async (_, change, error) => {
    const { status, body } = await login.exchange('a code', change);
    expect([status, body]).toEqual([400, { error, error_description: expect.any(String) }]);
  });

  it('rejects an Authorization header, a body of another media type and a repeated parameter', async () => {
    const authorization = `Basic ${Buffer.from(`${APP}:x`).toString('base64')}`;
    expect((await login.exchange('a code', {}, { authorization })).body.error).toBe('invalid_client');
    expect((await login.exchange('a code', {}, { 'content-type': 'application/json' })).body.error).toBe(
      'invalid_request',
    );
    const form = { grant_type: 'authorization_code', client_id: APP, redirect_uri: CALLBACK, code_verifier: verifier };
    const body = new URLSearchParams({ ...form, code: await login.code('ada') });
    body.append('client_id', OTHER_APP);
    const reply = await fetch(`${harness.endpoint}/oauth2/token`, { method: 'POST', body });
    expect(await reply.json()).toMatchObject({ error: 'invalid_request' });
  });
});

describe('POST /oauth2/token with a refresh token', () => {
  const refresh = (refresh_token: string | undefined, client_id = APP) =>
    login.post('/oauth2/token', { grant_type: 'refresh_token', client_id, refresh_token });

  it('returns new tokens with the granted scopes and without the nonce, and rotates the refresh token', async () => {
    const tokens = await login.tokens('ada', { scope: 'openid email' });
    const { status, body } = await refresh(tokens.refresh);
    expect([status, Object.keys(body).sort()]).toEqual([
      200,
      ['access_token', 'expires_in', 'id_token', 'refresh_token', 'token_type'],
    ]);
    expect(body.refresh_token).not.toBe(tokens.refresh);
    expect(claimsOf(String(body.access_token))).toMatchObject({ scope: 'openid email', version: 2 });
    expect(claimsOf(String(body.id_token))).not.toHaveProperty('nonce');
    expect(claimsOf(String(body.id_token))).not.toHaveProperty('name');
    harness.advance(30 * SECOND);
    expect((await refresh(tokens.refresh)).body.error).toBe('invalid_grant');
    expect((await refresh(String(body.refresh_token))).status).toBe(200);
  });

  it('returns no refresh token for a client without rotation', async () => {
    const tokens = await login.tokens('ada', { client_id: NOT_ROTATING });
    const { body } = await refresh(tokens.refresh, NOT_ROTATING);
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'id_token', 'token_type']);
    expect((await refresh(tokens.refresh, NOT_ROTATING)).status).toBe(200);
  });

  it('accepts refresh tokens of the API and returns tokens like the API’s', async () => {
    const { AuthenticationResult: result } = await signIn(aws, 'ada', { clientId: APP });
    const { body } = await refresh(result?.RefreshToken);
    expect(claimsOf(String(body.access_token))).not.toHaveProperty('version');
    expect(claimsOf(String(body.access_token)).scope).toBe('aws.cognito.signin.user.admin');
  });

  it('rejects a token that is not a refresh token of the client', async () => {
    const tokens = await login.tokens('ada');
    for (const token of ['unknown', tokens.access, '!'])
      expect((await refresh(token)).body.error).toBe('invalid_grant');
    expect((await refresh(tokens.refresh, NOT_ROTATING)).body.error).toBe('invalid_grant');
    expect((await refresh(undefined)).body.error).toBe('invalid_request');
    expect((await refresh(tokens.refresh)).status).toBe(200);
  });

  it('rejects a client that may not refresh tokens', async () => {
    const tokens = await login.tokens('ada', { client_id: OTHER_APP });
    expect((await refresh(tokens.refresh, OTHER_APP)).body.error).toBe('unauthorized_client');
  });
});

describe('POST /oauth2/revoke', () => {
  const revoke = (token: string | undefined, client_id: string | undefined = APP) =>
    login.post('/oauth2/revoke', { token, client_id });

  it('revokes the sign-in of a refresh token, and succeeds a second time', async () => {
    const tokens = await login.tokens('ada');
    for (const time of ['first', 'second']) {
      const { status, body } = await revoke(tokens.refresh);
      expect([time, status, body]).toEqual([time, 200, {}]);
    }
    expect(await exceptionOf(getUser(tokens.access))).toBe(REVOKED);
  });

  it('succeeds without effect for an unknown token and one of another client', async () => {
    const tokens = await login.tokens('ada');
    for (const token of ['unknown', '!']) expect((await revoke(token)).status).toBe(200);
    expect((await revoke(tokens.refresh, NOT_ROTATING)).status).toBe(200);
    expect(await exceptionOf(getUser(tokens.access))).toBe('no exception');
  });

  it('answers with an error code to an invalid request', async () => {
    const tokens = await login.tokens('ada');
    const replies = [
      await revoke(tokens.access),
      await revoke(undefined),
      await revoke(tokens.refresh, OTHER_APP),
      await revoke(tokens.refresh, 'unknown'),
    ];
    expect(replies.map(({ status, body }) => [status, body.error])).toEqual([
      [400, 'unsupported_token_type'],
      [400, 'invalid_request'],
      [400, 'invalid_request'],
      [401, 'invalid_client'],
    ]);
  });
});

describe('/oauth2/userInfo', () => {
  const ask = (authorization: string | undefined, method = 'GET') =>
    fetch(`${harness.endpoint}/oauth2/userInfo`, { method, headers: { ...(authorization && { authorization }) } });

  it('returns the attributes of the token’s user as strings, by GET and by POST', async () => {
    const { access } = await login.tokens('ada');
    for (const method of ['GET', 'POST']) {
      const reply = await ask(`Bearer ${access}`, method);
      expect(await reply.json()).toEqual({
        sub,
        username: 'ada',
        email: addressOf('ada'),
        email_verified: 'true',
        name: 'The name of ada',
      });
    }
  });

  it.each([
    ['no header', async () => undefined, 400, 'invalid_request'],
    ['another scheme', async () => 'Basic YTpi', 400, 'invalid_request'],
    ['a malformed token', async () => 'Bearer a.b.c', 401, 'invalid_token'],
    ['an ID token', async () => `Bearer ${(await login.tokens('ada')).id}`, 401, 'invalid_token'],
    [
      'a token without openid',
      async () => {
        const { AuthenticationResult: result } = await signIn(aws, 'ada', { clientId: APP, secret: password });
        return `Bearer ${result?.AccessToken}`;
      },
      401,
      'invalid_token',
    ],
    [
      'a revoked token',
      async () => {
        const { access, refresh } = await login.tokens('ada');
        await login.post('/oauth2/revoke', { token: refresh, client_id: APP });
        return `Bearer ${access}`;
      },
      401,
      'invalid_token',
    ],
  ])('rejects %s', async (_, authorization, status, error) => {
    const reply = await ask(await authorization());
    expect([reply.status, await reply.json()]).toEqual([status, { error, error_description: expect.any(String) }]);
    expect(reply.headers.get('www-authenticate')).toMatch(new RegExp(`^error="${error}", error_description="`));
  });
});

describe('pages of other origins', () => {
  const allowed = async (method: string, path: string) => {
    const reply = await fetch(harness.endpoint + path, { method, headers: { origin: 'http://localhost:5173' } });
    return reply.headers.get('access-control-allow-origin');
  };

  it('may call the endpoints for programs and may not read the pages', async () => {
    for (const path of ['/oauth2/token', '/oauth2/revoke', '/oauth2/userInfo']) {
      expect([path, await allowed('POST', path)]).toEqual([path, '*']);
    }
    for (const path of ['/oauth2/authorize', '/login', '/logout']) {
      expect([path, await allowed('GET', path)]).toEqual([path, null]);
    }
    expect(await allowed('POST', '/login')).toBeNull();
  });
});
