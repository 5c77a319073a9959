import { mkdirSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { parseOptions } from '../../../packages/local-run/src/cli/options';
import { LocalRun } from '../../../packages/local-run/src/local-run';
import { createLogger } from '../../../packages/local-run/src/log/logger';

/**
 * `npm run screenshots`: the pictures of the page in the README. The replies of the API are stubs and the clock is fixed,
 * so that the same page gives the same pictures.
 */

const FOLDER = 'docs/images';
const NOW = Date.UTC(2026, 10, 5, 9, 8, 7);
const seconds = NOW / 1000;
const ada = { username: 'ada', sub: '6f1e4c52-7a0b-4d3e-9c8f-2b5a7d9e1c30', email: 'ada@example.com' };
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW';

function token(claims: object): string {
  const life = { iat: seconds, exp: seconds + 900 };
  return ['{}', JSON.stringify({ ...claims, ...life }), 'x'].map((part) => btoa(part)).join('.');
}

const idToken = token({ sub: ada.sub, token_use: 'id', 'cognito:username': 'ada', email: ada.email });
const accessToken = token({
  sub: ada.sub,
  token_use: 'access',
  username: 'ada',
  scope: 'aws.cognito.signin.user.admin',
});

/** Replies and their duration in milliseconds. */
const replies: Readonly<Record<string, readonly [milliseconds: number, status: number, json: object]>> = {
  '/_local/messages': [
    0,
    200,
    [
      {
        id: 'message-1',
        to: ada.email,
        username: 'ada',
        subject: 'Your code for cognito-auth-api (dev)',
        text: '<p>Your code is <strong>402817</strong>.</p>',
        code: '402817',
        sentAt: new Date(NOW),
        purpose: 'signUp',
        status: 'valid',
      },
    ],
  ],
  '/sign-up': [31, 201, { username: 'ada', confirmed: false, delivery: { medium: 'EMAIL', destination: 'a***@e***' } }],
  '/confirm': [18, 200, { username: 'ada', confirmed: true }],
  '/sign-in': [64, 200, { idToken, accessToken, refreshToken: 'r', tokenType: 'Bearer', expiresIn: 900 }],
  '/secret': [9, 200, { message: 'This is for signed-in callers only', user: ada }],
  '/me': [12, 200, { ...ada, emailVerified: true, totp: false }],
  '/mfa/totp': [22, 200, { secret, uri: `otpauth://totp/cognito-auth-api:ada%40example.com?secret=${secret}` }],
};

async function open(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  // The clock runs until pauseAt, which cannot go back.
  await page.clock.install({ time: NOW - 60_000 });
  await page.clock.pauseAt(NOW);
  for (const [path, [milliseconds, status, json]] of Object.entries(replies)) {
    await page.route(`**${path}`, async (route) => {
      await page.clock.runFor(milliseconds);
      await route.fulfill({ status, json });
    });
  }
  await page.goto('http://localhost:3000/_local/');
  await page.locator('[data-messages] li').waitFor();
  return page;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

async function signUp(page: Page): Promise<void> {
  await page.locator('#sign-up-username').fill('ada');
  await page.locator('#sign-up-email').fill(ada.email);
  await page.locator('#sign-up-password').fill('Correct-Horse-7');
  await press(page, 'Sign up');
  await page.getByRole('button', { name: 'Use this code' }).click();
}

async function signIn(page: Page): Promise<void> {
  await press(page, 'Confirm');
  await page.locator('#sign-in-password').fill('Correct-Horse-7');
  await press(page, 'Sign in');
  await page.getByRole('heading', { name: 'Hello, ada' }).waitFor();
  await press(page, 'GET /secret');
  await page.getByText('This is for signed-in callers only', { exact: true }).waitFor();
}

async function save(page: Page, name: string): Promise<void> {
  // The pointer must not hover over a button.
  await page.mouse.move(0, 0);
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled', caret: 'hide' });
}

async function main(): Promise<void> {
  const log = createLogger({ format: 'text', colors: false, verbose: false }, () => {});
  const run = new LocalRun(
    parseOptions(['--state', 'none', '--openapi', 'docs/openapi.json'], {
      PORT: '0',
      COGNITO_PORT: '0',
      DYNAMODB_PORT: '0',
      IDENTITY_PROVIDER_PORT: '0',
    }),
    log,
  );
  const endpoints = await run.listen();
  await run.load(endpoints);
  const { port } = new URL(endpoints.api);
  const browser = await launch(port);
  mkdirSync(FOLDER, { recursive: true });
  await takePictures(browser).finally(() => browser.close());
  run.close();
}

function launch(port: string): Promise<Browser> {
  const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', `--host-resolver-rules=MAP localhost:3000 localhost:${port}`],
  });
}

async function takePictures(browser: Browser): Promise<void> {
  const desktop = { viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1.5 };

  const light = await open(browser, desktop);
  await signUp(light);
  await signIn(light);
  await save(light, 'page-light');

  const dark = await open(browser, { ...desktop, colorScheme: 'dark' });
  await signUp(dark);
  await signIn(dark);
  await dark.getByRole('link', { name: 'Authenticator' }).click();
  await press(dark, 'Set up an app');
  await dark.getByRole('img', { name: /QR code/ }).waitFor();
  await save(dark, 'page-dark');

  const phone = await open(browser, { viewport: { width: 360, height: 800 }, deviceScaleFactor: 2 });
  await signUp(phone);
  await save(phone, 'page-phone');
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
