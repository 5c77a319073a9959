import { problemOn, type Visit } from '../support/browser';
import { Harness, HOUR, POOL, pool, SECOND, useHarness } from '../support/harness';
import { addLoginUser } from '../support/login-user';
import {
  APP,
  authorizationQuery,
  CALLBACK,
  codeIn,
  LOGGED_OUT,
  LOGIN_POOL,
  Login,
  loginPool,
  NO_DOMAIN,
  NO_OAUTH,
  OTHER_CALLBACK,
  poolWithoutDomain,
  redirectParameters,
  UNSTYLED,
} from '../support/managed-login';

const { harness, aws } = useHarness([poolWithoutDomain, loginPool]);
const login = new Login(harness);

beforeAll(async () => {
  await addLoginUser(aws, 'ada');
});

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const authorize = (changes = {}, browser = login.browser()) =>
  browser.open(`/oauth2/authorize?${authorizationQuery(changes)}`);

describe('GET /oauth2/authorize', () => {
  it('shows a page to a user who is not signed in, and redirects to the app with a code and the state', async () => {
    const browser = login.browser();
    const shown = await authorize({}, browser);
    expect([shown.status, shown.html]).toEqual([200, expect.stringContaining('<h1>Sign in</h1>')]);
    const visit = await browser.submit({ username: 'ada', password: 'Correct-horse-1' });
    expect(visit.status).toBe(303);
    expect(visit.left?.href.split('?')[0]).toBe(CALLBACK);
    expect(redirectParameters(visit)).toEqual({ code: expect.stringMatching(uuid), state: 'a state & more' });
  });

  it('returns no state if the request has none', async () => {
    expect(redirectParameters(await login.signIn('ada', { state: undefined }))).toEqual({
      code: expect.stringMatching(uuid),
    });
  });

  it('keeps the query of the redirect URI', async () => {
    const visit = await login.signIn('ada', { redirect_uri: OTHER_CALLBACK, state: 'x' });
    expect(visit.left?.href).toMatch(/^http:\/\/localhost:5173\/\?from=login&code=[0-9a-f-]{36}&state=x$/);
  });

  it.each([
    ['an unknown client', { client_id: 'unknown' }, 'invalid_client'],
    ['no client', { client_id: undefined }, 'invalid_client'],
    ['a client without OAuth', { client_id: NO_OAUTH }, 'invalid_client'],
    ['a client of a pool without a domain', { client_id: NO_DOMAIN }, 'invalid_client'],
    ['a client without a branding style', { client_id: UNSTYLED }, 'no_style'],
    ['no redirect URI', { redirect_uri: undefined }, 'redirect_mismatch'],
    ['another redirect URI', { redirect_uri: 'https://evil.example/' }, 'redirect_mismatch'],
    ['a redirect URI that begins with a registered one', { redirect_uri: `${CALLBACK}/more` }, 'redirect_mismatch'],
    ['a redirect URI with an additional query', { redirect_uri: `${CALLBACK}?x=1` }, 'redirect_mismatch'],
    ['the beginning of a redirect URI', { redirect_uri: 'https://app.example.com/signed' }, 'redirect_mismatch'],
    ['a redirect URI in upper case', { redirect_uri: 'https://APP.example.com/signed-in' }, 'redirect_mismatch'],
    ['a logout URI', { redirect_uri: LOGGED_OUT }, 'redirect_mismatch'],
  ])('shows an error page, without a redirect, for %s', async (_, change, code) => {
    for (const path of ['/oauth2/authorize', '/login']) {
      const visit = await login.browser().open(`${path}?${authorizationQuery(change)}`);
      expect([visit.status, visit.left]).toEqual([400, undefined]);
      expect(visit.html).toContain(`Error code: ${code}.`);
      expect(visit.html).not.toMatch(/<form|evil\.example/);
    }
  });

  it('shows an error page if the client or the redirect URI is given twice', async () => {
    for (const more of [`client_id=${APP}`, 'redirect_uri=https%3A%2F%2Fevil.example%2F']) {
      const visit = await login.browser().open(`/oauth2/authorize?${authorizationQuery()}&${more}`);
      expect([visit.status, visit.left]).toEqual([400, undefined]);
    }
  });

  it.each([
    [{ response_type: undefined }, 'invalid_request'],
    [{ response_type: 'token' }, 'unauthorized_client'],
    [{ response_type: 'code id_token' }, 'unsupported_response_type'],
    [{ scope: 'openid phone' }, 'invalid_request'],
    [{ scope: 'openid everything' }, 'invalid_request'],
    [{ scope: 'email' }, 'invalid_request'],
    [{ code_challenge: undefined }, 'invalid_request'],
    [{ code_challenge: '' }, 'invalid_request'],
    [{ code_challenge_method: undefined }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge_method: 's256' }, 'invalid_request'],
    [{ code_challenge: 'x'.repeat(42) }, 'invalid_request'],
    [{ code_challenge: `${'x'.repeat(42)}=` }, 'invalid_request'],
  ])('redirects to the app with an error for %p', async (change, error) => {
    for (const path of ['/oauth2/authorize', '/login']) {
      const visit = await login.browser().open(`${path}?${authorizationQuery(change)}`);
      expect([visit.status, visit.left?.href.split('?')[0]]).toEqual([302, CALLBACK]);
      expect(redirectParameters(visit)).toEqual({
        error,
        error_description: expect.any(String),
        state: 'a state & more',
      });
    }
  });

  it('redirects to the app with invalid_request if a parameter is given twice', async () => {
    const visit = await login.browser().open(`/oauth2/authorize?${authorizationQuery()}&scope=openid`);
    expect(redirectParameters(visit)).toMatchObject({ error: 'invalid_request' });
  });

  it('answers BadRequest to POST, and to all endpoints if no pool has a domain', async () => {
    const post = await fetch(`${harness.endpoint}/oauth2/authorize?${authorizationQuery()}`, { method: 'POST' });
    expect(post.status).toBe(400);
    const plain = new Harness([pool]);
    await plain.start();
    const paths = ['/oauth2/authorize', '/login', '/logout', '/oauth2/userInfo'];
    const replies = await Promise.all(paths.map((path) => fetch(`${plain.endpoint}${path}?${authorizationQuery()}`)));
    expect(replies.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    await plain.stop();
  });
});

describe('the session of a browser', () => {
  const signedIn = async () => {
    const browser = login.browser();
    await login.signIn('ada', {}, browser);
    return browser;
  };

  it('signs in without a form for an hour', async () => {
    const browser = await signedIn();
    harness.advance(HOUR - SECOND);
    const visit = await authorize({ state: 'again' }, browser);
    expect([visit.status, redirectParameters(visit)]).toEqual([
      302,
      { code: expect.stringMatching(uuid), state: 'again' },
    ]);
    harness.advance(SECOND);
    expect((await authorize({}, browser)).html).toContain('<h1>Sign in</h1>');
  });

  it('is in a cookie that is HttpOnly, SameSite and random', async () => {
    const browser = await signedIn();
    expect(browser.setCookies.at(-1)).toMatch(/^cognito=[\w-]{43}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/);
    const other = await signedIn();
    expect(other.cookies.get('cognito')).not.toBe(browser.cookies.get('cognito'));
    for (const value of ['x', browser.cookies.get('cognito')?.replace(/^./, '!') ?? '']) {
      browser.cookies.set('cognito', value);
      expect((await authorize({}, browser)).html).toContain('<h1>Sign in</h1>');
    }
  });

  it('gets a new key at each sign-in; the old key is invalid', async () => {
    const browser = await signedIn();
    const old = login.browser();
    old.cookies.set('cognito', browser.cookies.get('cognito') ?? '');
    await browser.open(`/login?${authorizationQuery()}`);
    await browser.submit({ username: 'ada', password: 'Correct-horse-1' });
    expect(codeIn(await authorize({}, browser))).toMatch(uuid);
    expect((await authorize({}, old)).html).toContain('<h1>Sign in</h1>');
  });

  it('is ignored with prompt=login, but not by the classic hosted UI', async () => {
    const browser = await signedIn();
    expect((await authorize({ prompt: 'login' }, browser)).html).toContain('<h1>Sign in</h1>');
    expect((await authorize({ prompt: 'select_account' }, browser)).html).toContain('<h1>Sign in</h1>');
    harness.cognito.configure([
      poolWithoutDomain,
      { ...loginPool, managedLogin: { ...loginPool.managedLogin, version: 1 } },
    ]);
    expect(codeIn(await authorize({ prompt: 'login' }, browser))).toMatch(uuid);
    expect(codeIn(await login.signIn('ada', { client_id: UNSTYLED }))).toMatch(uuid);
    harness.cognito.configure([poolWithoutDomain, loginPool]);
  });

  it('is required with prompt=none: otherwise the app gets login_required', async () => {
    expect(codeIn(await authorize({ prompt: 'none' }, await signedIn()))).toMatch(uuid);
    expect(redirectParameters(await authorize({ prompt: 'none' }))).toMatchObject({
      error: 'login_required',
      state: 'a state & more',
    });
  });

  it('ends if the user is disabled', async () => {
    await addLoginUser(aws, 'bob');
    const browser = login.browser();
    await login.signIn('bob', {}, browser);
    await aws.adminDisableUser({ UserPoolId: LOGIN_POOL, Username: 'bob' });
    expect((await authorize({}, browser)).html).toContain('<h1>Sign in</h1>');
  });
});

describe('GET /logout', () => {
  const leave = (browser: ReturnType<Login['browser']>, query: Record<string, string>) =>
    browser.open(`/logout?${new URLSearchParams(query)}`);
  const isSignedIn = async (visit: Promise<Visit>) => codeIn(await visit) !== '';

  it('ends the session and redirects to the app', async () => {
    const browser = login.browser();
    await login.signIn('ada', {}, browser);
    const thief = login.browser();
    thief.cookies.set('cognito', browser.cookies.get('cognito') ?? '');
    const visit = await leave(browser, { client_id: APP, logout_uri: LOGGED_OUT });
    expect([visit.status, visit.left?.href]).toEqual([302, LOGGED_OUT]);
    expect(browser.setCookies.at(-1)).toMatch(/^cognito=; Path=\/; Max-Age=0; /);
    expect(await isSignedIn(authorize({}, browser))).toBe(false);
    expect(await isSignedIn(authorize({}, thief))).toBe(false);
  });

  it('redirects to the sign-in page with redirect_uri', async () => {
    const browser = login.browser();
    await login.signIn('ada', {}, browser);
    const visit = await leave(browser, Object.fromEntries(new URLSearchParams(authorizationQuery())));
    expect(visit.html).toContain('<h1>Sign in</h1>');
    expect(browser.cookies.has('cognito')).toBe(false);
  });

  it.each([
    [{ client_id: APP, logout_uri: 'https://evil.example/' }],
    [{ client_id: APP, logout_uri: `${LOGGED_OUT}more` }],
    [{ client_id: APP, logout_uri: CALLBACK }],
    [{ client_id: APP }],
    [{ client_id: APP, redirect_uri: 'https://evil.example/', response_type: 'code' }],
    [{ client_id: 'unknown', logout_uri: LOGGED_OUT }],
    [{ logout_uri: LOGGED_OUT }],
  ])('shows an error page and keeps the session for %j', async (query) => {
    const browser = login.browser();
    await login.signIn('ada', {}, browser);
    const visit = await leave(browser, query as Record<string, string>);
    expect([visit.status, visit.left]).toEqual([400, undefined]);
    expect(problemOn(visit)).toBeDefined();
    expect(await isSignedIn(authorize({}, browser))).toBe(true);
  });
});

describe('GET /POOL_ID/.well-known/openid-configuration', () => {
  const read = async (id: string) =>
    (await (await fetch(`${harness.endpoint}/${id}/.well-known/openid-configuration`)).json()) as object;

  it('contains the endpoints of a pool with a domain', async () => {
    const at = (path: string) => `${harness.endpoint}${path}`;
    expect(await read(LOGIN_POOL)).toMatchObject({
      issuer: `https://cognito-idp.us-east-1.amazonaws.com/${LOGIN_POOL}`,
      authorization_endpoint: at('/oauth2/authorize'),
      end_session_endpoint: at('/logout'),
      revocation_endpoint: at('/oauth2/revoke'),
      token_endpoint: at('/oauth2/token'),
      userinfo_endpoint: at('/oauth2/userInfo'),
    });
  });

  it('contains no endpoints of a pool without a domain', async () => {
    expect(Object.keys(await read(POOL)).filter((name) => name.endsWith('_endpoint'))).toEqual([]);
  });
});
