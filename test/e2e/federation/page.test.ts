import type { Page } from 'playwright-core';
import { PASSWORD } from '../support/accounts';
import { describeInBrowser, openPage, press, waitForAlert, waitForStatus, waitForView } from '../support/browser';
import { latestCode, send } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import { emailStage } from '../support/stages';

// Milliseconds. The first page of a provider waits for its key.
jest.setTimeout(30_000);

const google = { clientId: '1-a.apps.googleusercontent.com', secretName: 'engine/google' };
const corp = { name: 'Corp', issuer: 'https://login.corp.example', clientId: 'web', secretName: 'engine/corp' };

runOnce(...emailStage, `identityProviders=${JSON.stringify({ google, oidc: [corp] })}`);

const post = (path: string, body: object) => send('POST', localRun().api + path, body);
const get = (path: string, token: string) =>
  send('GET', localRun().api + path, undefined, { authorization: `Bearer ${token}` });

describeInBrowser('the page, with identity providers', () => {
  /** The origin of the providers' stand-ins, as the local run prints it. */
  const providersOrigin = () => /^ {2}Providers +(\S+) /m.exec(localRun().output())?.[1] ?? '';

  /** Opens the page and goes on to managed login. */
  async function open(): Promise<Page> {
    const origins = [localRun().cognito, providersOrigin()];
    const tab = await openPage({ at: '#sign-in', origins, ownContext: true });
    await press(tab, 'Sign in with managed login');
    return tab;
  }

  /** Signs in on the page of a provider, to which the button of managed login leads. */
  async function signInWith(tab: Page, provider: string, email: string): Promise<void> {
    await tab.getByRole('link', { name: `Sign in with ${provider}` }).click();
    await enterAccount(tab, provider, email);
  }

  /** Fills in the page of a provider. */
  async function enterAccount(tab: Page, provider: string, email: string): Promise<void> {
    await tab.getByRole('heading', { name: `Sign in with ${provider}` }).waitFor();
    await tab.getByLabel('E-mail address').fill(email);
    const verified = tab.getByLabel(`${provider} has verified the address`);
    if (!(await verified.isChecked())) await verified.check();
    await press(tab, 'Continue');
  }

  const accessToken = (tab: Page) =>
    tab.evaluate<string>(
      `Object.values(sessionStorage).map((text) => JSON.parse(text)).find((value) => value?.accessToken).accessToken`,
    );

  it('signs a new user in with a provider, who calls GET /secret, has no password, and closes the account', async () => {
    const email = 'grace@hopper.example';
    const tab = await open();
    await signInWith(tab, 'Google', email);
    await waitForView(tab, `Hello, ${email}`);
    await tab.getByRole('link', { name: 'Password' }).waitFor({ state: 'hidden' });
    expect(await tab.getByRole('link', { name: 'Authenticator' }).isVisible()).toBe(false);
    await press(tab, 'GET /secret');
    await waitForStatus(tab, 'This is for signed-in callers only');
    const token = await accessToken(tab);
    expect((await get('/me', token)).body).toMatchObject({ email, emailVerified: true, providers: ['Google'] });
    const change = { currentPassword: PASSWORD, newPassword: `${PASSWORD}8` };
    const changed = await send('POST', `${localRun().api}/change-password`, change, {
      authorization: `Bearer ${token}`,
    });
    expect([changed.status, changed.body.code]).toEqual([409, 'no_password']);
    const key = await send('POST', `${localRun().api}/mfa/totp`, undefined, { authorization: `Bearer ${token}` });
    expect([key.status, key.body.code]).toEqual([409, 'no_password']);
    const unknown = await post('/sign-up', { username: 'unknown@hopper.example', password: PASSWORD });
    const known = await post('/sign-up', { username: email, password: PASSWORD });
    expect({ ...known.body, username: '' }).toEqual({
      ...unknown.body,
      username: '',
      delivery: { medium: 'EMAIL', destination: 'g***@h***' },
    });
    const closed = await send('DELETE', `${localRun().api}/me`, undefined, { authorization: `Bearer ${token}` });
    expect(closed.status).toBe(204);
  });

  it('links the account of a provider to the user with the same address, and starts the sign-in again by itself', async () => {
    const username = 'ada@lovelace.example';
    await post('/sign-up', { username, password: PASSWORD });
    await post('/confirm', { username, code: await latestCode(localRun().api, username) });
    const before = await post('/sign-in', { username, password: PASSWORD });
    const { sub } = (await get('/me', String(before.body.accessToken))).body;

    const tab = await open();
    await signInWith(tab, 'Corp', username);
    // Back at the page of the same provider, without managed login's choice.
    await enterAccount(tab, 'Corp', username);
    await waitForView(tab, `Hello, ${username}`);
    expect((await get('/me', await accessToken(tab))).body).toMatchObject({ sub, providers: ['Corp'] });
    expect((await post('/sign-in', { username, password: PASSWORD })).status).toBe(200);
  });

  it('names the refusal of the trigger', async () => {
    const tab = await openPage({
      at: '?error=invalid_request&state=of-this-tab&error_description=PreSignUp+failed+with+error+account_disabled.+',
      before: `sessionStorage.setItem(location.origin + ' managed-login',
        JSON.stringify({ state: 'of-this-tab', nonce: 'n', verifier: 'v'.repeat(43) }))`,
    });
    await waitForAlert(tab, 'A trigger of the user pool refused the sign-in: account_disabled.');
  });
});
