import {
  addressOf,
  addUser,
  BACKEND,
  DAY,
  email,
  exceptionOf,
  HOUR,
  LEGACY,
  MINUTE,
  POOL,
  password,
  SECOND,
  signIn,
  useHarness,
  WEB,
} from '../support/harness';

const { harness, aws } = useHarness();

const signUp = (Username: string, overrides: object = {}) =>
  aws.signUp({
    ClientId: WEB,
    Username,
    Password: password,
    UserAttributes: email(addressOf(Username)),
    ...overrides,
  });
const confirm = (Username: string, ConfirmationCode: string, overrides: object = {}) =>
  aws.confirmSignUp({ ClientId: WEB, Username, ConfirmationCode, ...overrides });
const resend = (Username: string, ClientId = WEB) => aws.resendConfirmationCode({ ClientId, Username });
const otherCode = (code: string) => (code === '000000' ? '111111' : '000000');
const statusOf = async (Username: string) => (await aws.adminGetUser({ UserPoolId: POOL, Username })).UserStatus;

describe('ConfirmSignUp', () => {
  it('confirms the user and verifies the e-mail address, by the user name in any case', async () => {
    await signUp('lea');
    await confirm('LEA', harness.codeFor(addressOf('lea')));
    const user = await aws.adminGetUser({ UserPoolId: POOL, Username: 'lea' });
    expect(user.UserStatus).toBe('CONFIRMED');
    expect(user.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
  });

  it('answers CodeMismatchException to a wrong code and accepts the right one afterwards', async () => {
    await signUp('mia');
    const code = harness.codeFor(addressOf('mia'));
    expect(await exceptionOf(confirm('mia', otherCode(code)))).toBe(
      'CodeMismatchException: Invalid verification code provided, please try again.',
    );
    expect(await exceptionOf(confirm('mia', `${code}0`))).toMatch(/^CodeMismatchException/);
    expect(await statusOf('mia')).toBe('UNCONFIRMED');
    expect(await exceptionOf(confirm('mia', code))).toBe('no exception');
  });

  it('answers NotAuthorizedException for a confirmed user, even with the right code', async () => {
    await addUser(harness, aws, 'ned');
    expect(await exceptionOf(confirm('ned', harness.codeFor(addressOf('ned'))))).toBe(
      'NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED',
    );
  });

  it('answers ExpiredCodeException for an unknown user with PreventUserExistenceErrors', async () => {
    expect(await exceptionOf(confirm('unknown', '123456'))).toBe(
      'ExpiredCodeException: Invalid code provided, please request a code again.',
    );
    expect(await exceptionOf(confirm('unknown', '123456', { ClientId: LEGACY }))).toBe(
      'UserNotFoundException: Username/client id combination not found.',
    );
  });

  it('accepts a code for 24 hours', async () => {
    await signUp('olga');
    await signUp('oscar');
    harness.advance(DAY - SECOND);
    expect(await exceptionOf(confirm('olga', harness.codeFor(addressOf('olga'))))).toBe('no exception');
    harness.advance(SECOND);
    expect(await exceptionOf(confirm('oscar', harness.codeFor(addressOf('oscar'))))).toBe(
      'ExpiredCodeException: Invalid code provided, please request a code again.',
    );
  });

  it('answers LimitExceededException after 15 attempts in an hour, even to the right code', async () => {
    await signUp('pia');
    const code = harness.codeFor(addressOf('pia'));
    for (let attempt = 0; attempt < 15; attempt += 1) {
      expect(await exceptionOf(confirm('pia', otherCode(code)))).toMatch(/^CodeMismatchException/);
    }
    expect(await exceptionOf(confirm('pia', code))).toBe(
      'LimitExceededException: Attempt limit exceeded, please try after some time.',
    );
    harness.advance(HOUR);
    expect(await exceptionOf(confirm('pia', code))).toBe('no exception');
  });

  it('answers AliasExistsException to the second user who confirms a shared e-mail address', async () => {
    await signUp('quinn', { UserAttributes: email('both@example.org') });
    const first = harness.codeFor('both@example.org');
    await signUp('rosa', { UserAttributes: email('Both@example.org') });
    const second = harness.codeFor('both@example.org');
    await confirm('quinn', first);
    expect(await exceptionOf(confirm('rosa', second))).toBe(
      'AliasExistsException: An account with the email already exists.',
    );
    expect(await statusOf('rosa')).toBe('UNCONFIRMED');
    expect(await exceptionOf(signIn(aws, 'both@example.org'))).toBe('no exception');
  });

  it('moves the alias to the second user with ForceAliasCreation', async () => {
    await signUp('sam', { UserAttributes: email('moved@example.org') });
    await confirm('sam', harness.codeFor('moved@example.org'));
    await signUp('tina', { UserAttributes: email('moved@example.org') });
    await confirm('tina', harness.codeFor('moved@example.org'), { ForceAliasCreation: true });
    const { AuthenticationResult: result } = await signIn(aws, 'moved@example.org');
    expect((await aws.getUser({ AccessToken: result?.AccessToken })).Username).toBe('tina');
    const sam = await aws.adminGetUser({ UserPoolId: POOL, Username: 'sam' });
    expect(sam.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' });
  });
});

describe('ResendConfirmationCode', () => {
  it('sends a new code, which replaces the old one', async () => {
    await signUp('uma');
    const old = harness.codeFor(addressOf('uma'));
    const { CodeDeliveryDetails } = await resend('uma');
    expect(CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: 'u***@e***',
    });
    const code = harness.codeFor(addressOf('uma'));
    expect(harness.cognito.messages(addressOf('uma'))).toHaveLength(2);
    if (old !== code) expect(await exceptionOf(confirm('uma', old))).toMatch(/^CodeMismatchException/);
    expect(await exceptionOf(confirm('uma', code))).toBe('no exception');
  });

  it('answers InvalidParameterException for a confirmed user', async () => {
    await addUser(harness, aws, 'vera');
    expect(await exceptionOf(resend('vera'))).toBe('InvalidParameterException: User is already confirmed.');
  });

  it('simulates the delivery to a disabled user, except without PreventUserExistenceErrors', async () => {
    await addUser(harness, aws, 'vito');
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'vito' });
    expect((await resend('vito')).CodeDeliveryDetails?.Destination).toMatch(/^[a-z]\*\*\*@[a-z]\*\*\*$/);
    expect(harness.cognito.messages(addressOf('vito'))).toHaveLength(1);
    expect(await exceptionOf(resend('vito', LEGACY))).toBe('InvalidParameterException: User is already confirmed.');
  });

  it('returns the same simulated delivery for an unknown user each time', async () => {
    const { CodeDeliveryDetails: first } = await resend('unknown');
    expect(first?.Destination).toMatch(/^[a-z]\*\*\*@[a-z]\*\*\*$/);
    expect((await resend('UNKNOWN')).CodeDeliveryDetails).toEqual(first);
    expect((await resend('unknown@example.org')).CodeDeliveryDetails?.Destination).toBe('u***@e***');
    expect(await exceptionOf(resend('unknown', BACKEND))).toBe(
      'UserNotFoundException: Username/client id combination not found.',
    );
  });

  it('answers LimitExceededException after five requests in an hour', async () => {
    await signUp('walt');
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await exceptionOf(resend('walt'))).toBe('no exception');
      harness.advance(MINUTE);
    }
    expect(await exceptionOf(resend('walt'))).toBe(
      'LimitExceededException: Attempt limit exceeded, please try after some time.',
    );
    harness.advance(55 * MINUTE);
    expect(await exceptionOf(resend('walt'))).toBe('no exception');
  });
});
