import { arrival, errorAt, fill, inBrowser, press, told, view, visit } from '../support/browser';
import { runOnce } from '../support/local-run';
import { PASSWORD } from '../support/people';
import { emailStage } from '../support/stages';

runOnce(...emailStage);

/** Where the address is the name. */
inBrowser('the page', () => {
  it('takes a stranger to the secret with nothing but an address and a password', async () => {
    const page = await visit();
    await fill(page, { Username: 'noor', 'E-mail address': 'noor@example.com', Password: PASSWORD });
    await press(page, 'Sign up');
    expect(await errorAt(page, 'Username')).toContain('Must be an e-mail address.');
    await fill(page, { Username: '', 'E-mail address': 'noor' });
    await press(page, 'Sign up');
    expect(await errorAt(page, 'E-mail address')).toContain('Enter an e-mail address such as ada@example.com.');
    await fill(page, { 'E-mail address': 'noor@example.com' });
    await press(page, 'Sign up');

    await arrival(page, 'Confirm your account');
    expect(await view(page).getByLabel('Username').inputValue()).toBe('noor@example.com');
    await page
      .locator('[data-messages] li', { hasText: 'noor@example.com' })
      .getByRole('button', { name: 'Use this code' })
      .click();
    await press(page, 'Confirm');
    await arrival(page, 'Sign in');
    await fill(page, { Password: PASSWORD });
    await press(page, 'Sign in');
    await arrival(page, 'Hello, noor@example.com');
    await press(page, 'GET /secret');
    await told(page, 'This is for signed-in callers only');
  });
});
