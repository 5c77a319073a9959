import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { buildClient } from '../../../../packages/client/build';
import { createAuthClient } from '../../../../packages/client/src/auth-client';
import { temporaryFolder } from '../../../../packages/local-run/test/support/temporary-folder';
import { describeInBrowser, newTab } from '../../support/browser';
import { clientOf, type DrivenClient, serveClient } from '../../support/client-in-browser';
import { localRun, runOnce } from '../../support/local-run';
import {
  call,
  createAccount,
  latestCodeFor,
  OTHER_PASSWORD,
  PASSWORD,
  totpCode,
  wrongCode,
} from '../../support/scenario';
import { signInMethodsStage } from '../../support/stages';
import { addAuthenticator } from '../../support/virtual-authenticator';

runOnce(...signInMethodsStage('username'));

const folder = join(temporaryFolder(), 'client');

function clientInNode(): DrivenClient {
  const signedOut: string[] = [];
  const client = createAuthClient({ baseUrl: localRun().api, onSignedOut: (reason) => signedOut.push(reason) });
  return { client, isSignedIn: async () => client.isSignedIn, signedOut: async () => signedOut };
}

/** Takes an account from sign-up to deletion. `tryPasskey` gets a signed-in client, and leaves a signed-in one. */
async function accountStory(
  username: string,
  { client, isSignedIn, signedOut }: DrivenClient,
  tryPasskey: () => Promise<void>,
): Promise<void> {
  const [email, newEmail] = [`${username}@example.com`, `${username}.new@example.com`];
  await expect(client.signUp({ username: 'with space', email: 'none', password: PASSWORD })).rejects.toMatchObject({
    code: 'invalid_request',
    status: 400,
    errors: [{ field: 'username' }, { field: 'email' }],
  });
  expect(await client.signUp({ username, email, password: PASSWORD })).toMatchObject({ username, confirmed: false });
  await expect(client.signIn({ username, password: PASSWORD })).rejects.toMatchObject({ code: 'user_not_confirmed' });
  expect(await client.resendCode({ username })).toMatchObject({ message: expect.any(String) });
  const code = await latestCodeFor(email);
  expect(await client.confirm({ username, code, password: PASSWORD, signIn: true })).toMatchObject({ confirmed: true });
  expect(await isSignedIn()).toBe(true);

  expect(await client.updateMe({ name: 'Clara' })).toMatchObject({ username, email, profile: { name: 'Clara' } });
  await client.changeEmail({ email: newEmail });
  await client.confirmEmail({ code: await latestCodeFor(newEmail) });
  expect(await client.me()).toMatchObject({ email: newEmail, emailVerified: true });
  expect((await client.secret()).user).toMatchObject({ username });
  await expect(client.admin()).rejects.toMatchObject({ code: 'forbidden', status: 403 });
  const before = await client.tokens();
  expect((await client.refresh()).refreshToken).not.toBe(before.refreshToken);

  const { secret } = await client.createTotpKey();
  await client.enableTotp({ code: totpCode(secret) });
  await client.signOut();
  expect(await isSignedIn()).toBe(false);
  const challenge = await client.signIn({ username, password: PASSWORD });
  if (!('challenge' in challenge)) throw new Error('The sign-in asks for no second factor');
  const answer = { challenge: 'SOFTWARE_TOKEN_MFA', username: challenge.username, session: challenge.session } as const;
  const nextCode = totpCode(secret, 1);
  await expect(client.challenge({ ...answer, code: wrongCode(nextCode) })).rejects.toMatchObject({
    code: 'invalid_code',
  });
  await client.challenge({ ...answer, code: nextCode });
  await client.disableTotp();

  await tryPasskey();
  await client.signOut();
  const { session } = await client.signInEmailCode({ username });
  await client.challenge({ challenge: 'EMAIL_OTP', username, session, code: await latestCodeFor(newEmail) });
  await client.changePassword({ currentPassword: PASSWORD, newPassword: OTHER_PASSWORD });
  expect(await isSignedIn()).toBe(false);
  await expect(client.signIn({ username, password: PASSWORD })).rejects.toMatchObject({
    code: 'invalid_credentials',
    requestId: expect.any(String),
  });
  await client.forgotPassword({ username });
  await client.resetPassword({ username, code: await latestCodeFor(newEmail), newPassword: PASSWORD });
  await client.signIn({ username, password: PASSWORD });
  await client.signOutEverywhere();
  await client.signIn({ username, password: PASSWORD });
  await client.deleteMe();
  await expect(client.signIn({ username, password: PASSWORD })).rejects.toMatchObject({ code: 'invalid_credentials' });
  const reasons = ['signed_out', 'signed_out', 'password_changed', 'signed_out_everywhere', 'account_deleted'];
  expect(await signedOut()).toEqual(reasons);
}

describe('packages/client in Node.js', () => {
  it('takes an account from sign-up to deletion', async () => {
    const driven = clientInNode();
    await accountStory('clara', driven, async () => {
      await expect(driven.client.createPasskey()).rejects.toMatchObject({ code: 'passkey_unsupported' });
      expect((await driven.client.fetch('/secret')).status).toBe(200);
    });
  });

  it('ends the session and tells the app if another client has signed out everywhere', async () => {
    await createAccount('carla');
    const [first, second] = [clientInNode(), clientInNode()];
    for (const { client } of [first, second]) await client.signIn({ username: 'carla', password: PASSWORD });
    await first.client.signOutEverywhere();
    await expect(second.client.me()).rejects.toMatchObject({ code: 'invalid_refresh_token' });
    expect([await second.isSignedIn(), await second.signedOut()]).toEqual([false, ['refused']]);
  });
});

describeInBrowser('packages/client in Chromium', () => {
  let server: Awaited<ReturnType<typeof serveClient>>;

  beforeAll(async () => {
    await buildClient(folder);
    server = await serveClient(folder, localRun().api);
  });
  afterAll(() => server?.stop());

  /** A tab with a client. */
  async function openTab(before = ''): Promise<Page> {
    const page = await newTab({ origins: [server.url, localRun().api] });
    await page.addInitScript(before);
    await page.goto(server.url);
    await ready(page);
    return page;
  }

  async function openSignedIn(username: string, before?: string): Promise<Page> {
    await createAccount(username);
    const page = await openTab(before);
    await clientOf(page).client.signIn({ username, password: PASSWORD });
    return page;
  }

  const ready = (page: Page) => page.waitForFunction('globalThis.run');

  async function duplicate(page: Page): Promise<Page> {
    const [copy] = await Promise.all([page.waitForEvent('popup'), page.evaluate('void open(location.href)')]);
    await ready(copy);
    return copy;
  }

  /** The calls of a page to the API from now on, without preflight requests. */
  function recordCalls(page: Page): string[] {
    const calls: string[] = [];
    page.on('response', (response) => {
      const { origin, pathname } = new URL(response.url());
      if (origin === localRun().api) calls.push(`${pathname} ${response.status()}`);
    });
    return calls;
  }

  const fetchStatus = (page: Page) => page.evaluate("client.fetch('/secret').then(({ status }) => status)");

  it('takes an account from sign-up to deletion', async () => {
    const page = await openTab();
    const authenticator = await addAuthenticator(page);
    const driven = clientOf(page);
    const { client } = driven;
    await accountStory('chris', driven, async () => {
      expect(await fetchStatus(page)).toBe(200);
      await client.createPasskey();
      const { passkeys } = await client.listPasskeys();
      expect(passkeys).toHaveLength(1);
      expect(await authenticator.passkeys()).toBe(1);
      const { refreshToken } = await client.tokens();
      await client.signInWithPasskey({ username: 'chris' });
      expect((await client.tokens()).refreshToken).not.toBe(refreshToken);
      await client.deletePasskey({ id: String(passkeys[0]?.id) });
      expect(await client.listPasskeys()).toMatchObject({ passkeys: [] });
      await expect(client.signInWithPasskey({ username: 'chris' })).rejects.toMatchObject({
        code: 'invalid_passkey',
      });
    });
  });

  it('keeps the session over a reload without a refresh, with a clock that is wrong by a month', async () => {
    const wrongClock = 'const now = Date.now; Date.now = () => now() + 31 * 24 * 3_600_000;';
    const page = await openSignedIn('celine', wrongClock);
    const calls = recordCalls(page);
    await page.reload();
    await ready(page);
    expect(await clientOf(page).client.me()).toMatchObject({ username: 'celine' });
    expect(calls).toEqual(['/me 200']);
  });

  it('keeps the session when the reply of a refresh is lost, and refreshes with the next call', async () => {
    const page = await openSignedIn('cesar');
    const { client, isSignedIn } = clientOf(page);
    await page.route('**/refresh', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await expect(client.refresh()).rejects.toMatchObject({ code: 'network' });
    await page.unroute('**/refresh');
    expect(await isSignedIn()).toBe(true);
    await client.refresh();
    expect(await client.me()).toMatchObject({ username: 'cesar' });
  });

  it('goes on without storage when it is full, and is signed out after a reload', async () => {
    const page = await openTab();
    await page.evaluate(`
      for (let size = 2 ** 22, count = 0; size >= 1; ) {
        try {
          sessionStorage.setItem(String(count++), 'x'.repeat(size));
        } catch {
          size /= 2;
        }
      }`);
    await createAccount('conny');
    const { client, isSignedIn } = clientOf(page);
    await client.signIn({ username: 'conny', password: PASSWORD });
    expect(await client.me()).toMatchObject({ username: 'conny' });
    await client.refresh();
    expect(await client.me()).toMatchObject({ username: 'conny' });
    await page.reload();
    await ready(page);
    expect(await isSignedIn()).toBe(false);
  });

  it('gives a duplicated tab the new tokens, and signs its user out in all tabs', async () => {
    const page = await openSignedIn('cosima');
    const copy = await duplicate(page);
    const other = await openTab();
    await clientOf(other).client.signIn({ username: 'cosima', password: PASSWORD });
    const { refreshToken } = await clientOf(page).client.refresh();
    const hasNewToken = `client.tokens().then((tokens) => tokens.refreshToken === ${JSON.stringify(refreshToken)})`;
    await copy.waitForFunction(hasNewToken, undefined, { polling: 20 });
    expect(await clientOf(copy).client.me()).toMatchObject({ username: 'cosima' });

    const { refreshToken: otherToken } = await clientOf(other).client.tokens();
    await Promise.all([other.waitForResponse('**/sign-out'), clientOf(page).client.signOut()]);
    for (const tab of [copy, other]) {
      await tab.waitForFunction('!client.isSignedIn', undefined, { polling: 20 });
      expect(await clientOf(tab).signedOut()).toEqual(['signed_out_in_other_tab']);
    }
    expect((await call('POST', '/refresh', { refreshToken: otherToken })).body.code).toBe('invalid_refresh_token');
  });

  it('ends the session of a duplicated tab with one request when its refresh token was used long ago', async () => {
    const page = await openSignedIn('curt');
    const copy = await duplicate(page);
    const stored = await copy.evaluate("sessionStorage.getItem('cognito-auth-session')");
    await clientOf(page).client.refresh();
    // As after "Reopen closed tab": the tab was not there when the tokens were refreshed.
    await copy.evaluate(`sessionStorage.setItem('cognito-auth-session', ${JSON.stringify(stored)})`);
    await call('POST', '/_local/clock', { advanceSeconds: 960 });
    try {
      await copy.reload();
      await ready(copy);
      const calls = recordCalls(copy);
      const { client, isSignedIn, signedOut } = clientOf(copy);
      await expect(client.me()).rejects.toMatchObject({ status: 401 });
      await expect(client.me()).rejects.toMatchObject({ code: 'not_signed_in' });
      expect(calls).toEqual(['/me 401', '/refresh 401']);
      expect([await isSignedIn(), await signedOut()]).toEqual([false, ['refused']]);
      await client.signIn({ username: 'curt', password: PASSWORD });
      expect(await client.me()).toMatchObject({ username: 'curt' });
    } finally {
      await call('DELETE', '/_local/clock');
    }
  });
});
