import { AdminCreateUserCommand, AdminSetUserPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { product } from '../../../lib/stages/stages';
import type { HttpReply } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import * as scenario from '../support/scenario';
import {
  administrator,
  call,
  expectProblem,
  get,
  latestCodeFor,
  OTHER_PASSWORD,
  PASSWORD,
  post,
  type Tokens,
  totpCode,
  WRONG_PASSWORD,
  withToken,
  wrongCode,
} from '../support/scenario';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

/** Passwords, codes, tokens, sessions and keys of these tests. None of them may be in a log. */
const secrets = new Set<string>([PASSWORD, OTHER_PASSWORD]);

/** Creates an account and signs in. */
async function signedIn(username: string): Promise<Tokens> {
  secrets.add(await scenario.createAccount(username));
  return tokensOf(await post('/sign-in', { username, password: PASSWORD }));
}

function tokensOf(reply: HttpReply): Tokens {
  const tokens = scenario.tokensOf(reply);
  for (const token of [tokens.idToken, tokens.accessToken, tokens.refreshToken]) secrets.add(token);
  return tokens;
}

function sessionOf({ body }: HttpReply): string {
  expect(body.session).toEqual(expect.any(String));
  secrets.add(String(body.session));
  return String(body.session);
}

describe('the ID token and the access token', () => {
  it('are rejected on routes that require the other one', async () => {
    const { idToken, accessToken } = await signedIn('anita');
    expect((await get('/secret', withToken(idToken))).status).toBe(200);
    expect((await get('/me', withToken(accessToken))).status).toBe(200);
    expectProblem(await get('/secret', withToken(accessToken)), 401, 'unauthorized');
    expectProblem(await get('/me', withToken(idToken)), 401, 'unauthorized');
    expectProblem(await get('/me'), 401, 'unauthorized');
  });
});

describe('GET /me', () => {
  it('answers 200 with the account', async () => {
    const { accessToken } = await signedIn('beatrice');
    expect((await get('/me', withToken(accessToken))).body).toEqual({
      username: 'beatrice',
      sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email: 'beatrice@example.com',
      emailVerified: true,
      totp: false,
    });
  });
});

describe('POST /resend-code', () => {
  it('sends a new code that replaces the previous one', async () => {
    const [username, email] = ['cecilia', 'cecilia@example.com'];
    const first = await scenario.signUp(username);
    expect((await post('/resend-code', { username })).status).toBe(202);
    const second = await latestCodeFor(email);
    if (first !== second) expectProblem(await post('/confirm', { username, code: first }), 400, 'invalid_code');
    expect((await post('/confirm', { username, code: second })).status).toBe(200);
  });
});

describe('POST /refresh', () => {
  it('answers 200 with new tokens, also to the old refresh token within the grace period', async () => {
    const { refreshToken } = await signedIn('dorothy');
    const first = tokensOf(await post('/refresh', { refreshToken }));
    expect(first.refreshToken).not.toBe(refreshToken);
    tokensOf(await post('/refresh', { refreshToken }));
    expect((await get('/secret', withToken(first.idToken))).status).toBe(200);
  });

  it.each(['garbage', 'eyJ.not.ours', '-'])('answers 401 to an invalid refresh token: %s', async (refreshToken) => {
    expectProblem(await post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');
  });
});

describe('POST /sign-out', () => {
  it('revokes the refresh token, and the access token on routes that call Cognito', async () => {
    const { refreshToken, accessToken, idToken } = await signedIn('eleanor');
    expect((await post('/sign-out', { refreshToken })).status).toBe(204);
    expectProblem(await post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');
    expectProblem(await get('/me', withToken(accessToken)), 401, 'unauthorized');
    // API Gateway checks only the signature and the expiry of an ID token: see docs/security.md.
    expect((await get('/secret', withToken(idToken))).status).toBe(200);
  });

  it('answers 204 to a refresh token that is already revoked or invalid', async () => {
    const { refreshToken } = await signedIn('frances');
    await post('/sign-out', { refreshToken });
    expect((await post('/sign-out', { refreshToken })).status).toBe(204);
    expect((await post('/sign-out', { refreshToken: 'garbage' })).status).toBe(204);
  });

  it('answers 400 to an access token', async () => {
    const { accessToken } = await signedIn('georgia');
    expectProblem(await post('/sign-out', { refreshToken: accessToken }), 400, 'invalid_request');
  });
});

describe('POST /sign-out-everywhere', () => {
  it('revokes the tokens of every session', async () => {
    const one = await signedIn('helen');
    const two = tokensOf(await post('/sign-in', { username: 'helen', password: PASSWORD }));
    expect((await post('/sign-out-everywhere', undefined, withToken(one.accessToken))).status).toBe(204);
    for (const { accessToken, refreshToken } of [one, two]) {
      expectProblem(await get('/me', withToken(accessToken)), 401, 'unauthorized');
      expectProblem(await post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');
    }
  });
});

describe('POST /change-password', () => {
  const change = (token: string, currentPassword: string, newPassword: string) =>
    post('/change-password', { currentPassword, newPassword }, withToken(token));

  it('answers 204, and only the new password is accepted afterwards', async () => {
    const { accessToken } = await signedIn('irene');
    expect((await change(accessToken, PASSWORD, OTHER_PASSWORD)).status).toBe(204);
    expectProblem(await post('/sign-in', { username: 'irene', password: PASSWORD }), 401, 'invalid_credentials');
    tokensOf(await post('/sign-in', { username: 'irene', password: OTHER_PASSWORD }));
  });

  it('ends every session, also its own, and answers 401 to their tokens', async () => {
    const one = await signedIn('inga');
    const two = tokensOf(await post('/sign-in', { username: 'inga', password: PASSWORD }));
    expect((await change(one.accessToken, PASSWORD, OTHER_PASSWORD)).status).toBe(204);
    for (const { accessToken, refreshToken } of [one, two]) {
      expectProblem(await get('/me', withToken(accessToken)), 401, 'unauthorized');
      expectProblem(await post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');
    }
  });

  it('keeps every session with signOutEverywhere false', async () => {
    const one = await signedIn('isolde');
    const two = tokensOf(await post('/sign-in', { username: 'isolde', password: PASSWORD }));
    const body = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD, signOutEverywhere: false };
    expect((await post('/change-password', body, withToken(one.accessToken))).status).toBe(204);
    for (const { accessToken, refreshToken } of [one, two]) {
      expect((await get('/me', withToken(accessToken))).status).toBe(200);
      tokensOf(await post('/refresh', { refreshToken }));
    }
  });

  it('answers with an error code for each invalid password, and 401 to a revoked token', async () => {
    const { accessToken, refreshToken } = await signedIn('judith');
    expectProblem(await change(accessToken, WRONG_PASSWORD, OTHER_PASSWORD), 400, 'wrong_password');
    expectProblem(await change(accessToken, PASSWORD, PASSWORD), 422, 'password_reused');
    expectProblem(await change(accessToken, PASSWORD, 'weak'), 422, 'weak_password');
    expectProblem(await change(accessToken, PASSWORD, 'Aa1-'.repeat(65)), 400, 'invalid_request');
    await post('/sign-out', { refreshToken });
    expectProblem(await change(accessToken, PASSWORD, OTHER_PASSWORD), 401, 'unauthorized');
  });

  it('answers 429 after five wrong passwords', async () => {
    const { accessToken } = await signedIn('kay');
    for (let nth = 0; nth < 5; nth += 1) await change(accessToken, WRONG_PASSWORD, OTHER_PASSWORD);
    expectProblem(await change(accessToken, PASSWORD, OTHER_PASSWORD), 429, 'too_many_attempts');
  });
});

describe('POST /reset-password', () => {
  it('answers 204 once per code, and the new password is accepted afterwards', async () => {
    await signedIn('lois');
    expect((await post('/forgot-password', { username: 'lois' })).status).toBe(202);
    const code = await latestCodeFor('lois@example.com');
    secrets.add(code);
    const reset = { username: 'lois', code, newPassword: OTHER_PASSWORD };
    expectProblem(await post('/reset-password', { ...reset, newPassword: 'weak' }), 422, 'weak_password');
    expect((await post('/reset-password', reset)).status).toBe(204);
    expectProblem(await post('/reset-password', reset), 400, 'invalid_code');
    tokensOf(await post('/sign-in', { username: 'lois', password: OTHER_PASSWORD }));
  });
});

describe('POST /reset-password for an account with sessions', () => {
  it('ends every session', async () => {
    const { accessToken, refreshToken } = await signedIn('lorna');
    await post('/forgot-password', { username: 'lorna' });
    const code = await latestCodeFor('lorna@example.com');
    secrets.add(code);
    expect((await post('/reset-password', { username: 'lorna', code, newPassword: OTHER_PASSWORD })).status).toBe(204);
    expectProblem(await post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');
    expectProblem(await get('/me', withToken(accessToken)), 401, 'unauthorized');
  });
});

describe('POST /challenge for an account that an administrator created', () => {
  const UserPoolId = () => localRun().userPoolId;

  /** Creates an account with a temporary password and signs in. Returns the session of the challenge. */
  async function challenged(Username: string): Promise<string> {
    const UserAttributes = [{ Name: 'email', Value: `${Username}@example.com` }];
    const user = { UserPoolId: UserPoolId(), Username, UserAttributes };
    await administrator().send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
    const temporary = { UserPoolId: UserPoolId(), Username, Password: PASSWORD, Permanent: false };
    await administrator().send(new AdminSetUserPasswordCommand(temporary));
    const answer = await post('/sign-in', { username: Username, password: PASSWORD });
    expect(answer.body.challenge).toBe('NEW_PASSWORD_REQUIRED');
    return sessionOf(answer);
  }

  it('answers 200 with tokens to a new password, once per session', async () => {
    const session = await challenged('lucia');
    const answer = { username: 'lucia', challenge: 'NEW_PASSWORD_REQUIRED', session, newPassword: OTHER_PASSWORD };
    expectProblem(await post('/challenge', { ...answer, newPassword: 'weak' }), 422, 'weak_password');
    const { idToken } = tokensOf(await post('/challenge', answer));
    expect((await get('/secret', withToken(idToken))).status).toBe(200);
    expectProblem(await post('/challenge', answer), 401, 'challenge_expired');
  });

  it('answers 401 to the session of another user and to an invalid session', async () => {
    const [session] = [await challenged('marie'), await challenged('nancy')];
    const answer = { username: 'nancy', challenge: 'NEW_PASSWORD_REQUIRED', newPassword: OTHER_PASSWORD };
    expectProblem(await post('/challenge', { ...answer, session }), 401, 'challenge_expired');
    expectProblem(await post('/challenge', { ...answer, session: 'x'.repeat(40) }), 401, 'challenge_expired');
  });
});

describe('TOTP', () => {
  it('is required at sign-in after PUT /mfa/totp and not after DELETE /mfa/totp', async () => {
    const { accessToken } = await signedIn('hypatia');
    const { body: key } = await post('/mfa/totp', undefined, withToken(accessToken));
    secrets.add(String(key.secret));
    const uri = `otpauth://totp/${product}%20(dev):hypatia%40example.com?secret=${key.secret}&issuer=${product}%20(dev)`;
    expect(key).toEqual({ secret: expect.stringMatching(/^[A-Z2-7]{32,}$/), uri });
    const wrong = wrongCode(totpCode(String(key.secret)));
    expectProblem(await call('PUT', '/mfa/totp', { code: wrong }, withToken(accessToken)), 400, 'invalid_code');
    expect(
      (await call('PUT', '/mfa/totp', { code: totpCode(String(key.secret)) }, withToken(accessToken))).status,
    ).toBe(204);
    expect((await get('/me', withToken(accessToken))).body.totp).toBe(true);

    const signIn = await post('/sign-in', { username: 'hypatia', password: PASSWORD });
    expect(signIn.body.challenge).toBe('SOFTWARE_TOKEN_MFA');
    const answer = { username: 'hypatia', challenge: 'SOFTWARE_TOKEN_MFA', session: sessionOf(signIn) };
    expectProblem(await post('/challenge', { ...answer, code: wrong }), 400, 'invalid_code');
    expectProblem(await post('/challenge', { ...answer, code: 'abc' }), 400, 'invalid_request');

    expect((await call('DELETE', '/mfa/totp', undefined, withToken(accessToken))).status).toBe(204);
    tokensOf(await post('/sign-in', { username: 'hypatia', password: PASSWORD }));
  });

  it('answers 400 to PUT /mfa/totp before POST /mfa/totp', async () => {
    const { accessToken } = await signedIn('paula');
    expectProblem(
      await call('PUT', '/mfa/totp', { code: '123456' }, withToken(accessToken)),
      400,
      'mfa_not_configured',
    );
  });
});

describe('DELETE /me', () => {
  it('answers 204, and the tokens and the password are rejected afterwards', async () => {
    const { accessToken, refreshToken } = await signedIn('ruth');
    expect((await call('DELETE', '/me', undefined, withToken(accessToken))).status).toBe(204);
    expectProblem(await call('DELETE', '/me', undefined, withToken(accessToken)), 401, 'unauthorized');
    expectProblem(await post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');
    expectProblem(await post('/sign-in', { username: 'ruth', password: PASSWORD }), 401, 'invalid_credentials');
  });
});

describe('the log', () => {
  it('has the outcomes of requests, and no password, code, token, session or key', () => {
    const output = localRun().output();
    expect(output).toContain('"outcome":"invalid_credentials"');
    expect([...secrets].filter((secret) => output.includes(secret))).toEqual([]);
  });
});
