import { addressOf, email, password, useHarness } from '../support/harness';

const UserPoolId = 'us-east-1_Codes0001';
const ClientId = 'codes';
const { harness, aws } = useHarness([
  {
    logicalId: 'Codes',
    id: UserPoolId,
    properties: {
      AutoVerifiedAttributes: ['email'],
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
      UserPoolTier: 'ESSENTIALS',
    },
    clients: [
      {
        logicalId: 'Client',
        id: ClientId,
        properties: { ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
      },
    ],
  },
]);

/** Purpose and status of the messages to a user, oldest first. */
const messages = (username: string) =>
  harness.cognito.messages(addressOf(username)).map(({ purpose, status }) => `${purpose} ${status}`);
const lastCode = (username: string) => harness.cognito.messages(addressOf(username)).at(-1)?.code ?? '';

const signUp = (Username: string) =>
  aws.signUp({ ClientId, Username, Password: password, UserAttributes: email(addressOf(Username)) });
const confirm = (Username: string) => aws.confirmSignUp({ ClientId, Username, ConfirmationCode: lastCode(Username) });
const invite = (Username: string, MessageAction?: 'RESEND') =>
  aws.adminCreateUser({
    UserPoolId,
    Username,
    TemporaryPassword: `Temporary-1!${MessageAction ?? ''}`,
    UserAttributes: email(addressOf(Username)),
    DesiredDeliveryMediums: ['EMAIL'],
    MessageAction,
  });

describe('the status of a message', () => {
  it('is valid, replaced by a newer code, and used', async () => {
    await signUp('ada');
    expect(messages('ada')).toEqual(['signUp valid']);
    await aws.resendConfirmationCode({ ClientId, Username: 'ada' });
    expect(messages('ada')).toEqual(['signUp replaced', 'signUp valid']);
    await confirm('ada');
    expect(messages('ada')).toEqual(['signUp replaced', 'signUp used']);
  });

  it('is expired when the time of the code is over', async () => {
    await signUp('bob');
    harness.advance(24 * 3_600_000);
    expect(messages('bob')).toEqual(['signUp expired']);
  });

  it('is void when an administrator confirmed the account', async () => {
    await signUp('carol');
    await aws.adminConfirmSignUp({ UserPoolId, Username: 'carol' });
    expect(messages('carol')).toEqual(['signUp void']);
  });

  it('is void when the user was deleted', async () => {
    await signUp('dave');
    await aws.adminDeleteUser({ UserPoolId, Username: 'dave' });
    expect(messages('dave')).toEqual(['signUp void']);
  });

  it('stays used when another code was sent for the same purpose', async () => {
    await signUp('erin');
    await confirm('erin');
    const forgot = () => aws.forgotPassword({ ClientId, Username: 'erin' });
    await forgot();
    const ConfirmationCode = lastCode('erin');
    await aws.confirmForgotPassword({ ClientId, Username: 'erin', ConfirmationCode, Password: `${password}2` });
    await forgot();
    expect(messages('erin')).toEqual(['signUp used', 'reset used', 'reset valid']);
  });

  it('is that of the code for a new e-mail address', async () => {
    await signUp('frank');
    await confirm('frank');
    const { AuthenticationResult } = await aws.initiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'frank', PASSWORD: password },
    });
    const AccessToken = AuthenticationResult?.AccessToken ?? '';
    for (const to of ['frank2', 'frank3']) {
      await aws.updateUserAttributes({ AccessToken, UserAttributes: email(addressOf(to)) });
    }
    expect([...messages('frank2'), ...messages('frank3')]).toEqual(['attribute void', 'attribute valid']);
    await aws.verifyUserAttribute({ AccessToken, AttributeName: 'email', Code: lastCode('frank3') });
    expect(messages('frank3')).toEqual(['attribute used']);
  });

  it('is that of a sign-in code', async () => {
    await signUp('grace');
    await confirm('grace');
    const start = async () => {
      const AuthParameters = { USERNAME: 'grace', PREFERRED_CHALLENGE: 'EMAIL_OTP' };
      return (await aws.initiateAuth({ ClientId, AuthFlow: 'USER_AUTH', AuthParameters })).Session ?? '';
    };
    await start();
    const Session = await start();
    await aws.respondToAuthChallenge({
      ClientId,
      ChallengeName: 'EMAIL_OTP',
      Session,
      ChallengeResponses: { USERNAME: 'grace', EMAIL_OTP_CODE: lastCode('grace') },
    });
    expect(messages('grace')).toEqual(['signUp used', 'signIn valid', 'signIn used']);
    harness.advance(3_600_000);
    expect(messages('grace')).toEqual(['signUp used', 'signIn expired', 'signIn used']);
  });

  it('is that of a temporary password', async () => {
    await invite('heidi');
    await invite('heidi', 'RESEND');
    expect(messages('heidi')).toEqual(['invitation replaced', 'invitation valid']);
    const AuthParameters = { USERNAME: 'heidi', PASSWORD: lastCode('heidi') };
    const { Session } = await aws.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
    await aws.respondToAuthChallenge({
      ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: { USERNAME: 'heidi', NEW_PASSWORD: password },
    });
    expect(messages('heidi').at(-1)).toBe('invitation used');
  });

  it('is void when an administrator replaced the temporary password', async () => {
    await invite('ivan');
    await aws.adminSetUserPassword({ UserPoolId, Username: 'ivan', Password: password, Permanent: true });
    expect(messages('ivan')).toEqual(['invitation void']);
  });
});
