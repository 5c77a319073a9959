import type { Page } from 'playwright-core';
import { type ProblemCode, problemBody, problems } from '../../../lambda/contract/problems';
import { OTHER_PASSWORD, PASSWORD, signIn, signUpAndSignIn } from '../support/accounts';
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
import { runOnce } from '../support/local-run';

runOnce();

/** Codes that are about a field: the view, its button, the route that it calls, and the label of the field. */
const atFields = {
  username_taken: ['sign-up', 'Sign up', '/sign-up', 'Username'],
  email_taken: ['sign-up', 'Sign up', '/sign-up', 'E-mail address'],
  weak_password: ['sign-up', 'Sign up', '/sign-up', 'Password'],
  invalid_code: ['confirm', 'Confirm', '/confirm', 'Code'],
  password_reused: ['reset', 'Set password', '/reset-password', 'New password'],
} as const satisfies Partial<Record<ProblemCode, readonly string[]>>;

/** The reply of the API with a problem code. */
function replyOf(code: ProblemCode) {
  return {
    status: problems[code].status,
    contentType: 'application/problem+json',
    body: JSON.stringify(problemBody(code, 'a-request-id')),
  };
}

/** Fills in the visible fields with values that the page accepts. */
async function fillAll(page: Page): Promise<void> {
  for (const input of await view(page).locator('input:not([type=checkbox]):visible').all()) {
    const name = String(await input.getAttribute('name'));
    await input.fill(/password/i.test(name) ? PASSWORD : name === 'email' ? 'ada@example.com' : '123456');
  }
}

const show = (page: Page, fragment: string) => page.evaluate(`location.hash = '#${fragment}'`);

describeInBrowser('problems on the page', () => {
  it('shows the title of every problem code at the field that it is about, or above the form', async () => {
    const page = await openPage({ at: '#sign-in' });
    let code: ProblemCode = 'internal_error';
    for (const path of ['/sign-up', '/confirm', '/reset-password', '/sign-in']) {
      await stub(page, path, (route) => route.fulfill(replyOf(code)));
    }
    for (const [each, [fragment, button, , label]] of Object.entries(atFields)) {
      code = each as ProblemCode;
      await show(page, fragment);
      await fillAll(page);
      await press(page, button);
      expect(await fieldError(page, label)).toContain(problems[code].title);
      expect(await page.getByRole('alert').allInnerTexts()).not.toContain(expect.stringMatching(/./));
    }
    await show(page, 'sign-in');
    await fillAll(page);
    for (code of Object.keys(problems) as ProblemCode[]) {
      // Faster than click(), which waits for the button to be stable.
      await view(page).getByRole('button', { name: 'Sign in' }).dispatchEvent('click');
      await view(page).locator('.problem, .error').filter({ hasText: problems[code].title }).waitFor();
    }
  });

  it('shows all field errors at once, and links to the view that solves a problem', async () => {
    const page = await openPage();
    await fill(page, { Username: 'a b', 'E-mail address': 'nowhere', Password: '' });
    await press(page, 'Sign up');
    expect(await fieldError(page, 'Username')).toBe('A username cannot contain spaces.');
    await view(page).getByText('Enter an e-mail address such as ada@example.com.').waitFor();
    await view(page).getByText('Enter the password.').waitFor();
    await fill(page, { Username: '' });
    expect(await view(page).getByLabel('Username').getAttribute('aria-invalid')).toBeNull();

    await fill(page, { 'E-mail address': 'nowhere@example', Password: 'weak' });
    await press(page, 'Sign up');
    expect(await fieldError(page, 'Username')).toBe('Enter the username.');
    await view(page).getByText('Enter an e-mail address such as ada@example.com.').waitFor();
    await view(page)
      .getByText('The password needs at least 8 characters, an upper-case letter, a digit, and a symbol.')
      .waitFor();
    expect(await listedRequests(page)).toEqual([]);

    // The page has no check for these: the API decides.
    await fill(page, { Username: 'wilma@', 'E-mail address': 'wilma.@example.com', Password: PASSWORD });
    await press(page, 'Sign up');
    expect(await fieldError(page, 'Username')).toContain('Must not contain an @');
    await view(page).getByText('Must be an e-mail address such as ada@example.com.').waitFor();
    expect(await listedRequests(page)).toEqual(['POST /sign-up 400']);

    await fill(page, { Username: 'wilma', 'E-mail address': 'wilma@example.com' });
    await press(page, 'Sign up');
    await waitForView(page, 'Confirm your account');

    await waitForStatus(page, 'A code was sent to');
    await press(page, 'Confirm');
    expect(await fieldError(page, 'Code')).toContain('Enter the code.');
    expect(await page.locator('[data-notice]').innerText()).toBe('');

    await signIn(page, 'wilma');
    await waitForAlert(page, 'Confirm the account first');
    await page.getByRole('link', { name: 'Confirm the account' }).click();
    await waitForView(page, 'Confirm your account');
    expect(await view(page).getByLabel('Username').inputValue()).toBe('wilma');

    await stub(page, '/sign-in', (route) => route.fulfill(replyOf('password_reset_required')));
    await signIn(page, 'xenia');
    await page.getByRole('link', { name: 'Reset the password' }).click();
    await waitForView(page, 'Forgot your password?');
    expect(await view(page).getByLabel('Username').inputValue()).toBe('xenia');
  });

  it('shows whether the current or the new password is wrong', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'vera');
    await page.getByRole('link', { name: 'Password' }).click();
    await fill(page, { 'Current password': OTHER_PASSWORD, 'New password': 'Stable-Genius-9' });
    await press(page, 'Change password');
    expect(await fieldError(page, 'Current password')).toBe('The current password is wrong.');
    await fill(page, { 'Current password': PASSWORD, 'New password': PASSWORD });
    await press(page, 'Change password');
    expect(await fieldError(page, 'New password')).toMatch(/^Choose a password that you have not used before\.\n/);
  });
});
