import { CognitoIdentity } from '@aws-sdk/client-cognito-identity';
import {
  addressOf,
  addUser,
  claimsOf,
  EMAIL_POOL,
  EMAIL_WEB,
  email,
  emailPool,
  exceptionOf,
  POOL,
  password,
  pool,
  REGION,
  signIn,
  tokensOf,
  useHarness,
} from '../support/harness';

const IDENTITY_POOL = `${REGION}:00000000-0000-4000-8000-000000000001`;
const PROVIDER = `cognito-idp.${REGION}.amazonaws.com/${POOL}`;

const { harness, aws } = useHarness([pool, emailPool]);

beforeAll(() => {
  const groups = [{ logicalId: 'Admins', properties: { GroupName: 'admins', UserPoolId: POOL } }];
  const CognitoIdentityProviders = [{ ClientId: 'web0client', ProviderName: PROVIDER }];
  const properties = { AllowUnauthenticatedIdentities: false, CognitoIdentityProviders };
  const authenticatedRoleArn = 'arn:aws:iam::000000000000:role/Members';
  harness.cognito.configure(
    [{ ...pool, groups }, emailPool],
    [{ logicalId: 'Identities', id: IDENTITY_POOL, properties, authenticatedRoleArn }],
  );
});

const usersOf = async (UserPoolId: string) => (await aws.listUsers({ UserPoolId })).Users ?? [];
const keys = async () => (await fetch(`${harness.endpoint}/${POOL}/.well-known/jwks.json`)).json();

describe('removeUsers', () => {
  it('removes the users of all pools, whose names can be used again', async () => {
    const sub = await addUser(harness, aws, 'rita');
    await aws.signUp({ ClientId: EMAIL_WEB, Username: 'rita@example.org', Password: password });
    harness.cognito.removeUsers();
    expect([await usersOf(POOL), await usersOf(EMAIL_POOL)]).toEqual([[], []]);
    expect(await exceptionOf(signIn(aws, 'rita'))).toMatch(/^NotAuthorizedException/);
    expect(await addUser(harness, aws, 'rita')).not.toBe(sub);
    expect(await exceptionOf(signIn(aws, 'rita@example.org'))).toBe('no exception');
  });

  it('makes the tokens of the users invalid', async () => {
    await addUser(harness, aws, 'sara');
    const { AccessToken, RefreshToken } = await tokensOf(aws, 'sara');
    harness.cognito.removeUsers();
    expect(await exceptionOf(aws.getUser({ AccessToken }))).toMatch(/^NotAuthorizedException/);
    const refresh = aws.initiateAuth({
      ClientId: 'web0client',
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
    });
    expect(await exceptionOf(refresh)).toMatch(/^NotAuthorizedException/);
  });

  it('removes identities and their AWS credentials', async () => {
    const identity = new CognitoIdentity({ endpoint: harness.endpoint, region: REGION, maxAttempts: 1 });
    await addUser(harness, aws, 'tess');
    const Logins = { [PROVIDER]: (await tokensOf(aws, 'tess')).IdToken };
    const { IdentityId } = await identity.getId({ IdentityPoolId: IDENTITY_POOL, Logins });
    const { Credentials } = await identity.getCredentialsForIdentity({ IdentityId, Logins });
    expect(harness.cognito.credentials(Credentials?.AccessKeyId ?? '')).toBeDefined();
    harness.cognito.removeUsers();
    expect(harness.cognito.credentials(Credentials?.AccessKeyId ?? '')).toBeUndefined();
    expect(await exceptionOf(identity.getCredentialsForIdentity({ IdentityId, Logins }))).toMatch(
      /^ResourceNotFoundException/,
    );
    identity.destroy();
  });

  it('keeps signing keys, messages and the groups of the configuration, without members', async () => {
    const [before, messages] = [await keys(), harness.cognito.messages().length];
    await addUser(harness, aws, 'uma');
    await aws.adminAddUserToGroup({ UserPoolId: POOL, Username: 'uma', GroupName: 'admins' });
    await aws.createGroup({ UserPoolId: POOL, GroupName: 'created' });
    harness.cognito.removeUsers();
    expect(await keys()).toEqual(before);
    expect(harness.cognito.messages()).toHaveLength(messages + 1);
    expect((await aws.listGroups({ UserPoolId: POOL })).Groups?.map(({ GroupName }) => GroupName)).toEqual(['admins']);
    await addUser(harness, aws, 'uma');
    expect(claimsOf((await tokensOf(aws, 'uma')).IdToken)['cognito:groups']).toBeUndefined();
  });
});

describe('removeUser', () => {
  it.each(['vera', 'VERA', 'vera@example.org'])('removes the user who signs in as %s and no other', async (name) => {
    await addUser(harness, aws, 'vera');
    await addUser(harness, aws, 'wilma');
    expect(harness.cognito.removeUser(name)).toBe(true);
    expect((await usersOf(POOL)).map(({ Username }) => Username)).toContain('wilma');
    expect(await exceptionOf(signIn(aws, 'vera'))).toMatch(/^NotAuthorizedException/);
    harness.cognito.removeUsers();
  });

  it('returns false when there is no such user', () => {
    expect(harness.cognito.removeUser('xenia')).toBe(false);
  });
});

describe('clearMessages', () => {
  it('removes the messages to one address, or all', async () => {
    for (const name of ['yara', 'zoe']) {
      await aws.signUp({
        ClientId: 'web0client',
        Username: name,
        Password: password,
        UserAttributes: email(addressOf(name)),
      });
    }
    harness.cognito.clearMessages('YARA@example.org');
    expect(harness.cognito.messages(addressOf('yara'))).toEqual([]);
    expect(harness.cognito.messages(addressOf('zoe'))).toHaveLength(1);
    harness.cognito.clearMessages();
    expect(harness.cognito.messages()).toEqual([]);
  });
});
