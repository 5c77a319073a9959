import type { Page, Route } from 'playwright-core';
import { problemBody } from '../../../lambda/contract/problems';
import { eventually } from '../../../packages/local-run/test/support/eventually';
import { OTHER_PASSWORD, PASSWORD, signIn, signUpAndSignIn } from '../support/accounts';
import {
  describeInBrowser,
  fill,
  listedRequests,
  openPage,
  press,
  stub,
  view,
  waitForAlert,
  waitForStatus,
  waitForView,
} from '../support/browser';
import { heldReply } from '../support/held-reply';
import { send } from '../support/http';
import { localRun, runOnce } from '../support/local-run';

runOnce();

const unauthorized = {
  status: 401,
  contentType: 'application/problem+json',
  body: JSON.stringify(problemBody('unauthorized', 'a-request-id')),
};

interface Tokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** The tokens in the session storage of a tab. */
async function storedTokens(page: Page): Promise<Tokens> {
  return JSON.parse(await page.evaluate('Object.values(sessionStorage).find((value) => value.includes("idToken"))'));
}

describeInBrowser('a session on the page', () => {
  it('refreshes rejected tokens once, keeps the session if the refresh gets no reply, and ends it if the refresh is rejected', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'betty');
    const { idToken } = await storedTokens(page);
    const refresh = heldReply();
    await stub(page, '/secret', (route) => {
      const isFirst = route.request().headers().authorization === `Bearer ${idToken}`;
      return isFirst ? route.fulfill(unauthorized) : route.continue();
    });
    await stub(page, '/refresh', async (route: Route) => {
      await refresh.released;
      await route.continue();
    });
    await press(page, 'GET /secret');
    await page.locator('[data-requests] summary', { hasText: '/refresh' }).waitFor();
    // A second refresh while the first one is under way.
    await press(page, 'Refresh');
    refresh.release();
    await waitForStatus(page, 'This is for signed-in callers only');
    await waitForStatus(page, 'The tokens were refreshed.');
    expect((await listedRequests(page)).slice(-3)).toEqual(['GET /secret 401', 'POST /refresh 200', 'GET /secret 200']);

    await stub(page, '/refresh', (route) => route.abort());
    await press(page, 'Refresh');
    await waitForAlert(page, 'cannot be reached');
    await stub(page, '/sign-out', (route) => route.abort());
    await press(page, 'Sign out');
    await page.getByRole('button', { name: 'Discard the tokens of this tab anyway' }).waitFor();
    await page.unrouteAll();
    await page.reload();
    await waitForView(page, 'Hello, betty');

    const { refreshToken } = await storedTokens(page);
    await send('POST', `${localRun().api}/sign-out`, { refreshToken });
    await press(page, 'GET /me');
    await waitForView(page, 'Sign in');
    await waitForStatus(
      page,
      'Your session has ended. Sign in again. A start of the local run with --fresh deletes its users',
    );
    expect(await view(page).getByLabel('Username').inputValue()).toBe('betty');
    expect(String(await page.evaluate('JSON.stringify(sessionStorage)')).includes(refreshToken)).toBe(false);
    expect(await listedRequests(page)).toEqual(['GET /me 401', 'POST /refresh 401']);
  });

  it('follows the back button without secrets in the URL, in a form or in the document', async () => {
    const page = await openPage();
    await fill(page, { Username: 'hilda', Password: PASSWORD });
    await press(page, 'Show the password');
    expect(await view(page).locator('[name=password]').getAttribute('type')).toBe('text');
    await page.getByRole('link', { name: 'Sign in', exact: true }).click();
    await waitForView(page, 'Sign in');
    await page.goBack();
    await waitForView(page, 'Create an account');
    expect(await view(page).locator('[name=password]').getAttribute('type')).toBe('password');
    expect(await view(page).getByLabel('Password', { exact: true }).inputValue()).toBe('');

    await signUpAndSignIn(page, 'hilda');
    expect(page.url()).toBe(`${localRun().api}/_local/#account`);
    const { idToken } = await storedTokens(page);
    const secretsInDocument = async () => {
      const content = await page.content();
      return [PASSWORD, idToken].filter((secret) => content.includes(secret)).length;
    };
    expect(await secretsInDocument()).toBe(0);
    await press(page, 'Show secrets');
    expect(await secretsInDocument()).toBe(2);
    await press(page, 'Hide secrets');
    expect(await secretsInDocument()).toBe(0);

    await page.goBack();
    await waitForView(page, 'Hello, hilda');
    await press(page, 'Sign out');
    await waitForView(page, 'Sign in');
    for (const [fragment, heading] of [
      ['account', 'Sign in'],
      ['challenge', 'Sign in'],
      ['nowhere', 'Create an account'],
    ] as const) {
      await page.evaluate(`location.hash = '#${fragment}'`);
      await waitForView(page, heading);
    }
  });

  it('ends in a duplicated tab on sign-out, and in every tab on sign-out everywhere', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'ida');
    const [second] = await Promise.all([page.waitForEvent('popup'), page.evaluate('void open(location.href)')]);
    await waitForView(second, 'Hello, ida');
    await press(second, 'Sign out');
    await waitForView(page, 'Sign in');
    await waitForStatus(page, 'You were signed out in another tab.');

    for (const tab of [page, second]) {
      await tab.bringToFront();
      await signIn(tab, 'ida');
      await waitForView(tab, 'Hello, ida');
    }
    await page.bringToFront();
    await press(page, 'Sign out');
    await waitForView(page, 'Sign in');
    await second.bringToFront();
    await press(second, 'GET /me');
    await waitForStatus(second, 'Your account');
    await page.bringToFront();
    await signIn(page, 'ida');
    await waitForView(page, 'Hello, ida');
    await second.bringToFront();
    await press(second, 'Sign out everywhere');
    await waitForView(page, 'Sign in');
  });

  it('goes on in a duplicated tab with the new tokens when they were refreshed in the other', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'irma');
    const [second] = await Promise.all([page.waitForEvent('popup'), page.evaluate('void open(location.href)')]);
    await waitForView(second, 'Hello, irma');
    await page.bringToFront();
    await press(page, 'Refresh');
    await waitForStatus(page, 'The tokens were refreshed.');
    const { refreshToken } = await storedTokens(page);
    await second.bringToFront();
    await eventually(async () => (await storedTokens(second)).refreshToken === refreshToken);
    await press(second, 'Refresh');
    await waitForStatus(second, 'The tokens were refreshed.');
  });

  it('goes on when the storage is full, which keeps no tokens that are used up', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'inge');
    await page.evaluate(`
      for (let size = 2 ** 22, count = 0; size >= 1; ) {
        try {
          sessionStorage.setItem('full ' + count++, 'x'.repeat(size));
        } catch {
          size /= 2;
        }
      }`);
    // Longer than the tokens that it replaces.
    await stub(page, '/refresh', async (route: Route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), refreshToken: 'x'.repeat(5000) } });
    });
    await press(page, 'Refresh');
    await waitForStatus(page, 'The tokens were refreshed.');
    await press(page, 'GET /me');
    await waitForStatus(page, 'Your account');
    expect(String(await page.evaluate('JSON.stringify(sessionStorage)')).includes('refreshToken')).toBe(false);
    await page.unrouteAll();
    await page.reload();
    await waitForView(page, 'Sign in');
  });

  it('ends in every tab when the password is changed in one', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'jutta');
    const [second] = await Promise.all([page.waitForEvent('popup'), page.evaluate('void open(location.href)')]);
    await second.getByRole('link', { name: 'Password' }).click();
    await fill(second, { 'Current password': PASSWORD, 'New password': OTHER_PASSWORD });
    await press(second, 'Change password');
    await waitForStatus(second, 'The password was changed, and you are signed out on all devices.');
    await waitForView(page, 'Sign in');
    for (const tab of [page, second]) {
      expect(String(await tab.evaluate('JSON.stringify(sessionStorage)')).includes('refreshToken')).toBe(false);
    }
  });
});
