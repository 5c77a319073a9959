import { PASSWORD, signUpAndSignIn } from '../support/accounts';
import { audit } from '../support/audit';
import { describeInBrowser, fill, openPage, press, view, waitForStatus, waitForView } from '../support/browser';
import { runOnce } from '../support/local-run';

runOnce();

describeInBrowser('the page', () => {
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

  it('has no serious accessibility violation in the requests, a message of the page and a question, and fits 360 px', async () => {
    const page = await openPage();
    const { check, expectNone } = await audit(page);
    await signUpAndSignIn(page, 'maria-theresia-walburga-amalia-christina-josepha');
    await press(page, 'GET /me');
    await waitForStatus(page, 'Your account');
    await page.getByText('Access token', { exact: true }).click();
    await page.getByRole('link', { name: 'Requests' }).click();
    await waitForView(page, 'Requests');
    await view(page).locator('summary').first().click();
    await check('requests', 'html');
    await press(page, 'Copy the API address');
    await page.locator('.toast').waitFor();
    await check('toast', '[data-toasts]');
    await page.evaluate(`void import('./components/confirm-dialog.js').then(({ confirmDialog }) =>
      confirmDialog({ title: 'Delete maria?', text: 'This cannot be undone.', action: 'Delete user' }))`);
    await page.getByRole('dialog', { name: 'Delete maria?' }).waitFor();
    await check('question', 'dialog');
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
