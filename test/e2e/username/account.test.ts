import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { fromBase32 } from '../../../packages/local-run/src/cognito/base32';
import { codeOf, stepAt } from '../../../packages/local-run/src/cognito/mfa/totp';
import { type Answer, latestCode, send } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

const PASSWORD = 'Correct-Horse-7';
const OTHER = 'Battery-Staple-8';

interface Tokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Whatever was handed out and must not be in a log. */
const secrets = new Set<string>([PASSWORD, OTHER]);

const call = (method: string, path: string, token?: string, body?: object) =>
  send(method, localRun().api + path, body, token === undefined ? {} : { Authorization: `Bearer ${token}` });
const post = (path: string, body: object) => call('POST', path, undefined, body);

/** Whoever has credentials; here, any do. */
function administrator(): CognitoIdentityProviderClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new CognitoIdentityProviderClient({
    endpoint: localRun().cognito,
    region: 'us-east-1',
    credentials,
  });
}

async function signedIn(username: string): Promise<Tokens> {
  const email = `${username}@example.com`;
  await post('/sign-up', { username, password: PASSWORD, email });
  const code = await latestCode(localRun().api, email);
  secrets.add(code);
  await post('/confirm', { username, code });
  return tokensOf(await post('/sign-in', { username, password: PASSWORD }));
}

function tokensOf({ status, body }: Answer): Tokens {
  expect(status).toBe(200);
  const tokens = body as unknown as Tokens;
  for (const token of [tokens.idToken, tokens.accessToken, tokens.refreshToken]) secrets.add(token);
  return tokens;
}

function sessionOf({ body }: Answer): string {
  expect(body.session).toEqual(expect.any(String));
  secrets.add(String(body.session));
  return String(body.session);
}

function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
}

/** What the authenticator app of that key shows. */
const totp = (secret: string) => codeOf(fromBase32(secret), stepAt(Date.now()));

describe('the two tokens', () => {
  it('are each refused where the other belongs', async () => {
    const { idToken, accessToken } = await signedIn('anita');
    expect((await call('GET', '/secret', idToken)).status).toBe(200);
    expect((await call('GET', '/me', accessToken)).status).toBe(200);
    expectProblem(await call('GET', '/secret', accessToken), 401, 'unauthorized');
    expectProblem(await call('GET', '/me', idToken), 401, 'unauthorized');
    expectProblem(await call('GET', '/me'), 401, 'unauthorized');
  });
});

describe('GET /me', () => {
  it('answers with the account', async () => {
    const { accessToken } = await signedIn('beatrice');
    expect((await call('GET', '/me', accessToken)).body).toEqual({
      username: 'beatrice',
      sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email: 'beatrice@example.com',
      emailVerified: true,
      totp: false,
    });
  });
});

describe('POST /resend-code', () => {
  it('sends a code that replaces the one before', async () => {
    const [username, email] = ['cecilia', 'cecilia@example.com'];
    await post('/sign-up', { username, password: PASSWORD, email });
    const first = await latestCode(localRun().api, email);
    expect((await post('/resend-code', { username })).status).toBe(202);
    const second = await latestCode(localRun().api, email);
    if (first !== second) expectProblem(await post('/confirm', { username, code: first }), 400, 'invalid_code');
    expect((await post('/confirm', { username, code: second })).status).toBe(200);
  });
});

describe('POST /refresh', () => {
  it('gives new tokens, and again for the old refresh token within the minute of grace', async () => {
    const { refreshToken } = await signedIn('dorothy');
    const first = tokensOf(await post('/refresh', { refreshToken }));
    expect(first.refreshToken).not.toBe(refreshToken);
    tokensOf(await post('/refresh', { refreshToken }));
    expect((await call('GET', '/secret', first.idToken)).status).toBe(200);
  });

  it.each(['garbage', 'eyJ.not.ours', '-'])('answers 401 to %s', async (refreshToken) => {
    expectProblem(await post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');
  });
});

describe('POST /sign-out', () => {
  it('ends the session: its refresh token, and its access token where Cognito is asked', async () => {
    const { refreshToken, accessToken, idToken } = await signedIn('eleanor');
    expect((await post('/sign-out', { refreshToken })).status).toBe(204);
    expectProblem(await post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');
    expectProblem(await call('GET', '/me', accessToken), 401, 'unauthorized');
    // API Gateway does not ask: the README and docs/security.md say so.
    expect((await call('GET', '/secret', idToken)).status).toBe(200);
  });

  it('answers 204 for a token that is revoked already or was never one', async () => {
    const { refreshToken } = await signedIn('frances');
    await post('/sign-out', { refreshToken });
    expect((await post('/sign-out', { refreshToken })).status).toBe(204);
    expect((await post('/sign-out', { refreshToken: 'garbage' })).status).toBe(204);
  });

  it('answers 400 for an access token', async () => {
    const { accessToken } = await signedIn('georgia');
    expectProblem(await post('/sign-out', { refreshToken: accessToken }), 400, 'invalid_request');
  });
});

describe('POST /sign-out-everywhere', () => {
  it('ends every session', async () => {
    const one = await signedIn('helen');
    const two = tokensOf(await post('/sign-in', { username: 'helen', password: PASSWORD }));
    expect((await call('POST', '/sign-out-everywhere', one.accessToken)).status).toBe(204);
    for (const { accessToken, refreshToken } of [one, two]) {
      expectProblem(await call('GET', '/me', accessToken), 401, 'unauthorized');
      expectProblem(await post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');
    }
  });
});

describe('POST /change-password', () => {
  const change = (token: string, currentPassword: string, newPassword: string) =>
    call('POST', '/change-password', token, { currentPassword, newPassword });

  it('answers 204 and the old password is no longer good', async () => {
    const { accessToken } = await signedIn('irene');
    expect((await change(accessToken, PASSWORD, OTHER)).status).toBe(204);
    expectProblem(await post('/sign-in', { username: 'irene', password: PASSWORD }), 401, 'invalid_credentials');
    tokensOf(await post('/sign-in', { username: 'irene', password: OTHER }));
  });

  it('says what is wrong with either password, or with the token', async () => {
    const { accessToken, refreshToken } = await signedIn('judith');
    expectProblem(await change(accessToken, 'Wrong-Horse-7', OTHER), 400, 'wrong_password');
    expectProblem(await change(accessToken, PASSWORD, PASSWORD), 422, 'password_reused');
    expectProblem(await change(accessToken, PASSWORD, 'weak'), 422, 'weak_password');
    expectProblem(await change(accessToken, PASSWORD, 'Aa1-'.repeat(65)), 400, 'invalid_request');
    await post('/sign-out', { refreshToken });
    expectProblem(await change(accessToken, PASSWORD, OTHER), 401, 'unauthorized');
  });

  it('answers 429 after too many tries', async () => {
    const { accessToken } = await signedIn('kay');
    for (let nth = 0; nth < 5; nth += 1) await change(accessToken, 'Wrong-Horse-7', OTHER);
    expectProblem(await change(accessToken, PASSWORD, OTHER), 429, 'too_many_attempts');
  });
});

describe('a forgotten password', () => {
  it('is reset with the code, once', async () => {
    await signedIn('lois');
    expect((await post('/forgot-password', { username: 'lois' })).status).toBe(202);
    const code = await latestCode(localRun().api, 'lois@example.com');
    secrets.add(code);
    const reset = { username: 'lois', code, newPassword: OTHER };
    expectProblem(await post('/reset-password', { ...reset, newPassword: 'weak' }), 422, 'weak_password');
    expect((await post('/reset-password', reset)).status).toBe(204);
    expectProblem(await post('/reset-password', reset), 400, 'invalid_code');
    tokensOf(await post('/sign-in', { username: 'lois', password: OTHER }));
  });
});

describe('a user whom an administrator created', () => {
  const UserPoolId = () => localRun().userPoolId;

  async function invited(Username: string): Promise<string> {
    const UserAttributes = [{ Name: 'email', Value: `${Username}@example.com` }];
    const user = { UserPoolId: UserPoolId(), Username, UserAttributes };
    await administrator().send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
    const temporary = { UserPoolId: UserPoolId(), Username, Password: PASSWORD, Permanent: false };
    await administrator().send(new AdminSetUserPasswordCommand(temporary));
    const answer = await post('/sign-in', { username: Username, password: PASSWORD });
    expect(answer.body.challenge).toBe('NEW_PASSWORD_REQUIRED');
    return sessionOf(answer);
  }

  it('chooses a password of their own at /challenge, with a session that is good once', async () => {
    const session = await invited('lucia');
    const answer = { username: 'lucia', challenge: 'NEW_PASSWORD_REQUIRED', session, newPassword: OTHER };
    expectProblem(await post('/challenge', { ...answer, newPassword: 'weak' }), 422, 'weak_password');
    const { idToken } = tokensOf(await post('/challenge', answer));
    expect((await call('GET', '/secret', idToken)).status).toBe(200);
    expectProblem(await post('/challenge', answer), 401, 'challenge_expired');
  });

  it('cannot use the session of somebody else, nor one that was made up', async () => {
    const [session] = [await invited('marie'), await invited('nancy')];
    const answer = { username: 'nancy', challenge: 'NEW_PASSWORD_REQUIRED', newPassword: OTHER };
    expectProblem(await post('/challenge', { ...answer, session }), 401, 'challenge_expired');
    expectProblem(await post('/challenge', { ...answer, session: 'x'.repeat(40) }), 401, 'challenge_expired');
  });
});

describe('an authenticator app', () => {
  it('is asked for at sign-in from when it is turned on until it is turned off', async () => {
    const { accessToken } = await signedIn('olga');
    const { body: key } = await call('POST', '/mfa/totp', accessToken);
    secrets.add(String(key.secret));
    const uri = `otpauth://totp/cognito-auth-api%20(dev):olga%40example.com?secret=${key.secret}&issuer=cognito-auth-api%20(dev)`;
    expect(key).toEqual({ secret: expect.stringMatching(/^[A-Z2-7]{32,}$/), uri });
    const shown = totp(String(key.secret));
    const wrong = shown === '000000' ? '000001' : '000000';
    expectProblem(await call('PUT', '/mfa/totp', accessToken, { code: wrong }), 400, 'invalid_code');
    expect((await call('PUT', '/mfa/totp', accessToken, { code: totp(String(key.secret)) })).status).toBe(204);
    expect((await call('GET', '/me', accessToken)).body.totp).toBe(true);

    const signIn = await post('/sign-in', { username: 'olga', password: PASSWORD });
    expect(signIn.body.challenge).toBe('SOFTWARE_TOKEN_MFA');
    const answer = { username: 'olga', challenge: 'SOFTWARE_TOKEN_MFA', session: sessionOf(signIn) };
    expectProblem(await post('/challenge', { ...answer, code: wrong }), 400, 'invalid_code');
    expectProblem(await post('/challenge', { ...answer, code: 'abc' }), 400, 'invalid_request');

    expect((await call('DELETE', '/mfa/totp', accessToken)).status).toBe(204);
    tokensOf(await post('/sign-in', { username: 'olga', password: PASSWORD }));
  });

  it('cannot be turned on before there is a key', async () => {
    const { accessToken } = await signedIn('paula');
    expectProblem(await call('PUT', '/mfa/totp', accessToken, { code: '123456' }), 400, 'mfa_not_configured');
  });
});

describe('DELETE /me', () => {
  it('closes the account for good', async () => {
    const { accessToken, refreshToken } = await signedIn('ruth');
    expect((await call('DELETE', '/me', accessToken)).status).toBe(204);
    expectProblem(await call('DELETE', '/me', accessToken), 401, 'unauthorized');
    expectProblem(await post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');
    expectProblem(await post('/sign-in', { username: 'ruth', password: PASSWORD }), 401, 'invalid_credentials');
  });
});

describe('the log of all this', () => {
  it('counts outcomes, and holds no password, code, token, session or key', () => {
    const output = localRun().output();
    expect(output).toContain('"outcome":"invalid_credentials"');
    expect([...secrets].filter((secret) => output.includes(secret))).toEqual([]);
  });
});
