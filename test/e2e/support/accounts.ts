import type { Page } from 'playwright-core';
import { fill, press, waitForView } from './browser';
import { latestCode, send } from './http';
import { localRun } from './local-run';

export const PASSWORD = 'Correct-Horse-7';
export const OTHER_PASSWORD = 'Battery-Staple-8';

/** Creates a confirmed account over the API. */
export async function createAccount(username: string): Promise<string> {
  const email = `${username}@example.com`;
  const post = (path: string, body: object) => send('POST', localRun().api + path, body);
  await post('/sign-up', { username, password: PASSWORD, email });
  await post('/confirm', { username, code: await latestCode(localRun().api, email) });
  return username;
}

/** Signs in with the form, from any view for guests. */
export async function signIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByRole('link', { name: 'Sign in', exact: true }).first().click();
  await fill(page, { 'Username or e-mail address': username, Password: password });
  await press(page, 'Sign in');
}

/** Creates an account and signs in with it on the page. */
export async function signUpAndSignIn(page: Page, username: string): Promise<void> {
  await signIn(page, await createAccount(username));
  await waitForView(page, `Hello, ${username}`);
}

/** Presses "Use this code" of the newest message to an address, once a number of messages to it have arrived. */
export async function fillInCode(page: Page, email: string, messages = 1): Promise<void> {
  const own = page.locator('[data-messages] li').filter({ hasText: email });
  await own.nth(messages - 1).waitFor();
  await own.first().getByRole('button', { name: 'Use this code' }).click();
}

/** The key for an authenticator app that the page shows. */
export async function shownKey(page: Page): Promise<string> {
  return (await page.locator('[data-secret]').innerText()).replaceAll(/\s/g, '');
}
