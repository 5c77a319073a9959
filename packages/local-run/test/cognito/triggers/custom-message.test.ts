import { choicePool, choose } from '../support/choice';
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
  tokensOf,
  useHarness,
  WEB,
} from '../support/harness';
import { TestFunctions, withTriggers } from '../support/triggers';

const functions = new TestFunctions();
const { harness, aws } = useHarness([withTriggers(pool)], { invokeFunction: functions.invoke });
const passwordless = useHarness([withTriggers(choicePool)], { invokeFunction: functions.invoke });
beforeEach(() => {
  functions.reset();
  harness.log.length = 0;
});

const ClientMetadata = { lang: 'de' };
const lastMail = (username: string) => {
  const { subject = '', text = '', code = '' } = harness.cognito.messages(addressOf(username)).at(-1) ?? {};
  return { subject, text, code };
};
const signUp = (Username: string) =>
  aws.signUp({
    ClientId: WEB,
    Username,
    Password: password,
    UserAttributes: email(addressOf(Username)),
    ClientMetadata,
  });

describe('CustomMessage', () => {
  it('gets the placeholders instead of the code', async () => {
    const { UserSub } = await signUp('ada');
    expect(functions.event('CustomMessage_SignUp')).toMatchObject({
      userName: 'ada',
      callerContext: { clientId: WEB },
      request: {
        userAttributes: {
          sub: UserSub,
          email: addressOf('ada'),
          email_verified: 'false',
          'cognito:user_status': 'UNCONFIRMED',
        },
        codeParameter: '{####}',
        linkParameter: '{##Click Here##}',
        usernameParameter: null,
        clientMetadata: ClientMetadata,
      },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    });
    expect(JSON.stringify(functions.events)).not.toContain(lastMail('ada').code);
  });

  it('decides the subject and the text, which may be HTML', async () => {
    functions.on('CustomMessage', (event) => {
      const emailMessage = `<p>Ihr Code: <b>${event.request.codeParameter}</b></p>`;
      return { ...event, response: { ...event.response, emailMessage, emailSubject: 'Willkommen' } };
    });
    await signUp('bob');
    const { subject, text, code } = lastMail('bob');
    expect({ subject, text }).toEqual({ subject: 'Willkommen', text: `<p>Ihr Code: <b>${code}</b></p>` });
    const ConfirmationCode = code;
    expect(await exceptionOf(aws.confirmSignUp({ ClientId: WEB, Username: 'bob', ConfirmationCode }))).toBe(
      'no exception',
    );
  });

  it('leaves what the function does not decide to the words of the pool', async () => {
    functions.respond('CustomMessage', { emailSubject: 'Only the subject' });
    await signUp('carol');
    const { subject, text, code } = lastMail('carol');
    expect({ subject, text }).toEqual({ subject: 'Only the subject', text: `Your verification code is ${code}.` });
    expect(harness.log).toEqual([]);
  });

  it('sends the words of the pool if the text does not contain the code, and tells the developer', async () => {
    functions.respond('CustomMessage', { emailMessage: 'Welcome', emailSubject: 'Hello' });
    await signUp('dave');
    const { subject, text, code } = lastMail('dave');
    expect({ subject, text }).toEqual({ subject: 'Your code', text: `Your verification code is ${code}.` });
    expect(harness.log).toEqual([
      'CustomMessage_SignUp: Cognito ignores emailMessage and emailSubject: emailMessage has no {####}',
    ]);
  });

  it.each([
    ['a text of more than 20,000 characters', { emailMessage: `{####}${'x'.repeat(20_000)}` }],
    ['a text that is no string', { emailMessage: 5 }],
    ['a subject of more than 140 characters', { emailSubject: 'x'.repeat(141) }],
  ])('rejects %s', async (_, response) => {
    functions.respond('CustomMessage', response);
    expect(await exceptionOf(aws.forgotPassword({ ClientId: WEB, Username: 'bob' }))).toMatch(/^InvalidLambdaResp/);
  });

  it('runs for an invitation, in which it must put the user name and the password', async () => {
    await invite(aws, 'erin', { ClientMetadata });
    const { callerContext, request } = functions.event('CustomMessage_AdminCreateUser');
    expect(callerContext.clientId).toBe('CLIENT_ID_NOT_APPLICABLE');
    expect(request).toMatchObject({
      usernameParameter: '{username}',
      userAttributes: { 'cognito:user_status': 'FORCE_CHANGE_PASSWORD' },
    });
    expect(request).not.toHaveProperty('clientMetadata');
    functions.respond('CustomMessage', { emailMessage: 'Hi {username}: {####}', emailSubject: 'Join us' });
    await invite(aws, 'erin', { MessageAction: 'RESEND' });
    const { subject, text, code } = lastMail('erin');
    expect({ subject, text }).toEqual({ subject: 'Join us', text: `Hi erin: ${code}` });
    functions.respond('CustomMessage', { emailMessage: 'Your password is {####}' });
    await invite(aws, 'erin', { MessageAction: 'RESEND' });
    expect(lastMail('erin').text).toMatch(/^Your username is erin and temporary password is /);
    expect(harness.log).toHaveLength(1);
  });

  it('runs for each other message, with ClientMetadata where AWS passes it on', async () => {
    await addUser(harness, aws, 'frank');
    const { AccessToken } = await tokensOf(aws, 'frank');
    await signUp('grace');
    functions.reset();
    await aws.resendConfirmationCode({ ClientId: WEB, Username: 'grace', ClientMetadata });
    await aws.forgotPassword({ ClientId: WEB, Username: 'frank', ClientMetadata });
    await aws.adminResetUserPassword({ UserPoolId: POOL, Username: 'frank', ClientMetadata });
    await aws.adminSetUserPassword({ UserPoolId: POOL, Username: 'frank', Password: otherPassword, Permanent: true });
    await aws.getUserAttributeVerificationCode({ AccessToken, AttributeName: 'email', ClientMetadata });
    await aws.updateUserAttributes({ AccessToken, UserAttributes: email('frank2@example.org'), ClientMetadata });
    await aws.adminUpdateUserAttributes({
      UserPoolId: POOL,
      Username: 'frank',
      UserAttributes: email('frank3@example.org'),
      ClientMetadata,
    });
    expect(functions.sources).toEqual([
      'CustomMessage_ResendCode',
      'CustomMessage_ForgotPassword',
      'CustomMessage_ForgotPassword',
      'CustomMessage_VerifyUserAttribute',
      'CustomMessage_UpdateUserAttribute',
      'CustomMessage_UpdateUserAttribute',
    ]);
    expect(functions.events.map(({ request }) => request.clientMetadata)).toEqual(Array(6).fill(ClientMetadata));
    expect(functions.events.map(({ callerContext }) => callerContext.clientId)).toEqual([
      ...[WEB, WEB, null, WEB, WEB, null],
    ]);
  });

  it('runs for a code that signs in', async () => {
    await addUser(passwordless.harness, passwordless.aws, 'heidi');
    functions.respond('CustomMessage', { emailMessage: 'Sign-in: {####}' });
    await choose(passwordless.aws, 'heidi', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    const { text, code } = passwordless.harness.cognito.messages(addressOf('heidi')).at(-1) ?? {};
    expect(text).toBe(`Sign-in: ${code}`);
    expect(functions.sources).toContain('CustomMessage_Authentication');
  });

  it('sends nothing if it fails, and keeps the account', async () => {
    functions.on('CustomMessage', () => {
      throw new Error('no template');
    });
    expect(await exceptionOf(signUp('ivan'))).toBe(
      'UserLambdaValidationException: CustomMessage failed with error no template.',
    );
    expect(lastMail('ivan').code).toBe('');
    expect((await aws.adminGetUser({ UserPoolId: POOL, Username: 'ivan' })).UserStatus).toBe('UNCONFIRMED');
  });
});
