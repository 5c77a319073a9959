import { type Browser, problemOn, text, type Visit } from '../support/browser';
import { addressOf, HOUR, otherPassword, password, signIn, useHarness } from '../support/harness';
import { addLoginUser } from '../support/login-user';
import { APP, authorizationQuery, codeIn, LOGIN_POOL, Login, loginPool } from '../support/managed-login';

const { harness, aws } = useHarness([loginPool]);
const login = new Login(harness);

const heading = ({ html }: Visit) => /<h1>([^<]*)<\/h1>/.exec(html)?.[1];
const doneOn = ({ html }: Visit) => text(/<p class="done"[^>]*>([^<]*)</.exec(html)?.[1] ?? '');
const markedOn = ({ html }: Visit) =>
  [...html.matchAll(/<input id="([^"]*)"[^>]* aria-invalid="true"/g)].map(([, name]) => name);

const open = (changes = {}, browser = login.browser()) =>
  browser.open(`/forgotPassword?${authorizationQuery(changes)}`);

/** Asks for a code. */
async function request(username: string, browser = login.browser()) {
  await open({}, browser);
  return { browser, visit: await browser.submit({ username }) };
}

const choose = (browser: Browser, code: string, chosen = otherPassword, repeated = chosen) =>
  browser.submit({ code, password: chosen, repeated });

describe('a forgotten password', () => {
  it('is linked from the sign-in page, and replaced by the code of an e-mail', async () => {
    await addLoginUser(aws, 'ada');
    const query = authorizationQuery();
    const { html } = await login.browser().open(`/login?${query}`);
    expect(text(html)).toContain(`<a href="/forgotPassword?${query}">Forgot your password?</a>`);
    const { browser, visit } = await request(' ada ');
    expect([visit.status, heading(visit), doneOn(visit)]).toEqual([
      200,
      'Choose a new password',
      'A code was sent to a***@e***. Enter it below.',
    ]);
    expect(visit.html).toMatch(/<input id="code" [^>]*autocomplete="one-time-code"[^>]* autofocus>/);
    const changed = await choose(browser, harness.codeFor(addressOf('ada')));
    expect([changed.status, heading(changed), doneOn(changed), browser.cookies.has('cognito')]).toEqual([
      200,
      'Sign in',
      'Your password was changed. Sign in with it.',
      false,
    ]);
    expect(changed.html).toMatch(/<input id="username" [^>]* value="ada">/);
    expect(codeIn(await browser.submit({ username: 'ada', password: otherPassword }))).not.toBe('');
    await expect(signIn(aws, 'ada', { clientId: APP })).rejects.toThrow('Incorrect username or password.');
  });

  it('starts with the user name of login_hint', async () => {
    expect((await open({ login_hint: 'ada' })).html).toMatch(/<input id="username" [^>]* value="ada" autofocus>/);
  });

  it('is not linked if the pool sends no codes for it', async () => {
    const byAdmin = {
      ...loginPool,
      properties: {
        ...loginPool.properties,
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
      },
    };
    harness.cognito.configure([byAdmin]);
    try {
      const { html } = await login.browser().open(`/login?${authorizationQuery()}`);
      expect(html).not.toContain('/forgotPassword');
    } finally {
      harness.cognito.configure([loginPool]);
    }
  });

  it('marks only the field that is wrong, and can be corrected', async () => {
    await addLoginUser(aws, 'bea');
    const { browser } = await request('bea');
    const code = harness.codeFor(addressOf('bea'));
    const refused: [Parameters<typeof choose>, string, string][] = [
      [[browser, '000000x'], 'Invalid verification code provided, please try again.', 'code'],
      [[browser, ''], '“Code from the e-mail” must not be empty.', 'code'],
      [[browser, code, 'weak'], 'Password does not conform to policy: Password not long enough', 'password'],
      [[browser, code, otherPassword, password], 'The passwords are not the same.', 'repeated'],
    ];
    for (const [given, message, marked] of refused) {
      const visit = await choose(...given);
      expect([visit.status, heading(visit), problemOn(visit), markedOn(visit)]).toEqual([
        400,
        'Choose a new password',
        message,
        [marked],
      ]);
    }
    expect(heading(await choose(browser, code))).toBe('Sign in');
  });

  it('cannot be replaced with a code that has expired', async () => {
    await addLoginUser(aws, 'cleo');
    const { browser } = await request('cleo');
    harness.advance(HOUR);
    const visit = await choose(browser, harness.codeFor(addressOf('cleo')));
    expect([problemOn(visit), markedOn(visit)]).toEqual([
      'Invalid code provided, please request a code again.',
      ['code'],
    ]);
  });

  it('gets the same replies for a user who does not exist', async () => {
    await addLoginUser(aws, 'dora');
    const replies = async (username: string) => {
      const { browser, visit } = await request(username);
      const wrong = await choose(browser, '000000x');
      return [visit, wrong].map(({ status, html }) => [
        status,
        html
          .replace(/name="_csrf" value="[^"]*"/, '')
          .replaceAll(username, 'NAME')
          .replace(/.\*\*\*@.\*\*\*/, 'MASKED'),
      ]);
    };
    expect(await replies('nemo')).toEqual(await replies('dora'));
  });

  it('says why a user with a temporary password gets no code, as ForgotPassword does', async () => {
    await aws.adminCreateUser({
      UserPoolId: LOGIN_POOL,
      Username: 'emma',
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'email', Value: addressOf('emma') }],
    });
    const { visit } = await request('emma');
    expect([heading(visit), problemOn(visit)]).toEqual([
      'Forgot your password?',
      'User password cannot be reset in the current state.',
    ]);
  });

  it('is refused from a form of another site', async () => {
    await addLoginUser(aws, 'gina');
    await request('gina');
    const code = harness.codeFor(addressOf('gina'));
    const victim = login.browser();
    await open({}, victim);
    const forms: [string, Record<string, string>][] = [
      ['/forgotPassword', { username: 'gina' }],
      ['/confirmforgotPassword', { username: 'gina', code, password: otherPassword, repeated: otherPassword }],
    ];
    for (const [path, fields] of forms) {
      const body = new URLSearchParams({ ...fields, _csrf: 'x'.repeat(43) });
      const visit = await victim.open(`${path}?${authorizationQuery()}`, { method: 'POST', body });
      expect([path, visit.status, problemOn(visit)]).toEqual([path, 403, expect.stringContaining('Try again')]);
    }
    expect(harness.codeFor(addressOf('gina'))).toBe(code);
    await signIn(aws, 'gina', { clientId: APP });
  });
});
