import { PASSWORD, signUpAndSignIn } from '../support/accounts';
import { audit } from '../support/audit';
import { describeInBrowser, openPage, press, view, waitForAlert, waitForStatus } from '../support/browser';
import { latestCode, send } from '../support/http';
import { localRun, runOnce } from '../support/local-run';

runOnce();

const control = (method: string, name: string) => send(method, `${localRun().api}/_local/${name}`);
const openControls = () => openPage({ at: '#controls' });

// The tests of this folder share a local run.
afterEach(async () => {
  for (const name of ['clock', 'next-code', 'faults']) await control('DELETE', name);
});

describeInBrowser('the section "Clock and failures"', () => {
  it('moves the clock forward, by a given time too, and back to real time', async () => {
    const page = await openControls();
    await waitForStatus(page, 'Real time');
    await press(page, '+ 1 day');
    await waitForStatus(page, '1 day ahead of real time');
    await page.getByLabel('Move forward by').fill('90');
    await page.getByLabel('Unit').selectOption('minutes');
    await press(page, 'Move forward');
    await waitForStatus(page, '1 day 1 hour 30 minutes ahead of real time');
    expect((await control('GET', 'clock')).body).toMatchObject({ aheadSeconds: 91_800 });
    const shown = await page.locator('.clock-time').getAttribute('datetime');
    expect(Math.abs(Date.parse(String(shown)) - Date.now() - 91_800_000)).toBeLessThan(60_000);
    await press(page, 'Back to real time');
    await waitForStatus(page, 'Real time');
    expect((await control('GET', 'clock')).body).toMatchObject({ aheadSeconds: 0 });
  });

  it.each([
    ['0', 'minutes', 'Enter a whole number above 0.'],
    ['1.5', 'hours', 'Enter a whole number above 0.'],
    ['', 'hours', 'Enter a whole number above 0.'],
    ['9999', 'days', 'The clock can be at most 20 years ahead of real time.'],
  ])('does not move the clock by "%s" %s', async (amount, unit, message) => {
    const page = await openControls();
    await waitForStatus(page, 'Real time');
    await page.getByLabel('Move forward by').fill(amount);
    await page.getByLabel('Unit').selectOption(unit);
    await press(page, 'Move forward');
    await waitForAlert(page, message);
    expect(await page.locator('[aria-invalid="true"]:focus').getAttribute('id')).toBe('clock-amount');
    expect((await control('GET', 'clock')).body).toMatchObject({ aheadSeconds: 0 });
  });

  it('shows what another console or a test changes, and marks the link to the section while something is in effect', async () => {
    const page = await openControls();
    await waitForStatus(page, 'Real time');
    const link = page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: /^Clock/ });
    expect(await link.innerText()).not.toContain('in effect');
    const other = await openControls();
    await waitForStatus(other, 'Codes are random.');
    await press(other, '+ 30 days');
    await waitForStatus(page, '30 days ahead of real time');
    await page.locator('.active-mark:visible').waitFor();
    expect(await link.textContent()).toContain('(in effect)');
    await send('POST', `${localRun().api}/_local/faults`, { fault: 'throttle', times: 2 });
    await page.getByRole('cell', { name: '2 more' }).waitFor();
    await send('PUT', `${localRun().api}/_local/next-code`, { code: '654321', times: 3 });
    await waitForStatus(page, 'The next 3 codes are 654321.');
    for (const name of ['clock', 'next-code', 'faults']) await control('DELETE', name);
    await waitForStatus(page, 'Cognito works.');
    await page.locator('.active-mark').waitFor({ state: 'hidden' });
  });

  it('shows at the tokens of a session that the clock has expired them', async () => {
    const page = await openPage({ at: '#sign-in' });
    await signUpAndSignIn(page, 'clock-mover');
    const lifetimes = () => view(page).getByRole('timer').allInnerTexts();
    expect(await lifetimes()).toEqual([expect.stringMatching(/^1\d:\d\d left$/), expect.stringMatching(/left$/)]);
    await send('POST', `${localRun().api}/_local/clock`, { advanceSeconds: 300 });
    await view(page)
      .getByText(/^(10:00|9:\d\d) left$/)
      .first()
      .waitFor();
    await send('POST', `${localRun().api}/_local/clock`, { advanceSeconds: 3600 });
    await view(page).getByText('expired', { exact: true }).first().waitFor();
    expect(await lifetimes()).toEqual(['expired', 'expired']);
    await control('DELETE', 'clock');
    await view(page)
      .getByText(/^1\d:\d\d left$/)
      .first()
      .waitFor();
  });

  it('fixes the next code, and releases it', async () => {
    const page = await openControls();
    const code = view(page).getByLabel('Code', { exact: true });
    for (const [wrong, times, message] of [
      ['12345', '', 'Enter six or eight digits.'],
      ['', '', 'Enter six or eight digits.'],
      ['123456', 'x', 'Enter a whole number above 0, or nothing.'],
    ] as const) {
      await code.fill(wrong);
      await view(page).getByLabel('How many codes').fill(times);
      await press(page, 'Use this code');
      await waitForAlert(page, message);
    }
    await view(page).getByLabel('How many codes').fill('1');
    await press(page, 'Use this code');
    await waitForStatus(page, 'The next code is 123456.');
    const { api } = localRun();
    const username = 'knows-the-code';
    await send('POST', `${api}/sign-up`, { username, email: `${username}@example.com`, password: PASSWORD });
    expect(await latestCode(api, `${username}@example.com`)).toBe('123456');
    await waitForStatus(page, 'Codes are random.');
    await code.fill('12345678');
    await view(page).getByLabel('How many codes').fill('');
    await press(page, 'Use this code');
    await waitForStatus(page, 'All codes are 12345678.');
    await press(page, 'Random codes again');
    await waitForStatus(page, 'Codes are random.');
  });

  it('makes an operation of Cognito fail, as the forms then show', async () => {
    const page = await openControls();
    await waitForStatus(page, 'Cognito works.');
    await page.locator('#fault-operation').fill('SignIn');
    await press(page, 'Add failure');
    await waitForAlert(page, 'Cognito has no operation SignIn.');
    await page.locator('#fault-operation').fill('InitiateAuth');
    await page.locator('#fault-times').fill('0');
    await press(page, 'Add failure');
    await waitForAlert(page, 'Enter a whole number above 0, or nothing.');
    await page.locator('#fault-times').fill('');
    await page.locator('#fault-kind').selectOption('slow');
    await page.locator('#fault-delay').fill('60001');
    await press(page, 'Add failure');
    await waitForAlert(page, 'Enter a delay from 1 to 60000.');
    await page.locator('#fault-kind').selectOption('throttle');
    await press(page, 'Add failure');
    const row = page.getByRole('row', { name: 'Throttled (TooManyRequestsException) InitiateAuth All calls' });
    await row.waitFor();
    const { status } = await send('POST', `${localRun().api}/sign-in`, { username: 'nobody', password: PASSWORD });
    expect(status).toBe(429);
    await press(page, 'Remove all failures');
    await waitForStatus(page, 'Cognito works.');
    expect((await control('GET', 'faults')).body).toEqual([]);
  });

  it('removes all messages and all users after a question', async () => {
    const { api } = localRun();
    const username = 'soon-gone';
    await send('POST', `${api}/sign-up`, { username, email: `${username}@example.com`, password: PASSWORD });
    const messages = async () => (await control('GET', `messages?to=${username}@example.com`)).body;
    const page = await openControls();
    const dialog = page.getByRole('dialog');
    await press(page, 'Remove all messages');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await messages()).toHaveLength(1);
    await press(page, 'Remove all messages');
    await dialog.getByRole('button', { name: 'Remove all messages' }).click();
    await page.getByText('All messages are removed.').waitFor();
    expect(await messages()).toEqual([]);
    await press(page, 'Remove all users');
    await dialog.getByRole('button', { name: 'Remove all users' }).click();
    await page.getByText('All users are removed.').waitFor();
    const again = { username, email: `${username}@example.com`, password: PASSWORD };
    expect((await send('POST', `${api}/sign-up`, again)).status).toBe(201);
  });

  it('has no serious accessibility violation, and fits 360 px', async () => {
    const page = await openControls();
    const { check, expectNone } = await audit(page);
    await waitForStatus(page, 'Cognito works.');
    await check('nothing in effect', 'html');
    await press(page, '+ 30 days');
    await page.locator('#fault-kind').selectOption('slow');
    await press(page, 'Add failure');
    await page.getByRole('button', { name: 'Remove all failures' }).waitFor();
    await press(page, 'Use this code');
    await waitForAlert(page, 'Enter six or eight digits.');
    await check('in effect, and with an error', 'html');
    expectNone();
  });
});
