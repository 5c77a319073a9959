import { type Authorizer, createCognitoAuthorizer, createKeyCache } from '../../src/api-gateway/authorizer';
import { KeyServer, SigningPool } from '../support/signed-tokens';

const pool = new SigningPool('eu-west-1_Abc123xyz');
const secondPool = new SigningPool('eu-west-1_Second999');
const strangePool = new SigningPool('eu-west-1_Strange00');

let keys: KeyServer;
let forIdTokens: Authorizer;
let forScopes: Authorizer;

const authorizer = (auth: { userPoolIds?: string[]; scopes?: string[] } = {}) =>
  createCognitoAuthorizer({ userPoolIds: [pool.id], scopes: [], ...auth }, createKeyCache(keys.url));

beforeAll(async () => {
  keys = await KeyServer.start([pool, secondPool, strangePool]);
});

afterAll(() => keys.close());

beforeEach(() => {
  forIdTokens = authorizer();
  forScopes = authorizer({ scopes: ['books/read', 'books/write'] });
});

describe('an ID token', () => {
  it.each([
    ['with Bearer', 'Bearer '],
    ['with bearer in small letters', 'bearer '],
    ['by itself', ''],
  ])('is taken %s', async (_, prefix) => {
    expect(await forIdTokens(prefix + pool.idToken())).toMatchObject({ sub: 'sub-of-ada' });
  });

  it('is taken whatever client it was made for', async () => {
    expect(await forIdTokens(pool.idToken({ aud: 'another-client' }))).toBeDefined();
  });

  it('is refused where an access token belongs', async () => {
    expect(await forScopes(pool.idToken({ scope: 'books/read' }))).toBeUndefined();
  });
});

describe('an access token', () => {
  it.each([
    ['the one scope', 'books/read'],
    ['a scope among others', 'openid books/write email'],
  ])('is taken with %s', async (_, scope) => {
    expect(await forScopes(pool.accessToken({ scope }))).toMatchObject({ scope });
  });

  it.each([
    ['without a scope', undefined],
    ['with another scope', 'aws.cognito.signin.user.admin'],
    ['with a longer scope', 'books/readonly'],
  ])('is refused %s', async (_, scope) => {
    expect(await forScopes(pool.accessToken({ scope }))).toBeUndefined();
  });

  it('is refused where an ID token belongs', async () => {
    expect(await forIdTokens(pool.accessToken())).toBeUndefined();
  });
});

describe('what opens nothing', () => {
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
    ['bytes that are no JSON', `${Buffer.from('\0{').toString('base64url')}.e30.e30`],
    ['an expired token', pool.idToken({ exp: Math.floor(Date.now() / 1000) - 1 })],
    ['a token that never expires', pool.idToken({ exp: 'never' })],
    ['a token without token_use', pool.token({})],
    ['a changed payload', `${header}.${Buffer.from(forged).toString('base64url')}.${signature}`],
    ['a missing signature', `${header}.${payload}.`],
    ['alg none', pool.unsignedToken('none')],
    ['alg None', pool.unsignedToken('None')],
    ['HS256 with the public key as secret', pool.tokenSignedWithPublicKey()],
    ['RS256 by name of another algorithm', pool.token({ token_use: 'id' }, { alg: 'RS512' })],
    ['a key id that does not exist', pool.token({ token_use: 'id' }, { kid: 'unknown' })],
    ['no key id', pool.token({ token_use: 'id' }, { kid: undefined })],
    ['a token of another pool', strangePool.idToken()],
    [
      "another pool's signature under this pool's name",
      strangePool.idToken({ iss: `https://cognito-idp.eu-west-1.amazonaws.com/${pool.id}` }),
    ],
    ['an issuer of another host', pool.idToken({ iss: `https://example.com/${pool.id}` })],
    ['no issuer', pool.idToken({ iss: undefined })],
  ])('%s', async (_, token) => {
    expect(await forIdTokens(token)).toBeUndefined();
  });

  it('is still nothing when it comes a second time', async () => {
    const unknownKey = pool.token({ token_use: 'id' }, { kid: 'unknown' });
    expect([await forIdTokens(unknownKey), await forIdTokens(unknownKey)]).toEqual([undefined, undefined]);
    expect(await forIdTokens(pool.idToken())).toBeDefined();
  });
});

describe('several pools', () => {
  it('are all let in, and nobody else', async () => {
    const forBoth = authorizer({ userPoolIds: [pool.id, secondPool.id] });
    expect(await forBoth(pool.idToken())).toBeDefined();
    expect(await forBoth(secondPool.idToken())).toBeDefined();
    expect(await forBoth(strangePool.idToken())).toBeUndefined();
    expect(await forBoth('garbage')).toBeUndefined();
  });
});

describe('claims', () => {
  it('are strings, with dates as Java prints them and groups joined', async () => {
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

describe('the keys', () => {
  it('are fetched once, and only for a token that could be one', async () => {
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
    ['answered with a page', (_, response) => response.end('<html>Sign in to the hotel network</html>')],
    ['answered with JSON that is no keys', (_, response) => response.end('{"keys":[{"kid":1}]}')],
    ['broken off', (_, response) => response.destroy()],
  ])('%s cannot tell a good token from a bad one, until they are there', async (_, broken) => {
    const { answer } = keys;
    keys.answer = broken;
    await expect(forIdTokens(pool.idToken())).rejects.toThrow();
    await expect(forIdTokens(pool.idToken())).rejects.toThrow();
    keys.answer = answer;
    expect(await forIdTokens(pool.idToken())).toBeDefined();
  });

  it('out of reach likewise', async () => {
    const unreachable = createCognitoAuthorizer(
      { userPoolIds: [pool.id], scopes: [] },
      createKeyCache('http://127.0.0.1:1'),
    );
    await expect(unreachable(pool.idToken())).rejects.toThrow();
    expect(await unreachable('garbage')).toBeUndefined();
  });
});
