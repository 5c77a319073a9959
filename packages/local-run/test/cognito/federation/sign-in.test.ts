import { decodeState, encodeState } from '../../../src/cognito/state/cognito-state';
import { subjectOf } from '../../../src/identity-provider/accounts';
import { problemOn, text, type Visit } from '../support/browser';
import { acme, appProperties, Federation, federatedPool, google, poolWith, useFederation } from '../support/federation';
import { claimsOf, exceptionOf, MINUTE, password, SECOND } from '../support/harness';
import {
  APP,
  authorizationQuery,
  CALLBACK,
  codeIn,
  LOGGED_OUT,
  LOGIN_POOL,
  redirectParameters,
} from '../support/managed-login';

const federation = useFederation();
const { harness, aws } = federation;
const UserPoolId = LOGIN_POOL;

const subject = (email: string, provider = 'Google') =>
  subjectOf(email, { name: provider, type: provider === 'Google' ? 'Google' : 'OIDC' });
const nameOf = (email: string, provider = 'Google') => `${provider}_${subject(email, provider)}`.toLowerCase();
const attributesOf = async (Username: string) => {
  const { UserAttributes = [] } = await aws.adminGetUser({ UserPoolId, Username });
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
};
const codeOn = ({ html }: Visit) => /Error code: (\w+)/.exec(html)?.[1];

describe('a first sign-in with an identity provider', () => {
  const email = 'ada@example.org';
  let tokens: { access: string; id: string };
  beforeAll(async () => {
    tokens = await federation.tokens({ email, name: 'Ada Lovelace' });
  });

  it('shows the page of the provider, and redirects to the app with a code and the state', async () => {
    const shown = await federation.open('Google');
    expect([shown.status, shown.html]).toEqual([200, expect.stringContaining('This is a stand-in for Google')]);
    const visit = await federation.signIn({ email: 'route@example.org' });
    expect(visit.left?.href.split('?')[0]).toBe(CALLBACK);
    expect(redirectParameters(visit)).toEqual({ code: expect.any(String), state: 'a state & more' });
  });

  it('creates a user without a password, whose name is in lower case in a pool that ignores case', async () => {
    const user = await aws.adminGetUser({ UserPoolId, Username: `Google_${subject(email)}` });
    expect(user).toMatchObject({ Username: nameOf(email), UserStatus: 'EXTERNAL_PROVIDER', Enabled: true });
    const { identities, sub, ...attributes } = await attributesOf(nameOf(email));
    expect(attributes).toEqual({ email, email_verified: 'true', name: 'Ada Lovelace' });
    expect(JSON.parse(identities ?? '')).toEqual([
      {
        userId: subject(email),
        providerName: 'Google',
        providerType: 'Google',
        issuer: null,
        primary: true,
        dateCreated: expect.any(Number),
      },
    ]);
    expect(sub).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('returns tokens with the identities as strings, the user name and the group of the provider', async () => {
    const group = `${UserPoolId}_Google`;
    expect(claimsOf(tokens.id)).toMatchObject({
      'cognito:username': nameOf(email),
      'cognito:groups': [group],
      email,
      email_verified: true,
      identities: [{ userId: subject(email), primary: 'true', dateCreated: expect.stringMatching(/^\d+$/) }],
    });
    expect(claimsOf(tokens.access)).toMatchObject({ username: nameOf(email), 'cognito:groups': [group] });
    const { Groups } = await aws.adminListGroupsForUser({ UserPoolId, Username: nameOf(email) });
    expect(Groups?.map(({ GroupName }) => GroupName)).toEqual([group]);
  });

  it('keeps the case of the subject in a pool with case', async () => {
    const other = new Federation(poolWith({ UsernameConfiguration: { CaseSensitive: true } }));
    await other.start();
    await other.signIn({ email, provider: 'Acme' });
    const { Users } = await other.aws.listUsers({ UserPoolId });
    expect(Users?.map(({ Username }) => Username)).toEqual([`Acme_${subject(email, 'Acme')}`]);
    await other.stop();
  });

  it('is found by ListUsers, GetUser and DeleteUser', async () => {
    const { access } = await federation.tokens({ email: 'gone@example.org' });
    const find = async () => (await aws.listUsers({ UserPoolId, Filter: 'email = "gone@example.org"' })).Users;
    expect(await find()).toMatchObject([{ Username: nameOf('gone@example.org'), UserStatus: 'EXTERNAL_PROVIDER' }]);
    expect(await aws.getUser({ AccessToken: access })).toMatchObject({ Username: nameOf('gone@example.org') });
    await aws.deleteUser({ AccessToken: access });
    expect(await find()).toEqual([]);
    await federation.signIn({ email: 'gone@example.org' });
    expect(await find()).toHaveLength(1);
  });

  it('fails if the provider does not return an attribute that the pool requires', async () => {
    const scopes = { ...(google.properties.ProviderDetails as object), authorize_scopes: 'openid profile' };
    const provider = { ...google, properties: { ...google.properties, ProviderDetails: scopes } };
    const clients = federatedPool.clients.map((client) => ({
      ...client,
      properties: { ...appProperties, SupportedIdentityProviders: ['Google'] },
    }));
    const other = new Federation(poolWith({}, { identityProviders: [provider], clients }));
    await other.start();
    const visit = await other.signIn({ email });
    expect(visit.left?.search).toBe(
      '?error_description=attributes+required%3A+%5Bemail%5D&state=a+state+%26+more&error=invalid_request',
    );
    await other.stop();
  });
});

describe('a later sign-in with an identity provider', () => {
  it('signs in the same user and writes the mapped attributes again', async () => {
    const email = 'bob@example.org';
    await federation.signIn({ email, name: 'Bob', verified: false });
    const first = await attributesOf(nameOf(email));
    expect(first).toMatchObject({ email_verified: 'false', name: 'Bob' });
    await aws.adminUpdateUserAttributes({
      UserPoolId,
      Username: nameOf(email),
      UserAttributes: [{ Name: 'custom:role', Value: 'kept' }],
    });
    await federation.signIn({ email, name: 'Robert' });
    expect(await attributesOf(nameOf(email))).toEqual({
      ...first,
      email_verified: 'true',
      name: 'Robert',
      'custom:role': 'kept',
    });
  });

  it('makes an address unverified again if the provider says nothing about it', async () => {
    const email = 'carl@example.org';
    const Username = nameOf(email, 'Acme');
    await federation.signIn({ email, provider: 'Acme' });
    expect(await attributesOf(Username)).toMatchObject({ email_verified: 'false' });
    await aws.adminUpdateUserAttributes({
      UserPoolId,
      Username,
      UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    });
    await federation.signIn({ email, provider: 'Acme' });
    expect(await attributesOf(Username)).toMatchObject({ email_verified: 'false' });
  });

  it('fails if a mapped attribute is immutable, as only the first one sets it', async () => {
    const other = new Federation(poolWith({ Schema: [{ Name: 'email', Required: true, Mutable: false }] }));
    await other.start();
    const entered = { email: 'dora@example.org' };
    expect(redirectParameters(await other.signIn(entered))).toHaveProperty('code');
    const visit = await other.signIn(entered);
    expect(visit.left?.search).toContain(
      'error_description=user.email%3A+Attribute+cannot+be+updated.%0A+&state=a+state+%26+more&error=invalid_request',
    );
    await other.stop();
  });

  it('fails for a disabled user', async () => {
    const email = 'eve@example.org';
    await federation.signIn({ email });
    await aws.adminDisableUser({ UserPoolId, Username: nameOf(email) });
    expect(redirectParameters(await federation.signIn({ email }))).toMatchObject({
      error: 'invalid_request',
      error_description: 'User is disabled.',
    });
  });
});

describe('the choice of a provider', () => {
  const shown = (changes: Record<string, string | undefined>, browser = federation.browser()) =>
    browser.open(`/oauth2/authorize?${authorizationQuery(changes)}`);

  it('is a link for each provider on the sign-in page, which leads to its page', async () => {
    const { html } = await shown({});
    const links = [...html.matchAll(/<a class="button" href="([^"]*)">([^<]*)<\/a>/g)];
    expect(links.map(([, , label]) => label)).toEqual([
      'Sign in with Google',
      'Sign in with Acme',
      'Sign in with Company',
    ]);
    expect(html).toContain('name="password"');
    const visit = await federation.browser().open(text(links[1]?.[1] ?? ''));
    expect(visit.html).toContain('This is a stand-in for Acme');
  });

  it('can be given by an identifier, and COGNITO shows the sign-in page', async () => {
    expect((await shown({ idp_identifier: 'acme.example' })).html).toContain('This is a stand-in for Acme');
    expect((await shown({ identity_provider: 'COGNITO' })).html).toContain('<h1>Sign in</h1>');
  });

  it('passes on the login hint', async () => {
    const { html } = await shown({ identity_provider: 'Google', login_hint: 'hint@example.org' });
    expect(html).toContain('value="hint@example.org"');
  });

  it.each([{ identity_provider: 'Other' }, { identity_provider: 'google' }, { idp_identifier: 'other' }])(
    'shows an error page for %p, which the client does not have',
    async (changes) => {
      const visit = await shown(changes);
      expect([visit.status, problemOn(visit)]).toEqual([400, 'Login option is not available. Please try another one.']);
    },
  );

  it('says of a SAML provider by name that it is not served', async () => {
    const visit = await shown({ identity_provider: 'Company' });
    expect([visit.status, codeOn(visit)]).toEqual([400, 'saml_not_served']);
    expect(problemOn(visit)).toMatch(/^Company is a SAML provider\. The embedded Cognito does not serve SAML/);
  });

  it('says that no address is configured for a provider without a stand-in', async () => {
    const other = new Federation(federatedPool, { identityProviders: () => undefined });
    await other.start();
    const visit = await other.open('Google');
    expect([visit.status, problemOn(visit)]).toEqual([
      400,
      'No address is configured for the identity provider Google.',
    ]);
    await other.stop();
  });

  it.each([
    [['Google', 'Acme'], '<h1>Sign in</h1>'],
    [['Google'], 'This is a stand-in for Google'],
  ])('offers no password to a client with %p only', async (SupportedIdentityProviders, content) => {
    const clients = [{ logicalId: 'App', id: APP, properties: { ...appProperties, SupportedIdentityProviders } }];
    const other = new Federation(poolWith({}, { clients }));
    await other.start();
    const { html } = await other.browser().open(`/oauth2/authorize?${authorizationQuery()}`);
    expect(html).toContain(content);
    expect(html).not.toContain('name="password"');
    const reply = await fetch(`${other.harness.endpoint}/login?${authorizationQuery()}`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'ada', password }),
    });
    expect([reply.status, await reply.text()]).toEqual([400, expect.stringContaining('Login option is not available')]);
    await other.stop();
  });

  it('is not needed while the browser has a session, unless the request names another provider', async () => {
    const browser = federation.browser();
    await federation.signIn({ email: 'fay@example.org' }, browser);
    expect(codeIn(await shown({}, browser))).not.toBe('');
    expect(codeIn(await shown({ identity_provider: 'Google' }, browser))).not.toBe('');
    expect((await shown({ identity_provider: 'Acme' }, browser)).html).toContain('This is a stand-in for Acme');
    await browser.open(`/logout?${new URLSearchParams({ client_id: APP, logout_uri: LOGGED_OUT })}`);
    expect((await shown({ identity_provider: 'Google' }, browser)).html).toContain('This is a stand-in for Google');
  });
});

describe('the response of a provider', () => {
  /** Where the stand-in sends the browser after the page. */
  const responseTo = async (email: string, browser = federation.browser()) => {
    const requests: string[] = [];
    const { fetch: original } = globalThis;
    const spy = jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      requests.push(String(input));
      return original(input, init);
    });
    const visit = await federation.signIn({ email }, browser);
    spy.mockRestore();
    return { response: requests.find((url) => url.includes('/oauth2/idpresponse')) ?? '', visit };
  };
  const again = 'This sign-in was completed before, was open for too long, or began in another browser.';

  it('is accepted once', async () => {
    const browser = federation.browser();
    const { response, visit } = await responseTo('gus@example.org', browser);
    expect(codeIn(visit)).not.toBe('');
    expect(problemOn(await browser.open(response))).toBe(again);
  });

  it('is accepted from the browser in which the sign-in began, and there only', async () => {
    const browser = federation.browser();
    await federation.open('Google', browser);
    browser.cookies.delete('cognito-fl');
    const visit = await browser.submit({ email: 'hal@example.org', verified: 'yes' });
    expect([visit.status, problemOn(visit)]).toEqual([400, again]);
    const { Users } = await aws.listUsers({ UserPoolId, Filter: 'email = "hal@example.org"' });
    expect(Users).toEqual([]);
  });

  it('is accepted for ten minutes', async () => {
    const [early, late] = [federation.browser(), federation.browser()];
    await federation.open('Google', early);
    await federation.open('Google', late);
    harness.advance(10 * MINUTE - SECOND);
    expect(codeIn(await early.submit({ email: 'ian@example.org' }))).not.toBe('');
    harness.advance(SECOND);
    expect(problemOn(await late.submit({ email: 'ian@example.org' }))).toBe(again);
  });

  it.each(['', '?state=forged&code=x', '?error=access_denied'])(
    'shows an error page for a request with "%s"',
    async (query) => {
      const visit = await federation.browser().open(`/oauth2/idpresponse${query}`);
      expect([visit.status, problemOn(visit)]).toEqual([400, again]);
    },
  );

  it('passes on to the app that the user canceled', async () => {
    const browser = federation.browser();
    await federation.open('Google', browser);
    const visit = await browser.submit({ cancel: 'yes' });
    expect(redirectParameters(visit)).toEqual({
      error: 'access_denied',
      error_description: 'The user canceled',
      state: 'a state & more',
    });
  });

  it('sets cookies that scripts cannot read', async () => {
    const browser = federation.browser();
    await federation.open('Google', browser);
    expect(browser.setCookies[0]).toMatch(/^cognito-fl=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
  });
});

describe('a provider that is down', () => {
  const parameters = (reason: string) => ({
    error: 'server_error',
    error_description: expect.stringContaining(reason),
    state: 'a state & more',
  });

  it('is reported to the app, before and after its page', async () => {
    const other = new Federation();
    await other.start();
    const browser = other.browser();
    await other.open('Google', browser);
    // The provider answers the browser for the last time.
    jest
      .spyOn(other.providers, 'endpoint')
      .mockReturnValue({ issuer: 'http://127.0.0.1:9', clientId: 'x', clientSecret: 'x' });
    const visit = await browser.submit({ email: 'jo@example.org' });
    expect(redirectParameters(visit)).toEqual(parameters('does not answer'));
    expect(redirectParameters(await other.open('Google'))).toEqual(parameters('does not answer'));
    expect(other.harness.log).toEqual([
      expect.stringMatching(/^Sign-in with Google failed: http:\/\/127\.0\.0\.1:9 does not answer \(/),
      expect.stringMatching(/^Sign-in with Google failed: /),
    ]);
    await other.stop();
  });
});

describe('a user of a provider, for the operations on passwords', () => {
  const email = 'kim@example.org';
  const Username = nameOf(email);
  let access: string;
  beforeAll(async () => {
    ({ access } = await federation.tokens({ email }));
  });

  it('cannot sign in with a password, also with the address', async () => {
    for (const USERNAME of [Username, email]) {
      const request = {
        ClientId: APP,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD: password },
      } as const;
      expect(await exceptionOf(aws.initiateAuth(request))).toBe(
        'NotAuthorizedException: Incorrect username or password.',
      );
    }
  });

  it('cannot reset or change a password', async () => {
    const state = 'User password cannot be reset in the current state.';
    expect(await exceptionOf(aws.forgotPassword({ ClientId: APP, Username }))).toBe(`NotAuthorizedException: ${state}`);
    expect(await exceptionOf(aws.adminResetUserPassword({ UserPoolId, Username }))).toBe(
      `NotAuthorizedException: ${state}`,
    );
    const change = aws.changePassword({ AccessToken: access, ProposedPassword: password });
    expect(await exceptionOf(change)).toMatch(/^NotAuthorizedException: /);
  });

  it('is CONFIRMED with the password of an administrator, and can sign in both ways', async () => {
    await aws.adminSetUserPassword({ UserPoolId, Username, Password: password, Permanent: true });
    expect(await aws.adminGetUser({ UserPoolId, Username })).toMatchObject({ UserStatus: 'CONFIRMED' });
    const { AuthenticationResult } = await aws.initiateAuth({
      ClientId: APP,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD: password },
    });
    const { sub } = claimsOf(AuthenticationResult?.IdToken ?? '');
    expect(claimsOf((await federation.tokens({ email })).id)).toMatchObject({ sub });
  });

  it('cannot write identities', async () => {
    const UserAttributes = [{ Name: 'identities', Value: '[]' }];
    expect(await exceptionOf(aws.updateUserAttributes({ AccessToken: access, UserAttributes }))).toBe(
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    );
    expect(await exceptionOf(aws.adminUpdateUserAttributes({ UserPoolId, Username, UserAttributes }))).toMatch(
      /user\.identities: Attribute cannot be updated/,
    );
  });
});

describe('a user with a password and a user of a provider with the same address', () => {
  it.each([
    ['e-mail addresses as aliases', {}, 'lea'],
    [
      'e-mail addresses as user names',
      { AliasAttributes: undefined, UsernameAttributes: ['email'] },
      'lea@example.org',
    ],
  ])('exist side by side in a pool with %s, in both orders', async (_, changes, username) => {
    const other = new Federation(poolWith(changes));
    await other.start();
    const email = 'lea@example.org';
    const UserAttributes = [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
    ];
    const create = (Username: string) =>
      other.aws.adminCreateUser({ UserPoolId, Username, UserAttributes, MessageAction: 'SUPPRESS' });
    const statuses = async () => {
      const { Users } = await other.aws.listUsers({ UserPoolId, Filter: `email = "${email}"` });
      return Users?.map(({ UserStatus }) => UserStatus);
    };
    await other.signIn({ email });
    await create(username);
    expect(await statuses()).toEqual(['EXTERNAL_PROVIDER', 'FORCE_CHANGE_PASSWORD']);
    other.harness.cognito.removeUsers();
    await create(username);
    expect(redirectParameters(await other.signIn({ email }))).toHaveProperty('code');
    expect(await statuses()).toEqual(['FORCE_CHANGE_PASSWORD', 'EXTERNAL_PROVIDER']);
    const verified = [{ Name: 'email_verified', Value: 'true' }];
    const Username = nameOf(email);
    await other.aws.adminUpdateUserAttributes({ UserPoolId, Username, UserAttributes: verified });
    expect(await other.aws.adminGetUser({ UserPoolId, Username: email })).toMatchObject({
      UserStatus: 'FORCE_CHANGE_PASSWORD',
    });
    await other.stop();
  });
});

describe('what is kept between starts', () => {
  it('has users of providers with their identities, and they sign in again as the same user', async () => {
    const first = new Federation();
    await first.start();
    const email = 'mia@example.org';
    const before = claimsOf((await first.tokens({ email })).id);
    const state = decodeState(JSON.parse(JSON.stringify(encodeState(first.harness.cognito.state))));
    await first.stop();
    const second = new Federation(federatedPool, {}, state);
    await second.start();
    const after = claimsOf((await second.tokens({ email })).id);
    expect([after.sub, after.identities]).toEqual([before.sub, before.identities]);
    await second.stop();
  });
});

describe('the operations on identity providers', () => {
  it('lists and describes the providers without their secrets', async () => {
    const { Providers } = await aws.listIdentityProviders({ UserPoolId });
    expect(Providers?.map(({ ProviderName, ProviderType }) => [ProviderName, ProviderType])).toEqual([
      ['Google', 'Google'],
      ['Acme', 'OIDC'],
      ['Company', 'SAML'],
    ]);
    const { IdentityProvider } = await aws.describeIdentityProvider({ UserPoolId, ProviderName: 'Google' });
    expect(IdentityProvider).toMatchObject({
      ProviderName: 'Google',
      ProviderDetails: { client_id: 'google-client.apps.googleusercontent.com' },
      AttributeMapping: { email: 'email', username: 'sub' },
    });
    expect(IdentityProvider?.ProviderDetails).not.toHaveProperty('client_secret');
    const byIdentifier = await aws.getIdentityProviderByIdentifier({ UserPoolId, IdpIdentifier: 'acme.example' });
    expect(byIdentifier.IdentityProvider?.ProviderName).toBe(acme.properties.ProviderName);
  });

  it('answers ResourceNotFoundException for an unknown provider', async () => {
    const unknown = 'ResourceNotFoundException: Identity provider Other does not exist.';
    expect(await exceptionOf(aws.describeIdentityProvider({ UserPoolId, ProviderName: 'Other' }))).toBe(unknown);
    expect(await exceptionOf(aws.getIdentityProviderByIdentifier({ UserPoolId, IdpIdentifier: 'Other' }))).toBe(
      unknown,
    );
  });

  it('creates a group for each provider', async () => {
    const { Groups } = await aws.listGroups({ UserPoolId });
    expect(Groups?.map(({ GroupName }) => GroupName)).toEqual(
      ['Google', 'Acme', 'Company'].map((it) => `${UserPoolId}_${it}`),
    );
  });
});
