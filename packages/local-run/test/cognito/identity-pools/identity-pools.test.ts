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

/** An identity pool that accepts ID tokens of one client of the pool, with some properties changed. */
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
const byDefault = identityPool('5', { AllowClassicFlow: undefined });
const withoutRole = { ...identityPool('6'), authenticatedRoleArn: undefined };
const all = [members, others, unchecked, classic, byDefault, withoutRole];

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
  it('returns the same identity for all tokens of a user', async () => {
    const id = await idOf(ada.IdToken);
    expect(id).toMatch(new RegExp(`^us-east-1:${uuid}$`));
    harness.advance(HOUR / 2);
    expect(await idOf((await tokensOf(aws, 'ada')).IdToken)).toBe(id);
    harness.cognito.configure([pool, emailPool], all);
    expect(await idOf(ada.IdToken)).toBe(id);
  });

  it('returns different identities for different users and in different identity pools', async () => {
    const ids = [await idOf(ada.IdToken), await idOf(bob.IdToken), await idOf(ada.IdToken, others)];
    expect(new Set(ids).size).toBe(3);
  });

  it('answers ResourceNotFoundException for an unknown pool and ValidationException, with the id, for a malformed one', async () => {
    const nowhere = { id: `${REGION}:00000000-0000-0000-0000-000000000000` };
    expect(await exceptionOf(identities.getId({ IdentityPoolId: nowhere.id, ...logins(ada.IdToken) }))).toBe(
      `ResourceNotFoundException: IdentityPool '${nowhere.id}' not found.`,
    );
    expect(await exceptionOf(identities.getId({ IdentityPoolId: POOL }))).toMatch(
      `ValidationException: 1 validation error detected: Value '${POOL}' at 'identityPoolId' failed to satisfy`,
    );
  });

  it.each([undefined, {}])('answers NotAuthorizedException without a login: %j', async (Logins) => {
    expect(await exceptionOf(identities.getId({ IdentityPoolId: members.id, Logins }))).toBe(
      'NotAuthorizedException: Unauthenticated access is not supported for this identity pool.',
    );
  });
});

describe('a login', () => {
  const forged = (token: string, change: object, signature = token.split('.')[2]) => {
    const [header] = token.split('.');
    const payload = Buffer.from(JSON.stringify({ ...claimsOf(token), ...change })).toString('base64url');
    return `${header}.${payload}.${signature}`;
  };

  it.each(['', 'garbage', 'a.b.c', 'e30.bm8.e30'])('is rejected if it is not a token: "%s"', async (token) => {
    const exception = await exceptionOf(getId(token));
    expect(exception).toMatch(
      token ? /Invalid login token\. (Not a valid|Missing a required)/ : /^ValidationException/,
    );
  });

  it('is rejected if it is an access token', async () => {
    expect(await exceptionOf(getId(ada.AccessToken))).toBe(`${INVALID}Missing a required claim: aud`);
  });

  it('is rejected if the token was changed or signed with another key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const content = ada.IdToken.split('.').slice(0, 2).join('.');
    const theirs = `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
    const { sub } = claimsOf(bob.IdToken);
    for (const token of [theirs, `${content}.`, forged(ada.IdToken, { sub }), forged(ada.AccessToken, { aud: WEB })]) {
      expect(await exceptionOf(getId(token))).toBe(`${INVALID}Couldn't verify signed token.`);
    }
  });

  it('is rejected from the second on in which the token expires', async () => {
    harness.advance(HOUR - SECOND);
    expect(await exceptionOf(getId(ada.IdToken))).toBe('no exception');
    harness.advance(SECOND);
    const now = harness.now / SECOND;
    expect(await exceptionOf(getId(ada.IdToken))).toBe(`${INVALID}Token expired: ${now} >= ${now}`);
  });

  it('is rejected if the token is of a client or user pool that the identity pool does not accept', async () => {
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
    const ofOtherPool = { IdentityPoolId: members.id, ...logins(IdToken, providerOf(EMAIL_POOL)) };
    expect(await exceptionOf(identities.getId(ofOtherPool))).toBe(NOT_SUPPORTED);
    expect(await exceptionOf(getId(IdToken))).toBe(`${INVALID}Issuer doesn't match providerName`);
  });

  it('is rejected together with a second login', async () => {
    const Logins = { [PROVIDER]: ada.IdToken, [providerOf(EMAIL_POOL)]: ada.IdToken };
    expect(await exceptionOf(identities.getId({ IdentityPoolId: members.id, Logins }))).toMatch(
      /^InvalidParameterException/,
    );
  });

  it('is rejected with ServerSideTokenCheck if the user was signed out everywhere, disabled or deleted', async () => {
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

  it('is accepted after the end of one session', async () => {
    const { IdToken, RefreshToken } = await tokensOf(aws, 'ada');
    await aws.revokeToken({ ClientId: WEB, Token: RefreshToken });
    expect(await exceptionOf(getId(IdToken))).toBe('no exception');
  });
});

describe('GetCredentialsForIdentity', () => {
  it('returns new temporary credentials of the user for an hour', async () => {
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

  it('rejects the login of another user', async () => {
    const IdentityId = await idOf(ada.IdToken);
    const ask = (input: object) => exceptionOf(identities.getCredentialsForIdentity({ IdentityId, ...input }));
    expect(await ask({})).toBe(`NotAuthorizedException: Access to Identity '${IdentityId}' is forbidden.`);
    expect(await ask(logins(bob.IdToken))).toMatch(/^NotAuthorizedException: Logins don't match\. /);
    expect(await ask(logins(ada.AccessToken))).toBe(`${INVALID}Missing a required claim: aud`);
  });

  it('answers ResourceNotFoundException for an unknown identity', async () => {
    const IdentityId = `${REGION}:00000000-0000-0000-0000-000000000000`;
    expect(await exceptionOf(identities.getCredentialsForIdentity({ IdentityId, ...logins(ada.IdToken) }))).toBe(
      `ResourceNotFoundException: Identity '${IdentityId}' not found.`,
    );
  });

  it('rejects a pool without a role, and a CustomRoleArn', async () => {
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

  it('answers InvalidParameterException if the classic flow is off', async () => {
    expect(await exceptionOf(tokenOf(members))).toBe(
      'InvalidParameterException: Basic (classic) flow is not enabled, please use enhanced flow.',
    );
  });

  it.each([
    ['on', classic],
    ['not set, which means on', byDefault],
  ])(
    'returns a token of the identity, signed with the published key, if the classic flow is %s',
    async (_, definition) => {
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
    },
  );

  it('returns a token that is neither a login nor an access token', async () => {
    const { Token = '' } = await tokenOf(classic);
    expect(await exceptionOf(getId(Token))).toBe(`${INVALID}Issuer doesn't match providerName`);
    expect(await exceptionOf(aws.getUser({ AccessToken: Token }))).toBe('NotAuthorizedException: Invalid Access Token');
  });
});

describe('the protocol', () => {
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
  ])('answers UnknownOperationException to %s', async (target) => {
    const reply = await post(target, {});
    expect([reply.status, reply.headers.get('x-amzn-errortype')]).toEqual([400, 'UnknownOperationException:']);
  });

  it('returns the expiration of credentials in seconds', async () => {
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
    [
      'has AllowUnauthenticatedIdentities',
      { AllowUnauthenticatedIdentities: true },
      'AllowUnauthenticatedIdentities = true',
    ],
    ['has SupportedLoginProviders', { SupportedLoginProviders: {} }, 'SupportedLoginProviders'],
    ['has a DeveloperProviderName', { DeveloperProviderName: 'us' }, 'DeveloperProviderName'],
  ])('is rejected if it %s', (_, properties, setting) => {
    expect(configure(properties)).toThrow(`Identities1: the embedded Cognito does not support`);
    expect(configure(properties)).toThrow(setting);
  });
});
