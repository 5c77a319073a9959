import { source as axe } from 'axe-core';
import type { Page } from 'playwright-core';
import { signUpAndSignIn } from '../support/accounts';
import { describeInBrowser, newTab, openPage } from '../support/browser';
import { localRun, runOnce } from '../support/local-run';

runOnce();

/** Sends the request of an operation of the reference; its status and body. */
async function tryOut(page: Page, route: string): Promise<[status: string, body: string]> {
  const [method = '', path = ''] = route.split(' ');
  const operation = page.locator(`.opblock-${method.toLowerCase()}`, {
    has: page.locator(`[data-path="${path}"]`),
  });
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  const reply = operation.locator('.live-responses-table .response');
  await reply.waitFor();
  return [
    (await reply.locator('.response-col_status').innerText()).trim(),
    await reply.locator('.highlight-code code').first().innerText(),
  ];
}

describeInBrowser('the API reference', () => {
  it('lists the routes and sends a request to this run, without a request to another origin', async () => {
    const page = await newTab({ origins: [localRun().api] });
    await page.goto(`${localRun().api}/_local/reference`);
    await page.getByRole('heading', { name: 'cognito-auth-api' }).waitFor();
    await page.locator('[data-path="/sign-up"]').waitFor();
    await page.getByText('Not signed in: sign in at the console, or press Authorize.').waitFor();
    expect(await tryOut(page, 'GET /hello')).toEqual(['200', expect.stringContaining('Hello')]);
    expect((await tryOut(page, 'GET /secret'))[0]).toBe('401');
  });

  it('sends the ID token and the access token of the session of the console', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'edith');
    await page.getByRole('link', { name: 'API reference' }).click();
    await page.getByText('Requests use the tokens of the console.').waitFor();
    for (const route of ['GET /secret', 'GET /me']) {
      expect(await tryOut(page, route)).toEqual(['200', expect.stringContaining('edith')]);
    }
    expect(page.url()).toBe(`${localRun().api}/_local/reference`);
  });

  it('says that the tokens of the console have expired', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'elmar');
    await page.getByRole('link', { name: 'API reference' }).click();
    await page.getByText('Requests use the tokens of the console.').waitFor();
    await page.clock.setFixedTime(Date.now() + 24 * 3_600_000);
    await page.reload();
    await page.getByText('The tokens of the console have expired').waitFor();
  });

  it('has no accessibility issue that axe calls serious, with open operations, and fits on a phone', async () => {
    const page = await newTab({ origins: [localRun().api], ownContext: true });
    await page.goto(`${localRun().api}/_local/reference`);
    for (const path of ['/sign-up', '/mfa/totp']) await page.locator(`[data-path="${path}"]`).first().click();
    await tryOut(page, 'GET /hello');
    await page.evaluate(axe);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(colorScheme === 'dark' ? 'html.dark-mode' : 'html:not(.dark-mode)').waitFor();
      const run = "axe.run({ resultTypes: ['violations'], preload: false }).then(({ violations }) => violations)";
      const violations = (await page.evaluate(run)) as { id: string; impact: string; nodes: { target: string[] }[] }[];
      const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
      const found = serious.map(({ id, nodes }) => `${nodes.length} times ${id}, such as at ${nodes[0]?.target}`);
      expect([colorScheme, found]).toEqual([colorScheme, []]);
    }
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});
