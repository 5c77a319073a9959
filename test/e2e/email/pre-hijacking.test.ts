import {
  AdminDeleteSoftwareTokenCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminUserGlobalSignOutCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { localRun, runOnce } from '../support/local-run';
import {
  administrator,
  call,
  expectProblem,
  get,
  latestCodeFor,
  post,
  signIn,
  type Tokens,
  tokensOf,
  totpCode,
  withToken,
} from '../support/scenario';
import { emailStage } from '../support/stages';

runOnce(...emailStage);

const ATTACKERS_PASSWORD = 'Attackers-Horse-7';
const VICTIMS_PASSWORD = 'Victims-Horse-7';
const NEW_PASSWORD = 'Victims-Staple-8';

/** The number of messages that were sent to an address. */
async function messagesTo(email: string): Promise<number> {
  const messages = await fetch(`${localRun().api}/_local/messages?to=${encodeURIComponent(email)}`);
  return JSON.parse(await messages.text()).length;
}

/** An attacker signs up with the address of another person, who then signs up too and requests a code. Returns the code. */
async function codeAfterBothSignUps(username: string): Promise<string> {
  expect((await post('/sign-up', { username, password: ATTACKERS_PASSWORD })).status).toBe(201);
  const before = await messagesTo(username);
  expect((await post('/sign-up', { username, password: VICTIMS_PASSWORD })).status).toBe(201);
  expect(await messagesTo(username)).toBe(before);
  expect((await post('/resend-code', { username })).status).toBe(202);
  return latestCodeFor(username);
}

/** The victim confirms the account, with the password of the attacker. Returns a session of the attacker. */
async function hijackedAccount(username: string): Promise<Tokens> {
  const code = await codeAfterBothSignUps(username);
  await post('/confirm', { username, code });
  return signIn(username, ATTACKERS_PASSWORD);
}

/** The owner of the address resets the password. */
async function resetPassword(username: string): Promise<void> {
  expect((await post('/forgot-password', { username })).status).toBe(202);
  const reset = { username, code: await latestCodeFor(username), newPassword: NEW_PASSWORD };
  expect((await post('/reset-password', reset)).status).toBe(204);
}

async function expectEnded({ accessToken, refreshToken }: Tokens): Promise<void> {
  expectProblem(await post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');
  expectProblem(await get('/me', withToken(accessToken)), 401, 'unauthorized');
}

describe('an address that another person has signed up with before', () => {
  it('answers 403 password_reset_required to POST /confirm with the password of its owner', async () => {
    const username = 'agnes@example.com';
    const code = await codeAfterBothSignUps(username);
    const confirmation = { username, code, password: VICTIMS_PASSWORD };
    expectProblem(await post('/confirm', confirmation), 403, 'password_reset_required');
    expectProblem(await post('/sign-in', { username, password: VICTIMS_PASSWORD }), 401, 'invalid_credentials');
  });

  it('ends the sessions of the other person when its owner resets the password', async () => {
    const username = 'bridget@example.com';
    const attacker = await hijackedAccount(username);
    expect((await get('/me', withToken(attacker.accessToken))).status).toBe(200);
    await resetPassword(username);
    await expectEnded(attacker);
    expectProblem(await post('/sign-in', { username, password: ATTACKERS_PASSWORD }), 401, 'invalid_credentials');
    await signIn(username, NEW_PASSWORD);
  });

  it('needs an administrator if the other person has enabled an authenticator app', async () => {
    const username = 'cordula@example.com';
    const attacker = await hijackedAccount(username);
    const { body: key } = await post('/mfa/totp', undefined, withToken(attacker.accessToken));
    const enable = { code: totpCode(String(key.secret)) };
    expect((await call('PUT', '/mfa/totp', enable, withToken(attacker.accessToken))).status).toBe(204);

    await resetPassword(username);
    const challenged = await post('/sign-in', { username, password: NEW_PASSWORD });
    expect(challenged).toMatchObject({ status: 200, body: { challenge: 'SOFTWARE_TOKEN_MFA' } });
    const { accessToken, refreshToken } = tokensOf(await post('/refresh', { refreshToken: attacker.refreshToken }));
    expect((await get('/me', withToken(accessToken))).status).toBe(200);

    const user = { UserPoolId: localRun().userPoolId, Username: username };
    const disabled = { SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false } };
    await administrator().send(new AdminSetUserMFAPreferenceCommand({ ...user, ...disabled }));
    await administrator().send(new AdminDeleteSoftwareTokenCommand(user));
    await administrator().send(new AdminUserGlobalSignOutCommand(user));
    await expectEnded({ ...attacker, accessToken, refreshToken });
    const owner = await signIn(username, NEW_PASSWORD);
    // The attacker's key is deleted, so it cannot be enabled again.
    const again = { code: totpCode(String(key.secret), 1) };
    expectProblem(await call('PUT', '/mfa/totp', again, withToken(owner.accessToken)), 400, 'mfa_not_configured');
    // The reset could not sign in without the code of the app. Its log line may follow its reply.
    expect(localRun().output().includes('"outcome":"sessions_not_ended"')).toBe(true);
  });
});

describe('POST /confirm with the password of the account', () => {
  it('answers 200 and leaves no session', async () => {
    const username = 'dagmar@example.com';
    await post('/sign-up', { username, password: VICTIMS_PASSWORD });
    const code = await latestCodeFor(username);
    const reply = await post('/confirm', { username, code, password: VICTIMS_PASSWORD });
    expect(reply).toMatchObject({ status: 200, body: { username, confirmed: true } });
    await signIn(username, VICTIMS_PASSWORD);
  });
});
