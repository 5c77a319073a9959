import { source as axe } from 'axe-core';
import type { Page } from 'playwright-core';
import { PASSWORD, signUpAndSignIn } from '../support/accounts';
import { describeInBrowser, fill, openPage, press, waitForView } from '../support/browser';
import { runOnce } from '../support/local-run';

runOnce();

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/** Serious and critical findings of axe in both themes, and horizontal overflow at 360 px. */
async function findings(page: Page, context: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // The dark theme differs in colors only.
    const rules = colorScheme === 'light' ? {} : { runOnly: ['color-contrast', 'link-in-text-block'] };
    const options = { ...rules, resultTypes: ['violations'], preload: false };
    const violations = (await page.evaluate(
      `axe.run(${JSON.stringify(context)}, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
    )) as Finding[];
    for (const { id, impact, nodes } of violations) {
      if (['serious', 'critical'].includes(impact)) {
        found.push(`${colorScheme}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
      }
    }
  }
  await page.setViewportSize({ width: 360, height: 740 });
  const width = await page.evaluate('document.documentElement.scrollWidth');
  if (Number(width) > 360) found.push(`${width} px wide on a phone`);
  await page.setViewportSize({ width: 1280, height: 800 });
  return found;
}

describeInBrowser('the page', () => {
  /** Collects the findings of one view after the other. */
  async function audit(page: Page) {
    await page.evaluate(axe);
    const found: Record<string, string[]> = {};
    return {
      // The sidebar is the same on all views.
      async check(name: string, context = 'main') {
        found[name] = await findings(page, context);
      },
      expectNone: () => expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []]))),
    };
  }

  it('has no serious accessibility violation on the views of guests, and fits 360 px', async () => {
    const page = await openPage();
    const { check, expectNone } = await audit(page);
    await press(page, 'Sign up');
    await page.locator('[aria-invalid]').first().waitFor();
    await check('sign-up with errors', 'html');
    for (const name of ['confirm', 'forgot', 'reset', 'sign-in']) {
      await page.evaluate(`location.hash = '#${name}'`);
      if (name === 'sign-in') {
        await fill(page, { 'Username or e-mail address': 'unknown', Password: 'wrong' });
        await press(page, 'Sign in');
        await page.getByRole('alert').filter({ hasText: /./ }).waitFor();
      }
      await check(name);
    }
    for (const challenge of ['SOFTWARE_TOKEN_MFA', 'NEW_PASSWORD_REQUIRED']) {
      const json = { challenge, session: 'a-session', username: 'maria' };
      await page.route('**/sign-in', (route) => route.fulfill({ json }));
      await waitForView(page, 'Sign in');
      await fill(page, { Password: PASSWORD });
      await press(page, 'Sign in');
      await waitForView(page, 'One more step');
      await check(challenge);
      await page.getByRole('link', { name: 'Start again' }).click();
    }
    expectNone();
  });

  it('has no serious accessibility violation on the views of a signed-in user, and fits 360 px', async () => {
    const page = await openPage();
    const { check, expectNone } = await audit(page);
    await signUpAndSignIn(page, 'maria-theresia-walburga-amalia-christina-von-habsburg');
    await press(page, 'GET /secret');
    await page.getByText('ID token', { exact: true }).click();
    await check('account', 'html');
    for (const name of ['password', 'authenticator', 'delete']) {
      await page.evaluate(`location.hash = '#${name}'`);
      if (name === 'authenticator') {
        await press(page, 'Set up an app');
        await page.getByRole('img', { name: /QR code/ }).waitFor();
      }
      if (name === 'delete') await press(page, 'Delete my account …');
      await check(name);
    }
    expectNone();
  });

  it('has no serious accessibility violation in the question about another API, and fits 360 px', async () => {
    const page = await openPage({ at: '?api=https://abcde12345.execute-api.eu-central-1.amazonaws.com/dev' });
    const { check, expectNone } = await audit(page);
    await page.getByRole('heading', { name: 'Use this API?' }).waitFor();
    await check('question', 'html');
    expectNone();
  });

  it('has no serious accessibility violation in the list of routes, and fits 360 px', async () => {
    const routes = [
      { method: 'DELETE', path: '/organizations/{organizationId}/members/{memberId}', auth: 'access-token' },
    ];
    const page = await openPage({ configuration: { routes } });
    const { check, expectNone } = await audit(page);
    await page.getByRole('heading', { name: 'API routes' }).waitFor();
    await check('routes', 'html');
    expectNone();
  });
});
