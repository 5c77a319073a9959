import {
  addressOf,
  addUser,
  email,
  exceptionOf,
  invite,
  otherPassword,
  POOL,
  password,
  pool,
  signIn,
  useHarness,
  WEB,
} from '../support/harness';
import { TestFunctions, withTriggers } from '../support/triggers';

const functions = new TestFunctions();
const { harness, aws } = useHarness([withTriggers(pool)], { invokeFunction: functions.invoke });
beforeEach(() => functions.reset());

const signUp = (Username: string) =>
  aws.signUp({ ClientId: WEB, Username, Password: password, UserAttributes: email(addressOf(Username)) });
const confirm = (Username: string) =>
  aws.confirmSignUp({
    ClientId: WEB,
    Username,
    ConfirmationCode: harness.codeFor(addressOf(Username)),
    ClientMetadata: { page: 'confirm' },
  });
const refuse = () => {
  throw new Error('no database');
};

describe('PostConfirmation', () => {
  it('runs when ConfirmSignUp has confirmed the account', async () => {
    const { UserSub } = await signUp('ada');
    functions.reset();
    await confirm('ada');
    expect(functions.sources).toEqual(['PostConfirmation_ConfirmSignUp']);
    expect(functions.events[0]).toMatchObject({
      userName: 'ada',
      callerContext: { clientId: WEB },
      request: {
        userAttributes: {
          sub: UserSub,
          'cognito:user_status': 'CONFIRMED',
          email_verified: 'true',
          'cognito:email_alias': addressOf('ada'),
        },
        clientMetadata: { page: 'confirm' },
      },
      response: {},
    });
  });

  it('leaves the account confirmed if it fails', async () => {
    await signUp('bob');
    functions.on('PostConfirmation', refuse);
    expect(await exceptionOf(confirm('bob'))).toBe(
      'UserLambdaValidationException: PostConfirmation failed with error no database.',
    );
    expect(await exceptionOf(signIn(aws, 'bob'))).toBe('no exception');
  });

  it('runs for AdminConfirmSignUp without a client', async () => {
    await signUp('carol');
    functions.reset();
    await aws.adminConfirmSignUp({ UserPoolId: POOL, Username: 'carol', ClientMetadata: { by: 'admin' } });
    const { callerContext, request } = functions.event('PostConfirmation_ConfirmSignUp');
    expect(callerContext.clientId).toBeNull();
    expect(request).toMatchObject({
      userAttributes: { email_verified: 'false' },
      clientMetadata: { by: 'admin' },
    });
    expect(request.userAttributes).not.toHaveProperty('cognito:email_alias');
  });

  it('runs when ConfirmForgotPassword has set a password', async () => {
    await addUser(harness, aws, 'dave');
    await aws.forgotPassword({ ClientId: WEB, Username: 'dave' });
    functions.reset();
    functions.on('PostConfirmation', refuse);
    const request = {
      ClientId: WEB,
      Username: 'dave',
      ConfirmationCode: harness.codeFor(addressOf('dave')),
      Password: otherPassword,
      ClientMetadata: { page: 'reset' },
    };
    expect(await exceptionOf(aws.confirmForgotPassword(request))).toMatch(/^UserLambdaValidationException/);
    expect(functions.event('PostConfirmation_ConfirmForgotPassword').request).toMatchObject({
      clientMetadata: { page: 'reset' },
    });
    expect(await exceptionOf(signIn(aws, 'dave', { secret: otherPassword }))).toBe('no exception');
  });

  it('does not run when an invited user chooses a password', async () => {
    await invite(aws, 'erin');
    const { Session } = await signIn(aws, 'erin', { secret: harness.codeFor(addressOf('erin')) });
    functions.reset();
    await aws.respondToAuthChallenge({
      ClientId: WEB,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: { USERNAME: 'erin', NEW_PASSWORD: password },
    });
    expect(functions.sources).toEqual(['PostAuthentication_Authentication', 'TokenGeneration_NewPasswordChallenge']);
  });
});
