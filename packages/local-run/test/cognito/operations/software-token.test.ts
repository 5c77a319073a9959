import { AuthenticatorApp, addUserWithMfa, mfaPool, STEP } from '../support/authenticator-app';
import { exceptionOf, POOL, signIn, tokensOf, useHarness, WEB } from '../support/harness';

const { harness, aws } = useHarness([mfaPool]);

const remove = (Username: string) => aws.adminDeleteSoftwareToken({ UserPoolId: POOL, Username });

describe('AdminDeleteSoftwareToken', () => {
  it('lets a user who has lost the app sign in without a code', async () => {
    await addUserWithMfa(harness, aws, 'ada');
    await remove('ada');
    const user = await aws.adminGetUser({ UserPoolId: POOL, Username: 'ada' });
    expect(user.UserMFASettingList).toBeUndefined();
    expect(user.PreferredMfaSetting).toBeUndefined();
    expect((await signIn(aws, 'ada')).AuthenticationResult).toBeDefined();
  });

  it('deletes the secret: the app cannot be turned on again, and a new one can be added', async () => {
    const { app } = await addUserWithMfa(harness, aws, 'bob');
    const { Session } = await signIn(aws, 'bob');
    await remove('bob');
    harness.advance(STEP);
    const response = aws.respondToAuthChallenge({
      ClientId: WEB,
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      ChallengeResponses: { USERNAME: 'bob', SOFTWARE_TOKEN_MFA_CODE: app.codeAt(harness.now) },
      Session,
    });
    expect(await exceptionOf(response)).toMatch(/^SoftwareTokenMFANotFoundException/);
    const { AccessToken } = await tokensOf(aws, 'bob');
    const turnOn = () => aws.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } });
    expect(await exceptionOf(turnOn())).toBe(
      'InvalidParameterException: User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA',
    );
    const { SecretCode = '' } = await aws.associateSoftwareToken({ AccessToken });
    await aws.verifySoftwareToken({ AccessToken, UserCode: new AuthenticatorApp(SecretCode).codeAt(harness.now) });
    await turnOn();
    expect((await signIn(aws, 'bob')).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });

  it('deletes a secret that was not verified', async () => {
    await addUserWithMfa(harness, aws, 'carl');
    await remove('carl');
    const { AccessToken } = await tokensOf(aws, 'carl');
    const { SecretCode = '' } = await aws.associateSoftwareToken({ AccessToken });
    await remove('carl');
    const UserCode = new AuthenticatorApp(SecretCode).codeAt(harness.now);
    expect(await exceptionOf(aws.verifySoftwareToken({ AccessToken, UserCode }))).toMatch(
      /^SoftwareTokenMFANotFoundException/,
    );
    expect(await exceptionOf(remove('carl'))).toBe('no exception');
  });

  it('rejects an unknown user and a request without a signature', async () => {
    expect(await exceptionOf(remove('unknown'))).toBe('UserNotFoundException: User does not exist.');
    const reply = await harness.post('AdminDeleteSoftwareToken', { UserPoolId: POOL, Username: 'ada' });
    expect(reply.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException:');
  });
});
