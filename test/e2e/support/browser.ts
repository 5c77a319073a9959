import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page, type Route } from 'playwright-core';
import { localRun } from './local-run';

/** Debian's, which CI installs. */
const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
const hasBrowser = existsSync(executablePath);

let browser: Browser | undefined;
/** One for all tests that want nothing of their own: each has a new tab, which knows nothing of the others. */
let shared: BrowserContext | undefined;
/** What no page may ever do, whatever its test is about. */
const violations: string[] = [];

/** Tests in a real browser. Without one they are skipped, but not where BROWSER_REQUIRED is set, as in CI. */
export function describeInBrowser(title: string, tests: () => void): void {
  if (!hasBrowser && !process.env.BROWSER_REQUIRED) {
    describe.skip(`${title} (needs Chromium at /usr/bin/chromium, or where CHROMIUM says)`, tests);
    return;
  }
  describe(title, () => {
    beforeAll(async () => {
      const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--process-per-site'];
      browser = await chromium.launch({ executablePath, args });
      shared = await newContext();
    });
    afterEach(async () => {
      const others = browser?.contexts().filter((context) => context !== shared) ?? [];
      await Promise.all([...others, ...(shared?.pages() ?? [])].map((it) => it.close()));
      expect(violations.splice(0)).toEqual([]);
    });
    afterAll(() => browser?.close());
    tests();
  });
}

export interface OpenPageOptions {
  /** What follows the page's address, such as `#sign-in`. */
  readonly at?: string;
  /** Runs in the page before its own code. */
  readonly before?: string;
  /** Origins that may be called besides the local run's API. */
  readonly origins?: readonly string[];
  /** Whether the test sets the clock, which all tabs share. */
  readonly ownClock?: boolean;
}

/** Opens the page in a tab that has never seen it. */
export async function openPage({
  at = '',
  before,
  origins = [],
  ownClock = false,
}: OpenPageOptions = {}): Promise<Page> {
  const context = ownClock ? await newContext() : shared;
  if (!context) throw new Error('The browser has not started: see inBrowser');
  const page = await context.newPage();
  const allowed = [localRun().api, ...origins];
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (!allowed.includes(origin)) violations.push(`A request to ${origin}`);
  });
  if (before) await page.addInitScript(before);
  await page.goto(`${localRun().api}/_local/${at}`);
  return page;
}

async function newContext(): Promise<BrowserContext> {
  if (!browser) throw new Error('The browser has not started: see inBrowser');
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' });
  context.setDefaultTimeout(10_000);
  context.on('weberror', (error) => violations.push(`Thrown in the page: ${error.error().message}`));
  context.on('console', (message) => {
    // Not the page's: the browser notes every reply above 399 there.
    const isNote = message.text().startsWith('Failed to load resource');
    if (!isNote && ['error', 'warning'].includes(message.type())) violations.push(`On the console: ${message.text()}`);
    if (['log', 'info', 'debug'].includes(message.type()) && !message.text().startsWith('[DOM]')) {
      violations.push('The page writes to the console');
    }
  });
  return context;
}

/** The view that is shown. */
export const view = (page: Page) => page.locator('[data-view]:visible');

/** Waits for the view with this heading. */
export const waitForView = (page: Page, heading: string) =>
  view(page).getByRole('heading', { name: heading, level: 1 }).waitFor();

/** Fills fields of the view in, by their labels. */
export async function fill(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await view(page).getByLabel(label, { exact: true }).fill(value);
}

/** Presses a button. */
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Waits until a text is shown in an alert. */
export const waitForAlert = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text }).waitFor();

/** Waits until a text is shown where successes are told. */
export const waitForStatus = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

/** What is said at a field that is wrong and has the focus. */
export async function fieldError(page: Page, label: string): Promise<string> {
  const field = view(page).getByLabel(label, { exact: true });
  await view(page).locator('[aria-invalid="true"]:focus').waitFor();
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  const descriptions = String(await field.getAttribute('aria-describedby')).split(' ');
  const texts = await Promise.all(descriptions.map((id) => page.locator(`#${id}`).innerText()));
  return texts.join('\n');
}

/** Answers what the page asks of a path of the API in the API's place. */
export async function stub(page: Page, path: string, act: (route: Route) => unknown): Promise<void> {
  await page.route(`${localRun().api}${path}`, async (route) => {
    await act(route);
  });
}

/** The requests that the page's own list shows, the oldest first, such as `POST /sign-in 200`. */
export async function listedRequests(page: Page): Promise<string[]> {
  const entries = await page.locator('[data-requests] summary').all();
  const texts = await Promise.all(entries.map((entry) => entry.locator('.method, .path, .badge').allInnerTexts()));
  return texts.map((parts) => parts.join(' ')).reverse();
}
