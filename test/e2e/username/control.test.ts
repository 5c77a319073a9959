import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/client-cognito-identity';
import { request } from 'playwright-core';
import { type AwsCredentials, signedHeaders } from '../../../packages/local-run/test/support/signing-client';
import { localRun, runOnce } from '../support/local-run';
import {
  call,
  createAccount,
  expectProblem,
  get,
  PASSWORD,
  post,
  signIn,
  signUp,
  tokensOf,
  totpCode,
  WRONG_PASSWORD,
  withToken,
} from '../support/scenario';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Changes the local run. */
async function control(method: string, path: string, body?: object): Promise<void> {
  const { status } = await call(method, `/_local/${path}`, body);
  expect([200, 204]).toContain(status);
}

const advance = (advanceSeconds: number) => control('POST', 'clock', { advanceSeconds });
const fail = (fault: object) => control('POST', 'faults', { times: 1, ...fault });

afterEach(async () => {
  for (const path of ['clock', 'next-code', 'faults']) await control('DELETE', path);
});

describe('the flow of a product test', () => {
  it('resets, fixes the code, signs up, confirms, signs in, and lets the session expire', async () => {
    await createAccount('odile');
    await control('DELETE', 'users');
    await control('DELETE', 'messages');
    await control('PUT', 'next-code', { code: '123456' });
    expect(await signUp('odile')).toBe('123456');
    expect((await post('/confirm', { username: 'odile', code: '123456' })).status).toBe(200);
    const { idToken, accessToken, refreshToken } = await signIn('odile');
    expect((await get('/secret', withToken(idToken))).status).toBe(200);
    await advance(HOUR + 1);
    expectProblem(await get('/secret', withToken(idToken)), 401, 'unauthorized');
    expectProblem(await get('/me', withToken(accessToken)), 401, 'unauthorized');
    const refreshed = tokensOf(await post('/refresh', { refreshToken }));
    expect((await get('/secret', withToken(refreshed.idToken))).status).toBe(200);
    await control('DELETE', 'clock');
    expect((await get('/secret', withToken(idToken))).status).toBe(200);
  });

  it('works with the request context of Playwright', async () => {
    const playwright = await request.newContext({ baseURL: localRun().api });
    const fixed = await playwright.put('/_local/next-code', { data: { code: '246810' } });
    expect([fixed.status(), await fixed.json()]).toEqual([200, { code: '246810' }]);
    expect(await signUp('petra')).toBe('246810');
    expect((await playwright.delete('/_local/users?username=petra')).status()).toBe(204);
    expect((await playwright.delete('/_local/users?username=petra')).status()).toBe(404);
    await playwright.dispose();
  });
});

describe('after the clock has moved on', () => {
  it('a code of a sign-up expires after a day', async () => {
    const code = await signUp('quirin');
    await advance(24 * HOUR);
    expectProblem(await post('/confirm', { username: 'quirin', code }), 400, 'invalid_code');
  });

  it('the session of a challenge expires', async () => {
    await createAccount('rosalind');
    const { accessToken } = await signIn('rosalind');
    const { body } = await post('/mfa/totp', undefined, withToken(accessToken));
    const codeAfter = (seconds: number) => totpCode(String(body.secret), seconds / 30);
    await call('PUT', '/mfa/totp', { code: codeAfter(0) }, withToken(accessToken));
    const answerAfter = async (seconds: number) => {
      const { challenge, session, username } = (await post('/sign-in', { username: 'rosalind', password: PASSWORD }))
        .body;
      await advance(seconds);
      return post('/challenge', { challenge, session, username, code: codeAfter(seconds) });
    };
    expectProblem(await answerAfter(HOUR), 401, 'challenge_expired');
    await control('DELETE', 'clock');
    tokensOf(await answerAfter(MINUTE));
  });

  it('a lock after wrong passwords ends', async () => {
    await createAccount('simeon');
    const attempt = (password: string) => post('/sign-in', { username: 'simeon', password });
    for (let count = 0; count < 5; count++) await attempt(WRONG_PASSWORD);
    expect((await attempt(PASSWORD)).status).not.toBe(200);
    await advance(1);
    expect((await attempt(PASSWORD)).status).toBe(200);
  });

  it('a signature has to be of the moved time, and AWS credentials expire', async () => {
    await createAccount('tamsin');
    const { idToken } = await signIn('tamsin');
    const credentials = await credentialsFor(idToken);
    const statusAt = async (aheadSeconds: number) => {
      const region = localRun().identityPoolId.split(':')[0] ?? '';
      const at = new Date(Date.now() + aheadSeconds * 1000);
      return (await get('/private', await signedHeaders(`${localRun().api}/private`, credentials, { region, at })))
        .status;
    };
    expect(await statusAt(0)).toBe(200);
    await advance(10 * MINUTE);
    expect([await statusAt(0), await statusAt(10 * MINUTE)]).toEqual([403, 200]);
    await advance(HOUR);
    expect(await statusAt(HOUR + 10 * MINUTE)).toBe(403);
  });
});

/** AWS credentials of the identity pool for the user of an ID token. */
async function credentialsFor(idToken: string): Promise<AwsCredentials> {
  const { cognito, identityPoolId: IdentityPoolId, userPoolId } = localRun();
  const region = IdentityPoolId.split(':')[0] ?? '';
  const client = new CognitoIdentityClient({ endpoint: cognito, region, maxAttempts: 1 });
  const Logins = { [`cognito-idp.${region}.amazonaws.com/${userPoolId}`]: idToken };
  const { IdentityId } = await client.send(new GetIdCommand({ IdentityPoolId, Logins }));
  const { Credentials } = await client.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins }));
  client.destroy();
  const { AccessKeyId = '', SecretKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretKey, sessionToken: SessionToken };
}

describe('when Cognito fails', () => {
  const username = 'ursula';
  const attempt = () => post('/sign-in', { username, password: PASSWORD });

  beforeAll(async () => {
    await createAccount(username);
  });

  it.each([
    [{ fault: 'throttle' }, 429, 'rate_limited'],
    [{ fault: 'unavailable' }, 503, 'upstream_unavailable'],
    [{ fault: 'internalError' }, 503, 'upstream_unavailable'],
    [{ fault: 'reset' }, 503, 'upstream_unavailable'],
    [{ fault: 'slow', delayMs: 5_000 }, 503, 'upstream_unavailable'],
  ])('by %j, a sign-in answers %d %s with Retry-After', async (fault, status, code) => {
    await fail({ operation: 'InitiateAuth', ...fault });
    const reply = await attempt();
    expectProblem(reply, status, code);
    expect(reply.headers.get('retry-after')).toBe('5');
    expect((await attempt()).status).toBe(200);
  });

  it('slowly but before the deadline, a sign-in answers 200', async () => {
    await fail({ fault: 'slow', delayMs: 500 });
    expect((await attempt()).status).toBe(200);
  });

  it('at one operation, routes that call others answer', async () => {
    await fail({ fault: 'unavailable', operation: 'InitiateAuth' });
    expect((await post('/forgot-password', { username })).status).toBe(202);
    expect((await attempt()).status).toBe(503);
  });

  it('at each call, sign-up, sign-in and account routes answer 503, and a guarded route 200', async () => {
    const { idToken, accessToken } = await signIn(username);
    await fail({ fault: 'unavailable', times: 100 });
    expectProblem(await attempt(), 503, 'upstream_unavailable');
    const account = { username: 'vinzenz', password: PASSWORD, email: 'vinzenz@example.com' };
    expectProblem(await post('/sign-up', account), 503, 'upstream_unavailable');
    expectProblem(await get('/me', withToken(accessToken)), 503, 'upstream_unavailable');
    expect((await get('/secret', withToken(idToken))).status).toBe(200);
  });
});
