import {
  AdminCreateUserCommand,
  AdminDeleteSoftwareTokenCommand,
  AdminDisableUserCommand,
  AdminSetUserMFAPreferenceCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { temporaryFolder } from '../../packages/local-run/test/support/temporary-folder';
import { localRun, runOnce } from './support/local-run';
import {
  administrator,
  call,
  createAccount,
  expectProblem,
  get,
  latestCodeFor,
  OTHER_PASSWORD,
  PASSWORD,
  post,
  signUp,
  tokensOf,
  totpCode,
  withToken,
} from './support/scenario';
import { addPasskey, answerMfaSetup, challengeIn, enableTotp, signInWithPasskey } from './support/sign-in-methods';
import { expectSuccess, rowsWith, runSmokeTest } from './support/smoke';
import { passkeyMfaStage } from './support/stages';
import { comparePasskeyReplies, usernameFor } from './support/user-enumeration';

runOnce(...passkeyMfaStage);

const startSignIn = async (username: string) => challengeIn(await post('/sign-in', { username, password: PASSWORD }));

/** A new account with an authenticator app. */
async function withApp(username: string, email?: string) {
  await createAccount(username, email);
  const { key, reply } = await answerMfaSetup(await startSignIn(username));
  return { key, tokens: tokensOf(reply) };
}

/** A new account with an authenticator app and a passkey. */
async function withPasskey(username: string, email?: string) {
  const { key, tokens } = await withApp(username, email);
  const { authenticator, credential, reply } = await addPasskey(tokens);
  expect(reply.status).toBe(204);
  return { key, tokens, authenticator, credential };
}

describe('a passkey where a second factor is required', () => {
  it('signs in alone, and the password still needs the code of the app', async () => {
    const username = 'ottilie';
    const { key, tokens, authenticator } = await withPasskey(username);
    expect((await post('/sign-out', { refreshToken: tokens.refreshToken })).status).toBe(204);
    const { accessToken, idToken } = tokensOf(await signInWithPasskey(username, authenticator));
    expect((await get('/secret', withToken(idToken))).status).toBe(200);
    expect((await get('/me', withToken(accessToken))).body).toMatchObject({ username, totp: true });

    const next = await startSignIn(username);
    expect(next.challenge).toBe('SOFTWARE_TOKEN_MFA');
    tokensOf(await post('/challenge', { ...next, code: totpCode(key, 1) }));
  });

  it('stays after a reset that was to remove it, whose reply says so', async () => {
    const username = 'odilia';
    const { authenticator } = await withPasskey(username);
    await post('/forgot-password', { username });
    const code = await latestCodeFor(`${username}@example.com`);
    const reset = { username, code, newPassword: OTHER_PASSWORD, removePasskeys: true };
    const body = { passkeysRemoved: false, reason: 'second_factor' };
    expect(await post('/reset-password', reset)).toMatchObject({ status: 200, body });
    tokensOf(await signInWithPasskey(username, authenticator));
  });

  it('is refused without user verification, at sign-in and when it is added', async () => {
    const username = 'paula';
    const { tokens, authenticator } = await withPasskey(username);
    const unverified = await signInWithPasskey(username, authenticator, { userVerified: false });
    expectProblem(unverified, 401, 'invalid_passkey');
    const { reply } = await addPasskey(tokens, { userVerified: false });
    expectProblem(reply, 400, 'passkey_not_accepted');
  });

  it('cannot sign in after the user has disabled the app, and can again once it is set up', async () => {
    const username = 'quirina';
    const { tokens, authenticator } = await withPasskey(username);
    expect((await call('DELETE', '/mfa/totp', undefined, withToken(tokens.accessToken))).status).toBe(204);
    expectProblem(await signInWithPasskey(username, authenticator), 401, 'invalid_passkey');
    await enableTotp(tokens);
    tokensOf(await signInWithPasskey(username, authenticator));
  });

  it('lets a user who has lost the phone sign in, and set up another app', async () => {
    const username = 'regina';
    const { key, authenticator } = await withPasskey(username);
    const newKey = await enableTotp(tokensOf(await signInWithPasskey(username, authenticator)));
    expect(newKey).not.toBe(key);
    tokensOf(await post('/challenge', { ...(await startSignIn(username)), code: totpCode(newKey, 1) }));
    tokensOf(await signInWithPasskey(username, authenticator));
  });

  it('stays valid after an administrator has removed the second factor of a user and another app is set up', async () => {
    const Username = 'sigrid';
    const { authenticator } = await withPasskey(Username);
    const user = { UserPoolId: localRun().userPoolId, Username };
    // The operations of "Second factor" in docs/operations.md.
    const SoftwareTokenMfaSettings = { Enabled: false, PreferredMfa: false };
    const WebAuthnMfaSettings = { Enabled: false };
    const preference = { ...user, SoftwareTokenMfaSettings, WebAuthnMfaSettings };
    await administrator().send(new AdminSetUserMFAPreferenceCommand(preference));
    await administrator().send(new AdminDeleteSoftwareTokenCommand(user));
    expectProblem(await signInWithPasskey(Username, authenticator), 401, 'invalid_passkey');
    tokensOf((await answerMfaSetup(await startSignIn(Username))).reply);
    tokensOf(await signInWithPasskey(Username, authenticator));
  });

  it('is one of several: after the removal of one the others still sign in', async () => {
    const username = 'theodora';
    const { tokens, credential, authenticator } = await withPasskey(username);
    const second = await addPasskey(tokens);
    const removed = await call('DELETE', `/passkeys/${credential.id}`, undefined, withToken(tokens.accessToken));
    expect(removed.status).toBe(204);
    expectProblem(await signInWithPasskey(username, authenticator), 401, 'invalid_passkey');
    tokensOf(await signInWithPasskey(username, second.authenticator));
  });
});

describe('POST /confirm with signIn: true where a second factor is required', () => {
  it('answers with the challenge MFA_SETUP, which leads to the tokens', async () => {
    const username = 'ulla';
    const code = await signUp(username);
    const { status, body } = await post('/confirm', { username, code, password: PASSWORD, signIn: true });
    expect([status, body.signIn]).toEqual([200, expect.objectContaining({ challenge: 'MFA_SETUP', username })]);
    const { session } = Object(body.signIn);
    tokensOf((await answerMfaSetup({ challenge: 'MFA_SETUP', username, session, parameters: undefined })).reply);
  });

  it('answers 403 without the password, with which another person may have created the account', async () => {
    const username = 'vera';
    const code = await signUp(username);
    expectProblem(await post('/confirm', { username, code, signIn: true }), 403, 'password_reset_required');
  });
});

it('POST /sign-in/passkey and wrong answers to its challenge get the same replies for a user in every state', async () => {
  const disable = (address: string) =>
    administrator().send(
      new AdminDisableUserCommand({ UserPoolId: localRun().userPoolId, Username: usernameFor(address) }),
    );
  await comparePasskeyReplies({
    unknown: async () => undefined,
    unconfirmed: (address) => signUp(usernameFor(address), address),
    'without second factor': (address) => createAccount(usernameFor(address), address),
    'with app': (address) => withApp(usernameFor(address), address),
    'with app and passkey': (address) => withPasskey(usernameFor(address), address),
    async 'with passkey and a disabled app'(address) {
      const { tokens } = await withPasskey(usernameFor(address), address);
      await call('DELETE', '/mfa/totp', undefined, withToken(tokens.accessToken));
    },
    async 'disabled, with app and passkey'(address) {
      await withPasskey(usernameFor(address), address);
      await disable(address);
    },
    'created by an administrator': (address) =>
      administrator().send(
        new AdminCreateUserCommand({
          UserPoolId: localRun().userPoolId,
          Username: usernameFor(address),
          UserAttributes: [{ Name: 'email', Value: address }],
          MessageAction: 'SUPPRESS',
        }),
      ),
  });
});

it('POST /sign-in/passkey asks for user verification, also for a user who does not exist', async () => {
  await withPasskey('wanda');
  for (const username of ['wanda', 'nobody']) {
    const { parameters } = challengeIn(await post('/sign-in/passkey', { username }));
    expect(parameters).toMatchObject({ userVerification: 'required', rpId: 'localhost' });
  }
});

describe('npm run smoke for a stage with a required second factor and passkeys', () => {
  const folder = temporaryFolder();

  it('exits with 0: its user sets up a second factor', async () => {
    const args = passkeyMfaStage.flatMap((option) => ['-c', option]);
    const result = await runSmokeTest(folder, { args });
    await expectSuccess(result);
    expect(rowsWith('ok', result)).toContainEqual(['Set up a second factor', '200', '200', 'ok']);
  });
});
