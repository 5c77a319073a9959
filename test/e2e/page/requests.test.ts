import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fillInCode } from '../support/accounts';
import { audit } from '../support/audit';
import { describeInBrowser, fill, openPage, press, stub, view, waitForView } from '../support/browser';
import { runOnce } from '../support/local-run';

runOnce();

/** A shell would end a quoted text at the single quote, and replace the rest. */
const PASSWORD = `It's-$HOME-7 "\`\\!`;

describeInBrowser('the requests', () => {
  it('can be copied as curl commands, which a shell performs with the same result', async () => {
    const page = await openPage({ ownContext: true });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await fill(page, { Username: 'wanda', 'E-mail address': 'wanda@example.com', Password: PASSWORD });
    await press(page, 'Sign up');
    await waitForView(page, 'Confirm your account');
    await fillInCode(page, 'wanda@example.com');
    await press(page, 'Confirm');
    await waitForView(page, 'Sign in');
    await fill(page, { Password: PASSWORD });
    await press(page, 'Sign in');
    await waitForView(page, 'Hello, wanda');
    await press(page, 'GET /secret');
    const entry = (line: string) => page.locator('[data-requests] li', { hasText: line });
    await entry('/secret').locator('.badge', { hasText: '200' }).waitFor();

    const curl = async (line: string) => {
      const details = entry(line).locator('details');
      if (!(await details.evaluate((it: { open?: boolean }) => it.open))) await details.locator('summary').click();
      await details.getByRole('button', { name: 'Copy as curl' }).click();
      await page.getByText('Copied, with the secrets in it.').waitFor();
      const command = String(await page.evaluate('navigator.clipboard.readText()'));
      const { stdout } = await promisify(execFile)('bash', ['-c', command]);
      return [command.split('\n')[0], JSON.parse(stdout)];
    };
    expect(await curl('/secret')).toEqual([
      expect.stringMatching(/^curl 'http:\/\/localhost:\d+\/secret' \\$/),
      expect.objectContaining({ user: expect.objectContaining({ username: 'wanda' }) }),
    ]);
    expect(await curl('/sign-in')).toEqual([
      expect.stringMatching(/^curl -X POST 'http:\/\/localhost:\d+\/sign-in' \\$/),
      expect.objectContaining({ idToken: expect.any(String), refreshToken: expect.any(String) }),
    ]);
  });

  it('have their controls below the line of the request on a phone', async () => {
    const page = await openPage({ at: '#sign-in' });
    await page.setViewportSize({ width: 360, height: 780 });
    await press(page, 'GET /hello');
    await page.evaluate("location.hash = '#requests'");
    await waitForView(page, 'Requests');
    const entry = view(page).locator('details[open]');
    const [line, copy, label] = await Promise.all([
      entry.locator('summary').boundingBox(),
      entry.getByRole('button', { name: 'Copy as curl' }).boundingBox(),
      entry.locator('.part').first().boundingBox(),
    ]);
    expect(copy?.y).toBeGreaterThanOrEqual((line?.y ?? 0) + (line?.height ?? 0));
    // On the line of the label of the request.
    expect(copy?.y).toBeLessThan((label?.y ?? 0) + (label?.height ?? 0));
  });

  it('are listed in a section with the time of day, unfold, and can be filtered and cleared', async () => {
    const page = await openPage({ at: '#sign-in', ownContext: true });
    await press(page, 'GET /hello');
    await press(page, 'GET /secret');
    await page.locator('[data-requests] .badge', { hasText: '401' }).waitFor();
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Requests' }).click();
    await waitForView(page, 'Requests');

    const entries = view(page).locator('.requests summary');
    const times = await entries.locator('time').allInnerTexts();
    expect(times).toEqual([expect.stringMatching(/\d\d:\d\d:\d\d/), expect.stringMatching(/\d\d:\d\d:\d\d/)]);
    const oldest = view(page).locator('details').last();
    expect(await oldest.getAttribute('open')).toBeNull();
    await entries.last().focus();
    await page.keyboard.press('Enter');
    await oldest.getByText('Reply', { exact: true }).waitFor();

    const shown = () => entries.locator('.path').allInnerTexts();
    await page.getByLabel('Filter requests').fill('get 401');
    expect(await shown()).toEqual(['/secret']);
    await view(page).getByRole('status').getByText('1 of 2 requests').waitFor();
    await page.getByLabel('Filter requests').fill('');
    await page.getByLabel('Result').selectOption('Successful');
    expect(await shown()).toEqual(['/hello']);
    await page.getByLabel('Result').selectOption('All results');
    expect(await shown()).toEqual(['/secret', '/hello']);
    expect(await oldest.getAttribute('open')).toBe('');

    const { check, expectNone } = await audit(page);
    await check('requests', 'html');
    expectNone();
    await press(page, 'Clear');
    await view(page).getByRole('heading', { name: 'No requests' }).waitFor();
    await page.getByRole('link', { name: 'Try the API' }).click();
    expect(await page.locator('[data-requests] summary').count()).toBe(0);
  });

  it('show text that is not JSON, and that there was no reply', async () => {
    const page = await openPage({ at: '#sign-in' });
    await stub(page, '/hello', (route) => route.fulfill({ body: '<b>text</b>' }));
    await press(page, 'GET /hello');
    await page.locator('[data-requests] pre', { hasText: '<b>text</b>' }).waitFor();
    await stub(page, '/secret', (route) => route.abort());
    await press(page, 'GET /secret');
    await page.locator('[data-requests] .badge', { hasText: 'no reply' }).waitFor();
  });
});
