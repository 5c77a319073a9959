import {
  addressOf,
  addUser,
  DAY,
  EMAIL_POOL,
  email,
  emailPool,
  exceptionOf,
  invite,
  MINUTE,
  otherPassword,
  POOL,
  password,
  pool,
  SECOND,
  signIn,
  tokensOf,
  useHarness,
  WEB,
} from '../support/harness';

const { harness, aws } = useHarness([pool, emailPool]);

const user = (Username: string) => ({ UserPoolId: POOL, Username });
const getUser = (Username: string) => aws.adminGetUser(user(Username));
const incorrect = 'NotAuthorizedException: Incorrect username or password.';

describe('AdminConfirmSignUp', () => {
  it('confirms the user but not the e-mail address, and answers NotAuthorizedException the second time', async () => {
    const UserAttributes = email(addressOf('sam'));
    await aws.signUp({ ClientId: WEB, Username: 'sam', Password: password, UserAttributes });
    await aws.adminConfirmSignUp({ UserPoolId: POOL, Username: 'SAM' });
    const user = await getUser('sam');
    expect(user.UserStatus).toBe('CONFIRMED');
    expect(user.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' });
    expect(await exceptionOf(aws.adminConfirmSignUp({ UserPoolId: POOL, Username: 'sam' }))).toBe(
      'NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED',
    );
  });
});

describe('operations on one user', () => {
  it('accept the sub in place of the user name', async () => {
    const sub = await addUser(harness, aws, 'sonja');
    expect((await getUser(sub)).Username).toBe('sonja');
    await aws.adminDisableUser(user(sub));
    expect((await getUser('sonja')).Enabled).toBe(false);
    await aws.adminDeleteUser(user(sub));
    expect(await exceptionOf(getUser(sub))).toBe('UserNotFoundException: User does not exist.');
  });

  it.each([
    'adminConfirmSignUp',
    'adminDeleteUser',
    'adminDisableUser',
    'adminEnableUser',
    'adminGetUser',
    'adminResetUserPassword',
    'adminUserGlobalSignOut',
  ] as const)(
    '%s answers UserNotFoundException or ResourceNotFoundException for an unknown user or pool',
    async (operation) => {
      expect(await exceptionOf(aws[operation]({ UserPoolId: POOL, Username: 'unknown' }))).toBe(
        'UserNotFoundException: User does not exist.',
      );
      expect(await exceptionOf(aws[operation]({ UserPoolId: 'us-east-1_Nowhere01', Username: 'unknown' }))).toBe(
        'ResourceNotFoundException: User pool us-east-1_Nowhere01 does not exist.',
      );
    },
  );

  it('AdminGetUser returns all attributes, the dates and whether the user is enabled', async () => {
    const sub = await addUser(harness, aws, 'tina');
    const created = new Date(harness.now);
    harness.advance(MINUTE);
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'tina' });
    const { $metadata, ...user } = await getUser(addressOf('tina'));
    expect(user).toEqual({
      Username: 'tina',
      UserAttributes: [
        { Name: 'sub', Value: sub },
        { Name: 'email', Value: addressOf('tina') },
        { Name: 'email_verified', Value: 'true' },
      ],
      Enabled: false,
      UserCreateDate: created,
      UserLastModifiedDate: new Date(harness.now),
      UserStatus: 'CONFIRMED',
    });
  });
});

describe('AdminUserGlobalSignOut', () => {
  it('revokes all tokens of the user, who can sign in again', async () => {
    await addUser(harness, aws, 'una');
    const [phone, desk] = [await tokensOf(aws, 'una'), await tokensOf(aws, 'una')];
    await aws.adminUserGlobalSignOut({ UserPoolId: POOL, Username: 'una' });
    for (const { AccessToken } of [phone, desk]) {
      expect(await exceptionOf(aws.getUser({ AccessToken }))).toBe(
        'NotAuthorizedException: Access Token has been revoked',
      );
    }
    const { AccessToken } = await tokensOf(aws, 'una');
    expect(await exceptionOf(aws.getUser({ AccessToken }))).toBe('no exception');
  });
});

describe('AdminDeleteUser', () => {
  it('deletes the account and makes its names available', async () => {
    await addUser(harness, aws, 'vera');
    const { AccessToken } = await tokensOf(aws, 'vera');
    await aws.adminDeleteUser({ UserPoolId: POOL, Username: addressOf('vera') });
    expect(await exceptionOf(aws.getUser({ AccessToken }))).toBe('UserNotFoundException: User does not exist.');
    expect(await exceptionOf(signIn(aws, 'vera'))).toBe(incorrect);
    expect(await exceptionOf(addUser(harness, aws, 'vera'))).toBe('no exception');
  });
});

describe('AdminSetUserPassword', () => {
  const setPassword = (Username: string, Password: string, Permanent?: boolean) =>
    aws.adminSetUserPassword({ UserPoolId: POOL, Username, Password, Permanent });

  it('sets a permanent password', async () => {
    const UserAttributes = email(addressOf('walt'));
    await aws.signUp({ ClientId: WEB, Username: 'walt', Password: password, UserAttributes });
    await setPassword('walt', otherPassword, true);
    expect((await getUser('walt')).UserStatus).toBe('CONFIRMED');
    expect(await exceptionOf(signIn(aws, 'walt'))).toBe(incorrect);
    expect((await signIn(aws, 'walt', { secret: otherPassword })).AuthenticationResult).toBeDefined();
  });

  it('sets a temporary password that must be replaced within seven days', async () => {
    await addUser(harness, aws, 'xenia');
    await setPassword('xenia', otherPassword);
    expect((await getUser('xenia')).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
    harness.advance(7 * DAY - SECOND);
    const { ChallengeName } = await signIn(aws, 'xenia', { secret: otherPassword });
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    harness.advance(SECOND);
    expect(await exceptionOf(signIn(aws, 'xenia', { secret: otherPassword }))).toBe(
      'NotAuthorizedException: Temporary password has expired and must be reset by an administrator.',
    );
  });

  it('rejects a password that violates the policy or was used before', async () => {
    await addUser(harness, aws, 'yuri');
    expect(await exceptionOf(setPassword('yuri', 'weak', true))).toMatch(/^InvalidPasswordException/);
    expect(await exceptionOf(setPassword('yuri', password, true))).toMatch(/^PasswordHistoryPolicyViolation/);
    expect(await exceptionOf(signIn(aws, 'yuri'))).toBe('no exception');
  });
});

describe('AdminResetUserPassword', () => {
  const reset = (Username: string) => aws.adminResetUserPassword({ UserPoolId: POOL, Username });
  const confirm = (Username: string, Password = otherPassword) => {
    const ConfirmationCode = harness.codeFor(addressOf(Username));
    return aws.confirmForgotPassword({ ClientId: WEB, Username, Password, ConfirmationCode });
  };
  const required = 'PasswordResetRequiredException: Password reset required for the user';

  it('answers PasswordResetRequiredException to any password until a new one is set with the code', async () => {
    await addUser(harness, aws, 'zoe');
    await reset('zoe');
    expect((await getUser('zoe')).UserStatus).toBe('RESET_REQUIRED');
    expect(await exceptionOf(signIn(aws, 'zoe'))).toBe(required);
    expect(await exceptionOf(signIn(aws, 'zoe', { secret: otherPassword }))).toBe(required);
    await confirm('zoe');
    expect((await getUser('zoe')).UserStatus).toBe('CONFIRMED');
    expect((await signIn(aws, 'zoe', { secret: otherPassword })).AuthenticationResult).toBeDefined();
  });

  it('lets the user request another code, or an administrator set a password', async () => {
    await addUser(harness, aws, 'adam');
    await reset('adam');
    const mailed = harness.cognito.messages(addressOf('adam')).length;
    await aws.forgotPassword({ ClientId: WEB, Username: 'adam' });
    expect(harness.cognito.messages(addressOf('adam')).length).toBe(mailed + 1);
    await aws.adminSetUserPassword({ ...user('adam'), Password: otherPassword, Permanent: true });
    expect(await exceptionOf(signIn(aws, 'adam', { secret: otherPassword }))).toBe('no exception');
  });

  it('rejects a user without a verified e-mail address, a disabled user and one with a temporary password', async () => {
    const UserAttributes = email(addressOf('beth'));
    await aws.signUp({ ClientId: WEB, Username: 'beth', Password: password, UserAttributes });
    await aws.adminConfirmSignUp(user('beth'));
    expect(await exceptionOf(reset('beth'))).toMatch(/^InvalidParameterException: Cannot reset password/);
    await addUser(harness, aws, 'carl');
    await aws.adminDisableUser(user('carl'));
    expect(await exceptionOf(reset('carl'))).toBe('NotAuthorizedException: User is disabled.');
    await invite(aws, 'dora');
    expect(await exceptionOf(reset('dora'))).toBe(
      'NotAuthorizedException: User password cannot be reset in the current state.',
    );
    for (const Username of ['beth', 'carl']) expect((await getUser(Username)).UserStatus).toBe('CONFIRMED');
  });
});

describe('DescribeUserPool and DescribeUserPoolClient', () => {
  it('return the settings of the pool', async () => {
    const { UserPool: described } = await aws.describeUserPool({ UserPoolId: POOL });
    expect(described).toMatchObject({
      Id: POOL,
      Arn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${POOL}`,
      AliasAttributes: ['email'],
      MfaConfiguration: 'OFF',
      Policies: {
        PasswordPolicy: { MinimumLength: 8, RequireSymbols: true, TemporaryPasswordValidityDays: 7 },
      },
      UsernameConfiguration: { CaseSensitive: false },
    });
    expect(described?.EstimatedNumberOfUsers).toBeGreaterThan(0);
    const attributes = described?.SchemaAttributes;
    expect(attributes?.find(({ Name }) => Name === 'email')).toMatchObject({ Required: true });
    expect(attributes?.find(({ Name }) => Name === 'custom:role')).toMatchObject({ Mutable: true });
  });

  it('return the settings of the client with default values', async () => {
    const described = await aws.describeUserPoolClient({ UserPoolId: POOL, ClientId: WEB });
    expect(described.UserPoolClient).toMatchObject({
      ClientId: WEB,
      UserPoolId: POOL,
      AuthSessionValidity: 3,
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
      RefreshTokenValidity: 30,
      WriteAttributes: ['email', 'name'],
    });
  });

  it('answer ResourceNotFoundException for a client of another pool', async () => {
    expect(await exceptionOf(aws.describeUserPoolClient({ UserPoolId: EMAIL_POOL, ClientId: WEB }))).toBe(
      `ResourceNotFoundException: User pool client ${WEB} does not exist.`,
    );
  });
});
