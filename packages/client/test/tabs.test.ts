import { setTimeout as wait } from 'node:timers/promises';
import {
  idTokenOf,
  json,
  problem,
  storageWith,
  type storedTokensOf,
  stubbedClient,
  tokensOf,
} from './support/stub-api';

const credentials = { username: 'ada', password: 'Correct-Horse-7' };
const noContent = () => new Response(null, { status: 204 });
const ofUser = (name: string, sub: string) => ({ ...tokensOf(name), idToken: idTokenOf(sub) });

let channel = 0;
beforeEach(() => {
  channel += 1;
});

/** A tab whose user signs in as `sub`; with `stored`, a tab that has these tokens at its start. */
function tabOf(name: string, sub: string, stored?: ReturnType<typeof storedTokensOf>) {
  const storage = { ...storageWith(stored), channel: `tabs-test-${channel}` };
  const tokens = ofUser(name, sub);
  const answers = {
    'POST /sign-in': () => json(tokens),
    'POST /refresh': () => json({ ...tokens, refreshToken: `refresh-${name}-renewed` }),
    'GET /me': () => json({ username: name, sub }),
    'POST /sign-out': noContent,
    'POST /sign-out-everywhere': noContent,
  };
  return stubbedClient(answers, { storage });
}

/** Waits until messages between the tabs have arrived. */
const delivered = () => wait(50);

describe('a tab', () => {
  it('gets the new tokens when the tab that it was duplicated from has refreshed them', async () => {
    const first = tabOf('first', 'ada');
    await first.client.signIn(credentials);
    const duplicate = tabOf('copy', 'ada', { ...(await first.client.tokens()) });
    await first.client.refresh();
    await delivered();
    expect((await duplicate.client.tokens()).refreshToken).toBe('refresh-first-renewed');
    expect(duplicate.sent).toEqual([]);
  });

  it('keeps its tokens when a tab with another session refreshes', async () => {
    const first = tabOf('first', 'ada');
    const other = tabOf('other', 'ada');
    await Promise.all([first.client.signIn(credentials), other.client.signIn(credentials)]);
    await first.client.refresh();
    await delivered();
    expect((await other.client.tokens()).refreshToken).toBe('refresh-other');
  });

  it('ends and revokes its session when its user signs out in another tab', async () => {
    const first = tabOf('first', 'ada');
    const other = tabOf('other', 'ada');
    await Promise.all([first.client.signIn(credentials), other.client.signIn(credentials)]);
    await first.client.signOut();
    await delivered();
    expect([other.client.isSignedIn, other.signedOut]).toEqual([false, ['signed_out_in_other_tab']]);
    expect(other.sent.at(-1)).toMatchObject({ path: '/sign-out', body: { refreshToken: 'refresh-other' } });
    expect(first.signedOut).toEqual(['signed_out']);
  });

  it('ends its session without a request when the API has ended all sessions of its user', async () => {
    const first = tabOf('first', 'ada');
    const other = tabOf('other', 'ada');
    await Promise.all([first.client.signIn(credentials), other.client.signIn(credentials)]);
    await first.client.signOutEverywhere();
    await delivered();
    expect([other.client.isSignedIn, other.signedOut]).toEqual([false, ['signed_out_in_other_tab']]);
    expect(other.sent).toHaveLength(1);
  });

  it('keeps its session when another user signs out', async () => {
    const first = tabOf('first', 'ada');
    const other = tabOf('other', 'grace');
    await Promise.all([first.client.signIn(credentials), other.client.signIn(credentials)]);
    await first.client.signOut();
    await delivered();
    expect(other.client.isSignedIn).toBe(true);
  });

  it('without a channel neither hears nor tells', async () => {
    const [first, other] = [stubbedClient({}), stubbedClient({})];
    for (const { client } of [first, other]) client.startSession(ofUser('same', 'ada'));
    await first.client.signOut().catch(() => undefined);
    await delivered();
    expect(other.client.isSignedIn).toBe(true);
  });
});

describe('a tab whose refresh is under way', () => {
  /** A duplicated tab, and a function that answers its refresh. */
  async function refreshing() {
    const first = tabOf('first', 'ada');
    await first.client.signIn(credentials);
    let answer = (_reply: Response) => {};
    const stub = stubbedClient(
      {
        'POST /refresh': () =>
          new Promise<Response>((resolve) => {
            answer = resolve;
          }),
        'POST /sign-out': noContent,
      },
      { storage: { ...storageWith({ ...(await first.client.tokens()) }), channel: `tabs-test-${channel}` } },
    );
    const refresh = stub.client.refresh();
    await wait(0);
    return { first, ...stub, refresh, answer: (reply: Response) => answer(reply) };
  }

  it('takes the tokens of the other tab when its own refresh is refused, because the other one was faster', async () => {
    const { first, client, refresh, answer, signedOut } = await refreshing();
    await first.client.refresh();
    await delivered();
    answer(problem(401, 'refresh_token_reused'));
    expect((await refresh).refreshToken).toBe('refresh-first-renewed');
    expect([client.isSignedIn, signedOut]).toEqual([true, []]);
  });

  it('revokes the new tokens when its user signs out in another tab', async () => {
    const { first, client, refresh, answer, sent } = await refreshing();
    await first.client.signOut();
    await delivered();
    answer(json(ofUser('new', 'ada')));
    await refresh.catch(() => undefined);
    await delivered();
    expect(client.isSignedIn).toBe(false);
    expect(sent.at(-1)).toMatchObject({ path: '/sign-out', body: { refreshToken: 'refresh-new' } });
  });
});

describe('a listener of a client', () => {
  it('is called after each start, refresh and end of the session, until it unsubscribes', async () => {
    const { client } = tabOf('first', 'ada');
    const seen: boolean[] = [];
    const unsubscribe = client.subscribe(() => seen.push(client.isSignedIn));
    await client.signIn(credentials);
    await client.refresh();
    await client.signOut();
    expect(seen).toEqual([true, true, false]);
    unsubscribe();
    await client.signIn(credentials);
    expect(seen).toHaveLength(3);
  });

  it('does not change the result of the call when it throws', async () => {
    const { client } = tabOf('first', 'ada');
    const thrown = new Promise((resolve) => {
      jest.spyOn(globalThis, 'queueMicrotask').mockImplementationOnce((listener) => {
        try {
          listener();
        } catch (error) {
          resolve(error);
        }
      });
    });
    client.subscribe(() => {
      throw new Error('of the app');
    });
    expect(await client.signIn(credentials)).toMatchObject({ refreshToken: 'refresh-first' });
    expect(await thrown).toMatchObject({ message: 'of the app' });
    jest.restoreAllMocks();
  });
});

describe('startSession', () => {
  it('starts the session with the tokens of another way of signing in', async () => {
    const { client, sent } = tabOf('first', 'ada');
    client.startSession(tokensOf('managed-login'));
    await client.me();
    expect(sent).toMatchObject([{ path: '/me', authorization: 'Bearer access-managed-login' }]);
  });
});
