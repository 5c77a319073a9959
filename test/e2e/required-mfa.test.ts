import {
  AdminDeleteSoftwareTokenCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminUserGlobalSignOutCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { temporaryFolder } from '../../packages/local-run/test/support/temporary-folder';
import { localRun, runOnce } from './support/local-run';
import {
  administrator,
  call,
  createAccount,
  expectProblem,
  get,
  OTHER_PASSWORD,
  PASSWORD,
  post,
  tokensOf,
  totpCode,
  withToken,
  wrongCode,
} from './support/scenario';
import { answerMfaSetup, challengeIn } from './support/sign-in-methods';
import { expectSuccess, rowsWith, runSmokeTest } from './support/smoke';
import { requiredMfaStage } from './support/stages';

runOnce(...requiredMfaStage);

const startSignIn = async (username: string) => challengeIn(await post('/sign-in', { username, password: PASSWORD }));

/** Signs in for the first time, and sets up an authenticator app. Returns the tokens and the key. */
async function setUp(username: string) {
  const { key, reply } = await answerMfaSetup(await startSignIn(username));
  return { key, tokens: tokensOf(reply) };
}

describe('an account of a stage with a required second factor', () => {
  it('sets up an app at the first sign-in, and is asked for its code at the next one', async () => {
    const username = 'antonia';
    await createAccount(username);
    const first = await startSignIn(username);
    expect(first).toMatchObject({ challenge: 'MFA_SETUP', username });
    expect(await startSignIn(username)).toMatchObject({ challenge: 'MFA_SETUP' });

    const started = await post('/challenge/totp', { username, session: first.session });
    expect(started.body).toEqual({
      secret: expect.stringMatching(/^[A-Z2-7]{32,}$/),
      uri: expect.stringMatching(/^otpauth:\/\/totp\/[^:]+:antonia\?secret=[A-Z2-7]+&issuer=/),
      session: expect.any(String),
    });
    const key = String(started.body.secret);
    const answer = { username, session: started.body.session };
    const wrong = await call('PUT', '/challenge/totp', { ...answer, code: wrongCode(totpCode(key)) });
    expectProblem(wrong, 400, 'invalid_code');
    const { accessToken, idToken } = tokensOf(await call('PUT', '/challenge/totp', { ...answer, code: totpCode(key) }));
    expect((await get('/me', withToken(accessToken))).body).toMatchObject({ username, totp: true });
    expect((await get('/secret', withToken(idToken))).status).toBe(200);

    const next = await startSignIn(username);
    expect(next.challenge).toBe('SOFTWARE_TOKEN_MFA');
    tokensOf(await post('/challenge', { ...next, code: totpCode(key, 1) }));
  });

  it('gets no tokens without a valid session of the challenge', async () => {
    const [username, other] = ['bettina', 'blanka'];
    for (const name of [username, other]) await createAccount(name);
    const { session } = await startSignIn(username);
    const { body } = await post('/challenge/totp', { username, session });
    const code = totpCode(String(body.secret));
    expectProblem(await post('/challenge/totp', { username, session: 'A'.repeat(40) }), 401, 'challenge_expired');
    expectProblem(await call('PUT', '/challenge/totp', { username, session, code }), 401, 'challenge_expired');
    const ofOther = { username: other, session: body.session, code };
    expectProblem(await call('PUT', '/challenge/totp', ofOther), 401, 'challenge_expired');
    expectProblem(
      await post('/challenge', { username, session: body.session, challenge: 'SOFTWARE_TOKEN_MFA', code }),
      401,
      'challenge_expired',
    );
  });

  it('cannot replace the app with an old session, and a wrong password never leads to a setup', async () => {
    const username = 'cornelia';
    await createAccount(username);
    const { session } = await startSignIn(username);
    await setUp(username);
    expectProblem(await post('/challenge/totp', { username, session }), 401, 'challenge_expired');
    expectProblem(await post('/sign-in', { username, password: OTHER_PASSWORD }), 401, 'invalid_credentials');
  });

  it('whose phone is lost sets up another app after an administrator has deleted the first one', async () => {
    const Username = 'dagmar';
    await createAccount(Username);
    const { key, tokens } = await setUp(Username);
    const user = { UserPoolId: localRun().userPoolId, Username };
    // The operations and their order: "Second factor" in docs/operations.md.
    const SoftwareTokenMfaSettings = { Enabled: false, PreferredMfa: false };
    await administrator().send(new AdminSetUserMFAPreferenceCommand({ ...user, SoftwareTokenMfaSettings }));
    await administrator().send(new AdminDeleteSoftwareTokenCommand(user));
    await administrator().send(new AdminUserGlobalSignOutCommand(user));
    expectProblem(await post('/refresh', { refreshToken: tokens.refreshToken }), 401, 'invalid_refresh_token');

    expect(await startSignIn(Username)).toMatchObject({ challenge: 'MFA_SETUP' });
    const { key: newKey } = await setUp(Username);
    expect(newKey).not.toBe(key);
    const next = await startSignIn(Username);
    expectProblem(await post('/challenge', { ...next, code: totpCode(key, 1) }), 400, 'invalid_code');
  });
});

describe('npm run smoke for a stage with a required second factor', () => {
  const folder = temporaryFolder();

  it('exits with 0: its user sets up a second factor', async () => {
    const args = requiredMfaStage.flatMap((option) => ['-c', option]);
    const result = await runSmokeTest(folder, { args });
    await expectSuccess(result);
    expect(rowsWith('ok', result)).toContainEqual(['Set up a second factor', '200', '200', 'ok']);
  });
});
