import { PASSWORD } from '../support/accounts';
import {
  describeInBrowser,
  fieldError,
  fill,
  openPage,
  press,
  view,
  waitForStatus,
  waitForView,
} from '../support/browser';
import { runOnce } from '../support/local-run';
import { emailStage } from '../support/stages';

runOnce(...emailStage);

describeInBrowser('the page with e-mail sign-in', () => {
  it('signs up and signs in with an e-mail address and no username', async () => {
    const page = await openPage();
    await fill(page, { Username: 'noor', 'E-mail address': 'noor@example.com', Password: PASSWORD });
    await press(page, 'Sign up');
    expect(await fieldError(page, 'Username')).toContain('Must be an e-mail address.');
    await fill(page, { Username: '', 'E-mail address': 'noor' });
    await press(page, 'Sign up');
    expect(await fieldError(page, 'E-mail address')).toContain('Enter an e-mail address such as ada@example.com.');
    await fill(page, { 'E-mail address': 'noor@example.com' });
    await press(page, 'Sign up');

    await waitForView(page, 'Confirm your account');
    expect(await view(page).getByLabel('Username').inputValue()).toBe('noor@example.com');
    await page
      .locator('[data-messages] li', { hasText: 'noor@example.com' })
      .getByRole('button', { name: 'Use this code' })
      .click();
    await press(page, 'Confirm');
    await waitForView(page, 'Sign in');
    await fill(page, { Password: PASSWORD });
    await press(page, 'Sign in');
    await waitForView(page, 'Hello, noor@example.com');
    await press(page, 'GET /secret');
    await waitForStatus(page, 'This is for signed-in callers only');
  });
});
