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
import { fromBase32 } from '../../../packages/local-run/src/cognito/base32';
import { codeOf, stepAt } from '../../../packages/local-run/src/cognito/mfa/totp';
import { signedHeaders } from '../../../packages/local-run/test/support/signing-client';
import { latestCode, send } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

const email = 'mary@somerville.example';
const password = 'Mechanism-Heavens-1831';
const OTHER = 'Second-Edition-1832';
const username = 'somerville';

// These two are what `aws-amplify` re-exports, with the token provider put in; it would bring eighty others along.
describe('a page that speaks to Cognito itself, through Amplify', () => {
  beforeAll(() => {
    const { userPoolId, clientId, identityPoolId, cognito } = localRun();
    const Cognito = {
      userPoolId,
      userPoolClientId: clientId,
      userPoolEndpoint: cognito,
      identityPoolId,
      identityPoolEndpoint: cognito,
    };
    // It warns of an endpoint that is not AWS's own.
    jest.spyOn(console, 'warn').mockImplementation();
    cognitoUserPoolsTokenProvider.setAuthConfig({ Cognito });
    const providers = {
      tokenProvider: cognitoUserPoolsTokenProvider,
      credentialsProvider: cognitoCredentialsProvider,
    };
    Amplify.configure({ Auth: { Cognito } }, { Auth: providers });
  });

  const code = () => latestCode(localRun().api, email);
  const secret = async () => {
    const { tokens } = await fetchAuthSession();
    return send('GET', `${localRun().api}/secret`, undefined, { Authorization: `Bearer ${tokens?.idToken}` });
  };

  it('signs up, asks for the code again and confirms', async () => {
    const { nextStep } = await signUp({ username, password, options: { userAttributes: { email } } });
    expect(nextStep.signUpStep).toBe('CONFIRM_SIGN_UP');
    const first = await code();
    const again = await resendSignUpCode({ username });
    expect(again).toMatchObject({ deliveryMedium: 'EMAIL', destination: 'm***@s***' });
    expect(await code()).not.toBe(first);
    await confirmSignUp({ username, confirmationCode: await code() });
  });

  it('is told of a wrong password', async () => {
    await expect(signIn({ username, password: 'Wrong-Heavens-1831' })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  });

  it('signs in by its default, SRP, and its ID token opens /secret', async () => {
    expect(await signIn({ username, password })).toMatchObject({ isSignedIn: true });
    const { status, body } = await secret();
    expect([status, body.user]).toEqual([200, { username, sub: expect.any(String), email }]);
    expect(await fetchUserAttributes()).toMatchObject({ email, email_verified: 'true' });
  });

  it('refreshes, and the new ID token opens /secret', async () => {
    const before = (await fetchAuthSession()).tokens?.idToken?.toString();
    const { tokens } = await fetchAuthSession({ forceRefresh: true });
    expect(tokens?.idToken?.toString()).not.toBe(before);
    expect((await secret()).status).toBe(200);
  });

  it('has AWS credentials for its ID token, and what it signs with them opens /private', async () => {
    const { credentials, identityId } = await fetchAuthSession();
    const url = `${localRun().api}/private`;
    const region = identityId?.split(':')[0] ?? '';
    const headers = await signedHeaders(url, credentials ?? { accessKeyId: '', secretAccessKey: '' }, { region });
    const { status, body } = await send('GET', url, undefined, headers);
    expect([status, body.message]).toEqual([200, `Hello ${identityId}!`]);
  });

  it('changes the password', async () => {
    await updatePassword({ oldPassword: password, newPassword: OTHER });
    await signOut();
    expect(await signIn({ username, password: OTHER })).toMatchObject({ isSignedIn: true });
  });

  it('adds an authenticator app, and is asked for its code at the next sign-in', async () => {
    const { sharedSecret } = await setUpTOTP();
    const shown = () => codeOf(fromBase32(sharedSecret), stepAt(Date.now()));
    await verifyTOTPSetup({ code: shown() });
    await updateMFAPreference({ totp: 'PREFERRED' });
    await signOut();
    const { nextStep } = await signIn({ username, password: OTHER });
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    // A code is good once: this is the one after the code that turned it on.
    const next = codeOf(fromBase32(sharedSecret), stepAt(Date.now()) + 1);
    expect(await confirmSignIn({ challengeResponse: next })).toMatchObject({ isSignedIn: true });
    await updateMFAPreference({ totp: 'DISABLED' });
  });

  it('resets a forgotten password by a code', async () => {
    await signOut();
    const { nextStep } = await resetPassword({ username });
    expect(nextStep.resetPasswordStep).toBe('CONFIRM_RESET_PASSWORD_WITH_CODE');
    await confirmResetPassword({ username, confirmationCode: await code(), newPassword: password });
    expect(await signIn({ username, password })).toMatchObject({ isSignedIn: true });
  });

  it('signs out everywhere: the tokens are refused where Cognito is asked', async () => {
    const accessToken = (await fetchAuthSession()).tokens?.accessToken.toString();
    await signOut({ global: true });
    const headers = { Authorization: `Bearer ${accessToken}` };
    const { status, body } = await send('GET', `${localRun().api}/me`, undefined, headers);
    expect([status, body.code]).toEqual([401, 'unauthorized']);
    expect((await fetchAuthSession()).tokens).toBeUndefined();
  });

  it('closes the account', async () => {
    await signIn({ username, password });
    await deleteUser();
    await expect(signIn({ username, password })).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});
