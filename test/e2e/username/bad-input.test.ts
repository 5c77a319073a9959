import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { type Answer, latestCode, send } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

const PASSWORD = 'Correct-Horse-7';
const ada = { username: 'ada', password: PASSWORD, email: 'ada@example.com' };

const post = (path: string, body?: unknown, headers?: Record<string, string>) =>
  send('POST', localRun().api + path, body, headers);
const secret = (token?: string) =>
  send('GET', `${localRun().api}/secret`, undefined, token === undefined ? {} : { Authorization: `Bearer ${token}` });

function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.body).toMatchObject({ type: 'about:blank', status, requestId: expect.stringMatching(/./) });
}

async function signedUp(name: string): Promise<string> {
  const email = `${name}@example.com`;
  await post('/sign-up', { username: name, password: PASSWORD, email });
  return latestCode(localRun().api, email);
}

async function confirmed(name: string): Promise<void> {
  await post('/confirm', { username: name, code: await signedUp(name) });
}

describe('a body that is not what the route takes', () => {
  const bodies: [string, unknown][] = [
    ['nothing', undefined],
    ['broken JSON', '{"username":'],
    ['an array', []],
    ['null', 'null'],
    ['a number', 7],
    ['a number where a string belongs', { ...ada, username: 7 }],
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

  it.each(bodies)('is answered with 400 for %s, as JSON and as what curl sends', async (_, body) => {
    expectProblem(await post('/sign-up', body), 400, 'invalid_request');
    const asForm = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expectProblem(await post('/sign-up', body, asForm), 400, 'invalid_request');
  });

  it('is answered with every field that does not fit, at once', async () => {
    const { body } = await post('/sign-up', { username: 7, email: 'ada', role: 'overlord' });
    const errors = body.errors as { field: string }[];
    expect(errors.map(({ field }) => field).sort()).toEqual(['email', 'password', 'role', 'username']);
  });

  it('is answered with 413 when it has more than 10 MB', async () => {
    expectProblem(await post('/sign-up', 'x'.repeat(10 * 1024 * 1024 + 1)), 413, 'payload_too_large');
  });

  it('is answered with 413 when it has more than Lambda takes', async () => {
    expectProblem(
      await post('/sign-up', 'x'.repeat(7 * 1024 * 1024), { 'Content-Type': 'text/plain' }),
      413,
      'payload_too_large',
    );
  });
});

describe('POST /sign-up', () => {
  it('takes an emoji for a username, and trims what surrounds a name', async () => {
    const answer = await post('/sign-up', { ...ada, username: ' 🦊 ', email: 'fox@example.com' });
    expect(answer).toMatchObject({ status: 201, body: { username: '🦊', confirmed: false } });
  });

  it('answers 409 when the username is taken, in any case of its letters', async () => {
    await signedUp('greta');
    expectProblem(await post('/sign-up', { ...ada, username: 'Greta' }), 409, 'username_taken');
  });

  it('answers 422 with every rule that a weak password breaks', async () => {
    const answer = await post('/sign-up', { ...ada, password: 'short' });
    expectProblem(answer, 422, 'weak_password');
    expect(answer.body.errors).toHaveLength(4);
  });
});

describe('POST /confirm', () => {
  it('answers 400 for a wrong code and for an unknown user alike', async () => {
    const code = await signedUp('edith');
    const wrong = code === '000000' ? '000001' : '000000';
    expectProblem(await post('/confirm', { username: 'edith', code: wrong }), 400, 'invalid_code');
    expectProblem(await post('/confirm', { username: 'nobody', code: wrong }), 400, 'invalid_code');
  });

  it('answers 409 for a code that was used already', async () => {
    const code = await signedUp('hedy');
    await post('/confirm', { username: 'hedy', code });
    expectProblem(await post('/confirm', { username: 'hedy', code }), 409, 'already_confirmed');
  });

  it('answers 409 to the second who claims an address', async () => {
    await confirmed('joan');
    await post('/sign-up', { username: 'jean', password: PASSWORD, email: 'joan@example.com' });
    const code = await latestCode(localRun().api, 'joan@example.com');
    expectProblem(await post('/confirm', { username: 'jean', code }), 409, 'email_taken');
  });

  it('answers 429 after too many codes, and says when to try again', async () => {
    const code = await signedUp('mary');
    const wrong = code === '000000' ? '000001' : '000000';
    for (let attempt = 0; attempt < 15; attempt += 1) await post('/confirm', { username: 'mary', code: wrong });
    const answer = await post('/confirm', { username: 'mary', code });
    expectProblem(answer, 429, 'too_many_attempts');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('POST /sign-in', () => {
  it('answers 403 to a user who is not confirmed yet', async () => {
    await signedUp('karen');
    expectProblem(await post('/sign-in', { username: 'karen', password: PASSWORD }), 403, 'user_not_confirmed');
  });

  it('answers 401 for a wrong password and for an unknown user, in the same words', async () => {
    await confirmed('rosa');
    const wrong = await post('/sign-in', { username: 'rosa', password: 'Wrong-Horse-7' });
    const unknown = await post('/sign-in', { username: 'nobody', password: 'Wrong-Horse-7' });
    expectProblem(wrong, 401, 'invalid_credentials');
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });

  it('answers 401 even for the right password after too many wrong ones', async () => {
    await confirmed('lise');
    for (let attempt = 0; attempt < 6; attempt += 1)
      await post('/sign-in', { username: 'lise', password: 'Wrong-Horse-7' });
    expectProblem(await post('/sign-in', { username: 'lise', password: PASSWORD }), 401, 'invalid_credentials');
  });

  it('lets a user in by the verified address as well as by name, in any case', async () => {
    await confirmed('emmy');
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
    await confirmed('sofia');
    const { body } = await post('/sign-in', { username: 'sofia', password: PASSWORD });
    ({ idToken, accessToken } = body as { idToken: string; accessToken: string });
  });

  it('answers 200 to the holder of an ID token, with or without the word Bearer', async () => {
    expect((await secret(idToken)).status).toBe(200);
    expect((await send('GET', `${localRun().api}/secret`, undefined, { Authorization: idToken })).status).toBe(200);
  });

  const forgeries: [string, () => string | undefined][] = [
    ['no token', () => undefined],
    ['an empty token', () => ''],
    ['garbage', () => 'not.a.token'],
    ['an access token', () => accessToken],
    ['another signature', () => `${part(0)}.${part(1)}.${'A'.repeat(part(2).length)}`],
    ['other claims', () => `${part(0)}.${base64({ ...decoded(1), email: 'root@example.com' })}.${part(2)}`],
    ['alg none', () => `${base64({ ...decoded(0), alg: 'none' })}.${part(1)}.`],
    ['alg HS256', () => hmacSigned(`${base64({ ...decoded(0), alg: 'HS256' })}.${part(1)}`)],
    ["a key of our own under the pool's name", () => selfSigned(`${part(0)}.${part(1)}`)],
    ["another pool's issuer", () => selfSigned(`${part(0)}.${base64({ ...decoded(1), iss: `${decoded(1).iss}x` })}`)],
  ];

  it.each(forgeries)('answers 401 for %s', async (_, token) => {
    const answer = await secret(token());
    expectProblem(answer, 401, 'unauthorized');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('a request for what is not there', () => {
  it.each([
    ['GET', '/nothing'],
    ['GET', '/'],
    ['GET', '/sign-up'],
    ['DELETE', '/secret'],
    ['POST', '/secret/'],
    ['GET', '//secret'],
  ])('is answered with 404: %s %s', async (method, path) => {
    expectProblem(await send(method, localRun().api + path), 404, 'not_found');
  });
});

describe('the log', () => {
  it('holds nothing of what was sent', () => {
    const output = localRun().output();
    expect(output).toContain('POST /sign-up');
    for (const sent of [PASSWORD, 'Wrong-Horse-7', '@example.com', 'sofia', 'eyJ', 'overlord']) {
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
