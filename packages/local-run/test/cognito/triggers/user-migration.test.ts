import { answerTo, choicePool, choose } from '../support/choice';
import {
  addressOf,
  addUser,
  EMAIL_WEB,
  emailPool,
  exceptionOf,
  LEGACY,
  otherPassword,
  POOL,
  password,
  signIn,
  useHarness,
  WEB,
} from '../support/harness';
import { codeIn, Login, loginPool } from '../support/managed-login';
import { SrpClient } from '../support/srp-client';
import { TestFunctions, withTriggers } from '../support/triggers';

const functions = new TestFunctions();
const { harness, aws } = useHarness([withTriggers(choicePool), withTriggers(emailPool), withTriggers(loginPool)], {
  invokeFunction: functions.invoke,
});
beforeEach(() => {
  functions.reset();
  harness.log.length = 0;
});

const SIGN_IN = 'UserMigration_Authentication';
const incorrect = 'NotAuthorizedException: Incorrect username or password.';
const attributes = (username: string) => ({ email: addressOf(username), email_verified: 'true' });
/** Moves in a user with a verified address, or with the given attributes. */
const moveIn = (username: string, more: object = {}) =>
  functions.respond('UserMigration', {
    userAttributes: attributes(username),
    finalUserStatus: 'CONFIRMED',
    messageAction: 'SUPPRESS',
    ...more,
  });
const byPassword = (USERNAME: string, ClientId = WEB) =>
  aws.initiateAuth({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD: password },
    ClientMetadata: { shop: '7' },
  });
const find = (Username: string) => aws.adminGetUser({ UserPoolId: POOL, Username });

describe('UserMigration at a sign-in with a password', () => {
  it('creates the user with the given password and signs in', async () => {
    moveIn('ada');
    const { AuthenticationResult } = await byPassword('ada');
    expect(AuthenticationResult?.AccessToken).toBeDefined();
    expect(functions.event(SIGN_IN)).toMatchObject({
      userName: 'ada',
      callerContext: { clientId: WEB },
      request: { password, validationData: { shop: '7' } },
      response: { userAttributes: null, finalUserStatus: null, messageAction: null },
    });
    expect(functions.sources).toEqual([
      SIGN_IN,
      'PreSignUp_AdminCreateUser',
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
    ]);
    const { UserStatus, UserAttributes } = await find('ada');
    expect(UserStatus).toBe('CONFIRMED');
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
    expect(harness.cognito.messages(addressOf('ada'))).toEqual([]);
  });

  it('does not run for a user who exists, whatever the password is', async () => {
    await addUser(harness, aws, 'bob');
    functions.reset();
    expect(await exceptionOf(signIn(aws, 'bob', { secret: 'Wrong-horse-1' }))).toBe(incorrect);
    await byPassword('bob');
    expect(functions.sources).not.toContain(SIGN_IN);
  });

  it('confirms a user without finalUserStatus, and accepts a password that breaks the policy', async () => {
    moveIn('carol', { finalUserStatus: null });
    await signIn(aws, 'carol', { secret: 'weak-1' });
    expect((await find('carol')).UserStatus).toBe('CONFIRMED');
    expect(await exceptionOf(signIn(aws, 'carol', { secret: 'weak-1' }))).toBe('no exception');
  });

  it('requires a new password with RESET_REQUIRED', async () => {
    moveIn('dave', { finalUserStatus: 'RESET_REQUIRED' });
    expect(await exceptionOf(byPassword('dave'))).toBe(
      'PasswordResetRequiredException: Password reset required for the user',
    );
    await aws.forgotPassword({ ClientId: WEB, Username: 'dave' });
    const ConfirmationCode = harness.codeFor(addressOf('dave'));
    await aws.confirmForgotPassword({ ClientId: WEB, Username: 'dave', ConfirmationCode, Password: otherPassword });
    expect(await exceptionOf(signIn(aws, 'dave', { secret: otherPassword }))).toBe('no exception');
  });

  it('replies as for a wrong password if the function returns no attributes', async () => {
    expect(await exceptionOf(byPassword('erin'))).toBe(incorrect);
    expect(await exceptionOf(byPassword('erin', LEGACY))).toBe('UserNotFoundException: User does not exist.');
    expect(await exceptionOf(find('erin'))).toMatch(/^UserNotFoundException/);
  });

  it('gives the text of an error to the client, which reveals that the user does not exist', async () => {
    functions.on('UserMigration', () => {
      throw new Error('Bad password');
    });
    expect(await exceptionOf(byPassword('frank'))).toBe(
      'UserLambdaValidationException: UserMigration failed with error Bad password.',
    );
  });

  it('creates no user if PreSignUp refuses', async () => {
    moveIn('grace');
    functions.on('PreSignUp', () => {
      throw new Error('email_domain_not_allowed');
    });
    expect(await exceptionOf(byPassword('grace'))).toMatch(/^UserLambdaValidationException: PreSignUp failed/);
    expect(await exceptionOf(find('grace'))).toMatch(/^UserNotFoundException/);
  });

  it('creates one user for two concurrent sign-ins', async () => {
    let waiting = 0;
    let release = () => {};
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    functions.on('UserMigration', async (event) => {
      waiting += 1;
      if (waiting === 2) release();
      await both;
      return { ...event, response: { userAttributes: attributes('heidi'), messageAction: 'SUPPRESS' } };
    });
    const replies = await Promise.all([byPassword('heidi'), byPassword('heidi')]);
    for (const { AuthenticationResult } of replies) {
      const { AccessToken } = AuthenticationResult ?? {};
      expect((await aws.getUser({ AccessToken })).Username).toBe('heidi');
    }
  });

  it('refuses attributes that the pool does not accept, and tells the developer which', async () => {
    moveIn('ivan', { userAttributes: { 'custom:unknown': 'x' } });
    expect(await exceptionOf(byPassword('ivan'))).toBe(incorrect);
    expect(harness.log).toEqual([
      expect.stringMatching(/^UserMigration: the user cannot be created: .*custom:unknown/),
    ]);
    expect(await exceptionOf(byPassword('ivan', LEGACY))).toBe(
      `UserNotFoundException: Exception migrating user in app client ${LEGACY}`,
    );
  });

  it('takes an alias from another user with forceAliasCreation only', async () => {
    await addUser(harness, aws, 'judy');
    moveIn('judy');
    expect(await exceptionOf(byPassword('judy2'))).toBe(incorrect);
    expect(await exceptionOf(find('judy2'))).toMatch(/^UserNotFoundException/);
    moveIn('judy', { forceAliasCreation: true });
    expect(await exceptionOf(byPassword('judy2'))).toBe('no exception');
    const { UserAttributes } = await find('judy');
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' });
  });

  it('creates a user who gave an alias under the name that the function chooses', async () => {
    moveIn('kim');
    expect(await exceptionOf(byPassword(addressOf('kim')))).toBe(incorrect);
    moveIn('kim', { userAttributes: { ...attributes('kim'), username: 'kim-7' } });
    expect(await exceptionOf(byPassword(addressOf('kim')))).toBe('no exception');
    expect((await find(addressOf('kim'))).Username).toBe('kim-7');
    moveIn('leo', { userAttributes: { ...attributes('leo'), username: 'leo-8' } });
    expect(await exceptionOf(byPassword('leo'))).toBe(incorrect);
    expect(await exceptionOf(find('leo-8'))).toMatch(/^UserNotFoundException/);
  });

  it('works where the e-mail address is the user name', async () => {
    moveIn('mia');
    expect(await exceptionOf(byPassword(addressOf('mia'), EMAIL_WEB))).toBe('no exception');
  });

  it('tells the developer that AWS would send an invitation without messageAction', async () => {
    moveIn('nina', { messageAction: null, desiredDeliveryMediums: ['EMAIL'] });
    await byPassword('nina');
    expect(harness.log).toEqual([
      `${SIGN_IN}: AWS would send an invitation, unless messageAction is SUPPRESS; none is sent here`,
    ]);
    expect(harness.cognito.messages(addressOf('nina'))).toEqual([]);
  });
});

describe('UserMigration in other flows', () => {
  it('does not run for SRP, which does not send the password, or for a passkey or a code', async () => {
    moveIn('olga');
    const AuthParameters = { USERNAME: 'olga', SRP_A: new SrpClient().publicValue };
    await aws.initiateAuth({ ClientId: WEB, AuthFlow: 'USER_SRP_AUTH', AuthParameters });
    await choose(aws, 'olga', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    await choose(aws, 'olga');
    expect(functions.sources).toEqual(Array(3).fill('PreAuthentication_Authentication'));
  });

  it('runs in choice-based sign-in when the client sends the password', async () => {
    moveIn('pat');
    const first = await choose(aws, 'pat', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: password });
    expect(first.AuthenticationResult).toBeDefined();
    moveIn('quinn');
    const { Session } = await choose(aws, 'quinn', { PREFERRED_CHALLENGE: 'PASSWORD' });
    const second = await answerTo(aws, 'PASSWORD', Session, { USERNAME: 'quinn', PASSWORD: password });
    expect(second.AuthenticationResult).toBeDefined();
    moveIn('rita');
    const { Session: choice } = await choose(aws, 'rita');
    const answers = { USERNAME: 'rita', ANSWER: 'PASSWORD', PASSWORD: password };
    expect((await answerTo(aws, 'SELECT_CHALLENGE', choice, answers)).AuthenticationResult).toBeDefined();
  });

  it('runs on the sign-in page', async () => {
    moveIn('sam');
    expect(codeIn(await new Login(harness).signIn('sam'))).not.toBe('');
    expect(functions.sources[0]).toBe(SIGN_IN);
  });

  it('runs for a forgotten password, without a password, and sends the code', async () => {
    moveIn('tina', { finalUserStatus: null });
    const request = { ClientId: WEB, Username: 'tina', ClientMetadata: { shop: '7' } };
    const { CodeDeliveryDetails } = await aws.forgotPassword(request);
    expect(CodeDeliveryDetails?.Destination).toBe('t***@e***');
    expect(functions.event('UserMigration_ForgotPassword').request).toEqual({ clientMetadata: { shop: '7' } });
    expect((await find('tina')).UserStatus).toBe('RESET_REQUIRED');
    const ConfirmationCode = harness.codeFor(addressOf('tina'));
    await aws.confirmForgotPassword({ ClientId: WEB, Username: 'tina', ConfirmationCode, Password: otherPassword });
    expect(await exceptionOf(signIn(aws, 'tina', { secret: otherPassword }))).toBe('no exception');
  });

  it('answers a forgotten password of an unknown user as if there were one', async () => {
    const unknown = await aws.forgotPassword({ ClientId: WEB, Username: addressOf('ursula') });
    expect(unknown.CodeDeliveryDetails?.Destination).toBe('u***@e***');
    expect(functions.sources).toEqual(['UserMigration_ForgotPassword']);
    expect(harness.cognito.messages(addressOf('ursula'))).toEqual([]);
  });
});
