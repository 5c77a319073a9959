import type { Page, Route } from 'playwright-core';
import { problemBody } from '../../../lambda/contract/problems';
import { eventually } from '../../../packages/local-run/test/support/eventually';
import { createAccount, PASSWORD, signIn, signUpAndSignIn } from '../support/accounts';
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
import { send } from '../support/http';
import { localRun, runOnce } from '../support/local-run';

runOnce();

/** A reply that comes when the test says so. */
function held() {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until: released, release };
}

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

/** What this tab holds. */
async function tokensOf(page: Page): Promise<Tokens> {
  return JSON.parse(await page.evaluate('Object.values(sessionStorage).find((it) => it.includes("idToken"))'));
}

/** The API down, slow, or not there; sessions that end; browsers that keep nothing; people in a hurry. */
describeInBrowser('the page', () => {
  it('says what is wrong with an answer, or with there being none, and goes on when all is well', async () => {
    const page = await openPage({ at: '#sign-in' });
    const username = await createAccount('alice');
    await fill(page, { 'Username or e-mail address': username, Password: PASSWORD });

    await stub(page, '/sign-in', (route) => route.abort('connectionrefused'));
    await press(page, 'Sign in');
    await waitForAlert(page, `The API cannot be reached at ${localRun().api}: is npm start still running?`);

    const html = '<h1>Welcome</h1><script>document.title = "run"</script><img src="x">';
    for (const status of [200, 502]) {
      await stub(page, '/sign-in', (route) => route.fulfill({ status, contentType: 'text/html', body: html }));
      await press(page, 'Sign in');
      await waitForAlert(page, `The reply (status ${status}) is not JSON`);
      expect(await page.locator('[data-requests] details[open] pre').last().innerText()).toBe(html);
      expect(await page.title()).toBe('Sign in · cognito-auth-api');
    }

    const json = { challenge: 'SMS_MFA', session: 'a-session', username };
    await stub(page, '/sign-in', (route) => route.fulfill({ json }));
    await press(page, 'Sign in');
    await waitForView(page, 'One more step');
    await view(page).getByText('This page has no form for the challenge SMS_MFA.').waitFor();
    await page.getByRole('link', { name: 'Start again' }).click();

    // However often the button is pressed, one request is sent.
    const slow = held();
    await stub(page, '/sign-in', async (route) => {
      await slow.until;
      await route.continue();
    });
    await fill(page, { Password: PASSWORD });
    await view(page).getByRole('button', { name: 'Sign in' }).dblclick();
    await page.keyboard.press('Enter');
    slow.release();
    await waitForView(page, 'Hello, alice');
    expect(await listedRequests(page)).toEqual([
      'POST /sign-in no reply',
      'POST /sign-in 200',
      'POST /sign-in 502',
      'POST /sign-in 200',
      'POST /sign-in 200',
    ]);

    // Where another Cognito is in use, messages are mailed.
    await stub(page, '/_local/messages', (route) => route.fulfill({ status: 404, json: { message: 'no' } }));
    await press(page, 'GET /hello');
    await page.getByRole('heading', { name: 'Mailbox' }).waitFor({ state: 'hidden' });
  });

  it('waits without moving, lets people cancel, gives up by itself, and says when to try again', async () => {
    const page = await openPage({ at: '#sign-in', ownClock: true });
    await page.clock.install();
    const slow = [held(), held(), held()] as const;
    let calls = 0;
    await stub(page, '/sign-in', async (route) => {
      await slow[calls++]?.until;
      await route.fulfill(unauthorized).catch(() => {});
    });
    const button = view(page).getByRole('button', { name: 'Sign in' });
    const cancel = view(page).getByRole('button', { name: 'Cancel' });
    const where = await button.boundingBox();

    await button.click();
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await page.clock.fastForward(10_000);
    await cancel.waitFor();
    expect(await button.boundingBox()).toEqual(where);
    slow[0].release();
    await waitForAlert(page, 'Sign in first');

    await button.click();
    await page.clock.fastForward(2_000);
    await cancel.click();
    await waitForAlert(page, 'Canceled. The request may still have taken effect.');
    expect((await listedRequests(page)).at(-1)).toBe('POST /sign-in no reply');
    expect(await cancel.isVisible()).toBe(false);

    await button.click();
    await page.locator('[data-requests] .waiting').waitFor();
    await page.clock.fastForward(15_000);
    await waitForAlert(page, 'No reply within 15 seconds.');
    expect(await button.getAttribute('aria-disabled')).toBeNull();
    for (const { release } of slow) release();

    const body = JSON.stringify(problemBody('rate_limited', 'a-request-id'));
    const headers = { 'Retry-After': '70' };
    await stub(page, '/sign-in', (route) => route.fulfill({ status: 429, headers, body }));
    await page.clock.pauseAt(Date.now() + 120_000);
    await button.click();
    await waitForAlert(page, 'Try again in 1:10');
    await page.clock.runFor(2_000);
    await waitForAlert(page, 'Try again in 1:08');
    await page.clock.runFor(68_000);
    await waitForAlert(page, 'You can try again now.');
  });

  it('looks for messages less and less often, and not while nobody looks at the page', async () => {
    const page = await openPage({ ownClock: true });
    await page.clock.install();
    let looks = 0;
    await stub(page, '/_local/messages', (route) => {
      looks += 1;
      return route.fulfill({ json: [] });
    });
    const hide = (hidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    await hide(true);
    const before = looks;
    await page.clock.runFor(60_000);
    expect(looks).toBe(before);

    await hide(false);
    await eventually(() => looks > before);
    for (let seconds = 0; seconds < 60; seconds += 1) await page.clock.runFor(1_000);
    expect(looks - before).toBeGreaterThan(5);
    expect(looks - before).toBeLessThan(15);
  });

  it('renews refused tokens once for all, keeps the session if that fails on the way, and ends it if it is refused', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'betty');
    const { idToken } = await tokensOf(page);
    const refresh = held();
    await stub(page, '/secret', (route) => {
      const isOld = route.request().headers().authorization === `Bearer ${idToken}`;
      return isOld ? route.fulfill(unauthorized) : route.continue();
    });
    await stub(page, '/refresh', async (route: Route) => {
      await refresh.until;
      await route.continue();
    });
    await press(page, 'GET /secret');
    await page.locator('[data-requests] summary', { hasText: '/refresh' }).waitFor();
    // Somebody else wants new tokens too.
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

    const { refreshToken } = await tokensOf(page);
    await send('POST', `${localRun().api}/sign-out`, { refreshToken });
    await press(page, 'GET /me');
    await waitForView(page, 'Sign in');
    await waitForStatus(page, 'Your session has ended. Sign in again. A restart of the local run deletes its users');
    expect(await view(page).getByLabel('Username').inputValue()).toBe('betty');
    expect(String(await page.evaluate('JSON.stringify(sessionStorage)')).includes(refreshToken)).toBe(false);
    expect(await listedRequests(page)).toEqual(['GET /me 401', 'POST /refresh 401']);
  });

  it('says in one sentence what is wrong with ?api=', async () => {
    const page = await openPage({ at: '?api=https://ada:hidden@api.example/dev' });
    await waitForAlert(page, 'The address in ?api= is not a valid API address: it contains a user name or a password.');
    expect(await page.getByRole('alert').innerText()).not.toContain('hidden');
    expect(await page.locator('form:visible').count()).toBe(0);

    const errorFor = (api: string) =>
      page.evaluate(`import('./api-address.js').then(({ parseApiAddress }) =>
        parseApiAddress(${JSON.stringify(`?${new URLSearchParams({ api })}`)}, location.origin).error)`);
    expect(await errorFor('nonsense')).toContain(
      '"nonsense" is not a valid API address: it is not a URL. Set ?api= to',
    );
    expect(await errorFor('')).toContain('"" is not a valid API address: it is not a URL.');
    expect(await errorFor('ftp://files.example')).toContain('it does not start with https:// or http://.');
    expect(await errorFor('javascript:alert(1)')).toContain('it does not start with https:// or http://.');
    expect(await errorFor('https://api.example/dev?stage=x')).toContain('it contains a query (?) or a fragment (#).');
    expect(await errorFor('https://api.example/dev#x')).toContain('it contains a query (?) or a fragment (#).');
    expect(await errorFor('https://*.example')).toContain('its host name contains characters that are not allowed.');
    expect(await errorFor('https://api.example/dev/')).toBeUndefined();
  });

  it('calls the API that ?api= names, with its base path, and has no mailbox then', async () => {
    const elsewhere = 'https://abc.execute-api.us-east-1.amazonaws.com';
    const page = await openPage({ at: `?api=${elsewhere}/dev/#sign-in`, origins: [elsewhere] });
    const headers = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' };
    await page.route(`${elsewhere}/dev/hello`, (route) =>
      route.fulfill({ json: { message: 'Hello from afar' }, headers }),
    );
    await press(page, 'GET /hello');
    await waitForStatus(page, 'Hello from afar');
    expect(await page.getByRole('heading', { name: 'Mailbox' }).isVisible()).toBe(false);
    expect(await page.locator('[data-api-base]').innerText()).toBe(`${elsewhere}/dev`);
  });

  it('works across origins, and where the browser keeps nothing until it is reloaded', async () => {
    const elsewhere = localRun().api.replace('localhost', '127.0.0.1');
    const refuse = `Object.defineProperty(window, 'sessionStorage', {
      get() { throw new DOMException('', 'SecurityError'); },
    })`;
    const page = await openPage({ at: `?api=${elsewhere}`, origins: [elsewhere], before: refuse });
    await signUpAndSignIn(page, 'emma');
    await view(page).getByText('reloading the page signs you out').waitFor();
    await press(page, 'GET /secret');
    await waitForStatus(page, 'This is for signed-in callers only');
    await page.reload();
    await waitForView(page, 'Sign in');
  });

  it('goes back and forth by the browser’s own buttons, with nothing secret in the address, left in a form or in sight', async () => {
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
    const { idToken } = await tokensOf(page);
    const inSight = async () => {
      const content = await page.content();
      return [PASSWORD, idToken].filter((secret) => content.includes(secret)).length;
    };
    expect(await inSight()).toBe(0);
    await press(page, 'Show secrets');
    expect(await inSight()).toBe(2);
    await press(page, 'Hide secrets');
    expect(await inSight()).toBe(0);

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

  it('ends the session of a second tab with the one it was copied from, and any session with all', async () => {
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
});
