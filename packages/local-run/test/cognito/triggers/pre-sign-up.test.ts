import {
  addressOf,
  addUser,
  EMAIL_POOL,
  EMAIL_WEB,
  email,
  emailPool,
  exceptionOf,
  invite,
  POOL,
  password,
  pool,
  signIn,
  tokensOf,
  useHarness,
  WEB,
} from '../support/harness';
import { TestFunctions, withTriggers } from '../support/triggers';

const functions = new TestFunctions();
const { harness, aws } = useHarness([withTriggers(pool), withTriggers(emailPool)], {
  invokeFunction: functions.invoke,
});
beforeEach(() => functions.reset());

const signUp = (Username: string, more: object = {}) =>
  aws.signUp({
    ClientId: WEB,
    Username,
    Password: password,
    UserAttributes: email(addressOf(Username)),
    ...more,
  });
const find = (Username: string, UserPoolId = POOL) => aws.adminGetUser({ UserPoolId, Username });
const attributesOf = async (Username: string) => {
  const { UserAttributes = [] } = await find(Username);
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
};

describe('PreSignUp at SignUp', () => {
  it('gets ValidationData and ClientMetadata, which are not stored', async () => {
    await signUp('ada', {
      ValidationData: [{ Name: 'token', Value: 'abc' }],
      ClientMetadata: { campaign: 'spring' },
    });
    expect(functions.event('PreSignUp_SignUp').request).toEqual({
      userAttributes: { email: addressOf('ada') },
      validationData: { token: 'abc' },
      clientMetadata: { campaign: 'spring' },
    });
    expect(Object.keys(await attributesOf('ada'))).toEqual(['sub', 'email', 'email_verified']);
  });

  it('gets the sub as the user name where the e-mail address is the user name', async () => {
    const Username = 'ada@example.com';
    const { UserSub } = await aws.signUp({ ClientId: EMAIL_WEB, Username, Password: password });
    const { userName, userPoolId, request } = functions.event('PreSignUp_SignUp');
    expect({ userName, userPoolId }).toEqual({ userName: UserSub, userPoolId: EMAIL_POOL });
    expect(request.userAttributes).toEqual({ email: Username });
  });

  it('does not run for a taken user name, a weak password or a wrong attribute', async () => {
    await addUser(harness, aws, 'bob');
    functions.reset();
    expect(await exceptionOf(signUp('bob'))).toMatch(/^UsernameExistsException/);
    expect(await exceptionOf(signUp('bob2', { Password: 'weak' }))).toMatch(/^InvalidPasswordException/);
    expect(await exceptionOf(signUp('bob2', { UserAttributes: email('no address') }))).toMatch(
      /^InvalidParameterException/,
    );
    expect(functions.sources.filter((source) => source === 'PreSignUp_SignUp')).toHaveLength(0);
  });

  it('creates one user if two concurrent requests have the same user name', async () => {
    let waiting = 0;
    let release = () => {};
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    functions.on('PreSignUp', async (event) => {
      waiting += 1;
      if (waiting === 2) release();
      await both;
      return event;
    });
    const results = await Promise.all([exceptionOf(signUp('carol')), exceptionOf(signUp('carol'))]);
    expect(results.sort()).toEqual(['UsernameExistsException: User already exists', 'no exception']);
  });

  it('leaves an account unconfirmed if the function decides nothing', async () => {
    expect((await signUp('dave')).UserConfirmed).toBe(false);
    expect((await find('dave')).UserStatus).toBe('UNCONFIRMED');
    expect(functions.sources).toEqual(['PreSignUp_SignUp', 'CustomMessage_SignUp']);
  });

  it('confirms the account and verifies the address, sends no code and runs PostConfirmation', async () => {
    functions.respond('PreSignUp', { autoConfirmUser: true, autoVerifyEmail: true });
    const reply = await signUp('erin', { ClientMetadata: { campaign: 'spring' } });
    expect(reply.UserConfirmed).toBe(true);
    expect(reply.CodeDeliveryDetails).toBeUndefined();
    expect(harness.cognito.messages(addressOf('erin'))).toEqual([]);
    expect(functions.sources).toEqual(['PreSignUp_SignUp', 'PostConfirmation_ConfirmSignUp']);
    expect(functions.event('PostConfirmation_ConfirmSignUp').request).toEqual({
      userAttributes: {
        sub: reply.UserSub,
        email: addressOf('erin'),
        email_verified: 'true',
        'cognito:user_status': 'CONFIRMED',
        'cognito:email_alias': addressOf('erin'),
      },
      clientMetadata: { campaign: 'spring' },
    });
    expect(await exceptionOf(signIn(aws, addressOf('erin')))).toBe('no exception');
  });

  it('sends a code that verifies the address if the account is confirmed and the address is not', async () => {
    functions.respond('PreSignUp', { autoConfirmUser: true });
    expect(await signUp('frank')).toMatchObject({
      UserConfirmed: true,
      CodeDeliveryDetails: { Destination: 'f***@e***' },
    });
    const { AccessToken } = await tokensOf(aws, 'frank');
    await aws.verifyUserAttribute({ AccessToken, AttributeName: 'email', Code: harness.codeFor(addressOf('frank')) });
    expect(await attributesOf('frank')).toMatchObject({ email_verified: 'true' });
  });

  it('moves the alias of a verified address to the new user', async () => {
    await addUser(harness, aws, 'grace');
    functions.respond('PreSignUp', { autoConfirmUser: true, autoVerifyEmail: true });
    await signUp('grace2', { UserAttributes: email(addressOf('grace')) });
    expect(await attributesOf('grace')).toMatchObject({ email_verified: 'false' });
    const { AccessToken } = await tokensOf(aws, addressOf('grace'));
    expect((await aws.getUser({ AccessToken })).Username).toBe('grace2');
  });

  it('verifies a phone number', async () => {
    functions.respond('PreSignUp', { autoVerifyPhone: true });
    const phone = { Name: 'phone_number', Value: '+15550100' };
    const ClientId = EMAIL_WEB;
    await aws.signUp({ ClientId, Username: 'phil@example.com', Password: password, UserAttributes: [phone] });
    const { UserAttributes } = await find('phil@example.com', EMAIL_POOL);
    expect(UserAttributes).toContainEqual({ Name: 'phone_number_verified', Value: 'true' });
  });

  it('rejects a function that verifies an attribute which the user does not have', async () => {
    functions.respond('PreSignUp', { autoConfirmUser: true, autoVerifyPhone: true });
    expect(await exceptionOf(signUp('heidi'))).toBe(
      'InvalidParameterException: The user has no attribute phone_number, which autoVerifyPhone of PreSignUp would verify.',
    );
    expect(await exceptionOf(find('heidi'))).toMatch(/^UserNotFoundException/);
  });
});

describe('PreSignUp at AdminCreateUser', () => {
  it('gets the given attributes, ValidationData and ClientMetadata, and no client', async () => {
    const more = { ValidationData: [{ Name: 'by', Value: 'admin' }], ClientMetadata: { team: 'a' } };
    await invite(aws, 'ivan', more);
    const { userName, callerContext, request } = functions.event('PreSignUp_AdminCreateUser');
    expect({ userName, clientId: callerContext.clientId }).toEqual({
      userName: 'ivan',
      clientId: 'CLIENT_ID_NOT_APPLICABLE',
    });
    expect(request).toEqual({
      userAttributes: { email: addressOf('ivan') },
      validationData: { by: 'admin' },
      clientMetadata: { team: 'a' },
    });
    expect(functions.sources).toEqual(['PreSignUp_AdminCreateUser', 'CustomMessage_AdminCreateUser']);
  });

  it('can refuse, but cannot confirm the account or verify the address', async () => {
    // The user has no phone number: this would be an error of SignUp.
    functions.respond('PreSignUp', { autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: true });
    await invite(aws, 'judy');
    expect((await find('judy')).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
    expect(await attributesOf('judy')).toMatchObject({ email_verified: 'false' });
    functions.on('PreSignUp', () => {
      throw new Error('no');
    });
    expect(await exceptionOf(invite(aws, 'judy2'))).toBe(
      'UserLambdaValidationException: PreSignUp failed with error no.',
    );
    expect(await exceptionOf(find('judy2'))).toMatch(/^UserNotFoundException/);
  });

  it('does not run when an invitation is sent again', async () => {
    await invite(aws, 'kim');
    functions.reset();
    await invite(aws, 'kim', { MessageAction: 'RESEND' });
    expect(functions.sources).toEqual(['CustomMessage_AdminCreateUser']);
  });
});
