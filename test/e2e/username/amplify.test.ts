import {
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  deleteUser,
  fetchAuthSession,
  fetchUserAttributes,
  resendSignUpCode,
  resetPassword,
  setUpTOTP,
  signIn,
  signOut,
  signUp,
  updateMFAPreference,
  updatePassword,
  verifyTOTPSetup,
} from '@aws-amplify/auth';
import { cognitoCredentialsProvider, cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito';
import { Amplify } from '@aws-amplify/core';
import { signedHeaders } from '../../../packages/local-run/test/support/signing-client';
import { localRun, runOnce } from '../support/local-run';
import {
  expectProblem,
  get,
  latestCodeFor,
  OTHER_PASSWORD,
  PASSWORD,
  totpCode,
  WRONG_PASSWORD,
  withToken,
} from '../support/scenario';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

const email = 'mary@somerville.example';
const username = 'somerville';

// The package aws-amplify re-exports these two and sets the token provider. It has eighty other dependencies.
describe('a client with Amplify', () => {
  beforeAll(() => {
    const { userPoolId, clientId, identityPoolId, cognito } = localRun();
    const Cognito = {
      userPoolId,
      userPoolClientId: clientId,
      userPoolEndpoint: cognito,
      identityPoolId,
      identityPoolEndpoint: cognito,
    };
    // Amplify warns about an endpoint that is not one of AWS.
    jest.spyOn(console, 'warn').mockImplementation();
    cognitoUserPoolsTokenProvider.setAuthConfig({ Cognito });
    const providers = {
      tokenProvider: cognitoUserPoolsTokenProvider,
      credentialsProvider: cognitoCredentialsProvider,
    };
    Amplify.configure({ Auth: { Cognito } }, { Auth: providers });
  });

  const getSecret = async () => {
    const { tokens } = await fetchAuthSession();
    return get('/secret', withToken(String(tokens?.idToken)));
  };

  it('signs up, requests a second code and confirms the account', async () => {
    const { nextStep } = await signUp({ username, password: PASSWORD, options: { userAttributes: { email } } });
    expect(nextStep.signUpStep).toBe('CONFIRM_SIGN_UP');
    const first = await latestCodeFor(email);
    const again = await resendSignUpCode({ username });
    expect(again).toMatchObject({ deliveryMedium: 'EMAIL', destination: 'm***@s***' });
    expect(await latestCodeFor(email)).not.toBe(first);
    await confirmSignUp({ username, confirmationCode: await latestCodeFor(email) });
  });

  it('gets NotAuthorizedException for a wrong password', async () => {
    await expect(signIn({ username, password: WRONG_PASSWORD })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  });

  it('signs in with SRP and calls GET /secret with the ID token', async () => {
    expect(await signIn({ username, password: PASSWORD })).toMatchObject({ isSignedIn: true });
    const { status, body } = await getSecret();
    expect([status, body.user]).toEqual([200, { username, sub: expect.any(String), email }]);
    expect(await fetchUserAttributes()).toMatchObject({ email, email_verified: 'true' });
  });

  it('refreshes the tokens and calls GET /secret with the new ID token', async () => {
    const before = (await fetchAuthSession()).tokens?.idToken?.toString();
    const { tokens } = await fetchAuthSession({ forceRefresh: true });
    expect(tokens?.idToken?.toString()).not.toBe(before);
    expect((await getSecret()).status).toBe(200);
  });

  it('gets AWS credentials for the ID token and calls GET /private with a signature', async () => {
    const { credentials, identityId } = await fetchAuthSession();
    const url = `${localRun().api}/private`;
    const region = identityId?.split(':')[0] ?? '';
    const headers = await signedHeaders(url, credentials ?? { accessKeyId: '', secretAccessKey: '' }, { region });
    const { status, body } = await get('/private', headers);
    expect([status, body.message]).toEqual([200, `Hello ${identityId}!`]);
  });

  it('changes the password', async () => {
    await updatePassword({ oldPassword: PASSWORD, newPassword: OTHER_PASSWORD });
    await signOut();
    expect(await signIn({ username, password: OTHER_PASSWORD })).toMatchObject({ isSignedIn: true });
  });

  it('adds TOTP, and the next sign-in requires its code', async () => {
    const { sharedSecret } = await setUpTOTP();
    await verifyTOTPSetup({ code: totpCode(sharedSecret) });
    await updateMFAPreference({ totp: 'PREFERRED' });
    await signOut();
    const { nextStep } = await signIn({ username, password: OTHER_PASSWORD });
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    // Cognito accepts a code once: the code above is used up.
    expect(await confirmSignIn({ challengeResponse: totpCode(sharedSecret, 1) })).toMatchObject({ isSignedIn: true });
    await updateMFAPreference({ totp: 'DISABLED' });
  });

  it('resets a forgotten password with a code', async () => {
    await signOut();
    const { nextStep } = await resetPassword({ username });
    expect(nextStep.resetPasswordStep).toBe('CONFIRM_RESET_PASSWORD_WITH_CODE');
    await confirmResetPassword({ username, confirmationCode: await latestCodeFor(email), newPassword: PASSWORD });
    expect(await signIn({ username, password: PASSWORD })).toMatchObject({ isSignedIn: true });
  });

  it('signs out everywhere, and GET /me answers 401 to the access token', async () => {
    const accessToken = (await fetchAuthSession()).tokens?.accessToken.toString();
    await signOut({ global: true });
    expectProblem(await get('/me', withToken(String(accessToken))), 401, 'unauthorized');
    expect((await fetchAuthSession()).tokens).toBeUndefined();
  });

  it('deletes the account, and the next sign-in fails', async () => {
    await signIn({ username, password: PASSWORD });
    await deleteUser();
    await expect(signIn({ username, password: PASSWORD })).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});
