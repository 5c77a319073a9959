import { source as axe } from 'axe-core';
import { PASSWORD } from '../support/accounts';
import { audit } from '../support/audit';
import {
  describeInBrowser,
  listedRequests,
  openPage,
  press,
  waitForAlert,
  waitForStatus,
  waitForView,
} from '../support/browser';
import { latestCode, send } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import { emailStage } from '../support/stages';

runOnce(...emailStage);

const username = 'ada@lovelace.example';
const page = () => `${localRun().api}/_local/`;

/** Script that stores a sign-in in progress, as the page does before it leaves for managed login. */
const signInInProgress = `
  sessionStorage.setItem(location.origin + ' managed-login',
    JSON.stringify({ state: 'of-this-tab', nonce: 'n', verifier: 'v'.repeat(43) }))`;

describeInBrowser('the page', () => {
  describe('with managed login', () => {
    beforeAll(async () => {
      const post = (path: string, body: object) => send('POST', localRun().api + path, body);
      await post('/sign-up', { username, password: PASSWORD });
      await post('/confirm', { username, code: await latestCode(localRun().api, username) });
    });

    it('signs in, calls GET /secret, and signs out at Cognito too', async () => {
      const tab = await openPage({ at: '#sign-in', origins: [localRun().cognito], ownContext: true });
      await press(tab, 'Sign in with managed login');
      await tab.waitForURL(`${localRun().cognito}/**`);
      await tab.getByLabel('E-mail address').fill(username);
      await tab.getByLabel('Password').fill('Wrong-Horse-7');
      await press(tab, 'Sign in');
      await tab.getByRole('alert').waitFor();
      await tab.getByLabel('Password').fill(PASSWORD);
      await press(tab, 'Sign in');

      await waitForView(tab, `Hello, ${username}`);
      expect(tab.url()).toBe(`${page()}#account`);
      expect(await listedRequests(tab)).toEqual(['POST /oauth2/token 200']);
      const exchange = tab.locator('[data-requests] li');
      await exchange.getByText('Request, form-encoded').waitFor();
      expect((await exchange.locator('pre').first().innerText()).split('\n')).toContain('&code=••••••');
      await press(tab, 'GET /secret');
      await waitForStatus(tab, 'This is for signed-in callers only');
      await press(tab, 'GET /me');
      await waitForStatus(tab, 'Your account');
      await press(tab, 'Sign out');

      await waitForView(tab, 'Sign in');
      await waitForStatus(tab, 'You are signed out.');
      await press(tab, 'Sign in with managed login');
      await tab.waitForURL(`${localRun().cognito}/**`);
      await tab.getByLabel('Password').waitFor();
    });

    it('signs up at Cognito and replaces a forgotten password there, without a serious accessibility violation', async () => {
      const [visitor, chosen] = ['grace@hopper.example', 'Another-Horse-8'];
      const { api, cognito } = localRun();
      const tab = await openPage({ at: '#sign-in', origins: [cognito], ownContext: true });
      await press(tab, 'Sign in with managed login');
      await tab.getByRole('link', { name: 'Create an account' }).click();
      const { check, expectNone } = await audit(tab);
      await tab.getByLabel('E-mail address').fill(visitor);
      await tab.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await tab.getByLabel('Repeat the password').fill('another');
      await tab.keyboard.press('Enter');
      await waitForAlert(tab, 'The passwords are not the same.');
      const marked = tab.locator('[aria-invalid]');
      expect(await marked.evaluateAll((fields) => fields.map(({ id }) => id))).toEqual(['repeated']);
      await tab.evaluate(axe);
      await check('sign-up with an error', 'html');
      for (const label of ['Password', 'Repeat the password'])
        await tab.getByLabel(label, { exact: true }).fill(PASSWORD);
      await tab.keyboard.press('Enter');
      await waitForStatus(tab, 'A code was sent to g***@h***.');
      await tab.evaluate(axe);
      await check('confirmation', 'html');
      await tab.getByLabel('Code from the e-mail').fill(await latestCode(api, visitor));
      await tab.keyboard.press('Enter');
      await waitForView(tab, `Hello, ${visitor}`);

      await press(tab, 'Sign out');
      await waitForStatus(tab, 'You are signed out.');
      await press(tab, 'Sign in with managed login');
      await tab.getByRole('link', { name: 'Forgot your password?' }).click();
      await tab.getByLabel('E-mail address').fill(visitor);
      await press(tab, 'Send a code');
      await waitForStatus(tab, 'A code was sent to g***@h***.');
      await tab.evaluate(axe);
      await check('new password', 'html');
      await tab.getByLabel('Code from the e-mail').fill(await latestCode(api, visitor));
      for (const label of ['New password', 'Repeat the password']) await tab.getByLabel(label).fill(chosen);
      await press(tab, 'Change password');
      await waitForStatus(tab, 'Your password was changed. Sign in with it.');
      await tab.getByLabel('Password').fill(chosen);
      await press(tab, 'Sign in');
      await waitForView(tab, `Hello, ${visitor}`);
      expectNone();
    });

    it('leads back to the page from Cognito without a sign-in', async () => {
      const tab = await openPage({ at: '#sign-in', origins: [localRun().cognito], ownContext: true });
      await press(tab, 'Sign in with managed login');
      await tab.getByRole('link', { name: 'Back to the app' }).click();
      await waitForAlert(tab, 'The sign-in was canceled or denied.');
    });

    it('explains each OAuth error that Cognito redirects back with', async () => {
      const messages = {
        access_denied: 'The sign-in was canceled or denied.',
        invalid_request: 'Cognito rejected the request of this page as invalid.',
        invalid_scope: 'This page requests a scope that the app client does not allow.',
        unauthorized_client: 'The app client does not allow this kind of sign-in.',
        unsupported_response_type: 'The app client does not allow this kind of sign-in.',
        server_error: 'Cognito reported an internal error: try again.',
        temporarily_unavailable: 'Cognito is temporarily unavailable: try again in a moment.',
        something_else: 'Cognito replied "something_else".',
      };
      const tab = await openPage({ before: signInInProgress });
      for (const [error, title] of Object.entries(messages)) {
        await tab.goto(`${page()}?error=${error}&state=of-this-tab`);
        await waitForAlert(tab, title);
        expect(tab.url()).toBe(`${page()}#sign-in`);
      }
    });

    it.each([
      ['that another tab started', '?code=c&state=of-another-tab', signInInProgress],
      ['that no tab started', '?code=c&state=', ''],
    ])('rejects the code of a sign-in %s', async (_, at, before) => {
      const tab = await openPage({ at, before });
      await waitForAlert(tab, 'This response does not belong to a sign-in that this tab started: try again.');
      expect(await listedRequests(tab)).toEqual([]);
    });

    it('explains why Cognito rejected a code', async () => {
      const tab = await openPage({
        at: '?code=used-up&state=of-this-tab',
        before: signInInProgress,
        origins: [localRun().cognito],
      });
      await waitForAlert(tab, 'The code was used before, has expired or was issued for another page: try again.');
      expect(await listedRequests(tab)).toEqual(['POST /oauth2/token 400']);
    });
  });
});
