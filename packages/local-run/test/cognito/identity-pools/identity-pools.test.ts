import { generateKeyPairSync, sign } from 'node:crypto';
import { CognitoIdentity } from '@aws-sdk/client-cognito-identity';
import type { IdentityPoolDefinition } from '../../../src/cognito/settings/identity-pool-settings';
import {
  addUser,
  claimsOf,
  EMAIL_POOL,
  EMAIL_WEB,
  emailPool,
  exceptionOf,
  HOUR,
  POOL,
  password,
  pool,
  REGION,
  ROTATING,
  SECOND,
  tokensOf,
  useHarness,
  WEB,
} from '../support/harness';

const providerOf = (poolId: string) => `cognito-idp.${REGION}.amazonaws.com/${poolId}`;
const PROVIDER = providerOf(POOL);
const ROLE = 'arn:aws:iam::000000000000:role/Members';
const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** An identity pool that trusts one client of the pool, with what a test changes of it. */
function identityPool(digit: string, properties: object = {}, authenticatedRoleArn: string | undefined = ROLE) {
  const CognitoIdentityProviders = [{ ClientId: WEB, ProviderName: PROVIDER, ServerSideTokenCheck: true }];
  const definition: IdentityPoolDefinition = {
    logicalId: `Identities${digit}`,
    id: `${REGION}:${digit.repeat(8)}-0000-0000-0000-000000000000`,
    properties: {
      AllowUnauthenticatedIdentities: false,
      AllowClassicFlow: false,
      CognitoIdentityProviders,
      ...properties,
    },
    authenticatedRoleArn,
  };
  return definition;
}

const members = identityPool('1');
const others = identityPool('2');
const unchecked = identityPool('3', { CognitoIdentityProviders: [{ ClientId: WEB, ProviderName: PROVIDER }] });
const classic = identityPool('4', { AllowClassicFlow: true });
const silent = identityPool('5', { AllowClassicFlow: undefined });
const withoutRole = { ...identityPool('6'), authenticatedRoleArn: undefined };
const all = [members, others, unchecked, classic, silent, withoutRole];

const { harness, aws } = useHarness([pool, emailPool]);
let identities: CognitoIdentity;
let ada: Awaited<ReturnType<typeof tokensOf>>;
let bob: Awaited<ReturnType<typeof tokensOf>>;

beforeAll(async () => {
  harness.cognito.configure([pool, emailPool], all);
  process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY = harness.endpoint;
  identities = new CognitoIdentity({ region: REGION, maxAttempts: 1 });
  for (const username of ['ada', 'bob']) await addUser(harness, aws, username);
});
beforeEach(async () => {
  [ada, bob] = [await tokensOf(aws, 'ada'), await tokensOf(aws, 'bob')];
});
afterAll(() => {
  delete process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY;
  return harness.stop();
});

const logins = (token: string, provider = PROVIDER) => ({ Logins: { [provider]: token } });
const getId = (token: string, { id } = members) => identities.getId({ IdentityPoolId: id, ...logins(token) });
const idOf = async (token: string, definition = members) => (await getId(token, definition)).IdentityId ?? '';
const credentialsOf = async (token: string, definition = members) =>
  (await identities.getCredentialsForIdentity({ IdentityId: await idOf(token, definition), ...logins(token) }))
    .Credentials;

const NOT_SUPPORTED = 'NotAuthorizedException: Token is not from a supported provider of this identity pool.';
const INVALID = 'NotAuthorizedException: Invalid login token. ';

describe('GetId', () => {
  it('gives a user one identity, the same for every token of theirs', async () => {
    const id = await idOf(ada.IdToken);
    expect(id).toMatch(new RegExp(`^us-east-1:${uuid}$`));
    harness.advance(HOUR / 2);
    expect(await idOf((await tokensOf(aws, 'ada')).IdToken)).toBe(id);
    harness.cognito.configure([pool, emailPool], all);
    expect(await idOf(ada.IdToken)).toBe(id);
  });

  it('gives another user, and the same user in another pool, another identity', async () => {
    const ids = [await idOf(ada.IdToken), await idOf(bob.IdToken), await idOf(ada.IdToken, others)];
    expect(new Set(ids).size).toBe(3);
  });

  it('tells where a pool does not exist, or is not named as one', async () => {
    const nowhere = { id: `${REGION}:00000000-0000-0000-0000-000000000000` };
    expect(await exceptionOf(identities.getId({ IdentityPoolId: nowhere.id, ...logins(ada.IdToken) }))).toBe(
      `ResourceNotFoundException: IdentityPool '${nowhere.id}' not found.`,
    );
    expect(await exceptionOf(identities.getId({ IdentityPoolId: POOL }))).toMatch(
      /^InvalidParameterException: 1 validation/,
    );
  });

  it.each([undefined, {}])('gives strangers none: %j', async (Logins) => {
    expect(await exceptionOf(identities.getId({ IdentityPoolId: members.id, Logins }))).toBe(
      'NotAuthorizedException: Unauthenticated access is not supported for this identity pool.',
    );
  });
});

describe('a login is refused', () => {
  const forged = (token: string, change: object, signature = token.split('.')[2]) => {
    const [header] = token.split('.');
    const payload = Buffer.from(JSON.stringify({ ...claimsOf(token), ...change })).toString('base64url');
    return `${header}.${payload}.${signature}`;
  };

  it.each(['', 'garbage', 'a.b.c', 'e30.bm8.e30'])('that is no token: "%s"', async (token) => {
    const refused = await exceptionOf(getId(token));
    expect(refused).toMatch(token ? /Invalid login token\. (Not a valid|Missing a required)/ : /^InvalidParameter/);
  });

  it('with an access token', async () => {
    expect(await exceptionOf(getId(ada.AccessToken))).toBe(`${INVALID}Missing a required claim: aud`);
  });

  it('with a token that was changed, or signed by somebody else', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const content = ada.IdToken.split('.').slice(0, 2).join('.');
    const theirs = `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
    const { sub } = claimsOf(bob.IdToken);
    for (const token of [theirs, `${content}.`, forged(ada.IdToken, { sub }), forged(ada.AccessToken, { aud: WEB })]) {
      expect(await exceptionOf(getId(token))).toBe(`${INVALID}Couldn't verify signed token.`);
    }
  });

  it('with a token that has expired, from that very second on', async () => {
    harness.advance(HOUR - SECOND);
    expect(await exceptionOf(getId(ada.IdToken))).toBe('no exception');
    harness.advance(SECOND);
    const now = harness.now / SECOND;
    expect(await exceptionOf(getId(ada.IdToken))).toBe(`${INVALID}Token expired: ${now} >= ${now}`);
  });

  it('with a token for another client, or of a user pool that is not trusted', async () => {
    expect(await exceptionOf(getId((await tokensOf(aws, 'ada', ROTATING)).IdToken))).toBe(NOT_SUPPORTED);
    await aws.adminCreateUser({
      UserPoolId: EMAIL_POOL,
      Username: 'eve@example.org',
      TemporaryPassword: password,
      MessageAction: 'SUPPRESS',
    });
    await aws.adminSetUserPassword({
      UserPoolId: EMAIL_POOL,
      Username: 'eve@example.org',
      Password: password,
      Permanent: true,
    });
    const { IdToken } = await tokensOf(aws, 'eve@example.org', EMAIL_WEB);
    const strange = { IdentityPoolId: members.id, ...logins(IdToken, providerOf(EMAIL_POOL)) };
    expect(await exceptionOf(identities.getId(strange))).toBe(NOT_SUPPORTED);
    expect(await exceptionOf(getId(IdToken))).toBe(`${INVALID}Issuer doesn't match providerName`);
  });

  it('together with another one, which would link the two', async () => {
    const Logins = { [PROVIDER]: ada.IdToken, [providerOf(EMAIL_POOL)]: ada.IdToken };
    expect(await exceptionOf(identities.getId({ IdentityPoolId: members.id, Logins }))).toMatch(
      /^InvalidParameterException/,
    );
  });

  it('of a user who was signed out everywhere, disabled or deleted, where the pool asks', async () => {
    const ends = {
      carol: (AccessToken: string) => aws.globalSignOut({ AccessToken }),
      dave: () => aws.adminDisableUser({ UserPoolId: POOL, Username: 'dave' }),
      erin: (AccessToken: string) => aws.deleteUser({ AccessToken }),
    };
    for (const [username, end] of Object.entries(ends)) {
      await addUser(harness, aws, username);
      const { IdToken, AccessToken } = await tokensOf(aws, username);
      const IdentityId = await idOf(IdToken);
      await end(AccessToken);
      const gone = `${INVALID}The user is deleted or signed out.`;
      expect([username, await exceptionOf(getId(IdToken))]).toEqual([username, gone]);
      expect(await exceptionOf(identities.getCredentialsForIdentity({ IdentityId, ...logins(IdToken) }))).toBe(gone);
      expect(await exceptionOf(getId(IdToken, unchecked))).toBe('no exception');
    }
  });

  it('but not of a user who ended one session, of which AWS does not speak', async () => {
    const { IdToken, RefreshToken } = await tokensOf(aws, 'ada');
    await aws.revokeToken({ ClientId: WEB, Token: RefreshToken });
    expect(await exceptionOf(getId(IdToken))).toBe('no exception');
  });
});

describe('GetCredentialsForIdentity', () => {
  it('gives keys of a temporary kind for an hour, each time others, which are known as the user’s', async () => {
    const credentials = await credentialsOf(ada.IdToken);
    expect(credentials).toEqual({
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      SecretKey: expect.stringMatching(/^[\w+/]{40}$/),
      SessionToken: expect.stringMatching(/^[\w+/=]{300,}$/),
      Expiration: new Date(harness.now + HOUR),
    });
    const again = await credentialsOf(ada.IdToken);
    for (const key of ['AccessKeyId', 'SecretKey', 'SessionToken'] as const) {
      expect(again?.[key]).not.toBe(credentials?.[key]);
    }
    const { AccessKeyId = '', SecretKey, SessionToken } = credentials ?? {};
    expect(harness.cognito.credentials(AccessKeyId)).toMatchObject({
      secretAccessKey: SecretKey,
      sessionToken: SessionToken,
      expiresAt: harness.now + HOUR,
      owner: {
        roleArn: ROLE,
        identityPoolId: members.id,
        identityId: await idOf(ada.IdToken),
        authenticationProvider: `${PROVIDER},${PROVIDER}:CognitoSignIn:${claimsOf(ada.IdToken).sub}`,
      },
    });
    expect(harness.cognito.credentials('ASIAAAAAAAAAAAAAAAAA')).toBeUndefined();
  });

  it('gives nobody the credentials of somebody else', async () => {
    const IdentityId = await idOf(ada.IdToken);
    const ask = (input: object) => exceptionOf(identities.getCredentialsForIdentity({ IdentityId, ...input }));
    expect(await ask({})).toBe(`NotAuthorizedException: Access to Identity '${IdentityId}' is forbidden.`);
    expect(await ask(logins(bob.IdToken))).toMatch(/^NotAuthorizedException: Logins don't match\. /);
    expect(await ask(logins(ada.AccessToken))).toBe(`${INVALID}Missing a required claim: aud`);
  });

  it('tells where an identity does not exist', async () => {
    const IdentityId = `${REGION}:00000000-0000-0000-0000-000000000000`;
    expect(await exceptionOf(identities.getCredentialsForIdentity({ IdentityId, ...logins(ada.IdToken) }))).toBe(
      `ResourceNotFoundException: Identity '${IdentityId}' not found.`,
    );
  });

  it('has no credentials to give in a pool without a role, nor of a role that was asked for', async () => {
    expect(await exceptionOf(credentialsOf(ada.IdToken, withoutRole))).toMatch(
      /^InvalidIdentityPoolConfigurationException: /,
    );
    const custom = { IdentityId: await idOf(ada.IdToken), ...logins(ada.IdToken), CustomRoleArn: `${ROLE}2` };
    expect(await exceptionOf(identities.getCredentialsForIdentity(custom))).toMatch(/^InvalidParameterException: /);
  });
});

describe('GetOpenIdToken', () => {
  const tokenOf = async (definition: IdentityPoolDefinition) =>
    identities.getOpenIdToken({ IdentityId: await idOf(ada.IdToken, definition), ...logins(ada.IdToken) });

  it('is refused where the classic flow is off', async () => {
    expect(await exceptionOf(tokenOf(members))).toBe(
      'InvalidParameterException: Basic (classic) flow is not enabled, please use enhanced flow.',
    );
  });

  it.each([
    ['on', classic],
    ['not spoken of, which means the same', silent],
  ])('says who somebody is where it is %s, signed with the key that is published', async (_, definition) => {
    const { Token = '', IdentityId } = await tokenOf(definition);
    const now = harness.now / SECOND;
    expect(claimsOf(Token)).toEqual({
      iss: 'https://cognito-identity.amazonaws.com',
      aud: definition.id,
      sub: IdentityId,
      amr: ['authenticated', PROVIDER, `${PROVIDER}:CognitoSignIn:${claimsOf(ada.IdToken).sub}`],
      iat: now,
      exp: now + 600,
    });
    const reply = await fetch(`${harness.endpoint}/.well-known/jwks_uri`);
    const { keys } = (await reply.json()) as { keys: { kid: string }[] };
    const header = JSON.parse(Buffer.from(Token.split('.')[0] ?? '', 'base64url').toString());
    expect([header.alg, keys.map(({ kid }) => kid)]).toEqual(['RS256', [header.kid]]);
  });

  it('is no login, and no token of the user pool', async () => {
    const { Token = '' } = await tokenOf(classic);
    expect(await exceptionOf(getId(Token))).toBe(`${INVALID}Issuer doesn't match providerName`);
    expect(await exceptionOf(aws.getUser({ AccessToken: Token }))).toBe('NotAuthorizedException: Invalid Access Token');
  });
});

describe('the wire', () => {
  const post = (target: string, body: object) =>
    fetch(harness.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
      body: JSON.stringify(body),
    });

  it.each([
    'AWSCognitoIdentityService.SignUp',
    'AWSCognitoIdentityService.CreateIdentityPool',
    'AWSCognitoIdentityProviderService.GetId',
    'AnotherService.GetId',
  ])('keeps the two services apart: %s', async (target) => {
    const reply = await post(target, {});
    expect([reply.status, reply.headers.get('x-amzn-errortype')]).toEqual([400, 'UnknownOperationException']);
  });

  it('gives the end of credentials in seconds', async () => {
    const body = { IdentityId: await idOf(ada.IdToken), ...logins(ada.IdToken) };
    const reply = await post('AWSCognitoIdentityService.GetCredentialsForIdentity', body);
    const { Credentials } = (await reply.json()) as { Credentials: { Expiration: number } };
    expect(Credentials.Expiration).toBe((harness.now + HOUR) / SECOND);
  });
});

describe('an identity pool', () => {
  const configure = (properties: object) => () =>
    harness.cognito.configure([pool, emailPool], [identityPool('1', properties)]);

  it.each([
    ['lets strangers in', { AllowUnauthenticatedIdentities: true }, 'AllowUnauthenticatedIdentities = true'],
    ['trusts another kind of provider', { SupportedLoginProviders: {} }, 'SupportedLoginProviders'],
    ['trusts developers', { DeveloperProviderName: 'us' }, 'DeveloperProviderName'],
  ])('is refused where it %s, which nobody could check here', (_, properties, setting) => {
    expect(configure(properties)).toThrow(`Identities1: the embedded Cognito does not support`);
    expect(configure(properties)).toThrow(setting);
  });
});
