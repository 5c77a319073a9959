import { createHash } from 'node:crypto';
import { fromBase32 } from '../../../src/cognito/base32';
import { codeOf, stepAt } from '../../../src/cognito/mfa/totp';
import * as secrets from '../../../src/cognito/secrets';
import { type Browser, problemOn, text } from '../support/browser';
import { addressOf, emailPool, MINUTE, otherPassword, password, SECOND, signIn, useHarness } from '../support/harness';
import { addLoginUser } from '../support/login-user';
import {
  APP,
  authorizationQuery,
  CALLBACK,
  codeIn,
  LOGIN_POOL,
  Login,
  loginPool,
  OTHER_CALLBACK,
  redirectParameters,
} from '../support/managed-login';

const EMAIL_APP = 'email0app0client';
const byEmail = {
  ...emailPool,
  clients: [
    {
      ...loginPool.clients[0],
      logicalId: 'EmailApp',
      id: EMAIL_APP,
      properties: loginPool.clients[0]?.properties ?? {},
    },
  ],
  managedLogin: { version: 2 as const, styledClients: [EMAIL_APP] },
};
const { harness, aws } = useHarness([loginPool, byEmail]);
const login = new Login(harness);

beforeAll(async () => {
  await addLoginUser(aws, 'ada');
});

const open = (changes = {}, browser = login.browser()) => browser.open(`/login?${authorizationQuery(changes)}`);
const heading = (html: string) => /<h1>([^<]*)<\/h1>/.exec(html)?.[1];

describe('the sign-in page', () => {
  it('forbids caching, frames, content sniffing, external resources and scripts', async () => {
    const { headers, html } = await open();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const [style = '', ...others] = [...html.matchAll(/<style>(.*?)<\/style>/gs)].map(([, css]) => css);
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self' https://app.example.com; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect([others, html.match(/<script|<link|<img|style=|\son\w+=/)]).toEqual([[], null]);
  });

  it('allows its form to redirect to the requesting app only', async () => {
    const { headers } = await open({ redirect_uri: OTHER_CALLBACK });
    expect(headers.get('content-security-policy')).toContain("form-action 'self' http://localhost:5173;");
  });

  it('has a label and an autocomplete attribute for each field', async () => {
    const { html } = await open();
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('name="viewport"');
    for (const [id, label] of [
      ['username', 'Username or e-mail address'],
      ['password', 'Password'],
    ]) {
      expect(html).toContain(`<label for="${id}">${label}</label>`);
    }
    expect(html).toMatch(/<input id="username" [^>]*autocomplete="username"[^>]* autofocus>/);
    expect(html).toMatch(/<input id="password" [^>]*type="password" autocomplete="current-password"/);
  });

  it('starts with the user name of login_hint', async () => {
    const { html } = await open({ login_hint: 'ada "the first" <x>' });
    expect(text(/<input id="username" [^>]* value="([^"]*)"/.exec(html)?.[1] ?? '')).toBe('ada "the first" <x>');
    expect(html).toMatch(/<input id="password" [^>]* autofocus>/);
  });

  it('escapes all parameters and fields', async () => {
    const sent = '"><script>alert(1)</script>';
    const browser = login.browser();
    const shown = await open({ state: sent, nonce: sent, login_hint: sent }, browser);
    const again = await browser.submit({ username: sent, password: sent });
    for (const { html } of [shown, again]) expect(html).not.toContain('<script');
    expect(redirectParameters(await login.signIn('ada', { state: sent })).state).toBe(sent);
  });

  it('signs in by a verified e-mail address in any case and with spaces around it', async () => {
    const browser = login.browser();
    await open({}, browser);
    const visit = await browser.submit({ username: ` ${addressOf('ADA')} `, password });
    expect(codeIn(visit)).not.toBe('');
  });
});

describe('a failed sign-in', () => {
  const attempt = async (username: string, secret: string, browser = login.browser()) => {
    await open({}, browser);
    return browser.submit({ username, password: secret });
  };

  it('shows an announced error, keeps the user name, and marks and focuses the password only', async () => {
    const visit = await attempt('ada', 'wrong');
    expect([visit.status, problemOn(visit)]).toEqual([400, 'Incorrect username or password.']);
    expect(visit.html).toContain('<p class="wrong" id="problem" role="alert">');
    expect(visit.html).toMatch(/<title>Error: /);
    expect(visit.html).toMatch(/<input id="username" [^>]* value="ada">/);
    expect(visit.html).toMatch(/<input id="password" [^>]* aria-invalid="true" aria-describedby="problem" autofocus>/);
    expect(visit.html).not.toMatch(/value="wrong"/);
  });

  it('creates no session, and can be corrected', async () => {
    const browser = login.browser();
    await attempt('ada', 'wrong', browser);
    expect(browser.cookies.has('cognito')).toBe(false);
    expect(codeIn(await browser.submit({ username: 'ada', password }))).not.toBe('');
  });

  it('is the same for an unknown user', async () => {
    const [known, unknown] = [await attempt('ada', 'wrong'), await attempt('eve', 'wrong')];
    const neutral = (html: string) => html.replace(/name="_csrf" value="[^"]*"/, '').replaceAll('ada', 'eve');
    expect([unknown.status, neutral(unknown.html)]).toEqual([known.status, neutral(known.html)]);
  });

  it('locks the account after five attempts, even for the right password, like the API', async () => {
    await addLoginUser(aws, 'carol');
    for (let tried = 0; tried < 5; tried += 1) await attempt('carol', 'wrong');
    expect(problemOn(await attempt('carol', password))).toBe('Password attempts exceeded');
    await expect(signIn(aws, 'carol', { clientId: APP })).rejects.toThrow('Password attempts exceeded');
    harness.advance(SECOND);
    expect(codeIn(await attempt('carol', password))).not.toBe('');
  });

  it('reports an unconfirmed or disabled user with the right password only', async () => {
    await aws.signUp({
      ClientId: APP,
      Username: 'dave',
      Password: password,
      UserAttributes: [{ Name: 'email', Value: addressOf('dave') }],
    });
    expect(problemOn(await attempt('dave', otherPassword))).toBe('Incorrect username or password.');
    expect(problemOn(await attempt('dave', password))).toBe('User is not confirmed.');
    await addLoginUser(aws, 'erin');
    await aws.adminDisableUser({ UserPoolId: LOGIN_POOL, Username: 'erin' });
    expect(problemOn(await attempt('erin', password))).toBe('User is disabled.');
  });

  it('marks no field if none is wrong', async () => {
    await addLoginUser(aws, 'frida');
    await aws.adminDisableUser({ UserPoolId: LOGIN_POOL, Username: 'frida' });
    expect((await attempt('frida', password)).html).not.toMatch(/<input [^>]*aria-invalid/);
  });

  it('labels the field by the pool’s sign-in names', async () => {
    const { html } = await open({ client_id: EMAIL_APP });
    expect(html).toContain('<label for="username">E-mail address</label>');
  });
});

describe('the CSRF token', () => {
  const post = (browser: Browser, fields: Record<string, string>) =>
    browser.open(`/login?${authorizationQuery()}`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'ada', password, ...fields }),
    });

  it('rejects a form of another site', async () => {
    const victim = login.browser();
    await open({}, victim);
    const visits = [
      await post(login.browser(), {}),
      await post(login.browser(), { _csrf: '' }),
      await post(victim, {}),
      await post(victim, { _csrf: 'x'.repeat(43) }),
      await post(login.browser(), { _csrf: victim.cookies.get('XSRF-TOKEN') ?? '' }),
    ];
    for (const visit of visits) {
      expect([visit.status, visit.left, problemOn(visit)]).toEqual([
        403,
        undefined,
        expect.stringContaining('Try again'),
      ]);
    }
    expect(victim.cookies.has('cognito')).toBe(false);
  });

  it('is in an HttpOnly cookie and the same for all open pages', async () => {
    const browser = login.browser();
    await open({}, browser);
    expect(browser.setCookies[0]).toMatch(/^XSRF-TOKEN=[\w-]{43}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/);
    const [first] = [browser.cookies.get('XSRF-TOKEN')];
    await open({}, browser);
    expect(browser.cookies.get('XSRF-TOKEN')).toBe(first);
    browser.cookies.set('XSRF-TOKEN', '"><script>');
    await open({}, browser);
    expect(browser.cookies.get('XSRF-TOKEN')).toMatch(/^[\w-]{43}$/);
  });

  it('does not allow a form to change the redirect URI', async () => {
    const browser = login.browser();
    await open({}, browser);
    const _csrf = browser.cookies.get('XSRF-TOKEN') ?? '';
    const query = authorizationQuery({ redirect_uri: 'https://evil.example/' });
    const body = new URLSearchParams({ username: 'ada', password, _csrf });
    const visit = await browser.open(`/login?${query}`, { method: 'POST', body });
    expect([visit.status, visit.left]).toEqual([400, undefined]);
  });
});

describe('an invited user', () => {
  const begin = async (username: string) => {
    await aws.adminCreateUser({
      UserPoolId: LOGIN_POOL,
      Username: username,
      TemporaryPassword: password,
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'email', Value: addressOf(username) }],
    });
    const browser = login.browser();
    await open({}, browser);
    return { browser, visit: await browser.submit({ username, password }) };
  };

  it('chooses a new password, after a weak one again, and is signed in', async () => {
    const { browser, visit } = await begin('frank');
    expect([visit.status, heading(visit.html), visit.left]).toEqual([200, 'Choose a new password', undefined]);
    expect(browser.cookies.has('cognito')).toBe(false);
    expect(visit.html).toMatch(
      /<input id="newPassword" [^>]*type="password" autocomplete="new-password"[^>]* autofocus>/,
    );
    const weak = await browser.submit({ newPassword: 'weak' });
    expect([weak.status, heading(weak.html)]).toEqual([400, 'Choose a new password']);
    expect(problemOn(weak)).toMatch(/^Password does not conform to policy/);
    const visited = await browser.submit({ newPassword: otherPassword });
    expect([visited.status, redirectParameters(visited).state]).toEqual([303, 'a state & more']);
    expect((await login.exchange(codeIn(visited))).status).toBe(200);
  });

  it('starts again if the session has expired', async () => {
    const { browser } = await begin('grace');
    harness.advance(3 * MINUTE);
    const late = await browser.submit({ newPassword: otherPassword });
    expect([late.status, heading(late.html), problemOn(late)]).toEqual([
      400,
      'Sign in',
      'Invalid session for the user, session is expired.',
    ]);
  });

  it('rejects the session of another user, and an invented session', async () => {
    const { browser } = await begin('heidi');
    const forged = await browser.submit({ newPassword: otherPassword, username: 'ada' });
    expect([heading(forged.html), problemOn(forged)]).toEqual(['Sign in', 'Invalid session for the user.']);
    await begin('ivan');
    await open({}, browser);
    const keyless = await browser.submit({
      challenge: 'SOFTWARE_TOKEN_MFA',
      username: 'ada',
      session: 'x',
      code: '123456',
    });
    expect([keyless.left, problemOn(keyless)]).toEqual([undefined, 'Invalid session for the user.']);
  });
});

describe('a user with an authenticator app', () => {
  let secret: Buffer;
  const shown = () => codeOf(secret, stepAt(harness.now));

  beforeAll(async () => {
    await addLoginUser(aws, 'judy');
    const { AuthenticationResult: result } = await signIn(aws, 'judy', { clientId: APP });
    const AccessToken = result?.AccessToken ?? '';
    const { SecretCode = '' } = await aws.associateSoftwareToken({ AccessToken });
    secret = fromBase32(SecretCode);
    await aws.verifySoftwareToken({ AccessToken, UserCode: shown() });
    await aws.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
  });

  it('gives a code after the password, after a wrong one again, and is signed in', async () => {
    harness.advance(MINUTE);
    const browser = login.browser();
    const visit = await login.signIn('judy', {}, browser);
    expect([visit.status, heading(visit.html), visit.left]).toEqual([200, 'Enter your code', undefined]);
    expect(visit.html).toMatch(
      /<input id="code" [^>]*autocomplete="one-time-code"[^>]* inputmode="numeric"[^>]* autofocus>/,
    );
    expect(browser.cookies.has('cognito')).toBe(false);
    const wrong = await browser.submit({ code: String((Number(shown()) + 1) % 1_000_000).padStart(6, '0') });
    expect([wrong.status, heading(wrong.html), problemOn(wrong)]).toEqual([
      400,
      'Enter your code',
      'Invalid code received for user',
    ]);
    const visited = await browser.submit({ code: ` ${shown()} ` });
    expect([visited.status, visited.left?.href.split('?')[0]]).toEqual([303, CALLBACK]);
    expect((await login.exchange(codeIn(visited))).status).toBe(200);
  });
});

describe('a user without a second factor, in a pool that requires one', () => {
  const requiring = { ...loginPool, properties: { ...loginPool.properties, MfaConfiguration: 'ON' } };
  beforeAll(() => harness.cognito.configure([requiring, byEmail]));
  afterAll(() => harness.cognito.configure([loginPool, byEmail]));

  const secretOn = (html: string) => /<code>([A-Z2-7]{52})<\/code>/.exec(html)?.[1] ?? '';

  it('adds an authenticator app, with the same key after a wrong code, and is signed in', async () => {
    await addLoginUser(aws, 'kurt');
    const browser = login.browser();
    const visit = await login.signIn('kurt', {}, browser);
    const secret = secretOn(visit.html);
    expect([heading(visit.html), secret.length]).toEqual(['Add an authenticator app', 52]);
    expect(browser.cookies.has('cognito')).toBe(false);
    const wrong = await browser.submit({ code: 'x' });
    expect([heading(wrong.html), secretOn(wrong.html)]).toEqual(['Add an authenticator app', secret]);
    expect(problemOn(wrong)).toBe('Code mismatch and fail enable Software Token MFA');
    const visited = await browser.submit({ code: codeOf(fromBase32(secret), stepAt(harness.now)) });
    expect([visited.status, visited.left?.href.split('?')[0]]).toEqual([303, CALLBACK]);
    expect((await login.exchange(codeIn(visited))).status).toBe(200);
    expect(heading((await login.signIn('kurt', {}, login.browser())).html)).toBe('Enter your code');
  });

  it('starts again if the session has expired', async () => {
    await addLoginUser(aws, 'lena');
    const browser = login.browser();
    const { html } = await login.signIn('lena', {}, browser);
    harness.advance(3 * MINUTE);
    const late = await browser.submit({ code: codeOf(fromBase32(secretOn(html)), stepAt(harness.now)) });
    expect([heading(late.html), problemOn(late)]).toEqual([
      'Sign in',
      'Invalid session for the user, session is expired.',
    ]);
  });
});

describe('an internal error', () => {
  it('shows a page without the cause and logs the cause without request data', async () => {
    const browser = login.browser();
    await open({}, browser);
    jest.spyOn(secrets, 'hashSecret').mockImplementation(() => {
      throw new Error(`with ${password}`);
    });
    const visit = await browser.submit({ username: 'ada', password });
    const reply = await login.exchange('a code');
    jest.restoreAllMocks();
    expect([visit.status, problemOn(visit)]).toEqual([500, 'Something went wrong.']);
    expect([reply.status, reply.body]).toEqual([500, { error: 'server_error' }]);
    const log = harness.log.join('\n');
    expect(log).toContain('The embedded Cognito failed with Error');
    expect(log).not.toContain(password);
  });
});
