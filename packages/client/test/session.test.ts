import { setTimeout as wait } from 'node:timers/promises';
import { sessionTokenStorage } from '../src/token-storage';
import { type Answer, json, problem, storageWith, storedTokensOf, stubbedClient, tokensOf } from './support/stub-api';

const credentials = { username: 'ada', password: 'Correct-Horse-7' };
const account = { username: 'ada', sub: 'sub', emailVerified: true, totp: false };

const signIn: Answer = () => json(tokensOf('first'));
const me: Answer = () => json(account);

/** Answers of a session that each refresh renews. */
function renewing() {
  let count = 0;
  return { 'POST /sign-in': signIn, 'POST /refresh': () => json(tokensOf(`renewed-${++count}`)), 'GET /me': me };
}

const refreshes = (sent: readonly { path: string }[]) => sent.filter(({ path }) => path === '/refresh').length;
const networkFailure: Answer = () => {
  throw new TypeError('fetch failed');
};

describe('a session', () => {
  it('starts with the tokens of a sign-in, and sends the access token to routes of the account', async () => {
    const { client, sent } = stubbedClient(renewing());
    expect(client.isSignedIn).toBe(false);
    await client.signIn(credentials);
    expect(client.isSignedIn).toBe(true);
    await client.me();
    expect(sent.map(({ authorization }) => authorization)).toEqual([null, 'Bearer access-first']);
  });

  it('does not start with a challenge', async () => {
    const challenge = { challenge: 'SOFTWARE_TOKEN_MFA', session: 'session', username: 'ada' };
    const { client } = stubbedClient({ 'POST /sign-in': () => json(challenge) });
    expect(await client.signIn(credentials)).toEqual(challenge);
    expect(client.isSignedIn).toBe(false);
  });

  it('starts with the tokens of a confirmation that signs in', async () => {
    const reply = { username: 'ada', confirmed: true, signIn: tokensOf('first') };
    const { client } = stubbedClient({ 'POST /confirm': () => json(reply) });
    await client.confirm({ ...credentials, code: '123456', signIn: true });
    expect(client.isSignedIn).toBe(true);
  });

  it('sends no request for a call that needs a token, and fails with not_signed_in', async () => {
    const { client, sent } = stubbedClient(renewing());
    await expect(client.me()).rejects.toMatchObject({ code: 'not_signed_in', status: 0 });
    await expect(client.fetch('/notes')).rejects.toMatchObject({ code: 'not_signed_in' });
    expect(sent).toEqual([]);
  });
});

describe('a refresh', () => {
  it('takes place 30 s before the tokens expire, by the clock that only goes forward', async () => {
    const { client, sent, clock } = stubbedClient(renewing());
    await client.signIn(credentials);
    clock.now += 869_999;
    await client.me();
    expect(refreshes(sent)).toBe(0);
    clock.now += 1;
    await client.me();
    expect(refreshes(sent)).toBe(1);
    expect(sent.at(-1)?.authorization).toBe('Bearer access-renewed-1');
  });

  it('takes place once when the clock of the system is set forward by a month', async () => {
    const { client, sent } = stubbedClient(renewing());
    await client.signIn(credentials);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 31 * 24 * 3_600_000);
    await client.me();
    await client.me();
    jest.restoreAllMocks();
    expect(refreshes(sent)).toBe(1);
  });

  it('takes place in time when the clock of the system is set back by a month', async () => {
    const { client, sent, clock } = stubbedClient(renewing());
    await client.signIn(credentials);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 31 * 24 * 3_600_000);
    await client.me();
    expect(refreshes(sent)).toBe(0);
    clock.now += 870_000;
    await client.me();
    jest.restoreAllMocks();
    expect(refreshes(sent)).toBe(1);
  });

  it('takes place after a sleep of the machine, during which the other clock has stopped', async () => {
    const { client, sent } = stubbedClient(renewing());
    await client.signIn(credentials);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 870_000);
    await client.me();
    jest.restoreAllMocks();
    expect(refreshes(sent)).toBe(1);
    expect(sent.at(-1)?.authorization).toBe('Bearer access-renewed-1');
  });

  it('takes place at half of a lifetime that is shorter than a minute', async () => {
    const { client, sent, clock } = stubbedClient({
      ...renewing(),
      'POST /sign-in': () => json(tokensOf('first', 20)),
    });
    await client.signIn(credentials);
    await client.me();
    expect(refreshes(sent)).toBe(0);
    clock.now += 10_000;
    await client.me();
    expect(refreshes(sent)).toBe(1);
  });

  it('is one request for parallel calls', async () => {
    const { client, sent, clock } = stubbedClient(renewing());
    await client.signIn(credentials);
    clock.now += 900_000;
    await Promise.all([client.me(), client.me(), client.me(), client.tokens()]);
    expect(refreshes(sent)).toBe(1);
  });

  it('is one request for parallel calls whose tokens are not accepted', async () => {
    const { client, sent } = stubbedClient({
      ...renewing(),
      'GET /me': ({ authorization }) =>
        authorization === 'Bearer access-first' ? problem(401, 'unauthorized') : json(account),
    });
    await client.signIn(credentials);
    await Promise.all([client.me(), client.me(), client.me()]);
    expect(refreshes(sent)).toBe(1);
  });

  it('does not take place again for a call that was refused after another call has refreshed the tokens', async () => {
    let refuse = () => {};
    const { client, sent } = stubbedClient({
      ...renewing(),
      'GET /me': ({ authorization }) => {
        if (authorization !== 'Bearer access-first') return json(account);
        return new Promise((resolve) => {
          refuse = () => resolve(problem(401, 'unauthorized'));
        });
      },
    });
    await client.signIn(credentials);
    const call = client.me();
    await wait(0);
    await client.refresh();
    refuse();
    await call;
    expect(refreshes(sent)).toBe(1);
    expect(sent.at(-1)?.authorization).toBe('Bearer access-renewed-1');
  });

  it('counts the lifetime of the tokens from the time of the request', async () => {
    const stub = stubbedClient({
      ...renewing(),
      'POST /sign-in': () => {
        stub.clock.now += 10_000;
        return json(tokensOf('first'));
      },
    });
    await stub.client.signIn(credentials);
    stub.clock.now += 860_000;
    await stub.client.me();
    expect(refreshes(stub.sent)).toBe(1);
  });

  it.each(['invalid_refresh_token', 'refresh_token_reused'])(
    'that is refused with %s ends the session and calls onSignedOut once',
    async (code) => {
      const storage = storageWith(undefined);
      const answers = { ...renewing(), 'POST /refresh': () => problem(401, code) };
      const { client, signedOut, clock } = stubbedClient(answers, { storage });
      await client.signIn(credentials);
      clock.now += 900_000;
      const results = await Promise.allSettled([client.me(), client.me()]);
      expect(results).toMatchObject([{ reason: { code } }, { reason: { code } }]);
      await expect(client.me()).rejects.toMatchObject({ code: 'not_signed_in' });
      expect(signedOut).toEqual(['refused']);
      expect([client.isSignedIn, storage.stored]).toEqual([false, undefined]);
    },
  );

  it.each([
    ['network', networkFailure],
    ['upstream_unavailable', () => problem(503, 'upstream_unavailable')],
    ['invalid_reply', () => new Response('<html>Sign in to this network</html>')],
    ['invalid_reply', () => json({ idToken: 'id' })],
  ] as const)(
    'that fails with %s keeps the session, is reported, and is tried by the next call',
    async (code, answer) => {
      let failing = true;
      const good = renewing();
      const { client, sent, signedOut, clock } = stubbedClient({
        ...good,
        'POST /refresh': (request) => (failing ? answer(request) : good['POST /refresh']()),
      });
      await client.signIn(credentials);
      clock.now += 900_000;
      await expect(client.me()).rejects.toMatchObject({ code });
      expect([client.isSignedIn, signedOut]).toEqual([true, []]);
      failing = false;
      await client.me();
      expect(sent.at(-1)?.authorization).toBe('Bearer access-renewed-1');
    },
  );

  it('does not replace the session of a user who has signed in meanwhile', async () => {
    let reply = (_response: Response) => {};
    const { client, clock, sent } = stubbedClient({
      ...renewing(),
      'POST /refresh': () =>
        new Promise<Response>((resolve) => {
          reply = resolve;
        }),
    });
    await client.signIn(credentials);
    clock.now += 900_000;
    const call = client.me();
    await wait(0);
    await client.signIn({ ...credentials, username: 'grace' });
    reply(json(tokensOf('renewed')));
    await call;
    expect(sent.at(-1)?.authorization).toBe('Bearer access-first');
  });
});

describe('signing out', () => {
  it('revokes the refresh token and calls onSignedOut once', async () => {
    const { client, sent, signedOut } = stubbedClient({
      ...renewing(),
      'POST /sign-out': () => new Response(null, { status: 204 }),
    });
    await client.signIn(credentials);
    await Promise.all([client.signOut(), client.signOut()]);
    expect(sent.slice(1)).toMatchObject([{ path: '/sign-out', body: { refreshToken: 'refresh-first' } }]);
    expect(signedOut).toEqual(['signed_out']);
  });

  it('ends the session here and reports the failure if the network fails', async () => {
    const storage = storageWith(undefined);
    const answers = { ...renewing(), 'POST /sign-out': networkFailure };
    const { client, signedOut } = stubbedClient(answers, { storage });
    await client.signIn(credentials);
    await expect(client.signOut()).rejects.toMatchObject({ code: 'network' });
    expect([client.isSignedIn, storage.stored, signedOut]).toEqual([false, undefined, ['signed_out']]);
  });

  it('revokes the token of a refresh under way', async () => {
    const { client, sent, clock } = stubbedClient({
      ...renewing(),
      'POST /sign-out': () => new Response(null, { status: 204 }),
    });
    await client.signIn(credentials);
    clock.now += 900_000;
    const call = client.me();
    await client.signOut();
    await call.catch(() => undefined);
    expect(sent).toContainEqual(
      expect.objectContaining({ path: '/sign-out', body: { refreshToken: 'refresh-renewed-1' } }),
    );
  });

  it.each([
    ['password_changed', 'POST /change-password'],
    ['signed_out_everywhere', 'POST /sign-out-everywhere'],
    ['account_deleted', 'DELETE /me'],
  ])('has the reason %s after %s', async (reason, route) => {
    const { client, signedOut } = stubbedClient({ ...renewing(), [route]: () => new Response(null, { status: 204 }) });
    await client.signIn(credentials);
    const passwords = { currentPassword: 'Correct-Horse-7', newPassword: 'Battery-Staple-8' };
    if (route === 'DELETE /me') await client.deleteMe();
    else if (route === 'POST /change-password') await client.changePassword(passwords);
    else await client.signOutEverywhere();
    expect([client.isSignedIn, signedOut]).toEqual([false, [reason]]);
  });

  it('does not take place at a change of the password that keeps the sessions', async () => {
    const route = 'POST /change-password';
    const { client, signedOut } = stubbedClient({ ...renewing(), [route]: () => new Response(null, { status: 204 }) });
    await client.signIn(credentials);
    const passwords = { currentPassword: 'Correct-Horse-7', newPassword: 'Battery-Staple-8' };
    await client.changePassword({ ...passwords, signOutEverywhere: false });
    expect([client.isSignedIn, signedOut]).toEqual([true, []]);
  });
});

describe('a storage', () => {
  it('gets the tokens of each sign-in and refresh, and starts the session of the next load', async () => {
    const storage = storageWith(undefined);
    const { client } = stubbedClient(renewing(), { storage });
    await client.signIn(credentials);
    expect(storage.stored).toEqual({ ...tokensOf('first'), requestedAt: expect.any(Number) });
    const next = stubbedClient(renewing(), { storage });
    expect(next.client.isSignedIn).toBe(true);
    await next.client.refresh();
    expect(storage.stored).toMatchObject(tokensOf('renewed-1'));
  });

  it.each([
    ['are fresh', 860_000, 0],
    ['are about to expire', 880_000, 1],
    ['are of the future, because the clock of the system was set back', -3_600_000, 1],
  ])('whose tokens %s leads to the right number of refreshes', async (_name, age, count) => {
    const { client, sent } = stubbedClient(renewing(), { storage: storageWith(storedTokensOf('old', age)) });
    await client.me();
    expect(refreshes(sent)).toBe(count);
  });

  it('that is full does not break the session, and does not keep tokens that are used up', async () => {
    const storage = storageWith(storedTokensOf('old', 900_000));
    const full = {
      get: storage.get,
      set(tokens: Parameters<typeof storage.set>[0]) {
        if (tokens) throw new Error('QuotaExceededError');
        storage.set(tokens);
      },
    };
    const { client, sent, clock } = stubbedClient(renewing(), { storage: full });
    await client.me();
    expect(storage.stored).toBeUndefined();
    clock.now += 900_000;
    await client.me();
    expect(sent.filter(({ path }) => path === '/refresh').map(({ body }) => body)).toEqual([
      { refreshToken: 'refresh-old' },
      { refreshToken: 'refresh-renewed-1' },
    ]);
  });

  it('that throws at every access does not break the session', async () => {
    const fail = () => {
      throw new Error('SecurityError');
    };
    const { client, clock } = stubbedClient(renewing(), { storage: { get: fail, set: fail } });
    await client.signIn(credentials);
    clock.now += 900_000;
    await client.me();
    expect(client.isSignedIn).toBe(true);
  });

  it.each(['{"idToken": 1}', 'null', '"text"', JSON.stringify(tokensOf('without-age'))])(
    'that holds %s starts no session',
    (content) => {
      const storage = { get: () => JSON.parse(content), set: () => undefined };
      expect(stubbedClient({}, { storage }).client.isSignedIn).toBe(false);
    },
  );

  it('that another page has written to gives its tokens to the next call that needs new ones', async () => {
    const storage = storageWith(undefined);
    const { client, sent, clock } = stubbedClient(renewing(), { storage });
    await client.signIn(credentials);
    storage.stored = storedTokensOf('of-other-page');
    clock.now += 900_000;
    await client.me();
    expect(sent.at(-1)?.authorization).toBe('Bearer access-of-other-page');
    await client.refresh();
    expect(sent.at(-1)?.body).toEqual({ refreshToken: 'refresh-of-other-page' });
  });

  it('that another page has written to gives its tokens to a call that was refused', async () => {
    const storage = storageWith(undefined);
    const { client, sent } = stubbedClient(
      {
        ...renewing(),
        'GET /me': ({ authorization }) =>
          authorization === 'Bearer access-first' ? problem(401, 'unauthorized') : json(account),
      },
      { storage },
    );
    await client.signIn(credentials);
    storage.stored = storedTokensOf('of-other-page');
    await client.me();
    expect(sent.map(({ path, authorization }) => [path, authorization]).slice(1)).toEqual([
      ['/me', 'Bearer access-first'],
      ['/me', 'Bearer access-of-other-page'],
    ]);
  });

  it('in sessionStorage keeps JSON under its key, and deletes it', () => {
    const items = new Map<string, string>();
    const sessionStorage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    };
    Object.defineProperty(globalThis, 'sessionStorage', { value: sessionStorage, configurable: true });
    const storage = sessionTokenStorage('key');
    expect(storage.get()).toBeUndefined();
    const tokens = storedTokensOf('first');
    storage.set(tokens);
    expect([...items.keys(), storage.get()]).toEqual(['key', tokens]);
    storage.set(undefined);
    expect(items.size).toBe(0);
    Reflect.deleteProperty(globalThis, 'sessionStorage');
  });
});
