import { fillInCode, OTHER_PASSWORD, PASSWORD } from '../support/accounts';
import {
  describeInBrowser,
  fieldError,
  fill,
  listedRequests,
  openPage,
  press,
  view,
  waitForStatus,
  waitForView,
} from '../support/browser';
import { send } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import { emailStage } from '../support/stages';

runOnce(...emailStage);

describeInBrowser('the page with e-mail sign-in', () => {
  it('signs up and signs in with an e-mail address and no username', async () => {
    const page = await openPage();
    expect(await view(page).getByLabel('Username').isVisible()).toBe(false);
    await fill(page, { 'E-mail address': 'noor', Password: PASSWORD });
    await press(page, 'Sign up');
    expect(await fieldError(page, 'E-mail address')).toBe('Enter an e-mail address such as ada@example.com.');
    // The page accepts this address, the API does not: it is the username.
    await fill(page, { 'E-mail address': 'noor.@example.com' });
    await press(page, 'Sign up');
    expect(await fieldError(page, 'E-mail address')).toBe('Must be an e-mail address such as ada@example.com.');
    await fill(page, { 'E-mail address': 'noor@example.com' });
    await press(page, 'Sign up');

    await waitForView(page, 'Confirm your account');
    expect(await view(page).getByLabel('E-mail address').inputValue()).toBe('noor@example.com');
    expect(await view(page).getByLabel('Username').count()).toBe(0);
    await fillInCode(page, 'noor@example.com');
    await press(page, 'Confirm');
    await waitForView(page, 'Sign in');
    expect(await view(page).getByLabel('E-mail address').inputValue()).toBe('noor@example.com');
    expect(await view(page).getByLabel('Username').count()).toBe(0);
    await fill(page, { Password: PASSWORD });
    await press(page, 'Sign in');
    await waitForView(page, 'Hello, noor@example.com');
    await press(page, 'GET /secret');
    await waitForStatus(page, 'This is for signed-in callers only');
  });

  it('leads to the password reset when another person has signed up with the address before', async () => {
    const username = 'petra@example.com';
    const attacker = { username, password: 'Attackers-Horse-7' };
    expect((await send('POST', `${localRun().api}/sign-up`, attacker)).status).toBe(201);
    const page = await openPage();
    await fill(page, { 'E-mail address': username, Password: PASSWORD });
    await press(page, 'Sign up');
    await waitForView(page, 'Confirm your account');
    await press(page, 'Resend code');
    await fillInCode(page, username, 2);
    await press(page, 'Confirm');

    await waitForView(page, 'Forgot your password?');
    await waitForStatus(page, 'another person signed up with your address before. Request a code');
    expect(String(await page.evaluate('JSON.stringify(sessionStorage)')).includes(PASSWORD)).toBe(false);
    await press(page, 'Send code');
    await waitForView(page, 'Choose a new password');
    await fillInCode(page, username, 3);
    await fill(page, { 'New password': OTHER_PASSWORD });
    await press(page, 'Set password');
    await waitForView(page, 'Sign in');
    await fill(page, { Password: OTHER_PASSWORD });
    await press(page, 'Sign in');
    await waitForView(page, `Hello, ${username}`);
    expect(await listedRequests(page)).toEqual([
      'POST /sign-up 201',
      'POST /resend-code 202',
      'POST /confirm 403',
      'POST /forgot-password 202',
      'POST /reset-password 204',
      'POST /sign-in 200',
    ]);
  });
});
