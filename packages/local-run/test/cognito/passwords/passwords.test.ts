import {
  addressOf,
  addUser,
  email,
  exceptionOf,
  Harness,
  HOUR,
  LEGACY,
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

const { harness, aws } = useHarness();

const incorrect = 'NotAuthorizedException: Incorrect username or password.';
const limitExceeded = 'LimitExceededException: Attempt limit exceeded, please try after some time.';
const expired = 'ExpiredCodeException: Invalid code provided, please request a code again.';
const mismatch = 'CodeMismatchException: Invalid verification code provided, please try again.';
const weak = 'InvalidPasswordException: Password does not conform to policy: Password not long enough';
const otherCode = (code: string) => (code === '000000' ? '111111' : '000000');

const forgot = (Username: string, ClientId = WEB) => aws.forgotPassword({ ClientId, Username });
const reset = (Username: string, ConfirmationCode: string, Password = otherPassword, ClientId = WEB) =>
  aws.confirmForgotPassword({ ClientId, Username, ConfirmationCode, Password });
const change = (AccessToken: string, PreviousPassword: string, ProposedPassword: string) =>
  aws.changePassword({ AccessToken, PreviousPassword, ProposedPassword });

async function resetCode(username: string): Promise<string> {
  await forgot(username);
  return harness.codeFor(addressOf(username));
}

describe('ForgotPassword', () => {
  it('sends a code to the verified e-mail address and returns it masked', async () => {
    await addUser(harness, aws, 'ada');
    const { CodeDeliveryDetails } = await forgot('ADA');
    expect(CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: 'a***@e***',
    });
    expect(harness.codeFor(addressOf('ada'))).toMatch(/^[0-9]{6}$/);
  });

  it('returns the same simulated delivery for an unknown user each time', async () => {
    const { CodeDeliveryDetails: first } = await forgot('unknown');
    expect((await forgot('unknown')).CodeDeliveryDetails).toEqual(first);
    expect(first).toMatchObject({ AttributeName: 'email', DeliveryMedium: 'EMAIL' });
    expect(await exceptionOf(forgot('unknown', LEGACY))).toBe(
      'UserNotFoundException: Username/client id combination not found.',
    );
  });

  it('simulates the delivery to a user without a verified address, except without PreventUserExistenceErrors', async () => {
    const UserAttributes = email(addressOf('bob'));
    await aws.signUp({ ClientId: WEB, Username: 'bob', Password: password, UserAttributes });
    const message = 'Cannot reset password for the user as there is no registered/verified email or phone_number';
    expect(await exceptionOf(forgot('bob', LEGACY))).toBe(`InvalidParameterException: ${message}`);
    expect((await forgot('bob')).CodeDeliveryDetails?.Destination).toMatch(/^[a-z]\*\*\*@[a-z]\*\*\*$/);
    expect(harness.cognito.messages(addressOf('bob'))).toHaveLength(1);
  });

  it('simulates the delivery to a disabled user, except without PreventUserExistenceErrors', async () => {
    await addUser(harness, aws, 'carol');
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'carol' });
    expect(await exceptionOf(forgot('carol', LEGACY))).toBe('NotAuthorizedException: User is disabled.');
    expect((await forgot('carol')).CodeDeliveryDetails?.Destination).toMatch(/^[a-z]\*\*\*@[a-z]\*\*\*$/);
    expect(harness.cognito.messages(addressOf('carol'))).toHaveLength(1);
  });

  it('rejects a user with a temporary password', async () => {
    await aws.adminCreateUser({ UserPoolId: POOL, Username: 'dave', MessageAction: 'SUPPRESS' });
    expect(await exceptionOf(forgot('dave'))).toBe(
      'NotAuthorizedException: User password cannot be reset in the current state.',
    );
  });

  it('answers LimitExceededException after five requests in an hour', async () => {
    await addUser(harness, aws, 'erin');
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await exceptionOf(forgot('erin'))).toBe('no exception');
    }
    expect(await exceptionOf(forgot('erin'))).toBe(limitExceeded);
    harness.advance(HOUR);
    expect(await exceptionOf(forgot('erin'))).toBe('no exception');
  });

  it('answers NotAuthorizedException if only administrators reset passwords', async () => {
    const AccountRecoverySetting = { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] };
    const properties = { ...pool.properties, AccountRecoverySetting };
    const other = new Harness([{ ...pool, properties }]);
    const client = await other.start();
    await addUser(other, client, 'frank');
    expect(await exceptionOf(client.forgotPassword({ ClientId: WEB, Username: 'frank' }))).toBe(
      'NotAuthorizedException: Contact administrator to reset password.',
    );
    await other.stop();
  });
});

describe('ConfirmForgotPassword', () => {
  it('replaces the password', async () => {
    await addUser(harness, aws, 'grace');
    await reset('grace', await resetCode('grace'));
    expect(await exceptionOf(signIn(aws, 'grace'))).toBe(incorrect);
    expect(await exceptionOf(signIn(aws, 'grace', { secret: otherPassword }))).toBe('no exception');
  });

  it('unlocks the account, and keeps existing sign-ins as AWS does', async () => {
    await addUser(harness, aws, 'heidi');
    const { AccessToken } = await tokensOf(aws, 'heidi');
    for (let attempt = 0; attempt < 5; attempt += 1) await exceptionOf(signIn(aws, 'heidi', { secret: 'x' }));
    await reset('heidi', await resetCode('heidi'));
    expect(await exceptionOf(signIn(aws, 'heidi', { secret: otherPassword }))).toBe('no exception');
    expect(await exceptionOf(aws.getUser({ AccessToken }))).toBe('no exception');
  });

  it('accepts a code once', async () => {
    await addUser(harness, aws, 'ivan');
    const code = await resetCode('ivan');
    await reset('ivan', code);
    expect(await exceptionOf(reset('ivan', code, 'Third-password-3'))).toBe(expired);
  });

  it('accepts a code for an hour', async () => {
    await addUser(harness, aws, 'judy');
    const code = await resetCode('judy');
    harness.advance(HOUR);
    expect(await exceptionOf(reset('judy', code))).toBe(expired);
    const next = await resetCode('judy');
    harness.advance(HOUR - SECOND);
    expect(await exceptionOf(reset('judy', next))).toBe('no exception');
  });

  it('accepts the newest code only', async () => {
    await addUser(harness, aws, 'ken');
    const [old, code] = [await resetCode('ken'), await resetCode('ken')];
    if (old !== code) {
      expect(await exceptionOf(reset('ken', old))).toBe(
        'CodeMismatchException: Invalid verification code provided, please try again.',
      );
    }
    expect(await exceptionOf(reset('ken', code))).toBe('no exception');
  });

  it('answers ExpiredCodeException if no code was sent, and CodeMismatchException for an unknown user', async () => {
    await addUser(harness, aws, 'lea');
    expect(await exceptionOf(reset('lea', '123456'))).toBe(expired);
    expect(await exceptionOf(reset('unknown', '123456'))).toBe(mismatch);
    expect(await exceptionOf(reset('unknown', '123456', otherPassword, LEGACY))).toBe(
      'UserNotFoundException: Username/client id combination not found.',
    );
  });

  it('answers CodeMismatchException to the right code of a disabled user', async () => {
    await addUser(harness, aws, 'lena');
    const code = await resetCode('lena');
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'lena' });
    expect(await exceptionOf(reset('lena', code))).toBe(mismatch);
    await aws.adminEnableUser({ UserPoolId: POOL, Username: 'lena' });
    expect(await exceptionOf(reset('lena', code))).toBe('no exception');
  });

  it('rejects the code of a sign-up', async () => {
    await addUser(harness, aws, 'mia');
    expect(await exceptionOf(reset('mia', harness.codeFor(addressOf('mia'))))).toBe(expired);
  });

  it('rejects a weak password for known and unknown users, and keeps the code valid', async () => {
    await addUser(harness, aws, 'ned');
    const code = await resetCode('ned');
    expect(await exceptionOf(reset('ned', code, 'Short-1'))).toBe(weak);
    expect(await exceptionOf(reset('unknown', code, 'Short-1'))).toBe(weak);
    expect(await exceptionOf(reset('ned', code))).toBe('no exception');
  });

  it('answers LimitExceededException after 15 attempts in an hour, even to the right code', async () => {
    await addUser(harness, aws, 'olga');
    const code = await resetCode('olga');
    for (let attempt = 0; attempt < 15; attempt += 1) {
      expect(await exceptionOf(reset('olga', otherCode(code)))).toMatch(/^CodeMismatchException/);
    }
    expect(await exceptionOf(reset('olga', code))).toBe(limitExceeded);
  });
});

describe('ChangePassword', () => {
  it('changes the password and keeps tokens valid', async () => {
    await addUser(harness, aws, 'pia');
    const { AccessToken } = await tokensOf(aws, 'pia');
    await change(AccessToken, password, otherPassword);
    expect(await exceptionOf(signIn(aws, 'pia'))).toBe(incorrect);
    expect(await exceptionOf(signIn(aws, 'pia', { secret: otherPassword }))).toBe('no exception');
    expect(await exceptionOf(aws.getUser({ AccessToken }))).toBe('no exception');
  });

  it('requires the current password', async () => {
    await addUser(harness, aws, 'quinn');
    const { AccessToken } = await tokensOf(aws, 'quinn');
    expect(await exceptionOf(change(AccessToken, otherPassword, otherPassword))).toBe(incorrect);
    const without = aws.changePassword({ AccessToken, ProposedPassword: otherPassword });
    expect(await exceptionOf(without)).toBe(incorrect);
    expect(await exceptionOf(signIn(aws, 'quinn'))).toBe('no exception');
  });

  it('rejects a weak password', async () => {
    const { AccessToken } = await tokensOf(aws, 'quinn');
    expect(await exceptionOf(change(AccessToken, password, 'Short-1'))).toBe(weak);
  });

  it('rejects the latest passwords, the current one included', async () => {
    await addUser(harness, aws, 'rosa');
    const { AccessToken } = await tokensOf(aws, 'rosa');
    const reused = /^PasswordHistoryPolicyViolationException/;
    const third = 'Third-password-3';
    expect(await exceptionOf(change(AccessToken, password, password))).toMatch(reused);
    await change(AccessToken, password, otherPassword);
    expect(await exceptionOf(change(AccessToken, otherPassword, password))).toMatch(reused);
    await change(AccessToken, otherPassword, third);
    expect(await exceptionOf(change(AccessToken, third, password))).toBe('no exception');
  });

  it('answers LimitExceededException after five attempts in an hour, even to the right password', async () => {
    await addUser(harness, aws, 'sam');
    const { AccessToken } = await tokensOf(aws, 'sam');
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await exceptionOf(change(AccessToken, otherPassword, otherPassword))).toBe(incorrect);
    }
    expect(await exceptionOf(change(AccessToken, password, otherPassword))).toBe(limitExceeded);
  });

  it('rejects a token that is not an access token', async () => {
    expect(await exceptionOf(change('garbage', password, otherPassword))).toBe(
      'NotAuthorizedException: Invalid Access Token',
    );
  });
});
