import type { Page } from 'playwright-core';
import { audit } from '../support/audit';
import { describeInBrowser, newTab, openPage, view, waitForView } from '../support/browser';
import { type RunningConsole, startConsole } from '../support/console';
import { latestMessage } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import {
  call,
  createAccount,
  expectProblem,
  OTHER_PASSWORD,
  PASSWORD,
  post,
  signIn,
  signUp,
  totpCode,
  withToken,
} from '../support/scenario';

runOnce();

/** Performs an operation as the AWS CLI would, or another console. */
async function admin(operation: string, input: object): Promise<Readonly<Record<string, unknown>>> {
  const { api, userPoolId: UserPoolId } = localRun();
  const reply = await fetch(`${api}/_local/aws/cognito-idp`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify({ UserPoolId, ...input }),
  });
  const body = JSON.parse(await reply.text());
  if (!reply.ok) throw new Error(`${operation}: ${body.message}`);
  return body;
}

const dialog = (page: Page) => page.getByRole('dialog');
const heading = (page: Page, name: string) => view(page).getByRole('heading', { name, level: 1, exact: true });
const toast = (page: Page, text: string) => page.locator('[data-toasts]').getByText(text).waitFor();
const button = (page: Page, name: string) => view(page).getByRole('button', { name, exact: true });
const field = (page: Page, label: string) => dialog(page).getByLabel(label, { exact: true });
const send = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();
const badge = (page: Page, text: string) => view(page).locator('.user-head .badge', { hasText: text });
const errors = async (page: Page) => (await dialog(page).locator('.error').allInnerTexts()).filter(Boolean);

/** The id of the control with the focus, or its text. */
const focused = (page: Page) => page.evaluate('document.activeElement.id || document.activeElement.innerText');

/** Opens the console at a user. */
async function openUser(username: string): Promise<Page> {
  const page = await openPage({ at: `#users/${encodeURIComponent(username)}` });
  await view(page).getByRole('heading', { name: 'Actions' }).waitFor();
  return page;
}

/** The names in the list. */
const listedNames = (page: Page) => view(page).locator('tbody .user-names a').allInnerTexts();

describeInBrowser('the section Users', () => {
  it('creates a user with a password, who can sign in, and refuses bad input at its fields', async () => {
    const page = await openPage({ at: '#users' });
    await button(page, 'Create user').click();
    await send(page, 'Create user');
    expect(await errors(page)).toEqual(['Enter the username.', 'Enter the password.']);
    expect(await focused(page)).toBe('dialog-username');

    await field(page, 'Username').fill('two words');
    await field(page, 'E-mail address').fill('console-created@nowhere');
    await field(page, 'Password').fill('abcdefgh');
    await send(page, 'Create user');
    expect(await errors(page)).toEqual([
      'A username cannot contain spaces.',
      'Enter an e-mail address such as ada@example.com.',
      'The password needs an upper-case letter, a digit, and a symbol.',
    ]);

    await field(page, 'Username').fill('console-created');
    await field(page, 'E-mail address').fill('console-created@example.com');
    await field(page, 'Password').fill(PASSWORD);
    await send(page, 'Create user');
    await heading(page, 'console-created').waitFor();
    await badge(page, 'Confirmed').waitFor();
    await signIn('console-created');

    await page.goBack();
    await heading(page, 'Users').waitFor();
    await button(page, 'Create user').click();
    await field(page, 'Username').fill('Console-Created');
    await field(page, 'Password').fill(PASSWORD);
    await send(page, 'Create user');
    await dialog(page).getByText('A user with this name or e-mail address exists.').waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('Create user');
  });

  it('creates no user if the password is refused', async () => {
    const page = await openPage({ at: '#users' });
    await page.route('**/_local/aws/cognito-idp', (route) => {
      const isPassword = String(route.request().headers()['x-amz-target']).endsWith('AdminSetUserPassword');
      const json = { __type: 'InvalidPasswordException', message: 'Password does not conform to policy: Too common' };
      return isPassword ? route.fulfill({ status: 400, json }) : route.continue();
    });
    await button(page, 'Create user').click();
    await field(page, 'Username').fill('console-refused');
    await field(page, 'Password').fill(PASSWORD);
    await send(page, 'Create user');
    await dialog(page).getByText('Too common.').waitFor();
    expect((await admin('ListUsers', { Filter: 'username = "console-refused"' })).Users).toEqual([]);
  });

  it('invites a user with an e-mail, and sends the invitation again', async () => {
    const page = await openPage({ at: '#users' });
    await button(page, 'Create user').click();
    await field(page, 'Username').fill('console-invited');
    await dialog(page).getByLabel('With a temporary password from an e-mail').check();
    expect(await dialog(page).getByLabel('Password', { exact: true }).isVisible()).toBe(false);
    await send(page, 'Create user');
    expect(await errors(page)).toEqual(['Enter the e-mail address.']);
    await field(page, 'E-mail address').fill('console-invited@example.com');
    await send(page, 'Create user');
    await badge(page, 'Temporary password').waitFor();
    const first = await latestMessage(localRun().api, 'console-invited@example.com');

    await button(page, 'Send again').click();
    await toast(page, 'The invitation is in the mailbox.');
    const second = await latestMessage(localRun().api, 'console-invited@example.com');
    expect(second?.code).not.toBe(first?.code);
    const { body } = await post('/sign-in', { username: 'console-invited', password: second?.code });
    expect(body.challenge).toBe('NEW_PASSWORD_REQUIRED');
  });

  it('confirms an account, sets its password, and resets it', async () => {
    await signUp('console-confirmed');
    const page = await openUser('console-confirmed');
    await badge(page, 'Not confirmed').waitFor();
    await button(page, 'Confirm').click();
    await badge(page, 'Confirmed').waitFor();
    await toast(page, 'The account is confirmed.');
    expect(await focused(page)).toBe('users-section-heading');
    expect(await button(page, 'Confirm').count()).toBe(0);
    await signIn('console-confirmed');

    await button(page, 'Set password …').click();
    await field(page, 'Password').fill('short');
    await send(page, 'Set password');
    expect((await errors(page)).join()).toContain('The password needs at least 8 characters');
    await field(page, 'Password').fill(OTHER_PASSWORD);
    await send(page, 'Set password');
    await toast(page, 'The password is set.');
    expect(await focused(page)).toBe('Set password …');
    await signIn('console-confirmed', OTHER_PASSWORD);
    expectProblem(
      await post('/sign-in', { username: 'console-confirmed', password: PASSWORD }),
      401,
      'invalid_credentials',
    );

    // The account was confirmed without a code, so the address is unverified, and Cognito sends nothing to it.
    await button(page, 'Send reset code').click();
    await toast(page, 'Cannot reset password for the user as there is no registered/verified email or phone_number');
    await button(page, 'Edit email_verified').click();
    await field(page, 'Value').fill('true');
    await send(page, 'Save');
    await toast(page, 'email_verified is changed.');
    await button(page, 'Send reset code').click();
    await badge(page, 'Must reset password').waitFor();
    const message = await latestMessage(localRun().api, 'console-confirmed@example.com');
    const reset = { username: 'console-confirmed', code: message?.code, newPassword: PASSWORD };
    expect((await post('/reset-password', reset)).status).toBe(204);
    // Shown without a reload: the console learns of it by an event.
    await badge(page, 'Confirmed').waitFor();
  });

  it('sets a generated temporary password', async () => {
    await createAccount('console-generated');
    const page = await openUser('console-generated');
    await button(page, 'Set password …').click();
    await dialog(page).getByRole('button', { name: 'Generate a password' }).click();
    const password = await field(page, 'Password').inputValue();
    await dialog(page).getByLabel('The user must replace it at the next sign-in').check();
    await send(page, 'Set password');
    await badge(page, 'Temporary password').waitFor();
    const { body } = await post('/sign-in', { username: 'console-generated', password });
    expect(body.challenge).toBe('NEW_PASSWORD_REQUIRED');
  });

  it('signs a user out everywhere, disables, enables and deletes it', async () => {
    await createAccount('console-disabled');
    const { refreshToken } = await signIn('console-disabled');
    const page = await openUser('console-disabled');
    await button(page, 'Sign out').click();
    await toast(page, 'All sessions have ended.');
    expectProblem(await post('/refresh', { refreshToken }), 401, 'invalid_refresh_token');

    await button(page, 'Disable').click();
    await badge(page, 'Disabled').waitFor();
    expect(await focused(page)).toBe('Enable');
    const credentials = { username: 'console-disabled', password: PASSWORD };
    expect((await post('/sign-in', credentials)).status).toBe(401);
    await button(page, 'Enable').click();
    await badge(page, 'Disabled').waitFor({ state: 'hidden' });
    await signIn('console-disabled');

    await button(page, 'Delete …').click();
    await send(page, 'Cancel');
    await signIn('console-disabled');
    await button(page, 'Delete …').click();
    await send(page, 'Delete user');
    await heading(page, 'Users').waitFor();
    expect((await post('/sign-in', credentials)).status).toBe(401);
    await view(page).getByRole('link', { name: 'console-disabled' }).waitFor({ state: 'hidden' });
  });

  it('creates a group, adds and removes a user, filters by it, and deletes it', async () => {
    await createAccount('console-member');
    const page = await openPage({ at: '#users' });
    await view(page).getByRole('link', { name: 'Groups', exact: true }).click();
    await button(page, 'Create group').click();
    await field(page, 'Name').fill('console testers');
    await field(page, 'Precedence').fill('-1');
    await send(page, 'Create group');
    expect(await errors(page)).toEqual([
      'The name of a group cannot contain spaces.',
      'Enter a whole number, or nothing.',
    ]);
    await field(page, 'Name').fill('console-testers');
    await field(page, 'Precedence').fill('7');
    await send(page, 'Create group');
    const row = view(page).getByRole('row', { name: 'console-testers' });
    await row.waitFor();

    await button(page, 'Create group').click();
    await field(page, 'Name').fill('console-testers');
    await send(page, 'Create group');
    await dialog(page).getByText('A group with this name exists.').waitFor();
    await send(page, 'Cancel');
    await button(page, 'Edit console-testers').click();
    await field(page, 'Description').fill('They test');
    await send(page, 'Save');
    await row.getByText('They test').waitFor();
    expect((await admin('GetGroup', { GroupName: 'console-testers' })).Group).toMatchObject({
      Description: 'They test',
      Precedence: 7,
    });

    await page.evaluate("location.hash = '#users/console-member'");
    await view(page).getByLabel('Group to add').selectOption('console-testers');
    await button(page, 'Add to group').click();
    await toast(page, 'Added to console-testers.');
    const { idToken } = await signIn('console-member');
    expect(JSON.parse(atob(idToken.split('.')[1] ?? ''))).toMatchObject({ 'cognito:groups': ['console-testers'] });

    await page.evaluate("location.hash = '#users/all%20groups'");
    await button(page, 'Show the users of console-testers').click();
    await view(page).getByText('1 user', { exact: true }).waitFor();
    expect(await listedNames(page)).toEqual(['console-member']);
    await view(page).getByRole('link', { name: 'console-member' }).click();
    await button(page, 'Remove from console-testers').click();
    await view(page).getByText('In no group.').waitFor();

    await page.evaluate("location.hash = '#users/all%20groups'");
    await button(page, 'Delete console-testers').click();
    await send(page, 'Delete group');
    await row.waitFor({ state: 'hidden' });
  });

  it('adds, changes and removes attributes', async () => {
    await createAccount('console-attributes');
    const page = await openUser('console-attributes');
    const row = (name: string) => view(page).getByRole('row', { name: new RegExp(`^${name}\\b`) });
    await button(page, 'Add an attribute').click();
    await field(page, 'Attribute').selectOption('birthdate');
    await send(page, 'Add');
    expect(await errors(page)).toEqual(['Enter the value.']);
    await field(page, 'Value').fill('yesterday');
    await send(page, 'Add');
    await dialog(page).locator('.error', { hasText: 'birthdate' }).waitFor();
    await field(page, 'Value').fill('1815-12-10');
    await send(page, 'Add');
    await row('birthdate').getByText('1815-12-10').waitFor();

    await button(page, 'Edit birthdate').click();
    expect(await field(page, 'Value').inputValue()).toBe('1815-12-10');
    await field(page, 'Value').fill('');
    await send(page, 'Save');
    await row('birthdate').waitFor({ state: 'hidden' });

    await button(page, 'Edit email').click();
    await field(page, 'Value').fill('console-attributes@example.org');
    await send(page, 'Save');
    await row('email').first().getByText('console-attributes@example.org').waitFor();
    await signIn('console-attributes@example.org');
    expect(await view(page).getByRole('button', { name: 'Edit sub' }).count()).toBe(0);
  });

  it('shows and removes an authenticator app', async () => {
    await createAccount('console-totp');
    const { accessToken } = await signIn('console-totp');
    const page = await openUser('console-totp');
    await view(page).getByText('Off', { exact: true }).waitFor();
    const { body } = await post('/mfa/totp', undefined, withToken(accessToken));
    await call('PUT', '/mfa/totp', { code: totpCode(String(body.secret)) }, withToken(accessToken));
    await button(page, 'Remove authenticator app …').click();
    await send(page, 'Remove app');
    await toast(page, 'The authenticator app is removed.');
    await view(page).getByText('Off', { exact: true }).waitFor();
    await signIn('console-totp');
  });

  it('follows another console, also while the user that it shows is deleted there', async () => {
    const [one, other] = [await openPage({ at: '#users' }), await openPage({ at: '#users' })];
    await view(other).getByLabel('Search').fill('console-shared');
    await view(other).getByText('No user found').waitFor();
    await admin('AdminCreateUser', { Username: 'console-shared', MessageAction: 'SUPPRESS' });
    await view(other).getByRole('link', { name: 'console-shared' }).click();
    await view(one).getByLabel('Search').fill('CONSOLE-SHARED');
    await view(one).getByRole('link', { name: 'console-shared' }).click();
    await button(one, 'Set password …').click();
    await field(one, 'Password').fill(PASSWORD);

    await button(other, 'Delete …').click();
    await send(other, 'Delete user');
    await view(one).getByText('This user no longer exists').waitFor();
    await send(one, 'Set password');
    await dialog(one).getByText('This user no longer exists. It was deleted, perhaps in another tab.').waitFor();
    await send(one, 'Cancel');
    await button(one, 'Show all users').click();
    await heading(one, 'Users').waitFor();
    expect(await view(one).getByLabel('Search').inputValue()).toBe('CONSOLE-SHARED');
  });

  it('says so when an action comes too late for a deleted user', async () => {
    await admin('AdminCreateUser', { Username: 'console-late', MessageAction: 'SUPPRESS' });
    const page = await openUser('console-late');
    // Without events, as in a hidden tab.
    await page.route('**/_local/events', (route) => route.abort());
    await page.reload();
    await button(page, 'Disable').waitFor();
    await admin('AdminDeleteUser', { Username: 'console-late' });
    await button(page, 'Disable').click();
    await toast(page, 'This user no longer exists. It was deleted, perhaps in another tab.');
    await view(page).getByRole('button', { name: 'Show all users' }).waitFor();
  });

  it('keeps the focus when what it shows changes', async () => {
    await createAccount('console-focus');
    const page = await openUser('console-focus');
    await button(page, 'Set password …').focus();
    await admin('AdminUpdateUserAttributes', {
      Username: 'console-focus',
      UserAttributes: [{ Name: 'name', Value: 'Changed elsewhere' }],
    });
    await view(page).getByText('Changed elsewhere').waitFor();
    expect(await focused(page)).toBe('Set password …');
  });

  it('shows usernames with markup, of 128 characters and of emoji as text', async () => {
    const names = [
      'console-<b>bold</b>',
      `console-${'w'.repeat(120)}`,
      `console-${'😀'.repeat(60)}`,
      'console-a/b?c#d%25"',
    ];
    for (const Username of names) await admin('AdminCreateUser', { Username, MessageAction: 'SUPPRESS' });
    const page = await openPage({ at: '#users' });
    for (const name of names) {
      await view(page).getByLabel('Search').fill(name);
      await view(page).getByRole('link', { name, exact: true }).click();
      await heading(page, name).waitFor();
      await button(page, 'Delete …').click();
      await send(page, 'Delete user');
      await heading(page, 'Users').waitFor();
    }
  });

  it('shows names in full and the controls of groups on a phone, below a line of the full width', async () => {
    await admin('AdminCreateUser', { Username: 'phone-maria', MessageAction: 'SUPPRESS' });
    const page = await openPage({ at: '#users' });
    await page.setViewportSize({ width: 360, height: 780 });
    await view(page).getByLabel('Search').fill('phone-maria');
    await view(page).getByText('1 user', { exact: true }).waitFor();
    const isCut =
      'document.querySelector(".user-names a").scrollWidth > document.querySelector(".user-names a").clientWidth';
    expect(await page.evaluate(isCut)).toBe(false);
    const [tabs, frame] = [view(page).locator('.tabs'), view(page).locator('.table-frame:visible')];
    expect((await tabs.boundingBox())?.width).toBe((await frame.boundingBox())?.width);

    await view(page).getByRole('link', { name: 'Groups', exact: true }).click();
    const remove = view(page)
      .getByRole('button', { name: /^Delete / })
      .first();
    const { x = 360, width = 0 } = (await remove.boundingBox()) ?? {};
    expect(x + width).toBeLessThan(360);

    await remove.click();
    const [text, actions] = await Promise.all(
      ['p', '.actions'].map((part) => dialog(page).locator(part).boundingBox()),
    );
    expect((actions?.y ?? 0) - (text?.y ?? 0) - (text?.height ?? 0)).toBeGreaterThan(8);
  });

  it('has no serious accessibility violation and fits 360 px', async () => {
    await createAccount('console-maria-theresia-walburga-amalia-christina-von-habsburg');
    const page = await openPage({ at: '#users' });
    const { check, expectNone } = await audit(page);
    await view(page).locator('tbody tr').first().waitFor();
    await check('list');
    await button(page, 'Create user').click();
    await send(page, 'Create user');
    await check('form', '.form-dialog');
    await page.keyboard.press('Escape');
    await view(page).getByLabel('Search').fill('nobody has this name');
    await view(page).getByText('No user found').waitFor();
    await check('nothing found');
    await view(page).getByRole('link', { name: 'Groups', exact: true }).click();
    await view(page).locator('tbody tr').first().waitFor();
    await check('groups');
    await page.evaluate("location.hash = '#users/console-maria-theresia-walburga-amalia-christina-von-habsburg'");
    await view(page).getByRole('heading', { name: 'Actions' }).waitFor();
    await check('user');
    await page.evaluate("location.hash = '#users/console-nobody'");
    await view(page).getByText('This user no longer exists').waitFor();
    await check('missing user');
    expectNone();
  });
});

describeInBrowser('the section Users of another user pool', () => {
  let running: RunningConsole | undefined;
  afterEach(() => running?.close());

  /** Opens the section of a run with this user pool, and with these users. */
  async function openConsole(
    options: Parameters<typeof startConsole>[0],
    users: readonly object[] = [],
  ): Promise<[Page, RunningConsole]> {
    running = await startConsole(options);
    for (const user of users) await running.admin('AdminCreateUser', { ...user, MessageAction: 'SUPPRESS' });
    const page = await newTab({ origins: [running.url], ownContext: true });
    await page.goto(`${running.url}/_local/#users`);
    await waitForView(page, 'Users');
    return [page, running];
  }

  /** Passwords cost most of the time that a new user takes, so these users have none. */
  const passwordless = { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } } };

  it('pages through and searches 10,000 users', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `user-${String(index).padStart(5, '0')}`);
    const users = names.map((Username) => ({
      Username,
      UserAttributes: [{ Name: 'email', Value: `${Username.split('-').reverse().join('-')}@example.com` }],
    }));
    const [page, { admin }] = await openConsole({ properties: passwordless }, users);
    const summary = view(page).locator('.page-summary');
    await summary.getByText('Users 1–50 of 10,000').waitFor();
    expect(await listedNames(page)).toEqual(names.slice(0, 50));
    await button(page, 'Next').click();
    await summary.getByText('Users 51–100 of 10,000').waitFor();
    await button(page, 'Next').click();
    await summary.getByText('Users 101–150 of 10,000').waitFor();
    expect(await listedNames(page)).toEqual(names.slice(100, 150));
    await button(page, 'Previous').click();
    await summary.getByText('Users 51–100 of 10,000').waitFor();
    expect(await listedNames(page)).toEqual(names.slice(50, 100));

    const search = view(page).getByLabel('Search');
    await search.fill('user-0999');
    await summary.getByText('10 users').waitFor();
    expect(await listedNames(page)).toEqual(names.slice(9990, 10_000));
    // By the e-mail address.
    await search.fill('09998-user@');
    await summary.getByText('1 user', { exact: true }).waitFor();
    expect(await listedNames(page)).toEqual(['user-09998']);
    await admin('AdminDisableUser', { Username: 'user-09990' });
    await search.fill('user-');
    await view(page).getByLabel('Filter').selectOption('Disabled');
    await view(page).getByRole('link', { name: 'user-09990' }).waitFor();
    expect(await listedNames(page)).toEqual(['user-09990']);
    await view(page).getByLabel('Filter').selectOption('All users');
    await summary.getByText('Users 1–50', { exact: true }).waitFor();
    // A quote and a backslash end no filter.
    await search.fill('"user\\');
    await view(page).getByText('No user found').waitFor();
  });

  it('shows each user of a search once, on pages of 50', async () => {
    const names = Array.from({ length: 130 }, (_, index) => `ann-${index}`);
    // Username, address and name all match.
    const users = names.map((Username) => ({
      Username,
      UserAttributes: [
        { Name: 'email', Value: `${Username}@example.com` },
        { Name: 'name', Value: `Ann ${Username}` },
      ],
    }));
    const [page] = await openConsole({ properties: passwordless }, users);
    await view(page).getByLabel('Search').fill('ann');
    const summary = view(page).locator('.page-summary');
    const found: string[] = [];
    for (const range of ['1–50', '51–100', '101–130']) {
      await summary.getByText(`Users ${range}`, { exact: true }).waitFor();
      found.push(...(await listedNames(page)));
      if (range !== '101–130') await button(page, 'Next').click();
    }
    expect(found).toEqual(names);
    expect(await button(page, 'Next').isDisabled()).toBe(true);
  });

  it('names users by their e-mail address where they sign in with it', async () => {
    const [page, { admin }] = await openConsole({
      properties: { ...passwordless, UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } },
    });
    await view(page).getByText('No users yet').waitFor();
    await button(page, 'Create user').click();
    expect(await field(page, 'Username').count()).toBe(0);
    await dialog(page).getByLabel('With a code from an e-mail, without a password').check();
    await send(page, 'Create user');
    expect(await errors(page)).toEqual(['Enter the e-mail address.']);
    await field(page, 'E-mail address').fill('ada@example.com');
    await send(page, 'Create user');
    await heading(page, 'ada@example.com').waitFor();
    await view(page).getByText('Code by e-mail').waitFor();
    const { Users } = (await admin('ListUsers', {})) as { Users: [{ Username: string }] };
    expect(page.url()).toBe(`${running?.url}/_local/#users/${Users[0].Username}`);
    await page.goBack();
    await view(page).getByRole('link', { name: 'ada@example.com' }).waitFor();
  });

  it('invites a user of a pool where passwords are optional', async () => {
    const [page, { admin }] = await openConsole({ properties: passwordless });
    await button(page, 'Create user').click();
    await field(page, 'Username').fill('ada');
    await field(page, 'E-mail address').fill('ada@example.com');
    await dialog(page).getByLabel('With a temporary password from an e-mail').check();
    await send(page, 'Create user');
    await badge(page, 'Temporary password').waitFor();
    expect(await admin('AdminGetUser', { Username: 'ada' })).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD' });
  });

  it('says in one sentence that the app has no user pool', async () => {
    const [page] = await openConsole({ withoutPool: true });
    await view(page).getByText('The template of the app has no user pool.').waitFor();
    expect(await view(page).getByRole('button').count()).toBe(0);
  });

  it('keeps what it shows while the run is stopped, and says that an action had no reply', async () => {
    const [page, console] = await openConsole({ properties: passwordless });
    await console.admin('AdminCreateUser', { Username: 'ada', MessageAction: 'SUPPRESS' });
    await view(page).getByRole('link', { name: 'ada' }).click();
    await button(page, 'Disable').waitFor();
    console.close();
    await button(page, 'Disable').click();
    await toast(page, 'The local run does not reply. Is npm start still running?');
    await heading(page, 'ada').waitFor();
    expect(await button(page, 'Disable').isVisible()).toBe(true);
  });
});
