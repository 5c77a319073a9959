import type { Page } from 'playwright-core';
import { problemBody } from '../../../lambda/contract/problems';
import { fillInCode, OTHER_PASSWORD, PASSWORD, shownKey, signIn } from '../support/accounts';
import { audit } from '../support/audit';
import {
  describeInBrowser,
  fieldError,
  fill,
  listedRequests,
  newTab,
  press,
  view,
  waitForAlert,
  waitForStatus,
  waitForView,
} from '../support/browser';
import { send } from '../support/http';
import { type LocalRun, startLocalRun } from '../support/local-run';
import { totpCode, wrongCode } from '../support/scenario';
import { passkeyMfaStage } from '../support/stages';
import { addAuthenticator } from '../support/virtual-authenticator';

const context = [
  'signInMethods=password,emailCode,passkey',
  'passkeyRelyingPartyId=localhost',
  'emailChange=true',
  'profileAttributes=name,given_name',
  'stepUpMinutes=5',
  'sender={"address":"no-reply@example.com"}',
];

const reauthenticationRequired = {
  status: 401,
  contentType: 'application/problem+json',
  body: JSON.stringify(problemBody('reauthentication_required', 'a-request-id')),
};

/** Opens the page of a local run. */
async function open({ api }: LocalRun, at = '#sign-in'): Promise<Page> {
  const page = await newTab({ origins: [api], ownContext: true });
  await page.goto(`${api}/_local/${at}`);
  return page;
}

/** Signs up, by default without a password, confirms the address and waits for the account view. */
async function createAccount(page: Page, username: string, password = ''): Promise<void> {
  await page.getByRole('link', { name: 'Sign up', exact: true }).click();
  await fill(page, {
    Username: username,
    'E-mail address': `${username}@example.com`,
    'Password (optional)': password,
  });
  await press(page, 'Sign up');
  await waitForView(page, 'Confirm your account');
  await fillInCode(page, `${username}@example.com`);
  await press(page, 'Confirm');
  await waitForView(page, `Hello, ${username}`);
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await press(page, 'Sign out');
  await waitForView(page, 'Sign in');
}

async function addPasskey(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Passkeys' }).click();
  await view(page).getByText('You have no passkeys.').waitFor();
  await press(page, 'Add a passkey');
  await waitForStatus(page, 'The passkey was added.');
}

/** The requests since the account was created. */
async function requestsAfterSignUp(page: Page): Promise<string[]> {
  const requests = await listedRequests(page);
  return requests.slice(requests.indexOf('POST /confirm 200') + 1);
}

describeInBrowser('the page of an API with further sign-in methods', () => {
  let run: LocalRun;
  beforeAll(async () => {
    run = await startLocalRun({ context });
  });
  afterAll(() => run.stop());

  it('creates an account without a password, adds a passkey, and signs in with it', async () => {
    const page = await open(run);
    const authenticator = await addAuthenticator(page);
    await createAccount(page, 'ada');
    await waitForStatus(page, 'Your account is confirmed.');
    for (const name of ['Password', 'Authenticator']) {
      await page.getByRole('link', { name }).waitFor({ state: 'hidden' });
    }
    await addPasskey(page);
    expect(await authenticator.passkeys()).toBe(1);
    // The list is loaded after the message is shown.
    await view(page).getByRole('listitem').waitFor();

    await signOut(page);
    expect(await view(page).getByLabel('Username').inputValue()).toBe('ada');
    await press(page, 'Sign in with a passkey');
    await waitForView(page, 'Hello, ada');
    expect(await requestsAfterSignUp(page)).toEqual([
      'GET /passkeys 200',
      'POST /passkeys 200',
      'PUT /passkeys 204',
      'GET /passkeys 200',
      'POST /sign-out 204',
      'POST /sign-in/passkey 200',
      'POST /challenge 200',
    ]);
    // The credential is masked.
    const logged = await page.locator('[data-requests]').innerHTML();
    expect(['clientDataJSON', 'signature', 'attestationObject'].filter((name) => logged.includes(name))).toEqual([]);
  });

  it('removes the passkeys with a reset after another person has signed up first, and by default keeps them', async () => {
    const attacker = await open(run, '#sign-up');
    await addAuthenticator(attacker);
    await fill(attacker, { Username: 'mona', 'E-mail address': 'mona@example.com', 'Password (optional)': PASSWORD });
    await press(attacker, 'Sign up');
    await waitForView(attacker, 'Confirm your account');

    const page = await open(run, '#confirm');
    await fill(page, { Username: 'mona' });
    await fillInCode(page, 'mona@example.com');
    await press(page, 'Confirm');
    await waitForView(page, 'Forgot your password?');
    await waitForStatus(page, 'another person signed up with your address');

    await attacker.getByRole('link', { name: 'Sign in', exact: true }).first().click();
    await signIn(attacker, 'mona');
    await waitForView(attacker, 'Hello, mona');
    await addPasskey(attacker);

    await press(page, 'Send code');
    await waitForView(page, 'Choose a new password');
    await fillInCode(page, 'mona@example.com', 2);
    await fill(page, { 'New password': OTHER_PASSWORD });
    expect(await view(page).getByLabel('Remove all passkeys').isChecked()).toBe(true);
    const { check, expectNone } = await audit(page);
    await check('reset with the choice to remove passkeys');
    expectNone();
    await press(page, 'Set password');
    await waitForStatus(page, 'The new password is set, and all passkeys are removed.');
    await signIn(page, 'mona', OTHER_PASSWORD);
    await waitForView(page, 'Hello, mona');
    await page.getByRole('link', { name: 'Passkeys' }).click();
    await view(page).getByText('You have no passkeys.').waitFor();

    await signOut(page);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await press(page, 'Send code');
    await waitForView(page, 'Choose a new password');
    expect(await view(page).getByLabel('Remove all passkeys').isChecked()).toBe(false);
  });

  it('signs in with a code by e-mail, and shows a wrong code at its field', async () => {
    const page = await open(run, '#sign-up');
    await createAccount(page, 'cora');
    await signOut(page);
    await fill(page, { 'Username or e-mail address': '' });
    await press(page, 'E-mail me a code');
    expect(await fieldError(page, 'Username or e-mail address')).toContain('Enter the username or e-mail address.');
    await fill(page, { 'Username or e-mail address': 'cora' });
    await press(page, 'E-mail me a code');
    await waitForView(page, 'One more step');
    await view(page).getByText('a code of 8 digits was sent').waitFor();
    await fill(page, { 'Code from the e-mail': '0000000a' });
    await press(page, 'Continue');
    expect(await fieldError(page, 'Code from the e-mail')).toContain('The code is wrong or expired');
    await fillInCode(page, 'cora@example.com', 2);
    expect(await view(page).getByLabel('Code from the e-mail').inputValue()).toMatch(/^\d{8}$/);
    await press(page, 'Continue');
    await waitForView(page, 'Hello, cora');

    // The code belongs to the sign-in that requested it.
    await signOut(page);
    await press(page, 'E-mail me a code');
    await waitForView(page, 'One more step');
    await page.getByRole('link', { name: 'Start again' }).click();
    await waitForView(page, 'Sign in');
    await fillInCode(page, 'cora@example.com', 3);
    await waitForStatus(page, 'This code belongs to another sign-in');
    await waitForView(page, 'Sign in');
  });

  it('says why a passkey was not used or created, and refuses a removed one', async () => {
    const page = await open(run, '#sign-up');
    await createAccount(page, 'pia', PASSWORD);
    await page.getByRole('link', { name: 'Authenticator' }).click();
    await waitForView(page, 'Authenticator app');
    await page.getByRole('link', { name: 'Passkeys' }).click();
    await page.evaluate('window.PublicKeyCredential = undefined');
    await press(page, 'Add a passkey');
    await waitForAlert(page, 'This browser cannot use passkeys on this page');
    await page.reload();

    const authenticator = await addAuthenticator(page);
    await addPasskey(page);
    await press(page, 'Add a passkey');
    await waitForAlert(page, 'This device already has a passkey for your account.');
    await signOut(page);

    await authenticator.setPresence(false);
    await press(page, 'Sign in with a passkey');
    await press(page, 'Cancel');
    await authenticator.setPresence(true);
    await waitForAlert(page, 'No passkey was used: you canceled, the time ran out');
    await signIn(page, 'pia', PASSWORD);
    await waitForView(page, 'Hello, pia');

    await page.getByRole('link', { name: 'Passkeys' }).click();
    await view(page)
      .getByRole('button', { name: /^Remove the passkey/ })
      .click();
    await waitForStatus(page, 'The passkey was removed');
    await view(page).getByText('You have no passkeys.').waitFor();
    expect(await view(page).locator(':focus').innerText()).toBe('Add a passkey');
    await signOut(page);
    expect(await authenticator.passkeys()).toBe(1);
    await press(page, 'Sign in with a passkey');
    await waitForAlert(page, 'The passkey was not accepted');
  });

  it('asks a user who signed in too long ago to sign in again, and comes back', async () => {
    const page = await open(run, '#sign-up');
    await addAuthenticator(page);
    await createAccount(page, 'stella', PASSWORD);
    await addPasskey(page);
    await page.route('**/passkeys/*', (route) => route.fulfill(reauthenticationRequired), { times: 1 });
    const remove = view(page).getByRole('button', { name: /^Remove the passkey/ });
    await remove.click();
    await waitForAlert(page, 'Sign in again to do this: the last sign-in was too long ago.');
    await page.getByRole('link', { name: 'Sign in again and come back' }).click();
    await waitForView(page, 'Sign in');
    await waitForStatus(page, 'Sign in again to continue.');
    await press(page, 'E-mail me a code');
    await waitForView(page, 'One more step');
    await fillInCode(page, 'stella@example.com', 2);
    await press(page, 'Continue');
    await waitForView(page, 'Passkeys');
    await waitForStatus(page, 'You have signed in again.');
    await remove.click();
    await waitForStatus(page, 'The passkey was removed');

    await page.route('**/me', (route) => route.fulfill(reauthenticationRequired), { times: 1 });
    await page.getByRole('link', { name: 'Deletion' }).click();
    await press(page, 'Delete my account …');
    await press(page, 'Delete account');
    await page.getByRole('link', { name: 'Sign in again and come back' }).click();
    await waitForView(page, 'Sign in');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Sign in');
    // Another view ends this.
    await page.getByRole('link', { name: 'Account', exact: true }).click();
    await waitForView(page, 'Hello, stella');
    await page.evaluate('location.hash = "#sign-in"');
    expect(await view(page).getAttribute('data-view')).toBe('account');
    expect((await requestsAfterSignUp(page)).slice(4)).toEqual([
      expect.stringMatching(/^DELETE \/passkeys\/\S+ 401$/),
      'POST /sign-in/email-code 200',
      'POST /challenge 200',
      'POST /sign-out 204',
      'GET /passkeys 200',
      expect.stringMatching(/^DELETE \/passkeys\/\S+ 204$/),
      'GET /passkeys 200',
      'DELETE /me 401',
    ]);
  });

  it('changes the profile and the e-mail address, and signs in with the new address', async () => {
    const page = await open(run, '#sign-up');
    await createAccount(page, 'mae', PASSWORD);
    await page.setViewportSize({ width: 1024, height: 800 });
    const deletion = await page.getByRole('link', { name: 'Deletion' }).boundingBox();
    const card = await view(page).first().boundingBox();
    expect((deletion?.x ?? 0) + (deletion?.width ?? 0)).toBeLessThanOrEqual((card?.x ?? 0) + (card?.width ?? 0));
    await page.getByRole('link', { name: 'Profile' }).click();
    await view(page).getByText('Your address is mae@example.com.').waitFor();
    await fill(page, { Name: 'Mae Jemison', 'Given name': 'Mae' });
    await press(page, 'Save');
    await waitForStatus(page, 'The profile is saved.');
    await fill(page, { 'Given name': '' });
    await press(page, 'Save');
    await press(page, 'Save');
    await waitForStatus(page, 'There is no change to save.');

    await fill(page, { 'New e-mail address': 'mae' });
    await press(page, 'Send code');
    expect(await fieldError(page, 'New e-mail address')).toContain('Enter an e-mail address such as');
    await fill(page, { 'New e-mail address': 'mae@example.org' });
    await press(page, 'Send code');
    await waitForStatus(page, 'Until it is confirmed, the old address stays valid.');
    await fill(page, { 'Code for the new address': '0000a' });
    await press(page, 'Confirm address');
    expect(await fieldError(page, 'Code for the new address')).toContain('The code is wrong or expired');
    await fillInCode(page, 'mae@example.org');
    await press(page, 'Confirm address');
    await waitForStatus(page, 'Your e-mail address is changed.');
    await view(page).getByText('Your address is mae@example.org.').waitFor();

    await page.reload();
    await view(page).getByText('Your address is mae@example.org.').waitFor();
    expect(await view(page).getByLabel('Name', { exact: true }).inputValue()).toBe('Mae Jemison');
    expect(await view(page).getByLabel('Given name').inputValue()).toBe('');
    await signOut(page);
    await signIn(page, 'mae@example.org', PASSWORD);
    await waitForView(page, 'Hello, mae');
  });

  it('has no serious accessibility violation on the views of these methods, and fits 360 px', async () => {
    const page = await open(run, '#sign-up');
    const { check, expectNone } = await audit(page);
    await addAuthenticator(page);
    await check('sign-up');
    await createAccount(page, 'maria-theresia-walburga-amalia');
    await addPasskey(page);
    await page.route('**/passkeys/*', (route) => route.fulfill(reauthenticationRequired), { times: 1 });
    await view(page)
      .getByRole('button', { name: /^Remove the passkey/ })
      .click();
    await waitForAlert(page, 'Sign in again to do this');
    await check('passkeys');
    await page.getByRole('link', { name: 'Profile' }).click();
    await fill(page, { 'New e-mail address': 'maria-theresia-walburga-amalia@example.org' });
    await press(page, 'Send code');
    await view(page).getByLabel('Code for the new address').waitFor();
    await check('profile');
    await signOut(page);
    await check('sign-in');
    await press(page, 'E-mail me a code');
    await waitForView(page, 'One more step');
    await check('EMAIL_OTP');
    expectNone();
  });
});

describeInBrowser('the page of an API that requires a second factor', () => {
  let run: LocalRun;
  beforeAll(async () => {
    run = await startLocalRun({ context: passkeyMfaStage });
  });
  afterAll(() => run.stop());

  it('signs in with a passkey alone, which a user with an authenticator app has added', async () => {
    const page = await open(run, '#sign-up');
    const authenticator = await addAuthenticator(page);
    await fill(page, { Username: 'olga', 'E-mail address': 'olga@example.com', Password: PASSWORD });
    await press(page, 'Sign up');
    await waitForView(page, 'Confirm your account');
    await fillInCode(page, 'olga@example.com');
    await press(page, 'Confirm');
    await waitForView(page, 'One more step');
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    const key = await shownKey(page);
    await fill(page, { 'Code from the app': totpCode(key) });
    await press(page, 'Continue');
    await waitForView(page, 'Hello, olga');
    await addPasskey(page);
    await signOut(page);
    await press(page, 'Sign in with a passkey');
    await waitForView(page, 'Hello, olga');
    await signOut(page);

    await authenticator.setUserVerified(false);
    await press(page, 'Sign in with a passkey');
    await waitForAlert(page, 'No passkey was used');
    expect(await requestsAfterSignUp(page)).toEqual([
      'POST /challenge/totp 200',
      'PUT /challenge/totp 200',
      'GET /passkeys 200',
      'POST /passkeys 200',
      'PUT /passkeys 204',
      'GET /passkeys 200',
      'POST /sign-out 204',
      'POST /sign-in/passkey 200',
      'POST /challenge 200',
      'POST /sign-out 204',
      'POST /sign-in/passkey 200',
    ]);
  });

  it('sets up an authenticator app at the first sign-in, and asks for its code at the next', async () => {
    const page = await open(run);
    const post = (path: string, body: object) => send('POST', run.api + path, body);
    await post('/sign-up', { username: 'nora', password: PASSWORD, email: 'nora@example.com' });
    await page.evaluate('location.hash = "#confirm"');
    await fill(page, { Username: 'nora' });
    await fillInCode(page, 'nora@example.com');
    await press(page, 'Confirm');
    await waitForView(page, 'Sign in');
    await signIn(page, 'nora', PASSWORD);
    await waitForView(page, 'One more step');
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    const { check, expectNone } = await audit(page);
    await check('MFA_SETUP');
    expectNone();
    const key = await shownKey(page);
    await fill(page, { 'Code from the app': wrongCode(totpCode(key)) });
    await press(page, 'Continue');
    expect(await fieldError(page, 'Code from the app')).toContain('The code is wrong or expired');
    await fill(page, { 'Code from the app': totpCode(key) });
    await press(page, 'Continue');
    await waitForView(page, 'Hello, nora');
    // A boolean keeps the key out of the test output.
    expect((await page.content()).includes(key.slice(0, 4))).toBe(false);
    await page.getByRole('link', { name: 'Authenticator' }).click();
    await view(page).getByText('This API requires an app on your phone').waitFor();
    await view(page).getByText('enabled', { exact: true }).waitFor();
    expect(await view(page).getByRole('button', { name: 'Disable' }).isVisible()).toBe(false);

    await signOut(page);
    await signIn(page, 'nora', PASSWORD);
    await waitForView(page, 'One more step');
    await fill(page, { 'Code from your authenticator app': totpCode(key, 1) });
    await press(page, 'Continue');
    await waitForView(page, 'Hello, nora');
    expect(await requestsAfterSignUp(page)).toEqual([
      'POST /sign-in 200',
      'POST /challenge/totp 200',
      'PUT /challenge/totp 400',
      'PUT /challenge/totp 200',
      'GET /me 200',
      'POST /sign-out 204',
      'POST /sign-in 200',
      'POST /challenge 200',
    ]);
  });
});
