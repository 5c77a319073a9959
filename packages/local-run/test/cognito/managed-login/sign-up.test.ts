import { fromBase32 } from '../../../src/cognito/base32';
import { codeOf, stepAt } from '../../../src/cognito/mfa/totp';
import { type Browser, problemOn, text, type Visit } from '../support/browser';
import { addressOf, emailPool, MINUTE, otherPassword, password, signIn, useHarness } from '../support/harness';
import {
  APP,
  authorizationQuery,
  CALLBACK,
  codeIn,
  LOGIN_POOL,
  Login,
  loginPool,
  redirectParameters,
} from '../support/managed-login';

const EMAIL_APP = 'email0app0client';
const byEmail = {
  ...emailPool,
  clients: [{ logicalId: 'EmailApp', id: EMAIL_APP, properties: loginPool.clients[0]?.properties ?? {} }],
  managedLogin: { version: 2 as const, styledClients: [EMAIL_APP], productName: 'Notes & <more>' },
};
const { harness, aws } = useHarness([loginPool, byEmail]);
const login = new Login(harness);

const open = (changes = {}, browser = login.browser()) => browser.open(`/signup?${authorizationQuery(changes)}`);
const heading = ({ html }: Visit) => /<h1>([^<]*)<\/h1>/.exec(html)?.[1];
const doneOn = ({ html }: Visit) => text(/<p class="done"[^>]*>([^<]*)</.exec(html)?.[1] ?? '');
const markedOn = ({ html }: Visit) =>
  [...html.matchAll(/<input id="([^"]*)"[^>]* aria-invalid="true"/g)].map(([, name]) => name);
const labelsOn = ({ html }: Visit) => [...html.matchAll(/<label[^>]*>([^<]*)</g)].map(([, label]) => label);

const entries = (username: string, changes: Record<string, string> = {}) => ({
  username,
  'attribute.email': addressOf(username),
  password,
  repeated: password,
  ...changes,
});

async function signUp(username: string, changes: Record<string, string> = {}, browser = login.browser()) {
  await open({}, browser);
  return { browser, visit: await browser.submit(entries(username, changes)) };
}

/** Sends the fields of the current form, and others, to another endpoint. */
function post(browser: Browser, path: string, fields: Record<string, string>, query = authorizationQuery()) {
  const _csrf = browser.cookies.get('XSRF-TOKEN') ?? '';
  return browser.open(`${path}?${query}`, { method: 'POST', body: new URLSearchParams({ _csrf, ...fields }) });
}

const sessionOn = ({ html }: Visit) => /name="session" value="([^"]*)"/.exec(html)?.[1] ?? '';

describe('the sign-up page', () => {
  it('is linked from the sign-in page, and links back to it', async () => {
    const query = authorizationQuery();
    const { html } = await login.browser().open(`/login?${query}`);
    expect(text(html)).toContain(`<a href="/signup?${query}">Create an account</a>`);
    expect(text((await open()).html)).toContain(`<a href="/login?${query}">Sign in</a>`);
  });

  it('has the required attributes, and the rules of the password', async () => {
    const visit = await open({ login_hint: 'ada' });
    expect(labelsOn(visit)).toEqual(['Username', 'E-mail address', 'Password', 'Repeat the password']);
    expect(visit.html).toMatch(/<input id="username" [^>]*autocomplete="username"[^>]* value="ada">/);
    expect(visit.html).toMatch(/<input id="attribute.email" [^>]*type="email" autocomplete="email"[^>]* autofocus>/);
    expect(visit.html).toContain(
      'At least 8 characters, with a lowercase letter, an uppercase letter, a number, and a symbol',
    );
  });

  it('asks for an e-mail address only, where it is the user name', async () => {
    const visit = await open({ client_id: EMAIL_APP });
    expect(labelsOn(visit)).toEqual(['E-mail address', 'Password', 'Repeat the password']);
    expect(visit.html).toContain('<input id="username" name="username" type="email"');
  });

  it('shows the name of the product, and a link back to the app that reports a canceled sign-in', async () => {
    const { html } = await open({ client_id: EMAIL_APP });
    expect(text(html)).toContain('<p class="brand">Notes & <more></p>');
    expect(html).toContain('Notes &#38; &#60;more&#62;');
    const [, url = ''] = /<a href="([^"]*)">Back to the app</.exec(html) ?? [];
    const back = new URL(text(url));
    expect([back.origin + back.pathname, Object.fromEntries(back.searchParams)]).toEqual([
      CALLBACK,
      {
        error: 'access_denied',
        error_description: 'The user left the sign-in page',
        state: 'a state & more',
      },
    ]);
  });

  it('refuses an invalid authorization request, as the sign-in page does', async () => {
    const visit = await open({ redirect_uri: 'https://evil.example/' });
    expect([visit.status, visit.left]).toEqual([400, undefined]);
    expect(redirectParameters(await open({ response_type: 'token' })).error).toBe('unauthorized_client');
  });

  describe('of a pool whose users an administrator creates', () => {
    const closed = {
      ...loginPool,
      properties: { ...loginPool.properties, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
    };
    beforeAll(() => harness.cognito.configure([closed, byEmail]));
    afterAll(() => harness.cognito.configure([loginPool, byEmail]));

    it('is not linked, and says who creates accounts', async () => {
      const browser = login.browser();
      const { html } = await browser.open(`/login?${authorizationQuery()}`);
      expect(html).not.toContain('/signup');
      const opened = await open({}, browser);
      const posted = await post(browser, '/signup', entries('nobody'));
      for (const visit of [opened, posted]) {
        expect([visit.status, problemOn(visit)]).toEqual([
          400,
          'Only an administrator can create accounts for this app.',
        ]);
      }
    });
  });
});

describe('a sign-up', () => {
  it('sends a code, and signs in the browser that enters it', async () => {
    const { browser, visit } = await signUp('ada');
    expect([visit.status, heading(visit)]).toEqual([200, 'Confirm your account']);
    expect(doneOn(visit)).toBe('A code was sent to a***@e***. Enter it below.');
    expect(browser.cookies.has('cognito')).toBe(false);
    const wrong = await browser.submit({ code: '000000x' });
    expect([wrong.status, heading(wrong), problemOn(wrong), markedOn(wrong)]).toEqual([
      400,
      'Confirm your account',
      'Invalid verification code provided, please try again.',
      ['code'],
    ]);
    const code = harness.codeFor(addressOf('ada'));
    const visited = await browser.submit({ code: ` ${code.slice(0, 3)} ${code.slice(3)} ` });
    expect([visited.status, redirectParameters(visited).state]).toEqual([303, 'a state & more']);
    expect((await login.exchange(codeIn(visited))).status).toBe(200);
    expect(browser.cookies.has('cognito')).toBe(true);
  });

  it('asks for the password after the code in another browser, or after the session has expired', async () => {
    await signUp('bea');
    const other = login.browser();
    await open({}, other);
    const confirmed = await post(other, '/confirm', { username: 'bea', code: harness.codeFor(addressOf('bea')) });
    expect([confirmed.status, heading(confirmed), doneOn(confirmed)]).toEqual([
      200,
      'Sign in',
      'Your account is confirmed. Sign in.',
    ]);
    expect(codeIn(await other.submit({ username: 'bea', password }))).not.toBe('');

    const { browser } = await signUp('cleo');
    harness.advance(4 * MINUTE);
    const late = await browser.submit({ code: harness.codeFor(addressOf('cleo')) });
    expect([heading(late), late.left]).toEqual(['Sign in', undefined]);
  });

  it('does not sign in with the session of another user, nor with a used one', async () => {
    const mine = await signUp('dora');
    await signUp('emma');
    const fields = { username: 'emma', code: harness.codeFor(addressOf('emma')), session: sessionOn(mine.visit) };
    const visit = await post(mine.browser, '/confirm', fields);
    expect([heading(visit), visit.left]).toEqual(['Sign in', undefined]);
    const own = { username: 'dora', code: harness.codeFor(addressOf('dora')), session: sessionOn(mine.visit) };
    expect((await post(mine.browser, '/confirm', own)).left).toBeUndefined();
  });

  it('signs a disabled user in neither', async () => {
    const { browser } = await signUp('gina');
    await aws.adminDisableUser({ UserPoolId: LOGIN_POOL, Username: 'gina' });
    const visit = await browser.submit({ code: harness.codeFor(addressOf('gina')) });
    expect([visit.left, problemOn(visit)]).toEqual([undefined, 'User is disabled.']);
  });

  it('sends a new code, which replaces the one before', async () => {
    const { browser, visit } = await signUp('hanna');
    const first = harness.codeFor(addressOf('hanna'));
    expect(visit.html).toMatch(/<form method="post" action="\/resendcode\?/);
    const session = sessionOn(visit);
    const resent = await post(browser, '/resendcode', { username: 'hanna', session });
    expect([resent.status, heading(resent), doneOn(resent)]).toEqual([
      200,
      'Confirm your account',
      'A code was sent to h***@e***. Enter it below.',
    ]);
    expect(sessionOn(resent)).toBe(session);
    expect(harness.codeFor(addressOf('hanna'))).not.toBe(first);
    expect(codeIn(await browser.submit({ code: harness.codeFor(addressOf('hanna')) }))).not.toBe('');
  });

  it('sends a new code with the same reply for a user who does not exist', async () => {
    await signUp('iris');
    const reply = async (username: string) => {
      const browser = login.browser();
      await open({}, browser);
      const visit = await post(browser, '/resendcode', { username });
      const { html } = visit;
      return [visit.status, html.replace(/name="_csrf" value="[^"]*"/g, '').replaceAll(username, 'NAME')];
    };
    const [known, unknown] = [await reply('iris'), await reply('nemo')];
    const neutral = (html: unknown) => String(html).replace(/.\*\*\*@.\*\*\*/, 'MASKED');
    expect([unknown[0], neutral(unknown[1])]).toEqual([known[0], neutral(known[1])]);
  });

  it('signs in with the e-mail address as the user name', async () => {
    const browser = login.browser();
    const address = 'jana@example.org';
    await open({ client_id: EMAIL_APP }, browser);
    await browser.submit({ username: address, password, repeated: password });
    const visit = await browser.submit({ code: harness.codeFor(address) });
    expect([visit.status, visit.left?.origin]).toEqual([303, new URL(CALLBACK).origin]);
  });

  it('keeps the entries and marks only the field that is wrong', async () => {
    const refused: [Record<string, string>, string, string[]][] = [
      [
        { password: 'weak', repeated: 'weak' },
        'Password did not conform with policy: Password not long enough',
        ['password'],
      ],
      [{ repeated: otherPassword }, 'The passwords are not the same.', ['repeated']],
      [{ 'attribute.email': 'nowhere' }, 'Invalid email address format.', ['attribute.email']],
      [
        { 'attribute.email': '' },
        'Attributes did not conform to the schema: email: The attribute is required\n',
        ['attribute.email'],
      ],
      [{ username: 'two words' }, '“Username” must have 1 to 128 characters, and no spaces.', ['username']],
      [{ username: '' }, '“Username” must have 1 to 128 characters, and no spaces.', ['username']],
      [{ username: 'a'.repeat(129) }, '“Username” must have 1 to 128 characters, and no spaces.', ['username']],
      [
        { password: ` ${password}`, repeated: ` ${password}` },
        '“Password” must have 2 to 256 characters, and no space at either end.',
        ['password'],
      ],
      [{ password: '', repeated: '' }, 'Choose a password.', []],
      [{ 'attribute.email': `${'a'.repeat(2048)}@example.org` }, 'A value is too long.', []],
    ];
    for (const [changes, message, marked] of refused) {
      const { visit } = await signUp('karin', changes);
      expect([visit.status, heading(visit), problemOn(visit), markedOn(visit)]).toEqual([
        400,
        'Create an account',
        message,
        marked,
      ]);
      if (changes.username === undefined) expect(visit.html).toContain(' value="karin"');
      expect(visit.html).not.toContain(`value="${password}"`);
    }
    await expect(signIn(aws, 'karin', { clientId: APP })).rejects.toThrow('Incorrect username or password.');
  });

  it('marks the user name if it is taken, as SignUp reports it', async () => {
    await signUp('lotta');
    const { visit } = await signUp('lotta');
    expect([problemOn(visit), markedOn(visit)]).toEqual(['User already exists', ['username']]);
  });

  it('escapes all fields', async () => {
    const sent = '"><script>alert(1)</script>';
    const { visit } = await signUp(sent, { 'attribute.email': sent });
    expect([visit.status, visit.html.includes('<script')]).toEqual([400, false]);
  });

  it.each(['/confirm', '/resendcode', '/confirmforgotPassword'])(
    'begins at the sign-in page after GET %s',
    async (path) => {
      expect(heading(await login.browser().open(`${path}?${authorizationQuery()}`))).toBe('Sign in');
    },
  );

  it('is refused from a form of another site, as are its code and a new code', async () => {
    await signUp('mona');
    const sent = harness.cognito.messages(addressOf('mona')).length;
    const victim = login.browser();
    await open({}, victim);
    const forms: [string, Record<string, string>][] = [
      ['/signup', entries('forged')],
      ['/confirm', { username: 'mona', code: harness.codeFor(addressOf('mona')) }],
      ['/resendcode', { username: 'mona' }],
    ];
    for (const [path, fields] of forms) {
      for (const _csrf of ['', 'x'.repeat(43)]) {
        const visit = await post(victim, path, { ...fields, _csrf });
        expect([path, visit.status, visit.left, problemOn(visit)]).toEqual([
          path,
          403,
          undefined,
          expect.stringContaining('Try again'),
        ]);
      }
    }
    await expect(signIn(aws, 'mona', { clientId: APP })).rejects.toThrow('User is not confirmed.');
    expect(harness.cognito.messages(addressOf('forged'))).toEqual([]);
    expect(harness.cognito.messages(addressOf('mona'))).toHaveLength(sent);
  });
});

describe('a sign-up in a pool that requires a second factor', () => {
  const requiring = { ...loginPool, properties: { ...loginPool.properties, MfaConfiguration: 'ON' } };
  beforeAll(() => harness.cognito.configure([requiring, byEmail]));
  afterAll(() => harness.cognito.configure([loginPool, byEmail]));

  it('continues with an authenticator app after the code', async () => {
    const { browser } = await signUp('nora');
    const visit = await browser.submit({ code: harness.codeFor(addressOf('nora')) });
    expect([heading(visit), browser.cookies.has('cognito')]).toEqual(['Add an authenticator app', false]);
    const secret = fromBase32(/<code>([A-Z2-7]{52})<\/code>/.exec(visit.html)?.[1] ?? '');
    expect(codeIn(await browser.submit({ code: codeOf(secret, stepAt(harness.now)) }))).not.toBe('');
  });
});

describe('a sign-up without a code to send', () => {
  const unverified = { ...loginPool, properties: { ...loginPool.properties, AutoVerifiedAttributes: [] } };
  beforeAll(() => harness.cognito.configure([unverified, byEmail]));
  afterAll(() => harness.cognito.configure([loginPool, byEmail]));

  it('says that an administrator has to confirm the account', async () => {
    const { visit } = await signUp('olga');
    expect([heading(visit), doneOn(visit)]).toEqual([
      'Sign in',
      'Your account was created. An administrator has to confirm it.',
    ]);
  });
});
