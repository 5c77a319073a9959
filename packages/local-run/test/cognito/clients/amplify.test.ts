import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type RunningCognito, startCognito } from '../../../src/cognito/start-cognito';
import { AuthenticatorApp, STEP } from '../support/authenticator-app';
import { choiceFlows } from '../support/choice';
import { addressOf, otherPassword, password } from '../support/harness';

const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
const describeInBrowser = existsSync(executablePath) || process.env.BROWSER_REQUIRED ? describe : describe.skip;

const choice = {
  Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] } },
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  WebAuthnRelyingPartyID: 'localhost',
};
const clients = [{ properties: { ExplicitAuthFlows: choiceFlows } }];

/** A script with Amplify, which sets the global variable `amplify`. */
async function bundle(): Promise<string> {
  const contents = `
    export * from '@aws-amplify/auth';
    export { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito';
    export { Amplify } from '@aws-amplify/core';`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: __dirname },
    bundle: true,
    format: 'iife',
    globalName: 'amplify',
    platform: 'browser',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

describeInBrowser('Amplify in Chromium with a virtual authenticator', () => {
  let cognito: RunningCognito;
  let server: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const required = { MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] };
    cognito = await startCognito({
      userPools: [
        { properties: choice, clients },
        { properties: required, clients },
      ],
    });
    const script = await bundle();
    server = createServer(({ url }, response) => {
      const isScript = url === '/amplify.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : '<!doctype html><title>App</title><script src="/amplify.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    browser = await chromium.launch({ executablePath, args });
  });
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await cognito?.close();
  });

  /** Opens an app of a pool, in a browser with an authenticator. */
  async function open(poolIndex: number): Promise<void> {
    page = await (await browser.newContext()).newPage();
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    await devTools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const { id: userPoolId, clientIds } = cognito.userPools[poolIndex] ?? { id: '', clientIds: [] };
    const Cognito = { userPoolId, userPoolClientId: clientIds[0], userPoolEndpoint: cognito.endpoint };
    await page.evaluate(`{
      const Cognito = ${JSON.stringify(Cognito)};
      amplify.cognitoUserPoolsTokenProvider.setAuthConfig({ Cognito });
      const providers = { tokenProvider: amplify.cognitoUserPoolsTokenProvider };
      amplify.Amplify.configure({ Auth: { Cognito } }, { Auth: providers });
    }`);
  }

  /** Calls a function of Amplify in the page. */
  const call = (name: string, input?: object): Promise<unknown> =>
    page.evaluate(`amplify.${name}(${input === undefined ? '' : JSON.stringify(input)})`);
  const codeFor = (address: string) => cognito.messages(address).at(-1)?.code ?? '';
  const done = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };
  const choose = (username: string, preferredChallenge?: string) =>
    call('signIn', { username, options: { authFlowType: 'USER_AUTH', preferredChallenge } });
  const signUp = (username: string, more: object = {}) =>
    call('signUp', {
      username,
      ...more,
      options: { userAttributes: { email: addressOf(username) }, autoSignIn: { authFlowType: 'USER_AUTH' } },
    });

  it('signs up without a password, signs in at once, then by e-mail code and by passkey', async () => {
    await open(0);
    const signedUp = await signUp('ada');
    expect(signedUp).toMatchObject({ nextStep: { signUpStep: 'CONFIRM_SIGN_UP' } });
    const confirmation = { username: 'ada', confirmationCode: codeFor(addressOf('ada')) };
    expect(await call('confirmSignUp', confirmation)).toMatchObject({
      nextStep: { signUpStep: 'COMPLETE_AUTO_SIGN_IN' },
    });
    expect(await call('autoSignIn')).toMatchObject(done);
    expect(await call('getCurrentUser')).toMatchObject({ username: 'ada' });
    await call('signOut');

    expect(await choose('ada', 'EMAIL_OTP')).toMatchObject({
      nextStep: {
        signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
        codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'a***@e***' },
      },
    });
    expect(await call('confirmSignIn', { challengeResponse: codeFor(addressOf('ada')) })).toMatchObject(done);

    await call('associateWebAuthnCredential');
    const { credentials } = (await call('listWebAuthnCredentials')) as { credentials: { credentialId: string }[] };
    expect(credentials).toMatchObject([{ relyingPartyId: 'localhost', authenticatorAttachment: 'platform' }]);
    await call('signOut');

    expect(await choose('ada', 'WEB_AUTHN')).toMatchObject(done);
    await call('signOut');
    expect(await choose('ada')).toMatchObject({
      nextStep: {
        signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
        availableChallenges: ['EMAIL_OTP', 'WEB_AUTHN'],
      },
    });
    expect(await call('confirmSignIn', { challengeResponse: 'WEB_AUTHN' })).toMatchObject(done);
    await call('deleteWebAuthnCredential', { credentialId: credentials[0]?.credentialId });
    expect(await call('listWebAuthnCredentials')).toMatchObject({ credentials: [] });
  });

  it('signs in with the password after a choice, directly and by SRP', async () => {
    await open(0);
    await signUp('bob', { password });
    await call('confirmSignUp', { username: 'bob', confirmationCode: codeFor(addressOf('bob')) });
    for (const challenge of ['PASSWORD', 'PASSWORD_SRP']) {
      const withPassword = { username: 'bob', password, options: { authFlowType: 'USER_AUTH' } };
      const options = { authFlowType: 'USER_AUTH', preferredChallenge: challenge };
      expect(await call('signIn', { ...withPassword, options })).toMatchObject(done);
      await call('signOut');
      await choose('bob');
      expect(await call('confirmSignIn', { challengeResponse: challenge })).toMatchObject({
        nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_PASSWORD' },
      });
      expect(await call('confirmSignIn', { challengeResponse: password })).toMatchObject(done);
      await call('signOut');
    }
    const wrong = call('signIn', {
      username: 'bob',
      password: otherPassword,
      options: { authFlowType: 'USER_AUTH', preferredChallenge: 'PASSWORD' },
    });
    await expect(wrong).rejects.toThrow(/Incorrect username or password/);
  });

  it('changes the e-mail address after a code was given, and the profile at once', async () => {
    await open(0);
    await signUp('carol', { password });
    await call('confirmSignUp', { username: 'carol', confirmationCode: codeFor(addressOf('carol')) });
    await call('autoSignIn');
    const changed = await call('updateUserAttributes', {
      userAttributes: { email: 'carol@new.example', given_name: 'Carol', locale: 'en' },
    });
    expect(changed).toMatchObject({
      email: { isUpdated: false, nextStep: { updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE' } },
      given_name: { isUpdated: true },
    });
    expect(await call('fetchUserAttributes')).toMatchObject({ email: addressOf('carol'), given_name: 'Carol' });
    const confirmationCode = codeFor('carol@new.example');
    await call('confirmUserAttribute', { userAttributeKey: 'email', confirmationCode });
    expect(await call('fetchUserAttributes')).toMatchObject({ email: 'carol@new.example', email_verified: 'true' });
  });

  it('adds an app at the first sign-in where MFA is required, and gives its code at the next', async () => {
    await open(1);
    await call('signUp', { username: 'dora', password, options: { userAttributes: { email: addressOf('dora') } } });
    await call('confirmSignUp', { username: 'dora', confirmationCode: codeFor(addressOf('dora')) });
    const { nextStep } = (await call('signIn', { username: 'dora', password })) as {
      nextStep: { signInStep: string; totpSetupDetails: { sharedSecret: string } };
    };
    expect(nextStep.signInStep).toBe('CONTINUE_SIGN_IN_WITH_TOTP_SETUP');
    const app = new AuthenticatorApp(nextStep.totpSetupDetails.sharedSecret);
    expect(await call('confirmSignIn', { challengeResponse: app.codeAt(Date.now()) })).toMatchObject(done);
    expect(await call('fetchMFAPreference')).toEqual({ enabled: ['TOTP'], preferred: 'TOTP' });
    await call('signOut');
    expect(await call('signIn', { username: 'dora', password })).toMatchObject({
      nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' },
    });
    // The first code is used up.
    expect(await call('confirmSignIn', { challengeResponse: app.codeAt(Date.now() + STEP) })).toMatchObject(done);
  });
});
