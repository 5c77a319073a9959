import * as oidc from 'openid-client';
import { Browser } from '../../../packages/local-run/test/cognito/support/browser';
import { latestCode, send } from '../support/http';
import { localRun, printed, runOnce } from '../support/local-run';
import { callbackUrl, emailStage, logoutUrl } from '../support/stages';

runOnce(...emailStage);

const email = 'emmy@noether.example';
const password = 'Invariante-1918';
const scope = 'openid email profile aws.cognito.signin.user.admin';

/** The story of an app that leaves signing in to Cognito's pages; the local run has to have them. */
describe('an app that sends people to managed login, with openid-client', () => {
  const asApi = (method: string, path: string, token: string, body?: object) =>
    send(method, localRun().api + path, body, { Authorization: `Bearer ${token}` });
  let app: oidc.Configuration;
  let browser: Browser;
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  let arrived: URL;
  let tokens: Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>;
  let sub: string;

  beforeAll(async () => {
    const { api, cognito } = localRun();
    const post = (path: string, body: object) => send('POST', api + path, body);
    await post('/sign-up', { username: email, password });
    await post('/confirm', { username: email, code: await latestCode(api, email) });
    browser = new Browser(cognito);
  });

  it('discovers where everything is, by the issuer that the tokens name', async () => {
    const { clientId, cognito, userPoolId } = localRun();
    const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`;
    // As a deployed app would ask, but that AWS is played here.
    const here: oidc.CustomFetch = (url, options) =>
      fetch(url.replace('https://cognito-idp.us-east-1.amazonaws.com', cognito), options as RequestInit);
    app = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), {
      [oidc.customFetch]: here,
      execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
    });
    expect(app.serverMetadata().token_endpoint).toBe(`${cognito}/oauth2/token`);
  });

  it('sends the browser there, and gets it back with a code', async () => {
    const code_challenge = await oidc.calculatePKCECodeChallenge(verifier);
    const url = oidc.buildAuthorizationUrl(app, {
      redirect_uri: callbackUrl,
      scope,
      state,
      nonce,
      code_challenge,
      code_challenge_method: 'S256',
    });
    await browser.open(url.href);
    const { left } = await browser.submit({ username: email, password });
    arrived = left ?? new URL('about:blank');
    expect(arrived.href.split('?')[0]).toBe(callbackUrl);
  });

  it('takes no code that came with the state of another request', async () => {
    const checks = { pkceCodeVerifier: verifier, expectedState: oidc.randomState(), expectedNonce: nonce };
    await expect(oidc.authorizationCodeGrant(app, arrived, checks)).rejects.toThrow();
  });

  it('exchanges the code for tokens that name this request and this user', async () => {
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
    tokens = await oidc.authorizationCodeGrant(app, arrived, checks);
    expect(tokens.claims()).toMatchObject({ email, email_verified: true, nonce });
    sub = String(tokens.claims()?.sub);
    expect(await oidc.fetchUserInfo(app, tokens.access_token, sub)).toMatchObject({ sub, email });
  });

  it('opens with the ID token what is for signed-in callers, and with the access token what is one’s own', async () => {
    expect(await asApi('GET', '/secret', String(tokens.id_token))).toMatchObject({
      status: 200,
      body: { user: { sub, email } },
    });
    expect(await asApi('GET', '/me', tokens.access_token)).toMatchObject({ status: 200, body: { sub, email } });
    expect((await asApi('GET', '/secret', tokens.access_token)).status).toBe(401);
  });

  it('gets a token that opens no account where it asks for less', async () => {
    const code_challenge = await oidc.calculatePKCECodeChallenge(verifier);
    const query = new URLSearchParams({ scope: 'openid email', state, nonce, code_challenge });
    const { left } = await browser.open(
      `${printed('LoginUrl', localRun().output()).replace(/&scope=[^&]*/, '')}&${query}`,
    );
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
    const less = await oidc.authorizationCodeGrant(app, left ?? arrived, checks);
    expect((await asApi('GET', '/secret', String(less.id_token))).status).toBe(200);
    expect((await asApi('GET', '/me', less.access_token)).status).toBe(401);
  });

  it('refreshes, there and at the API', async () => {
    tokens = await oidc.refreshTokenGrant(app, String(tokens.refresh_token));
    expect((await asApi('GET', '/secret', String(tokens.id_token))).status).toBe(200);
    const { status, body } = await send('POST', `${localRun().api}/refresh`, { refreshToken: tokens.refresh_token });
    expect([status, (await asApi('GET', '/me', String(body.accessToken))).status]).toEqual([200, 200]);
  });

  it('loses all that came of a code when that is shown again', async () => {
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
    await expect(oidc.authorizationCodeGrant(app, arrived, checks)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect((await asApi('GET', '/me', tokens.access_token)).status).toBe(401);
  });

  it('revokes, signs out, and is shown the form the next time', async () => {
    await oidc.tokenRevocation(app, String(tokens.refresh_token));
    const { left } = await browser.open(printed('LogoutUrl', localRun().output()));
    expect(left?.href).toBe(logoutUrl);
    const code_challenge = await oidc.calculatePKCECodeChallenge(verifier);
    const { html } = await browser.open(
      `${printed('LoginUrl', localRun().output())}&${new URLSearchParams({ code_challenge })}`,
    );
    expect(html).toContain('<h1>Sign in</h1>');
  });

  it('leaves nothing of it in what the local run prints', async () => {
    const secrets = [password, verifier, arrived.searchParams.get('code') ?? '', ...browser.cookies.values()];
    const all = [...secrets, tokens.access_token, String(tokens.id_token), String(tokens.refresh_token)];
    for (const secret of all) expect(localRun().output().includes(secret)).toBe(false);
  });

  it('may be a page of this machine, which finds all that in one place', async () => {
    const { api, clientId, cognito, userPoolId } = localRun();
    const reply = await fetch(`${api}/_local/config.json`);
    expect(await reply.json()).toEqual({
      userPoolId,
      userPoolClientId: clientId,
      cognito,
      managedLogin: {
        authorizationEndpoint: `${cognito}/oauth2/authorize`,
        tokenEndpoint: `${cognito}/oauth2/token`,
        revocationEndpoint: `${cognito}/oauth2/revoke`,
        logoutEndpoint: `${cognito}/logout`,
        scopes: scope.split(' '),
        callbackUrls: expect.arrayContaining([callbackUrl]),
        logoutUrls: expect.arrayContaining([logoutUrl]),
      },
      routes: expect.arrayContaining([{ method: 'POST', path: '/sign-in', auth: 'open' }]),
    });
  });
});
