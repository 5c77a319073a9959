import { request } from 'node:http';
import * as client from 'openid-client';
import { subjectOf } from '../../src/identity-provider/accounts';
import { LocalIdentityProviders } from '../../src/identity-provider/identity-providers';
import { Browser, problemOn, type Visit } from '../cognito/support/browser';

const POOL = 'us-east-1_Users0001';
const google = { userPoolId: POOL, name: 'Google', type: 'Google', clientId: 'google-client' };
const apple = { userPoolId: POOL, name: 'SignInWithApple', type: 'SignInWithApple', clientId: 'apple-client' };
const acme = { userPoolId: POOL, name: 'Acme & Söhne', type: 'OIDC', clientId: 'acme-client' };
const CALLBACK = 'http://localhost:9229/oauth2/idpresponse';

const log: string[] = [];
const providers = new LocalIdentityProviders((line) => log.push(line));
let url: string;

beforeAll(async () => {
  await providers.start([google, apple, acme], 0);
  url = providers.url ?? '';
  providers.configure([google, apple, acme]);
});
afterAll(() => {
  providers.close();
  expect(log).toEqual([]);
});

const endpoint = (name: string) => {
  const found = providers.endpoint(POOL, name);
  if (found === undefined) throw new Error(`${name} is not served`);
  return found;
};

/** The relying party: openid-client, by discovery, as Cognito does it. */
async function discover(name: string, secret = endpoint(name).clientSecret) {
  const { issuer, clientId } = endpoint(name);
  const options = { execute: [client.allowInsecureRequests] };
  return client.discovery(new URL(issuer), clientId, secret, client.ClientSecretPost(secret), options);
}

interface Request {
  readonly name?: string;
  readonly scope?: string;
  readonly redirectUri?: string;
}

async function open({ name = 'Google', scope = 'openid email profile', redirectUri = CALLBACK }: Request = {}) {
  const configuration = await discover(name);
  const parameters = { redirect_uri: redirectUri, scope, state: 'state', nonce: 'nonce' };
  const browser = new Browser(url);
  const visit = await browser.open(client.buildAuthorizationUrl(configuration, parameters).href);
  return { configuration, browser, visit };
}

/** Signs in and exchanges the code. */
async function claims(entered: Record<string, string>, given: Request = {}) {
  const { configuration, browser } = await open(given);
  const { left } = await browser.submit(entered);
  const checks = { expectedState: 'state', expectedNonce: 'nonce', idTokenExpected: true };
  const tokens = await client.authorizationCodeGrant(configuration, left ?? new URL(url), checks);
  const id = tokens.claims();
  const userInfo = await client.fetchUserInfo(configuration, tokens.access_token, id?.sub ?? '');
  return { id, userInfo };
}

const errorOn = ({ html }: Visit) => /Error code: (\w+)/.exec(html)?.[1];

describe('the stand-in of an identity provider', () => {
  it('has a page that says so, without scripts', async () => {
    const { visit } = await open();
    expect(visit.status).toBe(200);
    expect(visit.html).toContain('This is a stand-in for Google.');
    expect(visit.html).not.toContain('<script');
    expect(visit.headers.get('content-security-policy')).toMatch(/default-src 'none';.*frame-ancestors 'none'/);
    for (const field of ['email', 'name', 'verified']) expect(visit.html).toContain(`<label for="${field}">`);
  });

  it('signs in the account that was entered', async () => {
    const { id, userInfo } = await claims({ email: 'ada@example.org', name: 'Ada King Lovelace', verified: 'yes' });
    const account = {
      sub: subjectOf('ada@example.org', google),
      email: 'ada@example.org',
      email_verified: true,
      name: 'Ada King Lovelace',
      given_name: 'Ada',
      family_name: 'King Lovelace',
    };
    expect(id).toMatchObject({ ...account, iss: endpoint('Google').issuer, aud: 'google-client' });
    expect(userInfo).toMatchObject(account);
  });

  it('has the name of the provider, and the form of subject and claims, that Apple has', async () => {
    const { visit } = await open({ name: 'SignInWithApple', scope: 'openid email name' });
    expect(visit.html).toContain('This is a stand-in for Apple.');
    const entered = { email: 'ada@example.org', name: 'Ada Lovelace' };
    const { id } = await claims(entered, { name: 'SignInWithApple', scope: 'openid email name' });
    expect(id).toMatchObject({
      sub: expect.stringMatching(/^\d{6}\.[0-9a-f]{32}\.\d{4}$/),
      firstName: 'Ada',
      lastName: 'Lovelace',
    });
  });

  it('says that the address is not verified if the box is not checked', async () => {
    expect((await claims({ email: 'ada@example.org' })).id).toMatchObject({ email_verified: false });
  });

  it('returns only the claims of the requested scopes', async () => {
    const { id, userInfo } = await claims({ email: 'ada@example.org', name: 'Ada' }, { scope: 'openid profile' });
    expect([id?.email, userInfo.email, id?.name]).toEqual([undefined, undefined, 'Ada']);
  });

  it('gives an address the same subject at each sign-in, and another one for another provider', async () => {
    const subs = [
      (await claims({ email: 'ada@example.org' })).id?.sub,
      (await claims({ email: 'ADA@example.org' })).id?.sub,
      (await claims({ email: 'bob@example.org' })).id?.sub,
      (await claims({ email: 'ada@example.org' }, { name: acme.name })).id?.sub,
    ];
    expect(subs[0]).toBe(subs[1]);
    expect(new Set(subs).size).toBe(3);
    expect(subs[0]).toMatch(/^1[0-9]{20}$/);
    expect(subs[3]).toMatch(/^Id-[\w-]{16}$/);
  });

  it('redirects with an error if the user cancels', async () => {
    const { browser } = await open();
    const { left } = await browser.submit({ cancel: 'yes' });
    expect(Object.fromEntries(left?.searchParams ?? [])).toMatchObject({ error: 'access_denied', state: 'state' });
  });

  it('shows the page again if no address was entered', async () => {
    const { browser } = await open();
    const visit = await browser.submit({ email: 'ada', name: '<Ada>' });
    expect([visit.status, problemOn(visit)]).toEqual([400, 'Enter an e-mail address, such as ada@example.org.']);
    expect(visit.html).toContain('value="&#60;Ada&#62;"');
    expect((await browser.submit({ email: 'ada@example.org' })).left?.searchParams.has('code')).toBe(true);
  });

  it('asks again at each sign-in', async () => {
    const { browser, configuration } = await open();
    await browser.submit({ email: 'ada@example.org' });
    const again = client.buildAuthorizationUrl(configuration, { redirect_uri: CALLBACK, scope: 'openid', state: 's' });
    expect((await browser.open(again.href)).html).toContain('This is a stand-in for Google.');
    expect((await browser.submit({ email: 'bob@example.org' })).left?.searchParams.has('code')).toBe(true);
  });
});

describe('what a real provider would refuse', () => {
  it.each([
    ['another redirect URI', { redirectUri: 'https://attacker.example/' }],
    ['another path of this machine', { redirectUri: 'http://localhost:9229/other' }],
  ])('shows an error page for %s', async (_, given) => {
    const { visit } = await open(given);
    expect([visit.status, errorOn(visit)]).toEqual([400, 'invalid_redirect_uri']);
  });

  it('rejects a wrong client secret', async () => {
    const { browser } = await open();
    const { left } = await browser.submit({ email: 'ada@example.org' });
    const grant = client.authorizationCodeGrant(await discover('Google', 'guessed'), left ?? new URL(url), {
      expectedState: 'state',
      expectedNonce: 'nonce',
    });
    await expect(grant).rejects.toMatchObject({ error: 'invalid_client' });
  });

  it('rejects a code that was used', async () => {
    const { browser, configuration } = await open();
    const { left = new URL(url) } = await browser.submit({ email: 'ada@example.org' });
    const checks = { expectedState: 'state', expectedNonce: 'nonce' };
    await client.authorizationCodeGrant(configuration, left, checks);
    await expect(client.authorizationCodeGrant(configuration, left, checks)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('shows an error page for a page that is not open', async () => {
    const visit = await new Browser(url).open(`/${POOL}/Google/interaction/unknown`);
    expect([visit.status, problemOn(visit)]).toEqual([400, 'This page was open for too long.']);
  });
});

describe('the port of the stand-ins', () => {
  it('answers 404 for a provider that the template does not have', async () => {
    expect((await fetch(`${url}/${POOL}/Other/.well-known/openid-configuration`)).status).toBe(404);
    expect((await fetch(url)).status).toBe(404);
    expect(providers.endpoint(POOL, 'Other')).toBeUndefined();
  });

  it('answers 403 for another Host than localhost', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'attacker.example' };
      request(`${url}/${POOL}/Google/.well-known/openid-configuration`, { headers }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('keeps the secret of a provider that has not changed, and replaces that of one that has', () => {
    const before = [endpoint('Google').clientSecret, endpoint(acme.name).clientSecret];
    providers.configure([google, { ...acme, clientId: 'other' }]);
    expect(endpoint('Google').clientSecret).toBe(before[0]);
    expect(endpoint(acme.name)).toMatchObject({ clientId: 'other' });
    expect(endpoint(acme.name).clientSecret).not.toBe(before[1]);
  });
});
