import {
  addressOf,
  email,
  exceptionOf,
  Harness,
  LEGACY,
  POOL,
  password,
  pool,
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

describe('SignUp', () => {
  it('sends a code of six digits and returns the masked e-mail address', async () => {
    const { $metadata, ...reply } = await signUp('ada', { UserAttributes: email('Tom@there.org') });
    expect(reply).toEqual({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'T***@t***' },
    });
    expect(harness.cognito.messages('tom@THERE.org')).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        to: 'Tom@there.org',
        username: 'ada',
        subject: 'Your code',
        text: expect.stringMatching(/^Your verification code is [0-9]{6}\.$/),
        code: expect.stringMatching(/^[0-9]{6}$/),
        sentAt: new Date(harness.now).toISOString(),
        purpose: 'signUp',
        status: 'valid',
      },
    ]);
  });

  it.each([
    ['Short-1', 'Password not long enough'],
    ['correct-horse-1', 'Password must have uppercase characters'],
    ['CORRECT-HORSE-1', 'Password must have lowercase characters'],
    ['Correct-horse-x', 'Password must have numeric characters'],
    ['Correct1horse1x', 'Password must have symbol characters'],
  ])('answers InvalidPasswordException to %s: %s', async (weak, problem) => {
    expect(await exceptionOf(signUp('weak', { Password: weak }))).toBe(
      `InvalidPasswordException: Password did not conform with policy: ${problem}`,
    );
    expect(await exceptionOf(aws.adminGetUser({ UserPoolId: POOL, Username: 'weak' }))).toBe(
      'UserNotFoundException: User does not exist.',
    );
  });

  it('masks an e-mail address after a whole character', async () => {
    const { CodeDeliveryDetails } = await signUp('emma', { UserAttributes: email('😀emma@example.org') });
    expect(CodeDeliveryDetails?.Destination).toBe('😀***@e***');
  });

  it('counts a space inside a password as a symbol', async () => {
    expect(await exceptionOf(signUp('spacey', { Password: 'Correct horse 1' }))).toBe('no exception');
  });

  it('answers UsernameExistsException for a taken user name in any case', async () => {
    await signUp('bob');
    expect(await exceptionOf(signUp('BOB'))).toBe('UsernameExistsException: User already exists');
  });

  it('accepts an e-mail address that another user has', async () => {
    await signUp('carol', { UserAttributes: email('shared@example.org') });
    expect(await exceptionOf(signUp('dave', { UserAttributes: email('shared@example.org') }))).toBe('no exception');
  });

  it('rejects an e-mail address as user name where e-mail addresses are aliases', async () => {
    expect(await exceptionOf(signUp('eve@example.org', { UserAttributes: email('eve@example.org') }))).toBe(
      'InvalidParameterException: Username cannot be of email format, since user pool is configured for email alias.',
    );
  });

  it('answers ResourceNotFoundException for an unknown client', async () => {
    expect(await exceptionOf(signUp('frank', { ClientId: 'unknown' }))).toBe(
      'ResourceNotFoundException: User pool client unknown does not exist.',
    );
  });

  it.each(['custom:role', 'phone_number', 'email_verified', 'sub'])(
    'rejects the attribute %s, which the client may not write',
    async (Name) => {
      const UserAttributes = [...email('grace@example.org'), { Name, Value: 'true' }];
      expect(await exceptionOf(signUp('grace', { UserAttributes }))).toBe(
        'NotAuthorizedException: A client attempted to write unauthorized attribute',
      );
    },
  );

  it.each(['email_verified', 'sub'])('rejects the attribute %s from a client without WriteAttributes', async (Name) => {
    const UserAttributes = [...email('grace@example.org'), { Name, Value: 'true' }];
    expect(await exceptionOf(signUp('grace', { ClientId: LEGACY, UserAttributes }))).toBe(
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    );
  });

  it.each([
    ['a missing required attribute', [], 'email: The attribute is required'],
    ['an empty required attribute', email(''), 'email: The attribute is required'],
    [
      'an unknown attribute',
      [...email('h@example.org'), { Name: 'shoes', Value: '42' }],
      'shoes: Attribute does not exist in the schema.',
    ],
    [
      'a birthdate of the wrong length',
      [...email('h@example.org'), { Name: 'birthdate', Value: '1.1.70' }],
      'birthdate: String must be no shorter than 10 characters',
    ],
    [
      'an updated_at that is not a number',
      [...email('h@example.org'), { Name: 'updated_at', Value: 'now' }],
      'updated_at: Value must be a number',
    ],
  ])('rejects %s', async (_, UserAttributes, problem) => {
    expect(await exceptionOf(signUp('heidi', { ClientId: LEGACY, UserAttributes }))).toBe(
      `InvalidParameterException: Attributes did not conform to the schema: ${problem}\n`,
    );
  });

  it.each([
    ['email', 'not-an-address', 'Invalid email address format.'],
    ['email', 'a b@example.org', 'Invalid email address format.'],
    ['phone_number', '0123', 'Invalid phone number format.'],
  ])('rejects the %s "%s"', async (Name, Value, message) => {
    const UserAttributes = [...(Name === 'email' ? [] : email('i@example.org')), { Name, Value }];
    expect(await exceptionOf(signUp('ivan', { ClientId: LEGACY, UserAttributes }))).toBe(
      `InvalidParameterException: ${message}`,
    );
  });

  it('answers NotAuthorizedException where only administrators create users', async () => {
    const closed = { ...pool, properties: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } };
    const other = new Harness([closed]);
    const client = await other.start();
    const attempt = client.signUp({ ClientId: WEB, Username: 'judy', Password: password });
    expect(await exceptionOf(attempt)).toBe('NotAuthorizedException: SignUp is not permitted for this user pool');
    await other.stop();
  });

  it('sends no code where e-mail addresses are not verified; an administrator can confirm the user', async () => {
    const other = new Harness([{ ...pool, properties: {} }]);
    const client = await other.start();
    const attributes = { ClientId: LEGACY, UserAttributes: email('k@example.org') };
    const reply = await client.signUp({ ...attributes, Username: 'ken', Password: password });
    expect(reply.CodeDeliveryDetails).toBeUndefined();
    expect(other.cognito.messages()).toEqual([]);
    expect(await exceptionOf(client.resendConfirmationCode({ ClientId: WEB, Username: 'ken' }))).toBe(
      'InvalidParameterException: Cannot resend codes. Auto verification not turned on.',
    );
    await client.adminConfirmSignUp({ UserPoolId: POOL, Username: 'ken' });
    expect(await exceptionOf(signIn(client, 'ken'))).toBe('no exception');
    // User names are case-sensitive by default.
    expect(await exceptionOf(signIn(client, 'Ken'))).toBe('NotAuthorizedException: Incorrect username or password.');
    await other.stop();
  });
});
