import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { Jwks } from 'aws-jwt-verify/jwk';
import {
  addressOf,
  addUser,
  claimsOf,
  EMAIL_POOL,
  emailPool,
  exceptionOf,
  POOL,
  pool,
  tokensOf,
  useHarness,
} from '../support/harness';

const { harness, aws } = useHarness([pool, emailPool]);

const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;
const invalid = 'NotAuthorizedException: Invalid Access Token';
const unverified = 'NotAuthorizedException: Could not verify signature for Access Token';

const getUser = (AccessToken: string) => aws.getUser({ AccessToken });
const fetchJson = async <Body>(url: string) => (await (await fetch(url)).json()) as Body;
const keysOf = (pool: string) => fetchJson<Jwks>(`${harness.endpoint}/${pool}/.well-known/jwks.json`);
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

describe('GetUser', () => {
  it('returns the user name and the readable attributes', async () => {
    const sub = await addUser(harness, aws, 'frank');
    const { AccessToken } = await tokensOf(aws, 'frank');
    const { $metadata, ...reply } = await getUser(AccessToken);
    expect(reply).toEqual({
      Username: 'frank',
      UserAttributes: [
        { Name: 'sub', Value: sub },
        { Name: 'email', Value: addressOf('frank') },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
  });

  it('rejects an ID token and a refresh token', async () => {
    const { IdToken, RefreshToken } = await tokensOf(aws, 'frank');
    expect(await exceptionOf(getUser(IdToken))).toBe(invalid);
    expect(await exceptionOf(getUser(RefreshToken))).toBe(invalid);
  });

  it('rejects forged tokens', async () => {
    const { AccessToken } = await tokensOf(aws, 'frank');
    const [header = '', claims = '', signature = ''] = AccessToken.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const signedBy = (input: string) => sign('sha256', Buffer.from(input), otherKey).toString('base64url');
    const publicKey = (await keysOf(POOL)).keys.find((key) => key.kid === kid);
    const pem = createPublicKey({ key: { ...publicKey }, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    const none = encode({ kid, alg: 'none' });
    const hs256 = `${encode({ kid, alg: 'HS256' })}.${claims}`;
    const forgeries = [
      `${header}.${claims}.${signedBy(`${header}.${claims}`)}`,
      `${header}.${encode({ ...claimsOf(AccessToken), username: 'ada' })}.${signature}`,
      `${none}.${claims}.`,
      `${none}.${claims}.${signature}`,
      `${hs256}.${createHmac('sha256', pem).update(hs256).digest('base64url')}`,
      `${encode({ kid: 'another', alg: 'RS256' })}.${claims}.${signature}`,
      `${header}.${claims}.`,
    ];
    for (const forgery of forgeries) expect(await exceptionOf(getUser(forgery))).toBe(unverified);
  });

  it('rejects what is no access token of a pool', async () => {
    const { AccessToken } = await tokensOf(aws, 'frank');
    const [header = '', claims = '', signature = ''] = AccessToken.split('.');
    const others = [
      `${header}.${encode({ ...claimsOf(AccessToken), iss: 'https://elsewhere.example' })}.${signature}`,
      `${header}.${claims}`,
      `${AccessToken}.x`,
      'garbage',
      'a.b.c',
      `${encode([])}.bnVsbA.x`,
    ];
    for (const other of others) expect(await exceptionOf(getUser(other))).toBe(invalid);
  });

  it('rejects a token that was signed with the key of another pool', async () => {
    const [users, emails] = [await keysOf(POOL), await keysOf(EMAIL_POOL)];
    const keys = [...users.keys, ...emails.keys];
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(4);
    expect(new Set(keys.map(({ n }) => n)).size).toBe(4);
    const { AccessToken } = await tokensOf(aws, 'frank');
    const [header, , signature] = AccessToken.split('.');
    const moved = { ...claimsOf(AccessToken), iss: ISSUER.replace(POOL, EMAIL_POOL) };
    expect(await exceptionOf(getUser(`${header}.${encode(moved)}.${signature}`))).toBe(unverified);
  });

  it('rejects the token of a deleted user', async () => {
    await addUser(harness, aws, 'grace');
    const { AccessToken } = await tokensOf(aws, 'grace');
    await aws.deleteUser({ AccessToken });
    expect(await exceptionOf(getUser(AccessToken))).toBe('UserNotFoundException: User does not exist.');
    expect(await exceptionOf(aws.adminGetUser({ UserPoolId: POOL, Username: 'grace' }))).toMatch(/^UserNotFound/);
    await addUser(harness, aws, 'grace');
    expect(await exceptionOf(getUser(AccessToken))).toBe('UserNotFoundException: User does not exist.');
  });

  it('rejects the token of a user who was disabled, also after the user is enabled again', async () => {
    await addUser(harness, aws, 'heidi');
    const { AccessToken } = await tokensOf(aws, 'heidi');
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'heidi' });
    await aws.adminEnableUser({ UserPoolId: POOL, Username: 'heidi' });
    expect(await exceptionOf(getUser(AccessToken))).toBe('NotAuthorizedException: Access Token has been revoked');
  });
});
