import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AdminCreateUserCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { Page } from 'playwright-core';
import { fillInCode, OTHER_PASSWORD, PASSWORD, shownKey, signIn, signUpAndSignIn } from '../support/accounts';
import {
  describeInBrowser,
  fieldError,
  fill,
  listedRequests,
  openPage,
  press,
  view,
  waitForAlert,
  waitForStatus,
  waitForView,
} from '../support/browser';
import { localRun, runOnce } from '../support/local-run';
import { totpCode } from '../support/scenario';

runOnce();

/** Decodes the QR code on the page. */
async function scanned(page: Page): Promise<string> {
  const picture = page.getByRole('img', { name: /QR code/ });
  const size = Number((await picture.getAttribute('viewBox'))?.split(' ')[2]);
  const squares = String(await picture.locator('path').getAttribute('d'));
  const dark = [...squares.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => [Number(x), Number(y)]);
  const script = `
    import decode from 'qr/decode.js';
    const [size, dark, scale] = [${size}, ${JSON.stringify(dark)}, 4];
    const data = new Uint8Array((size * scale) ** 2 * 4).fill(255);
    for (const [x, y] of dark) for (let i = 0; i < scale * scale; i += 1) {
      const pixel = (y * scale + Math.floor(i / scale)) * size * scale + x * scale + (i % scale);
      data.fill(0, pixel * 4, pixel * 4 + 3);
    }
    console.log(decode({ width: size * scale, height: size * scale, data }, { timeLimit: 5000 }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return stdout.trim();
}

/** Creates a user who receives a temporary password by e-mail. */
async function invite(Username: string): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const administrator = new CognitoIdentityProviderClient({
    endpoint: localRun().cognito,
    region: 'us-east-1',
    credentials,
  });
  const UserAttributes = [{ Name: 'email', Value: `${Username}@example.com` }];
  const invitation = { Username, UserAttributes, DesiredDeliveryMediums: ['EMAIL' as const] };
  await administrator.send(new AdminCreateUserCommand({ UserPoolId: localRun().userPoolId, ...invitation }));
}

describeInBrowser('an account on the page', () => {
  it('can be created, used and given another password', async () => {
    const page = await openPage();

    await waitForView(page, 'Create an account');
    await press(page, 'GET /secret');
    await waitForStatus(page, 'Sign in first');
    await fill(page, { Username: 'ada', 'E-mail address': 'ada@example.com', Password: PASSWORD });
    await press(page, 'Sign up');

    await waitForView(page, 'Confirm your account');
    await waitForStatus(page, 'A code was sent to a***@e***.');
    expect(await view(page).getByLabel('Username').inputValue()).toBe('ada');
    await press(page, 'Resend code');
    await waitForStatus(page, 'code');
    await fillInCode(page, 'ada@example.com', 2);
    await press(page, 'Confirm');

    await waitForView(page, 'Sign in');
    expect(await view(page).getByLabel('Username').inputValue()).toBe('ada');
    await fill(page, { Password: PASSWORD });
    await press(page, 'Sign in');

    await waitForView(page, 'Hello, ada');
    await press(page, 'GET /secret');
    await waitForStatus(page, 'This is for signed-in callers only');
    await press(page, 'GET /hello');
    await waitForStatus(page, 'Hello');
    await press(page, 'GET /me');
    await waitForStatus(page, 'Your account');
    await page.locator('[data-result]', { hasText: '"emailVerified": true' }).waitFor();
    await page.getByText('ID token', { exact: true }).click();
    await page.locator('.token[open]', { hasText: 'cognito:usernameada' }).waitFor();
    expect(await page.getByRole('timer').first().innerText()).toMatch(/^1[45]:\d\d left$/);
    await press(page, 'Refresh');
    await waitForStatus(page, 'The tokens were refreshed.');

    await page.getByRole('link', { name: 'Password' }).click();
    await fill(page, { 'Current password': PASSWORD, 'New password': OTHER_PASSWORD });
    await press(page, 'Change password');
    await waitForView(page, 'Sign in');
    await waitForStatus(page, 'The password was changed, and you are signed out on all devices. Sign in with the new');
    await signIn(page, 'ada', OTHER_PASSWORD);
    await waitForView(page, 'Hello, ada');
    await press(page, 'Sign out');
    await waitForView(page, 'Sign in');
    await waitForStatus(page, 'You are signed out.');
    expect(await listedRequests(page)).toEqual([
      'GET /secret 401',
      'POST /sign-up 201',
      'POST /resend-code 202',
      'POST /confirm 200',
      'POST /sign-in 200',
      'GET /secret 200',
      'GET /hello 200',
      'GET /me 200',
      'POST /refresh 200',
      'POST /change-password 204',
      'POST /sign-in 200',
      'POST /sign-out 204',
    ]);
  });

  it('asks for a code at sign-in while an authenticator app is enabled', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'tess');
    await page.getByRole('link', { name: 'Authenticator' }).click();
    await press(page, 'Set up an app');
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    const key = await shownKey(page);
    const uri = new URL(await scanned(page));
    // A boolean keeps the key out of the test output.
    expect(uri.searchParams.get('secret') === key).toBe(true);
    expect(`${uri.protocol}${uri.host}${uri.pathname}`).toMatch(/^otpauth:.*totp\/.+tess%40example\.com$/);
    await fill(page, { 'Code from the app': totpCode(key) });
    await press(page, 'Enable');
    await waitForStatus(page, 'The authenticator app is enabled');
    expect((await page.content()).includes(key.slice(0, 4))).toBe(false);

    await page.getByRole('link', { name: 'Account' }).click();
    await press(page, 'Sign out');
    await waitForView(page, 'Sign in');
    await signIn(page, 'tess');
    await waitForView(page, 'One more step');
    await fill(page, { 'Code from your authenticator app': '12' });
    await press(page, 'Continue');
    await view(page).getByText('Must be the 6 digits that the app shows.').waitFor();
    await fill(page, { 'Code from your authenticator app': totpCode(key, 1) });
    await press(page, 'Continue');
    await waitForView(page, 'Hello, tess');
    await page.getByRole('link', { name: 'Authenticator' }).click();
    await press(page, 'Disable');
    await waitForStatus(page, 'The authenticator app is disabled');
    expect(await listedRequests(page)).toEqual([
      'POST /sign-in 200',
      'GET /me 200',
      'POST /mfa/totp 200',
      'PUT /mfa/totp 204',
      'POST /sign-out 204',
      'POST /sign-in 200',
      'POST /challenge 400',
      'POST /challenge 200',
      'GET /me 200',
      'DELETE /mfa/totp 204',
    ]);
  });

  it('can be recovered with a code and deleted', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'rhea');
    await press(page, 'Sign out everywhere');
    await waitForView(page, 'Sign in');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await press(page, 'Send code');
    await waitForView(page, 'Choose a new password');
    await fillInCode(page, 'rhea@example.com', 2);
    await fill(page, { 'New password': OTHER_PASSWORD });
    await press(page, 'Set password');
    await waitForStatus(page, 'The new password is set');
    await signIn(page, 'rhea', OTHER_PASSWORD);
    await waitForView(page, 'Hello, rhea');

    await page.getByRole('link', { name: 'Deletion' }).click();
    await press(page, 'Delete my account …');
    await press(page, 'Keep account');
    await press(page, 'Delete my account …');
    await press(page, 'Delete account');
    await waitForView(page, 'Create an account');
    await waitForStatus(page, 'The account is deleted.');
    await signIn(page, 'rhea', OTHER_PASSWORD);
    await waitForAlert(page, 'Wrong username or password.');

    expect(await listedRequests(page)).toEqual([
      'POST /sign-in 200',
      'POST /sign-out-everywhere 204',
      'POST /forgot-password 202',
      'POST /reset-password 204',
      'POST /sign-in 200',
      'DELETE /me 204',
      'POST /sign-in 401',
    ]);
  });

  it('signs in with a temporary password and asks for a new one', async () => {
    await invite('ines');
    const page = await openPage({ at: '#sign-in' });
    // The message replaces the username.
    await fill(page, { 'Username or e-mail address': 'another-user' });
    const message = page.locator('[data-messages] li', { hasText: 'ines@example.com' });
    await message.getByRole('button', { name: 'Use this password' }).click();
    await press(page, 'Sign in');
    await waitForView(page, 'One more step');
    await fill(page, { 'New password': 'weak' });
    await press(page, 'Continue');
    expect(await fieldError(page, 'New password')).toContain(
      'The password needs at least 8 characters, an upper-case letter, a digit, and a symbol.',
    );
    await fill(page, { 'New password': PASSWORD });
    await press(page, 'Continue');
    await waitForView(page, 'Hello, ines');
  });

  it('can be created and used with the keyboard only', async () => {
    const page = await openPage();
    const focused = () =>
      page.evaluate('(document.activeElement.labels?.[0] ?? document.activeElement).textContent') as Promise<string>;
    const tabTo = async (name: string) => {
      for (let tabs = 0; tabs < 25; tabs += 1) {
        await page.keyboard.press('Tab');
        if ((await focused()).startsWith(name)) return;
      }
      throw new Error(`Tab does not lead to "${name}"`);
    };

    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to main content');
    await page.keyboard.press('Enter');
    await tabTo('Username');
    await page.keyboard.type('kay');
    await tabTo('E-mail address');
    await page.keyboard.type('kay@example.com');
    await tabTo('Password');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');

    await waitForView(page, 'Confirm your account');
    expect(await focused()).toBe('Code');
    await page.locator('[data-messages] li:first-child', { hasText: 'kay@example.com' }).waitFor();
    await tabTo('Use this code');
    await page.keyboard.press('Space');
    expect(await focused()).toBe('Code');
    await page.keyboard.press('Enter');

    await waitForView(page, 'Sign in');
    expect(await focused()).toBe('Password');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');

    await waitForView(page, 'Hello, kay');
    await tabTo('GET /secret');
    await page.keyboard.press('Enter');
    await waitForStatus(page, 'This is for signed-in callers only');
  });
});
