import type { Page } from 'playwright-core';
import { problemBody } from '../../../lambda/contract/problems';
import { createAccount, fillInCode, PASSWORD, signIn, signUpAndSignIn } from '../support/accounts';
import {
  describeInBrowser,
  fieldError,
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

/** The rules of the checklist in the visible view, each with whether the password meets it. */
async function checklist(page: Page): Promise<Record<string, boolean>> {
  const items = await view(page).locator('.checklist:visible li').allInnerTexts();
  return Object.fromEntries(items.map((text) => [text.replace(/\s*: met$/, ''), /: met$/.test(text)] as const));
}

const rules = (met: string) =>
  Object.fromEntries(
    ['At least 8 characters', 'A lower-case letter', 'An upper-case letter', 'A digit', 'A symbol'].map(
      (rule, index) => [rule, met[index] === '+'],
    ),
  );

/** The label of the focused field. */
const focusedLabel = (page: Page) => page.evaluate('document.activeElement.labels?.[0]?.textContent');

/** The configuration of the local run, with other values. */
async function configuration(changes: object): Promise<object> {
  const { body } = await send('GET', `${localRun().api}/_local/config.json`);
  return { ...body, ...changes };
}

async function routesWithout(...names: string[]) {
  const { routes } = (await configuration({})) as { routes: readonly { method: string; path: string }[] };
  return routes.filter(({ method, path }) => !names.includes(`${method} ${path}`));
}

describeInBrowser('a form for a new password', () => {
  it('shows which rules the password meets, and is not sent before it meets all of them', async () => {
    const page = await openPage();
    await fill(page, { Username: 'paula', 'E-mail address': 'paula@example.com' });
    expect(await checklist(page)).toEqual(rules('-----'));
    for (const [password, met] of [
      ['a', '-+---'],
      ['Aa1', '-+++-'],
      ['Aa1 aaaa', '+++++'],
      ['Aaaaaaa1', '++++-'],
      ['', '-----'],
      ['aaaaaaa-', '++--+'],
    ] as const) {
      await fill(page, { Password: password });
      expect(await checklist(page)).toEqual(rules(met));
    }
    await view(page)
      .getByRole('status')
      .filter({ hasText: 'The password needs an upper-case letter and a digit' })
      .waitFor();
    await press(page, 'Sign up');
    expect(await fieldError(page, 'Password')).toMatch(/^The password needs an upper-case letter and a digit\.\n/);
    await fill(page, { Password: ' Aa1-aaaa' });
    await press(page, 'Sign up');
    expect(await fieldError(page, 'Password')).toMatch(/^A password cannot begin or end with a space\.\n/);
    expect(await listedRequests(page)).toEqual([]);
    await fill(page, { Password: PASSWORD });
    await view(page).getByRole('status').filter({ hasText: 'The password meets all rules' }).waitFor();
    await press(page, 'Sign up');
    await waitForView(page, 'Confirm your account');
    expect(await listedRequests(page)).toEqual(['POST /sign-up 201']);
  });

  it.each([
    ['the reset', '#reset', 'Set password', { 'Username or e-mail address': 'rita', Code: '123456' }],
    ['the change', '#password', 'Change password', { 'Current password': PASSWORD }],
    ['the challenge after an invitation', '#sign-in', 'Continue', {}],
  ] as const)('shows the rules in %s', async (_, at, button, others) => {
    const page = await openPage({ at });
    if (at === '#password') {
      await signUpAndSignIn(page, 'corinna');
      await page.getByRole('link', { name: 'Password' }).click();
    }
    if (at === '#sign-in') {
      const json = { challenge: 'NEW_PASSWORD_REQUIRED', session: 'a-session', username: 'ines' };
      await stub(page, '/sign-in', (route) => route.fulfill({ json }));
      await signIn(page, 'ines');
      await waitForView(page, 'One more step');
      expect(await focusedLabel(page)).toBe('New password');
    }
    const before = await listedRequests(page);
    await fill(page, { ...(others as Record<string, string>), 'New password': 'Aa1' });
    expect(await checklist(page)).toEqual(rules('-+++-'));
    await press(page, button);
    expect(await fieldError(page, 'New password')).toMatch(
      /^The password needs at least 8 characters and a symbol\.\n/,
    );
    expect(await listedRequests(page)).toEqual(before);
  });

  it('never refuses a password that the policy of Cognito allows, and follows the policy of the stage', async () => {
    const none = { requireLowercase: false, requireUppercase: false, requireNumbers: false, requireSymbols: false };
    const page = await openPage({
      configuration: await configuration({ passwordPolicy: { ...none, minimumLength: 6 } }),
    });
    await fill(page, { Password: 'äöü' });
    expect(await checklist(page)).toEqual({ 'At least 6 characters': false });
    const mistakes =
      await page.evaluate(`import('./password-checklist.js').then(({ passwordMistake, passwordRules }) => {
      const all = { requireLowercase: true, requireUppercase: true, requireNumbers: true, requireSymbols: true, minimumLength: 8 };
      const rules = passwordRules(all);
      const symbols = [...'^$*.[]{}()?"!@#%&/\\\\,><\\':;|_~\`=+-', ' '];
      const allowed = [...symbols.map((symbol) => 'Aa1' + symbol + 'aaaa'), 'Aa1-\u{1f600}\u{1f600}', '\u00a0Aa1-aaaa'];
      return allowed.map((password) => passwordMistake(password, rules)).filter(Boolean);
    })`);
    expect(mistakes).toEqual([]);
  });

  it('leaves the password to an API elsewhere, whose policy is not known', async () => {
    const elsewhere = 'https://abc.execute-api.us-east-1.amazonaws.com';
    const page = await openPage({ at: `?api=${elsewhere}/dev`, origins: [elsewhere] });
    const headers = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' };
    const errors = [
      { field: 'password', message: 'must have at least 8 characters' },
      { field: 'password', message: 'needs a digit' },
    ];
    const json = problemBody('weak_password', 'a-request-id', errors);
    await page.route(`${elsewhere}/dev/sign-up`, (route) => route.fulfill({ status: 422, json, headers }));
    await press(page, 'Use this API');
    expect(await view(page).locator('.checklist').count()).toBe(0);
    await fill(page, { 'E-mail address': 'ada@example.com', Password: 'weak' });
    await press(page, 'Sign up');
    expect(await fieldError(page, 'Password')).toBe('Must have at least 8 characters. Needs a digit.');
    // Users of this API may sign in without a password.
    await fill(page, { Password: '' });
    await press(page, 'Sign up');
    await page.locator('[data-requests] summary').nth(1).waitFor();
    expect(await fieldError(page, 'Password')).toBe('Enter the password.');
  });
});

describeInBrowser('the forms', () => {
  it('lead into the field that is filled in next', async () => {
    const page = await openPage();
    await fill(page, { Username: 'fiona', 'E-mail address': 'fiona@example.com', Password: PASSWORD });
    await press(page, 'Sign up');
    await waitForView(page, 'Confirm your account');
    await waitForStatus(page, 'A code was sent');
    expect(await focusedLabel(page)).toBe('Code');
    // The description says where the user is now.
    const code = view(page).getByLabel('Code');
    expect(await code.getAttribute('aria-describedby')).toBe('confirm-heading');
    await press(page, 'Confirm');
    expect(await fieldError(page, 'Code')).toContain('Enter the code.');
    await view(page).getByLabel('Username').focus();
    expect(await code.getAttribute('aria-describedby')).toBe('confirm-code-error');
    await fillInCode(page, 'fiona@example.com');
    await press(page, 'Confirm');
    await waitForView(page, 'Sign in');
    expect(await focusedLabel(page)).toBe('Password');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await waitForView(page, 'Forgot your password?');
    expect(await page.evaluate('document.activeElement.id')).toBe('forgot-heading');
    await press(page, 'Send code');
    await waitForView(page, 'Choose a new password');
    expect(await focusedLabel(page)).toBe('Code');
    expect(await listedRequests(page)).toEqual(['POST /sign-up 201', 'POST /confirm 200', 'POST /forgot-password 202']);
  });

  it('remove the messages and the result of before when a call starts', async () => {
    await createAccount('gesa');
    const page = await openPage({ at: '#confirm' });
    await stub(page, '/confirm', (route) => route.fulfill({ json: { username: 'gesa', confirmed: true } }));
    await fill(page, { Username: 'gesa', Code: '123456' });
    await press(page, 'Confirm');
    await waitForStatus(page, 'Your account is confirmed. Sign in.');
    await fill(page, { Password: 'wrong' });
    await press(page, 'Sign in');
    await waitForAlert(page, 'Wrong username or password.');
    expect(await page.locator('[data-notice]').innerText()).toBe('');

    await press(page, 'GET /hello');
    await waitForStatus(page, 'Hello');
    const slow = heldReply();
    await stub(page, '/secret', async (route) => {
      await slow.released;
      await route.continue();
    });
    await press(page, 'GET /secret');
    expect(await page.locator('[data-result]').innerText()).toBe('');
    slow.release();
    await waitForStatus(page, 'Sign in first');
  });

  it('ask only for what the pressed button sends', async () => {
    const page = await openPage({ at: '#confirm' });
    await press(page, 'Resend code');
    expect(await fieldError(page, 'Username')).toContain('Enter the username.');
    expect(await view(page).getByText('Enter the code.').isVisible()).toBe(false);
    await fill(page, { Username: 'helga' });
    await press(page, 'Resend code');
    await waitForStatus(page, 'code');
    expect(await listedRequests(page)).toEqual(['POST /resend-code 202']);
  });

  it('are hidden if the API has no route for them', async () => {
    const routes = await routesWithout('POST /sign-up', 'POST /confirm', 'POST /mfa/totp', 'POST /forgot-password');
    const page = await openPage({ configuration: await configuration({ routes }) });
    await waitForView(page, 'Sign in');
    expect(await page.getByRole('link', { name: 'Sign up' }).isVisible()).toBe(false);
    expect(await page.getByRole('link', { name: 'Forgot your password?' }).isVisible()).toBe(false);
    await page.evaluate('location.hash = "#forgot"');
    await page.evaluate('location.hash = "#confirm"');
    await waitForView(page, 'Sign in');
    await signUpAndSignIn(page, 'ilse');
    expect(await page.getByRole('link', { name: 'Password' }).isVisible()).toBe(true);
    expect(await page.getByRole('link', { name: 'Authenticator' }).isVisible()).toBe(false);
    await page.evaluate('location.hash = "#authenticator"');
    await waitForView(page, 'Hello, ilse');
  });

  it('offer to reload the page when the settings of the API have changed', async () => {
    const page = await openPage({ ownContext: true });
    const offer = page.getByRole('button', { name: 'Reload the page' });
    const changeApp = async (changes: object) => {
      const json = await configuration(changes);
      await page.route('**/_local/config.json', (route) => route.fulfill({ json }));
      await page.evaluate(`new BroadcastChannel('live').postMessage({ event: 'app' })`);
    };
    await waitForView(page, 'Create an account');
    await changeApp({});
    await changeApp({ signInWith: 'email' });
    await offer.waitFor();
    await changeApp({});
    await offer.waitFor({ state: 'hidden' });
    await fill(page, { Username: 'mina' });
    await changeApp({ signInWith: 'email' });
    await offer.click();
    await view(page).getByLabel('Username').waitFor({ state: 'hidden' });
  });

  it('say that an authenticator app does not fit if the clock was moved', async () => {
    const page = await openPage({ ownContext: true });
    await signUpAndSignIn(page, 'jana');
    const clock = { now: '2027-01-01T00:00:00Z', aheadSeconds: 31 * 86_400 };
    await stub(page, '/_local/clock', (route) => route.fulfill({ json: clock }));
    await page.getByRole('link', { name: 'Authenticator' }).click();
    await view(page)
      .getByText('The clock of the local run is 31 days ahead, so it refuses the codes of an app on your phone.')
      .waitFor();
  });
});

describeInBrowser('the calls of an API', () => {
  it('are the GET routes without path parameters and without an AWS signature', async () => {
    const routes = [
      { method: 'POST', path: '/sign-in', auth: 'open' },
      { method: 'GET', path: '/status', auth: 'open' },
      { method: 'GET', path: '/notes', auth: 'id-token' },
      { method: 'GET', path: '/notes/{id}', auth: 'id-token' },
      { method: 'GET', path: '/reports', auth: 'id-token' },
      { method: 'GET', path: '/private', auth: 'iam' },
      { method: 'POST', path: '/notes', auth: 'id-token' },
    ];
    const page = await openPage({ configuration: await configuration({ routes }) });
    const calls = page.locator('[data-calls] button[type=submit]:visible');
    expect(await calls.allInnerTexts()).toEqual(['GET /notes', 'GET /status']);
    await stub(page, '/notes', (route) => route.fulfill({ json: { notes: [] } }));
    await press(page, 'GET /notes');
    await waitForStatus(page, 'Reply of GET /notes');
    await page.locator('[data-result]', { hasText: '"notes": []' }).waitFor();
    await signUpAndSignIn(page, 'karin');
    expect(await calls.allInnerTexts()).toEqual(['GET /notes', 'GET /reports', 'GET /status']);
  });

  it('name the groups of the ID token if the API refuses a member of none', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'lena');
    await press(page, 'GET /admin');
    await waitForStatus(page, 'You are not allowed to do this.');
    await view(page).getByText('Groups in your ID token: none.').waitFor();
    expect(await view(page).getByRole('link', { name: 'Add the user to a group' }).getAttribute('href')).toBe(
      '#users/lena',
    );
  });
});
