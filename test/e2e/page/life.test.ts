import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AdminCreateUserCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { Page } from 'playwright-core';
import { fromBase32 } from '../../../packages/local-run/src/cognito/base32';
import { codeOf, stepAt } from '../../../packages/local-run/src/cognito/mfa/totp';
import { alert, arrival, errorAt, fill, inBrowser, listed, press, told, view, visit } from '../support/browser';
import { localRun, runOnce } from '../support/local-run';
import { OTHER, PASSWORD, signIn } from '../support/people';

runOnce();

/** What the authenticator app shows, now or in so many half minutes. */
const totp = (secret: string, steps = 0) => codeOf(fromBase32(secret), stepAt(Date.now()) + steps);

/** What a phone reads in the picture on the page. */
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

/** Takes the code of the newest message, once it is this person's so many that have arrived. */
async function useCode(page: Page, username: string, messages: number): Promise<void> {
  const own = page.locator('[data-messages] li').filter({ hasText: `${username}@example.com` });
  await own.nth(messages - 1).waitFor();
  await own.first().getByRole('button', { name: 'Use this code' }).click();
}

/** Has Cognito send somebody a temporary password. */
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

/** The whole life of an account, by clicking and typing. */
inBrowser('the page', () => {
  it('takes a stranger to the secret, and through all that can happen to an account', async () => {
    const page = await visit();

    await arrival(page, 'Create an account');
    await press(page, 'GET /secret');
    await told(page, 'Sign in first');
    await fill(page, { Username: 'ada', 'E-mail address': 'ada@example.com', Password: PASSWORD });
    await press(page, 'Sign up');

    await arrival(page, 'Confirm your account');
    await told(page, 'A code is on its way to a***@e***.');
    expect(await view(page).getByLabel('Username').inputValue()).toBe('ada');
    await press(page, 'Send the code again');
    await told(page, 'code');
    await useCode(page, 'ada', 2);
    await press(page, 'Confirm');

    await arrival(page, 'Sign in');
    expect(await view(page).getByLabel('Username').inputValue()).toBe('ada');
    await fill(page, { Password: PASSWORD });
    await press(page, 'Sign in');

    await arrival(page, 'Hello, ada');
    await press(page, 'GET /secret');
    await told(page, 'This is for signed-in callers only');
    await press(page, 'GET /hello');
    await told(page, 'Hello');
    await press(page, 'Who am I');
    await told(page, 'You, as Cognito knows you');
    await page.locator('[data-answer]', { hasText: '"emailVerified": true' }).waitFor();
    await page.getByText('ID token', { exact: true }).click();
    await page.locator('.token[open]', { hasText: '"cognito:username": "ada"' }).waitFor();
    expect(await page.getByRole('timer').first().innerText()).toMatch(/^1[45]:\d\d left$/);
    await press(page, 'Refresh');
    await told(page, 'The tokens are new.');

    await page.getByRole('link', { name: 'Password' }).click();
    await fill(page, { 'Current password': PASSWORD, 'New password': OTHER });
    await press(page, 'Change it');
    await told(page, 'The password is changed.');

    await page.getByRole('link', { name: 'Authenticator' }).click();
    await press(page, 'Set up an app');
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    const key = (await page.locator('[data-secret]').innerText()).replaceAll(/\s/g, '');
    const uri = new URL(await scanned(page));
    // Compared here, so that no key gets into the output of a test.
    expect(uri.searchParams.get('secret') === key).toBe(true);
    expect(`${uri.protocol}${uri.host}${uri.pathname}`).toMatch(/^otpauth:.*totp\/.+ada%40example\.com$/);
    await fill(page, { 'Code from the app': totp(key) });
    await press(page, 'Turn it on');
    await told(page, 'The authenticator app is on');
    expect((await page.content()).includes(key.slice(0, 4))).toBe(false);

    await page.getByRole('link', { name: 'Account' }).click();
    await press(page, 'Sign out');
    await arrival(page, 'Sign in');
    await told(page, 'You are signed out.');
    await signIn(page, 'ada', OTHER);
    await arrival(page, 'One more step');
    await fill(page, { 'Code from your authenticator app': '12' });
    await press(page, 'Continue');
    await view(page).getByText('must be the six digits that the app shows').waitFor();
    await fill(page, { 'Code from your authenticator app': totp(key, 1) });
    await press(page, 'Continue');
    await arrival(page, 'Hello, ada');
    await page.getByRole('link', { name: 'Authenticator' }).click();
    await press(page, 'Turn it off');
    await told(page, 'The authenticator app is off');

    await page.getByRole('link', { name: 'Account' }).click();
    await press(page, 'Sign out everywhere');
    await arrival(page, 'Sign in');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await press(page, 'Send the code');
    await arrival(page, 'Choose a new password');
    await useCode(page, 'ada', 3);
    await fill(page, { 'New password': PASSWORD });
    await press(page, 'Set the password');
    await told(page, 'The new password is set');
    await signIn(page, 'ada');
    await arrival(page, 'Hello, ada');

    await page.getByRole('link', { name: 'Close' }).click();
    await press(page, 'Close my account …');
    await press(page, 'Keep it');
    await press(page, 'Close my account …');
    await press(page, 'Close it for good');
    await arrival(page, 'Create an account');
    await told(page, 'The account is closed.');
    await signIn(page, 'ada');
    await alert(page, 'Wrong username or password.');

    expect(await listed(page)).toEqual([
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
      'GET /me 200',
      'POST /mfa/totp 200',
      'PUT /mfa/totp 204',
      'POST /sign-out 204',
      'POST /sign-in 200',
      'POST /challenge 400',
      'POST /challenge 200',
      'GET /me 200',
      'DELETE /mfa/totp 204',
      'POST /sign-out-everywhere 204',
      'POST /forgot-password 202',
      'POST /reset-password 204',
      'POST /sign-in 200',
      'DELETE /me 204',
      'POST /sign-in 401',
    ]);
  });

  it('lets in who was invited, with a password of their own', async () => {
    await invite('ines');
    const page = await visit({ at: '#sign-in' });
    // The message says whose it is.
    await fill(page, { 'Username or e-mail address': 'somebody-else' });
    const message = page.locator('[data-messages] li', { hasText: 'ines@example.com' });
    await message.getByRole('button', { name: 'Use this password' }).click();
    await press(page, 'Sign in');
    await arrival(page, 'One more step');
    await fill(page, { 'New password': 'weak' });
    await press(page, 'Continue');
    expect(await errorAt(page, 'New password')).toContain('New password needs a digit.');
    await fill(page, { 'New password': PASSWORD });
    await press(page, 'Continue');
    await arrival(page, 'Hello, ines');
  });

  it('takes a stranger to the secret with the keyboard alone', async () => {
    const page = await visit();
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
    expect(await focused()).toBe('Skip to the form');
    await page.keyboard.press('Enter');
    await tabTo('Username');
    await page.keyboard.type('kay');
    await tabTo('E-mail address');
    await page.keyboard.type('kay@example.com');
    await tabTo('Password');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');

    await arrival(page, 'Confirm your account');
    expect(await focused()).toBe('Confirm your account');
    await page.locator('[data-messages] li:first-child', { hasText: 'kay@example.com' }).waitFor();
    await tabTo('Use this code');
    await page.keyboard.press('Space');
    expect(await focused()).toBe('Code');
    await page.keyboard.press('Enter');

    await arrival(page, 'Sign in');
    await tabTo('Password');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');

    await arrival(page, 'Hello, kay');
    await tabTo('GET /secret');
    await page.keyboard.press('Enter');
    await told(page, 'This is for signed-in callers only');
  });
});
