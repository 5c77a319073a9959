import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { HttpReply } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import * as scenario from '../support/scenario';
import {
  call,
  createAccount,
  get,
  PASSWORD,
  post,
  signUp,
  WRONG_PASSWORD,
  withToken,
  wrongCode,
} from '../support/scenario';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

const ada = { username: 'ada', password: PASSWORD, email: 'ada@example.com' };

/** Expects a problem that a page of any origin can read. */
function expectProblem(reply: HttpReply, status: number, code: string): void {
  scenario.expectProblem(reply, status, code);
  expect(reply.headers.get('access-control-allow-origin')).toBe('*');
}

describe('an invalid body', () => {
  const bodies: [string, unknown][] = [
    ['no body', undefined],
    ['broken JSON', '{"username":'],
    ['an array', []],
    ['null', 'null'],
    ['a number', 7],
    ['a number instead of a string', { ...ada, username: 7 }],
    ['an unknown field', { ...ada, role: 'overlord' }],
    ['a field named __proto__', '{"__proto__":{"admin":true},"username":"ada"}'],
    ['an empty username', { ...ada, username: '' }],
    ['white space for a username', { ...ada, username: ' \t ' }],
    ['a NUL in the username', { ...ada, username: 'a\u0000da' }],
    ['a control character in the username', { ...ada, username: 'a\u0007da' }],
    ['an e-mail address without @', { ...ada, email: 'ada.example.com' }],
    ['a username of 129 characters', { ...ada, username: 'a'.repeat(129) }],
    ['a password of 257 characters', { ...ada, password: 'Aa1-'.repeat(65) }],
  ];

  it.each(bodies)('is answered with 400, sent as JSON or as a form: %s', async (_, body) => {
    expectProblem(await post('/sign-up', body), 400, 'invalid_request');
    const asForm = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expectProblem(await post('/sign-up', body, asForm), 400, 'invalid_request');
  });

  it('is answered with every invalid field at once', async () => {
    const { body } = await post('/sign-up', { username: 7, email: 'ada', role: 'overlord' });
    const errors = body.errors as { field: string }[];
    expect(errors.map(({ field }) => field).sort()).toEqual(['email', 'password', 'role', 'username']);
  });

  // API Gateway's own reply, which gateway responses cannot replace and docs/openapi.json does not describe.
  it.each([
    ['the 10 MB of API Gateway', 10 * 1024 * 1024 + 1],
    ['the 6 MB of Lambda', 7 * 1024 * 1024],
  ])('is answered with 413 above %s', async (_, length) => {
    const headers = { 'Content-Type': 'text/plain' };
    const reply = await fetch(`${localRun().api}/sign-up`, { method: 'POST', headers, body: 'x'.repeat(length) });
    expect([reply.status, await reply.json()]).toEqual([413, { message: 'Request Too Long' }]);
  });
});

describe('POST /sign-up', () => {
  it('answers 201 to an emoji as the username, and trims the username', async () => {
    const reply = await post('/sign-up', { ...ada, username: ' 🦊 ', email: 'fox@example.com' });
    expect(reply).toMatchObject({ status: 201, body: { username: '🦊', confirmed: false } });
  });

  it('answers 409 when the username is taken, in upper or lower case', async () => {
    await signUp('greta');
    expectProblem(await post('/sign-up', { ...ada, username: 'Greta' }), 409, 'username_taken');
  });

  it('answers 422 with every rule that a weak password breaks', async () => {
    const reply = await post('/sign-up', { ...ada, password: 'short' });
    expectProblem(reply, 422, 'weak_password');
    expect(reply.body.errors).toHaveLength(4);
  });
});

describe('POST /confirm', () => {
  it('answers 400 with the same code to a wrong code and to an unknown user', async () => {
    const code = await signUp('edith');
    const wrong = wrongCode(code);
    expectProblem(await post('/confirm', { username: 'edith', code: wrong }), 400, 'invalid_code');
    expectProblem(await post('/confirm', { username: 'unknown', code: wrong }), 400, 'invalid_code');
  });

  it('answers 409 to a code that was already used', async () => {
    const code = await signUp('hedy');
    await post('/confirm', { username: 'hedy', code });
    expectProblem(await post('/confirm', { username: 'hedy', code }), 409, 'already_confirmed');
  });

  it('answers 409 when another account has confirmed the e-mail address', async () => {
    await createAccount('joan');
    const code = await signUp('jean', 'joan@example.com');
    expectProblem(await post('/confirm', { username: 'jean', code }), 409, 'email_taken');
  });

  it('answers 429 with Retry-After after 15 wrong codes', async () => {
    const code = await signUp('mary');
    const wrong = wrongCode(code);
    for (let attempt = 0; attempt < 15; attempt += 1) await post('/confirm', { username: 'mary', code: wrong });
    const reply = await post('/confirm', { username: 'mary', code });
    expectProblem(reply, 429, 'too_many_attempts');
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('POST /sign-in', () => {
  it('answers 403 to a user who is not confirmed', async () => {
    await signUp('karen');
    expectProblem(await post('/sign-in', { username: 'karen', password: PASSWORD }), 403, 'user_not_confirmed');
  });

  it('answers 401 with the same body to a wrong password and to an unknown user', async () => {
    await createAccount('rosa');
    const wrong = await post('/sign-in', { username: 'rosa', password: WRONG_PASSWORD });
    const unknown = await post('/sign-in', { username: 'unknown', password: WRONG_PASSWORD });
    expectProblem(wrong, 401, 'invalid_credentials');
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });

  it('answers 401 to the right password after six wrong ones', async () => {
    await createAccount('lise');
    for (let attempt = 0; attempt < 6; attempt += 1)
      await post('/sign-in', { username: 'lise', password: WRONG_PASSWORD });
    expectProblem(await post('/sign-in', { username: 'lise', password: PASSWORD }), 401, 'invalid_credentials');
  });

  it('answers 200 to the username and to the verified e-mail address, in upper or lower case', async () => {
    await createAccount('emmy');
    expect((await post('/sign-in', { username: 'EMMY@example.com', password: PASSWORD })).status).toBe(200);
    expect((await post('/sign-in', { username: 'Emmy', password: PASSWORD })).status).toBe(200);
  });
});

describe('GET /secret', () => {
  let idToken: string;
  let accessToken: string;
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const part = (index: number) => idToken.split('.')[index] ?? '';
  const decoded = (index: number) => JSON.parse(Buffer.from(part(index), 'base64url').toString());

  beforeAll(async () => {
    await createAccount('sofia');
    ({ idToken, accessToken } = await scenario.signIn('sofia'));
  });

  it('answers 200 to an ID token, with or without the scheme Bearer', async () => {
    expect((await get('/secret', withToken(idToken))).status).toBe(200);
    expect((await get('/secret', { Authorization: idToken })).status).toBe(200);
  });

  const invalidTokens: [string, () => string][] = [
    ['an empty token', () => ''],
    ['a malformed token', () => 'not.a.token'],
    ['an access token', () => accessToken],
    ['a token with another signature', () => `${part(0)}.${part(1)}.${'A'.repeat(part(2).length)}`],
    [
      'a token with other claims',
      () => `${part(0)}.${base64({ ...decoded(1), email: 'root@example.com' })}.${part(2)}`,
    ],
    ['a token with alg none', () => `${base64({ ...decoded(0), alg: 'none' })}.${part(1)}.`],
    ['a token with alg HS256', () => hmacSigned(`${base64({ ...decoded(0), alg: 'HS256' })}.${part(1)}`)],
    ['a token signed by another key', () => selfSigned(`${part(0)}.${part(1)}`)],
    [
      'a token with the issuer of another pool',
      () => selfSigned(`${part(0)}.${base64({ ...decoded(1), iss: `${decoded(1).iss}x` })}`),
    ],
  ];

  it('answers 401 without a token', async () => {
    expectUnauthorized(await get('/secret'));
  });

  it.each(invalidTokens)('answers 401 to %s', async (_, token) => {
    expectUnauthorized(await get('/secret', withToken(token())));
  });

  function expectUnauthorized(reply: HttpReply): void {
    expectProblem(reply, 401, 'unauthorized');
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  }
});

describe('an unknown route', () => {
  it.each([
    ['GET', '/nothing'],
    ['GET', '/'],
    ['GET', '/sign-up'],
    ['DELETE', '/secret'],
    ['POST', '/secret/'],
  ])('is answered with 404: %s %s', async (method, path) => {
    expectProblem(await call(method, path), 404, 'not_found');
  });
});

describe('the log', () => {
  it('has the routes of requests, and nothing that the callers sent', () => {
    const output = localRun().output();
    expect(output).toContain('POST /sign-up');
    for (const sent of [PASSWORD, WRONG_PASSWORD, '@example.com', 'sofia', 'eyJ', 'overlord']) {
      expect(output.includes(sent)).toBe(false);
    }
  });
});

function selfSigned(text: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}

function hmacSigned(text: string): string {
  return `${text}.${createHmac('sha256', 'guessed').update(text).digest('base64url')}`;
}
