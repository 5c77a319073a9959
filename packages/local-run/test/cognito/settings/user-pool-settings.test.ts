import { addressOf, email, exceptionOf, password, pool, signIn, useHarness, WEB, webClient } from '../support/harness';

const { Schema, ...properties } = pool.properties;
const POOL_WITHOUT_SCHEMA = 'us-east-1_NoSchema1';
const ADMIN_POOL = 'us-east-1_Admins001';
const ADMIN_CLIENT = 'admins0client';

/** A pool without Schema and MfaConfiguration. */
const open = { ...pool, id: POOL_WITHOUT_SCHEMA, properties, clients: [webClient] };
const adminOnly = {
  ...open,
  id: ADMIN_POOL,
  properties: { ...properties, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
  clients: [{ ...webClient, id: ADMIN_CLIENT }],
};

const { harness, aws } = useHarness([open, adminOnly]);

const signUp = (Username: string, UserAttributes: { Name: string; Value: string }[], ClientId = WEB) =>
  aws.signUp({ ClientId, Username, Password: password, UserAttributes });

describe('a user pool without Schema', () => {
  it('has email as a standard attribute that is mutable and not required', async () => {
    const { UserPool } = await aws.describeUserPool({ UserPoolId: POOL_WITHOUT_SCHEMA });
    const attribute = UserPool?.SchemaAttributes?.find(({ Name }) => Name === 'email');
    expect(attribute).toMatchObject({ AttributeDataType: 'String', Mutable: true, Required: false });
    expect(UserPool?.SchemaAttributes?.some(({ Name }) => Name?.startsWith('custom:'))).toBe(false);
  });

  it('sends a code to the address of a sign-up, and none without an address', async () => {
    const { CodeDeliveryDetails } = await signUp('ada', email(addressOf('ada')));
    expect(CodeDeliveryDetails?.Destination).toBe('a***@e***');
    expect(harness.codeFor(addressOf('ada'))).toMatch(/^[0-9]{6}$/);
    const reply = await signUp('bob', []);
    expect(reply.CodeDeliveryDetails).toBeUndefined();
    expect(reply.UserSub).toBeDefined();
  });
});

describe('a user pool without MFA', () => {
  const accessTokenOf = async (username: string) => {
    await signUp(username, email(addressOf(username)));
    await aws.adminConfirmSignUp({ UserPoolId: POOL_WITHOUT_SCHEMA, Username: username });
    return (await signIn(aws, username)).AuthenticationResult?.AccessToken;
  };

  it('offers no authenticator app', async () => {
    const AccessToken = await accessTokenOf('carol');
    const notEnabled = 'SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool';
    expect(await exceptionOf(aws.associateSoftwareToken({ AccessToken }))).toBe(notEnabled);
    expect(await exceptionOf(aws.verifySoftwareToken({ AccessToken, UserCode: '123456' }))).toBe(notEnabled);
  });

  it('refuses to turn a second factor on, and accepts to turn it off', async () => {
    const AccessToken = await accessTokenOf('dave');
    const prefer = (Enabled: boolean) =>
      aws.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled, PreferredMfa: Enabled } });
    expect(await exceptionOf(prefer(true))).toBe(
      'InvalidParameterException: User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA',
    );
    expect(await exceptionOf(prefer(false))).toBe('no exception');
  });
});

describe('a user pool with AllowAdminCreateUserOnly', () => {
  it('permits no sign-up, but AdminCreateUser', async () => {
    expect(await exceptionOf(signUp('erin', email(addressOf('erin')), ADMIN_CLIENT))).toBe(
      'NotAuthorizedException: SignUp is not permitted for this user pool',
    );
    const user = { UserPoolId: ADMIN_POOL, Username: 'erin', TemporaryPassword: password };
    await aws.adminCreateUser({ ...user, MessageAction: 'SUPPRESS' });
    expect((await signIn(aws, 'erin', { clientId: ADMIN_CLIENT })).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });
});
