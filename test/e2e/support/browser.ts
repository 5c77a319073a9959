import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page, type Route } from 'playwright-core';
import { localRun } from './local-run';

/** Path of Debian's package, which CI installs. */
const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
const hasBrowser = existsSync(executablePath);

let browser: Browser | undefined;
/** Shared by tests that need no context of their own: each opens a new tab, with a session storage of its own. */
let shared: BrowserContext | undefined;
/** Errors, console output and requests to other origins, which fail every test. */
const violations: string[] = [];
/** Notices on the console of Chromium, of Vite's development server and of React. */
const notices = /^\[(DOM|vite)\]|React DevTools/;

/** Tests in a real browser. They are skipped without one, unless BROWSER_REQUIRED is set, as in CI. */
export function describeInBrowser(title: string, tests: () => void): void {
  if (!hasBrowser && !process.env.BROWSER_REQUIRED) {
    describe.skip(`${title} (needs Chromium at /usr/bin/chromium or at CHROMIUM)`, tests);
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
  /** Appended to the URL of the page, such as `#sign-in`. */
  readonly at?: string;
  /** Script that runs before the code of the page. */
  readonly before?: string;
  /** Replaces the configuration that the local run gives the page. */
  readonly configuration?: object;
  /** Origins that may be called besides the local run's API. */
  readonly origins?: readonly string[];
  /** Whether the test needs a context of its own, for example to set the clock. */
  readonly ownContext?: boolean;
  /** Errors on the console that the test causes on purpose. */
  readonly expectedErrors?: RegExp;
}

/** Opens the page in a new tab. */
export async function openPage(options: OpenPageOptions = {}): Promise<Page> {
  const { at = '', before, configuration, origins = [], ownContext = false, expectedErrors } = options;
  const tab = { ownContext: ownContext || expectedErrors !== undefined, ...(expectedErrors && { expectedErrors }) };
  const page = await newTab({ origins: [localRun().api, ...origins], ...tab });
  if (before) await page.addInitScript(before);
  if (configuration) await page.route('**/_local/config.json', (route) => route.fulfill({ json: configuration }));
  await page.goto(`${localRun().api}/_local/${at}`);
  return page;
}

/** An empty tab, in which requests to any other than these origins are violations. */
export async function newTab({
  origins,
  ownContext = false,
  expectedErrors,
}: {
  readonly origins: readonly string[];
  readonly ownContext?: boolean;
  /** See OpenPageOptions. It needs a context of its own. */
  readonly expectedErrors?: RegExp;
}): Promise<Page> {
  const context = ownContext ? await newContext(expectedErrors) : shared;
  if (!context) throw new Error('The browser has not started: see describeInBrowser');
  const page = await context.newPage();
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (!origins.includes(origin)) violations.push(`A request to ${origin}`);
  });
  return page;
}

async function newContext(expectedErrors?: RegExp): Promise<BrowserContext> {
  if (!browser) throw new Error('The browser has not started: see describeInBrowser');
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' });
  context.setDefaultTimeout(10_000);
  context.on('weberror', (error) => violations.push(`Thrown in the page: ${error.error().message}`));
  context.on('console', (message) => {
    // The browser logs every reply above 399.
    const isFailedReply = message.text().startsWith('Failed to load resource');
    if (expectedErrors?.test(message.text())) return;
    if (!isFailedReply && ['error', 'warning'].includes(message.type()))
      violations.push(`On the console: ${message.text()}`);
    if (['log', 'info', 'debug'].includes(message.type()) && !notices.test(message.text())) {
      violations.push('The page writes to the console');
    }
  });
  return context;
}

/** The visible view. */
export const view = (page: Page) => page.locator('[data-view]:visible');

/** Waits for the view with this heading. */
export const waitForView = (page: Page, heading: string) =>
  view(page).getByRole('heading', { name: heading, level: 1 }).waitFor();

/** Fills in fields of the view by their labels. */
export async function fill(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await view(page).getByLabel(label, { exact: true }).fill(value);
}

/** Presses a button. */
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Waits for an alert with a text. */
export const waitForAlert = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text }).waitFor();

/** Waits for a status message with a text. */
export const waitForStatus = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

/** The error and the hint of a field that is invalid and focused. */
export async function fieldError(page: Page, label: string): Promise<string> {
  const field = view(page).getByLabel(label, { exact: true });
  await view(page).locator('[aria-invalid="true"]:focus').waitFor();
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  const descriptions = String(await field.getAttribute('aria-describedby')).split(' ');
  const texts = await Promise.all(descriptions.map((id) => page.locator(`#${id}`).innerText()));
  return texts.join('\n');
}

/** Replaces the replies of a path of the API. */
export async function stub(page: Page, path: string, act: (route: Route) => unknown): Promise<void> {
  await page.route(`${localRun().api}${path}`, async (route) => {
    await act(route);
  });
}

/** The entries of the page's request log, oldest first, such as `POST /sign-in 200`. */
export async function listedRequests(page: Page): Promise<string[]> {
  const entries = await page.locator('[data-requests] summary').all();
  const texts = await Promise.all(entries.map((entry) => entry.locator('.method, .path, .badge').allInnerTexts()));
  return texts.map((parts) => parts.join(' ')).reverse();
}
