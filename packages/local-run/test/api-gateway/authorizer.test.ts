import { type Authorizer, createCognitoAuthorizer, createKeyCache } from '../../src/api-gateway/authorizer';
import { KeyServer, SigningPool } from '../support/signed-tokens';

const pool = new SigningPool('eu-west-1_Abc123xyz');
const secondPool = new SigningPool('eu-west-1_Second999');
const otherPool = new SigningPool('eu-west-1_Other0000');

let keys: KeyServer;
let now: number;
let forIdTokens: Authorizer;
let forScopes: Authorizer;

const authorizer = (auth: { userPoolIds?: string[]; scopes?: string[] } = {}) =>
  createCognitoAuthorizer(
    { userPoolIds: [pool.id], scopes: [], ...auth },
    { keys: createKeyCache(keys.url), clock: () => now },
  );

beforeAll(async () => {
  keys = await KeyServer.start([pool, secondPool, otherPool]);
});

afterAll(() => keys.close());

beforeEach(() => {
  now = Date.now();
  forIdTokens = authorizer();
  forScopes = authorizer({ scopes: ['books/read', 'books/write'] });
});

describe('an ID token', () => {
  it.each([
    ['with Bearer', 'Bearer '],
    ['with bearer in lower case', 'bearer '],
    ['without a scheme', ''],
  ])('is accepted %s', async (_, prefix) => {
    expect(await forIdTokens(prefix + pool.idToken())).toMatchObject({ sub: 'sub-of-ada' });
  });

  it('is accepted for any app client', async () => {
    expect(await forIdTokens(pool.idToken({ aud: 'another-client' }))).toBeDefined();
  });

  it('is rejected when scopes are required', async () => {
    expect(await forScopes(pool.idToken({ scope: 'books/read' }))).toBeUndefined();
  });
});

describe('an access token', () => {
  it.each([
    ['one of the scopes', 'books/read'],
    ['one of the scopes among others', 'openid books/write email'],
  ])('is accepted with %s', async (_, scope) => {
    expect(await forScopes(pool.accessToken({ scope }))).toMatchObject({ scope });
  });

  it.each([
    ['without a scope', undefined],
    ['with another scope', 'aws.cognito.signin.user.admin'],
    ['with a scope that starts with a required one', 'books/readonly'],
  ])('is rejected %s', async (_, scope) => {
    expect(await forScopes(pool.accessToken({ scope }))).toBeUndefined();
  });

  it('is rejected when no scope is required', async () => {
    expect(await forIdTokens(pool.accessToken())).toBeUndefined();
  });
});

describe('a token by the given clock', () => {
  const token = () => pool.idToken({ exp: Math.floor(Date.now() / 1000) + 600 });

  it('is accepted before its expiry', async () => {
    now += 590_000;
    expect(await forIdTokens(token())).toBeDefined();
  });

  it('is rejected after its expiry', async () => {
    now += 610_000;
    expect(await forIdTokens(token())).toBeUndefined();
  });
});

describe('the authorizer rejects', () => {
  const [header = '', payload = '', signature = ''] = pool.idToken().split('.');
  const forged = Buffer.from(payload, 'base64url').toString().replace('ada', 'eve');

  it.each<[string, string | undefined]>([
    ['no header', undefined],
    ['an empty header', ''],
    ['Bearer alone', 'Bearer '],
    ['garbage', 'garbage'],
    ['garbage with dots', 'a.b.c'],
    ['another scheme', `Basic ${pool.idToken()}`],
    ['two tokens', `Bearer ${pool.idToken()} ${pool.idToken()}`],
    ['bytes that are not JSON', `${Buffer.from('\0{').toString('base64url')}.e30.e30`],
    ['an expired token', pool.idToken({ exp: Math.floor(Date.now() / 1000) - 1 })],
    ['a token without exp', pool.idToken({ exp: undefined })],
    ['a token whose exp is not a number', pool.idToken({ exp: 'never' })],
    ['a token without token_use', pool.token({})],
    ['a changed payload', `${header}.${Buffer.from(forged).toString('base64url')}.${signature}`],
    ['a missing signature', `${header}.${payload}.`],
    ['alg none', pool.unsignedToken('none')],
    ['alg None', pool.unsignedToken('None')],
    ['HS256 with the public key as secret', pool.tokenSignedWithPublicKey()],
    ['an RS256 signature with another alg', pool.token({ token_use: 'id' }, { alg: 'RS512' })],
    ['a key id that does not exist', pool.token({ token_use: 'id' }, { kid: 'unknown' })],
    ['no key id', pool.token({ token_use: 'id' }, { kid: undefined })],
    ['a token of another user pool', otherPool.idToken()],
    [
      'a signature of another user pool with this issuer',
      otherPool.idToken({ iss: `https://cognito-idp.eu-west-1.amazonaws.com/${pool.id}` }),
    ],
    ['an issuer on another host', pool.idToken({ iss: `https://example.com/${pool.id}` })],
    ['no issuer', pool.idToken({ iss: undefined })],
  ])('%s', async (_, token) => {
    expect(await forIdTokens(token)).toBeUndefined();
  });

  it('a token with an unknown key again, and accepts valid tokens after it', async () => {
    const unknownKey = pool.token({ token_use: 'id' }, { kid: 'unknown' });
    expect([await forIdTokens(unknownKey), await forIdTokens(unknownKey)]).toEqual([undefined, undefined]);
    expect(await forIdTokens(pool.idToken())).toBeDefined();
  });
});

describe('an authorizer with several user pools', () => {
  it('accepts tokens of each of them only', async () => {
    const forBoth = authorizer({ userPoolIds: [pool.id, secondPool.id] });
    expect(await forBoth(pool.idToken())).toBeDefined();
    expect(await forBoth(secondPool.idToken())).toBeDefined();
    expect(await forBoth(otherPool.idToken())).toBeUndefined();
    expect(await forBoth('garbage')).toBeUndefined();
  });
});

describe('claims', () => {
  it('are strings, with dates in the format of Java and lists joined by commas', async () => {
    const iat = Date.UTC(2026, 10, 5, 9, 8, 7) / 1000;
    const exp = Date.UTC(2099, 0, 31, 23, 59, 0) / 1000;
    const token = pool.idToken({
      iat,
      exp,
      auth_time: iat,
      email_verified: true,
      'cognito:groups': ['admins', 'authors'],
    });
    expect(await forIdTokens(token)).toMatchObject({
      iat: 'Thu Nov 05 09:08:07 UTC 2026',
      exp: 'Sat Jan 31 23:59:00 UTC 2099',
      auth_time: String(iat),
      email_verified: 'true',
      'cognito:groups': 'admins,authors',
      'cognito:username': 'ada',
      token_use: 'id',
    });
  });
});

describe('the public keys', () => {
  it('are fetched once, and only for a well-formed token', async () => {
    const before = keys.requests;
    await forIdTokens('garbage');
    expect(keys.requests - before).toBe(0);
    await Promise.all([forIdTokens(pool.idToken()), forIdTokens(pool.idToken())]);
    await forIdTokens(pool.idToken());
    expect(keys.requests - before).toBe(1);
  });

  it.each<[string, KeyServer['answer']]>([
    ['answered with 404', (_, response) => response.writeHead(404).end('{"keys":[]}')],
    ['answered with 500', (_, response) => response.writeHead(500).end()],
    ['answered with HTML', (_, response) => response.end('<html>Sign in to the network</html>')],
    ['answered with JSON of another form', (_, response) => response.end('{"keys":[{"kid":1}]}')],
    ['interrupted', (_, response) => response.destroy()],
  ])('%s make the authorizer throw until they can be fetched', async (_, broken) => {
    const { answer } = keys;
    keys.answer = broken;
    await expect(forIdTokens(pool.idToken())).rejects.toThrow();
    await expect(forIdTokens(pool.idToken())).rejects.toThrow();
    keys.answer = answer;
    expect(await forIdTokens(pool.idToken())).toBeDefined();
  });

  it('of an unreachable endpoint make the authorizer throw for well-formed tokens', async () => {
    const unreachable = createCognitoAuthorizer(
      { userPoolIds: [pool.id], scopes: [] },
      { keys: createKeyCache('http://127.0.0.1:1'), clock: Date.now },
    );
    await expect(unreachable(pool.idToken())).rejects.toThrow();
    expect(await unreachable('garbage')).toBeUndefined();
  });
});
