import { CognitoJwtVerifier } from 'aws-jwt-verify';
import type { Jwks } from 'aws-jwt-verify/jwk';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { rsaKeyPair } from '../../../src/cognito/tokens/signing-key';
import {
  addressOf,
  addUser,
  BACKEND,
  claimsOf,
  emailPool,
  exceptionOf,
  MINUTE,
  POOL,
  password,
  pool,
  ROTATING,
  SECOND,
  tokensOf,
  useHarness,
  WEB,
} from '../support/harness';

const { harness, aws } = useHarness([pool, emailPool]);

afterEach(() => jest.restoreAllMocks());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;

const getUser = (AccessToken: string) => aws.getUser({ AccessToken });
const fetchJson = async <Body>(url: string) => (await (await fetch(url)).json()) as Body;
const keysOf = (pool: string) => fetchJson<Jwks>(`${harness.endpoint}/${pool}/.well-known/jwks.json`);
const seconds = () => Math.floor(harness.now / 1_000);

describe('tokens', () => {
  it('are an ID token for the client and an access token with the scope for the user’s account', async () => {
    const sub = await addUser(harness, aws, 'ada');
    const { AccessToken, IdToken } = await tokensOf(aws, 'ada');
    const now = seconds();
    const [id, access] = [claimsOf(IdToken), claimsOf(AccessToken)];
    expect(id).toEqual({
      aud: WEB,
      auth_time: now,
      'cognito:username': 'ada',
      email: addressOf('ada'),
      email_verified: true,
      event_id: expect.stringMatching(uuid),
      exp: now + 3600,
      iat: now,
      iss: ISSUER,
      jti: expect.stringMatching(uuid),
      origin_jti: expect.stringMatching(uuid),
      sub,
      token_use: 'id',
    });
    expect(access).toEqual({
      auth_time: now,
      client_id: WEB,
      event_id: id.event_id,
      exp: now + 3600,
      iat: now,
      iss: ISSUER,
      jti: expect.stringMatching(uuid),
      origin_jti: id.origin_jti,
      scope: 'aws.cognito.signin.user.admin',
      sub,
      token_use: 'access',
      username: 'ada',
    });
    expect(access.jti).not.toBe(id.jti);
  });

  it('have the lifetimes of the client’s settings', async () => {
    await addUser(harness, aws, 'bob');
    const { AccessToken, IdToken } = await tokensOf(aws, 'bob', ROTATING);
    expect(claimsOf(AccessToken).exp).toBe(seconds() + 600);
    expect(claimsOf(IdToken).exp).toBe(seconds() + 300);
    expect(await exceptionOf(getUser(AccessToken))).toBe('no exception');
    harness.advance(10 * MINUTE - SECOND);
    expect(await exceptionOf(getUser(AccessToken))).toBe('no exception');
    harness.advance(SECOND);
    expect(await exceptionOf(getUser(AccessToken))).toBe('NotAuthorizedException: Access Token has expired');
  });

  it('have neither origin_jti nor jti for a client without revocation', async () => {
    await addUser(harness, aws, 'carol');
    const { AuthenticationResult: result } = await aws.adminInitiateAuth({
      UserPoolId: POOL,
      ClientId: BACKEND,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'carol', PASSWORD: password },
    });
    for (const token of [result?.AccessToken, result?.IdToken]) {
      expect(claimsOf(token ?? '')).not.toHaveProperty('origin_jti');
      expect(claimsOf(token ?? '')).not.toHaveProperty('jti');
    }
    expect(await exceptionOf(getUser(result?.AccessToken ?? ''))).toBe('no exception');
  });

  it('contain the attributes that the client may read, booleans as booleans and custom attributes as strings', async () => {
    await aws.adminCreateUser({
      UserPoolId: POOL,
      Username: 'dave',
      TemporaryPassword: password,
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'email', Value: addressOf('dave') },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'phone_number', Value: '+15550100' },
        { Name: 'updated_at', Value: '17' },
        { Name: 'address', Value: 'Here' },
        { Name: 'custom:role', Value: 'admin' },
      ],
    });
    const first = await aws.initiateAuth({
      ClientId: ROTATING,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'dave', PASSWORD: password },
    });
    await aws.respondToAuthChallenge({
      ClientId: ROTATING,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: first.Session,
      ChallengeResponses: { USERNAME: 'dave', NEW_PASSWORD: `${password}x` },
    });
    const tokensFor = async (ClientId: string) => {
      const AuthParameters = { USERNAME: 'dave', PASSWORD: `${password}x` };
      const reply = await aws.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
      return reply.AuthenticationResult ?? {};
    };
    const [all, some] = [await tokensFor(ROTATING), await tokensFor(WEB)];
    expect(claimsOf(all.IdToken ?? '')).toMatchObject({
      email_verified: true,
      phone_number: '+15550100',
      updated_at: 17,
      address: { formatted: 'Here' },
      'custom:role': 'admin',
    });
    expect(claimsOf(some.IdToken ?? '')).not.toHaveProperty('phone_number');
    const names = (await getUser(some.AccessToken ?? '')).UserAttributes?.map(({ Name }) => Name);
    expect(names?.sort()).toEqual(['email', 'email_verified', 'sub']);
  });

  it('are accepted by aws-jwt-verify with the published keys', async () => {
    await addUser(harness, aws, 'erin');
    const { AccessToken, IdToken } = await tokensOf(aws, 'erin');
    jest.spyOn(Date, 'now').mockReturnValue(harness.now);
    const verifier = CognitoJwtVerifier.create({ userPoolId: POOL, clientId: WEB });
    verifier.cacheJwks(await keysOf(POOL));
    expect(await verifier.verify(IdToken, { tokenUse: 'id' })).toMatchObject({ 'cognito:username': 'erin' });
    expect(
      await verifier.verify(AccessToken, { tokenUse: 'access', scope: 'aws.cognito.signin.user.admin' }),
    ).toMatchObject({ username: 'erin' });
  });
});

describe('GET /POOL_ID/.well-known/', () => {
  it('publishes two keys, without their private parts: one signs ID tokens, the other access tokens', async () => {
    const { keys } = await keysOf(POOL);
    const { AccessToken, IdToken } = await tokensOf(aws, 'ada');
    const kids = [IdToken, AccessToken].map((token) => decodeProtectedHeader(token).kid);
    const rsa = { alg: 'RS256', e: 'AQAB', kty: 'RSA', n: expect.stringMatching(/^[\w-]{342}$/), use: 'sig' };
    expect(keys).toEqual(kids.map((kid) => ({ ...rsa, kid })));
    expect(new Set(kids).size).toBe(2);
  });

  it('generates keys of 2048 bits, as AWS does', async () => {
    const { publicKey } = await rsaKeyPair();
    expect(publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65_537n });
  });

  it('contains the issuer of the tokens and the local URL of the keys', async () => {
    const headers = { origin: 'http://localhost:5173' };
    const reply = await fetch(`${harness.endpoint}/${POOL}/.well-known/openid-configuration`, { headers });
    expect(reply.headers.get('content-type')).toBe('application/json');
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    const { issuer, jwks_uri } = (await reply.json()) as Record<string, string>;
    expect(issuer).toBe(ISSUER);
    expect(await fetchJson(jwks_uri ?? '')).toEqual(await keysOf(POOL));
  });

  it.each([
    [404, '/us-east-1_Nowhere01/.well-known/jwks.json'],
    [400, `/${POOL}/.well-known/other.json`],
    [400, `/${POOL}`],
    [400, '/'],
  ])('answers %i to %s', async (status, path) => {
    expect((await fetch(harness.endpoint + path)).status).toBe(status);
  });
});
