import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { source as axe } from 'axe-core';
import type { Page } from 'playwright-core';
import { temporaryFolder } from '../../packages/local-run/test/support/temporary-folder';
import { describeInBrowser, newTab, press } from '../e2e/support/browser';
import { localRun, runOnce } from '../e2e/support/local-run';
import * as scenario from '../e2e/support/scenario';
import { blocksOf, createProject, filesOf, replaceIn } from './support/guide';
import { environment, type ServerProcess, startServer } from './support/server-process';

const { PASSWORD, OTHER_PASSWORD } = scenario;
const login = 'Username or e-mail address';

runOnce();

const files = filesOf('front-end');
const folder = join(temporaryFolder(), 'my-app');
const DEPLOYED_API = 'https://abc123.execute-api.us-east-1.amazonaws.com';

beforeAll(async () => {
  const { api } = localRun();
  const configuration = { preview: { headers: recommendedHeaders() } };
  createProject(folder, {
    ...files,
    'vite.config.js': `export default ${JSON.stringify(configuration)}`,
    '.env.development': replaceIn(files['.env.development'] ?? '', 'http://localhost:3000', api),
    '.env.production': replaceIn(files['.env.production'] ?? '', `${DEPLOYED_API}/dev/`, `${api}/`),
  });
  await getClient();
});

/** Runs the commands of the guide that copy the client into the project. */
async function getClient(): Promise<void> {
  const [commands] = blocksOf('front-end', 'Get the client');
  const script = replaceIn(commands?.text ?? '', '../my-app/src/', join(folder, 'src/'));
  await promisify(execFile)('bash', ['-ec', script], { env: environment });
}

/** The headers that the guide recommends, with the address of the local run. */
function recommendedHeaders(): Record<string, string> {
  const block = blocksOf('front-end', 'Deploy').find(({ text }) => text.startsWith('Content-Security-Policy:'));
  const lines = replaceIn(block?.text ?? '', DEPLOYED_API, localRun().api)
    .trimEnd()
    .split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/: (.*)/)));
}

let built: Promise<{ readonly stdout: string }> | undefined;

/** Checks the types and builds the app, once for all tests. Returns the output of the command. */
async function build(): Promise<string> {
  built ??= promisify(execFile)('npm', ['run', 'build'], { cwd: folder, env: environment });
  return (await built).stdout;
}

/** Starts a server of Vite with a script of the guide's package.json. */
const startVite = (script: string) =>
  startServer(`npm run ${script} -- --host 127.0.0.1 --port 0`, { cwd: folder, pattern: /Local: +(\S+)\// });

/** Fills in the form by its labels, and submits it. */
async function submit(page: Page, title: string, values: Readonly<Record<string, string>>): Promise<void> {
  await page.getByRole('heading', { name: title, exact: true }).waitFor();
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value);
  await press(page, title);
}

/** Waits for a new view, whose heading has the focus. */
async function waitForView(page: Page, heading: string): Promise<void> {
  const title = new RegExp(`^${heading}$`);
  await page.locator('h1:focus').filter({ hasText: title }).waitFor();
}

/** Presses "Sign out" in one tab, and waits until the session of each of the tabs is revoked. */
async function signOut(page: Page, ...otherTabs: Page[]): Promise<void> {
  const tabs = [page, ...otherTabs];
  await Promise.all([...tabs.map((tab) => tab.waitForResponse('**/sign-out')), press(page, 'Sign out')]);
  for (const tab of tabs) await waitForView(tab, 'Sign in');
}

const waitForMessage = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

/** Calls /secret by the button, and waits for the reply with the name of the user. */
async function expectSecret(page: Page, username: string): Promise<void> {
  await press(page, 'Call /secret');
  await waitForMessage(page, `This is for signed-in callers only: ${username}`);
}

interface Session {
  readonly idToken: string;
  readonly refreshToken: string;
  readonly requestedAt: number;
}

/** The age of tokens that have expired. */
const EXPIRED = 15 * 60_000;

/** The session in the storage of the tab. */
const storedSession = async (page: Page): Promise<Session> =>
  JSON.parse(String(await page.evaluate("sessionStorage.getItem('session')")));

/** Changes the session in the storage of the tab, and loads the page again. */
async function changeSession(page: Page, change: Partial<Session>): Promise<void> {
  const session = JSON.stringify({ ...(await storedSession(page)), ...change });
  await page.evaluate(`sessionStorage.setItem('session', ${JSON.stringify(session)})`);
  await page.reload();
  await waitForView(page, 'Signed in');
}

/** Records the calls of the page to the API from now on, without preflight requests. */
function recordCalls(page: Page): string[] {
  const calls: string[] = [];
  const { api } = localRun();
  page.on('response', (response) => {
    const { origin, pathname } = new URL(response.url());
    if (origin === api) calls.push(`${pathname} ${response.status()}`);
  });
  return calls;
}

/** Expects that axe finds nothing, in the light and in the dark theme. */
async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // The dark theme differs in colors only.
    const options = { preload: false, ...(colorScheme === 'dark' && { runOnly: ['color-contrast'] }) };
    const violations = await page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations }) => violations)`);
    expect(violations).toEqual([]);
  }
}

async function expectRevoked(refreshToken: string): Promise<void> {
  scenario.expectProblem(await scenario.post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');
}

describe('the files of docs/guides/front-end.md', () => {
  it('have no type error and can be built', async () => {
    expect(await build()).toMatch(/dist\/index\.html/);
  });
});

describeInBrowser('the app of docs/guides/front-end.md', () => {
  let server: ServerProcess;

  /** Opens the app in a new tab. */
  async function openApp(options: { readonly ownContext?: boolean } = {}): Promise<Page> {
    const page = await newTab({ origins: [server.url, localRun().api], ...options });
    await page.goto(server.url);
    return page;
  }

  async function openSignedIn(username: string): Promise<Page> {
    const page = await openApp();
    await submit(page, 'Sign in', { [login]: username, Password: PASSWORD });
    await waitForView(page, 'Signed in');
    return page;
  }

  describe('served with `npm run dev`', () => {
    beforeAll(async () => {
      server = await startVite('dev');
    });
    afterAll(() => server?.stop());

    it('signs a user up, confirms the account, calls /secret, keeps the session after a reload and signs out', async () => {
      const page = await openApp();
      await waitForView(page, 'Sign in');
      await expectAccessible(page);
      await press(page, 'Create an account');
      const values = { Username: 'a da', 'E-mail address': 'ada@example.com', Password: 'short' };
      await submit(page, 'Sign up', values);
      await waitForMessage(page, 'Please correct the marked fields.');
      expect(await page.locator('#username-error').innerText()).toMatch(/^Username may hold .*no spaces\.$/);
      expect(await page.locator('input:focus').getAttribute('name')).toBe('username');
      await expectAccessible(page);

      await page.getByLabel('Username').fill('ada');
      await press(page, 'Sign up');
      await waitForMessage(page, 'The password is too weak');
      expect(await page.locator('#password-error').innerText()).toMatch(/^Password must have at least 8 characters\. /);
      await page.getByLabel('Password').fill(PASSWORD);
      await press(page, 'Sign up');

      await waitForMessage(page, 'We have sent you a code by e-mail.');
      const code = await scenario.latestCodeFor('ada@example.com');
      await submit(page, 'Confirm your account', { Code: scenario.wrongCode(code) });
      await waitForMessage(page, 'The code is wrong or expired');
      await expectAccessible(page);
      await page.getByLabel('Code').fill(code);
      await press(page, 'Confirm your account');

      await waitForView(page, 'Signed in');
      await expectSecret(page, 'ada');
      await expectAccessible(page);
      await page.reload();
      await waitForView(page, 'Signed in');
      await expectSecret(page, 'ada');

      const { refreshToken } = await storedSession(page);
      await signOut(page);
      expect(await page.evaluate('sessionStorage.length')).toBe(0);
      await expectRevoked(refreshToken);
    });

    it('asks for the code of an authenticator app', async () => {
      await scenario.createAccount('grace');
      const { accessToken } = await scenario.signIn('grace');
      const key = String((await scenario.post('/mfa/totp', undefined, scenario.withToken(accessToken))).body.secret);
      const code = scenario.totpCode(key);
      await scenario.call('PUT', '/mfa/totp', { code }, scenario.withToken(accessToken));

      const page = await openApp();
      await submit(page, 'Sign in', { [login]: 'grace', Password: PASSWORD });
      const label = 'Code of your authenticator app';
      await submit(page, 'One more step', { [label]: '000000' });
      await waitForMessage(page, 'The code is wrong or expired');
      await expectAccessible(page);
      // The next code: each can be used once.
      await submit(page, 'One more step', { [label]: scenario.totpCode(key, 1) });
      await waitForView(page, 'Signed in');
    });

    it('lets an unconfirmed user confirm the account, and resets a forgotten password', async () => {
      await scenario.signUp('linus');
      const page = await openApp();
      await submit(page, 'Sign in', { [login]: 'linus', Password: PASSWORD });
      await waitForView(page, 'Confirm your account');
      await press(page, 'Send a new code');
      await waitForMessage(page, 'We have sent you a new code by e-mail.');
      await submit(page, 'Confirm your account', { Code: await scenario.latestCodeFor('linus@example.com') });
      await waitForView(page, 'Signed in');
      await signOut(page);

      await press(page, 'I forgot my password');
      await submit(page, 'Reset your password', { [login]: 'linus' });
      await waitForMessage(page, 'we have sent a code by e-mail.');
      await expectAccessible(page);
      const code = await scenario.latestCodeFor('linus@example.com');
      await submit(page, 'Choose a new password', { Code: code, 'New password': OTHER_PASSWORD });
      await submit(page, 'Sign in', { [login]: 'linus', Password: PASSWORD });
      await waitForMessage(page, 'Wrong username or password');
      await submit(page, 'Sign in', { [login]: 'linus', Password: OTHER_PASSWORD });
      await waitForView(page, 'Signed in');
    });

    it('refreshes expired tokens with one request for concurrent calls', async () => {
      await scenario.createAccount('edsger');
      const page = await openSignedIn('edsger');
      const { idToken } = await storedSession(page);
      await changeSession(page, { requestedAt: Date.now() - EXPIRED + 10_000 });
      const calls = recordCalls(page);
      await page.evaluate(
        "import('/src/client.ts').then(({ client }) => Promise.all([1, 2, 3].map(() => client.secret())))",
      );
      expect(calls).toEqual(['/refresh 200', '/secret 200', '/secret 200', '/secret 200']);
      expect((await storedSession(page)).idToken).not.toBe(idToken);
    });

    it('refreshes the tokens once and repeats the call when the API rejects them', async () => {
      await scenario.createAccount('barbara');
      const page = await openSignedIn('barbara');
      const { idToken } = await storedSession(page);
      await changeSession(page, { idToken: `${idToken}x` });
      const calls = recordCalls(page);
      await expectSecret(page, 'barbara');
      expect(calls).toEqual(['/secret 401', '/refresh 200', '/secret 200']);
    });

    it('keeps the session when a refresh fails because the API cannot be reached', async () => {
      await scenario.createAccount('alan');
      const page = await openSignedIn('alan');
      await changeSession(page, { requestedAt: Date.now() - EXPIRED });
      await page.route('**/refresh', (route) => route.abort());
      await press(page, 'Call /secret');
      await waitForMessage(page, 'The service cannot be reached.');
      await page.unroute('**/refresh');
      await expectSecret(page, 'alan');
    });

    it('says that the session has ended when its refresh token was revoked', async () => {
      await scenario.createAccount('john');
      const page = await openSignedIn('john');
      const { refreshToken } = await storedSession(page);
      await scenario.post('/sign-out', { refreshToken });
      await changeSession(page, { requestedAt: Date.now() - EXPIRED });
      await press(page, 'Call /secret');
      await waitForMessage(page, 'Your session has ended. Please sign in again.');
      await waitForView(page, 'Sign in');
    });

    it('passes new tokens to a duplicated tab, and signs out in all tabs', async () => {
      await scenario.createAccount('margaret');
      const page = await openSignedIn('margaret');
      const other = await openSignedIn('margaret');
      await changeSession(page, { requestedAt: Date.now() - EXPIRED });
      const [duplicate] = await Promise.all([page.waitForEvent('popup'), page.evaluate('void open(location.href)')]);
      await waitForView(duplicate, 'Signed in');
      // The browser slows down tabs in the background.
      await page.bringToFront();
      await expectSecret(page, 'margaret');
      const { refreshToken } = await storedSession(page);
      const hasNewToken = `sessionStorage.getItem('session')?.includes(${JSON.stringify(refreshToken)})`;
      await duplicate.waitForFunction(hasNewToken, undefined, { polling: 20 });
      const { refreshToken: otherToken } = await storedSession(other);

      await signOut(page, duplicate, other);
      await expectRevoked(refreshToken);
      await expectRevoked(otherToken);
    });

    it('signs out on this machine when the API cannot be reached', async () => {
      await scenario.createAccount('donald');
      const page = await openSignedIn('donald');
      await page.route('**/sign-out', (route) => route.abort());
      await press(page, 'Sign out');
      await waitForView(page, 'Sign in');
      await waitForMessage(page, 'The service cannot be reached.');
      expect(await page.evaluate('sessionStorage.length')).toBe(0);
    });
  });

  describe('built, with the headers that the guide recommends', () => {
    beforeAll(async () => {
      await build();
      server = await startVite('preview');
    });
    afterAll(() => server?.stop());

    it('signs in and calls /secret', async () => {
      await scenario.createAccount('katherine');
      const page = await newTab({ origins: [server.url, localRun().api] });
      const reply = await page.goto(server.url);
      expect(await reply?.headerValue('Content-Security-Policy')).toContain(`connect-src ${localRun().api};`);
      await submit(page, 'Sign in', { [login]: 'katherine', Password: PASSWORD });
      await waitForView(page, 'Signed in');
      await expectSecret(page, 'katherine');
    });
  });
});
