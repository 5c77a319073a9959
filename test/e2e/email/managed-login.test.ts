import * as oidc from 'openid-client';
import { Browser } from '../../../packages/local-run/test/cognito/support/browser';
import { localRun, printedValue, runOnce } from '../support/local-run';
import { createAccount, get, PASSWORD, post, withToken } from '../support/scenario';
import { callbackUrl, emailStage, logoutUrl } from '../support/stages';

runOnce(...emailStage);

const email = 'emmy@noether.example';
const scope = 'openid email profile aws.cognito.signin.user.admin';

describe('an app with openid-client and managed login', () => {
  let app: oidc.Configuration;
  let browser: Browser;
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  let redirectedTo: URL;
  let tokens: Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>;
  let sub: string;

  beforeAll(async () => {
    await createAccount(email);
    browser = new Browser(localRun().cognito);
  });

  it('discovers the endpoints by the issuer', async () => {
    const { clientId, cognito, userPoolId } = localRun();
    const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`;
    // The app requests the AWS address; the embedded Cognito answers.
    const toLocalRun: oidc.CustomFetch = (url, options) =>
      fetch(url.replace('https://cognito-idp.us-east-1.amazonaws.com', cognito), options as RequestInit);
    app = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), {
      [oidc.customFetch]: toLocalRun,
      execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
    });
    expect(app.serverMetadata().token_endpoint).toBe(`${cognito}/oauth2/token`);
  });

  it('redirects the browser to managed login, which redirects it back with a code', async () => {
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
    const { left } = await browser.submit({ username: email, password: PASSWORD });
    redirectedTo = left ?? new URL('about:blank');
    expect(redirectedTo.href.split('?')[0]).toBe(callbackUrl);
  });

  it('rejects a code with the state of another request', async () => {
    const checks = { pkceCodeVerifier: verifier, expectedState: oidc.randomState(), expectedNonce: nonce };
    await expect(oidc.authorizationCodeGrant(app, redirectedTo, checks)).rejects.toThrow();
  });

  it('exchanges the code for tokens with the nonce and the claims of the user', async () => {
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
    tokens = await oidc.authorizationCodeGrant(app, redirectedTo, checks);
    expect(tokens.claims()).toMatchObject({ email, email_verified: true, nonce });
    sub = String(tokens.claims()?.sub);
    expect(await oidc.fetchUserInfo(app, tokens.access_token, sub)).toMatchObject({ sub, email });
  });

  it('calls GET /secret with the ID token and GET /me with the access token', async () => {
    expect(await get('/secret', withToken(String(tokens.id_token)))).toMatchObject({
      status: 200,
      body: { user: { sub, email } },
    });
    expect(await get('/me', withToken(tokens.access_token))).toMatchObject({ status: 200, body: { sub, email } });
    expect((await get('/secret', withToken(tokens.access_token))).status).toBe(401);
  });

  it('gets 401 from GET /me for an access token without the scope aws.cognito.signin.user.admin', async () => {
    const code_challenge = await oidc.calculatePKCECodeChallenge(verifier);
    const query = new URLSearchParams({ scope: 'openid email', state, nonce, code_challenge });
    const { left } = await browser.open(
      `${printedValue('LoginUrl', localRun().output()).replace(/&scope=[^&]*/, '')}&${query}`,
    );
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
    const narrow = await oidc.authorizationCodeGrant(app, left ?? redirectedTo, checks);
    expect((await get('/secret', withToken(String(narrow.id_token)))).status).toBe(200);
    expect((await get('/me', withToken(narrow.access_token))).status).toBe(401);
  });

  it('refreshes the tokens at Cognito and at POST /refresh', async () => {
    tokens = await oidc.refreshTokenGrant(app, String(tokens.refresh_token));
    expect((await get('/secret', withToken(String(tokens.id_token)))).status).toBe(200);
    const { status, body } = await post('/refresh', { refreshToken: tokens.refresh_token });
    expect([status, (await get('/me', withToken(String(body.accessToken)))).status]).toEqual([200, 200]);
  });

  it('gets invalid_grant for a used code, which revokes the tokens issued for it', async () => {
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
    await expect(oidc.authorizationCodeGrant(app, redirectedTo, checks)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    expect((await get('/me', withToken(tokens.access_token))).status).toBe(401);
  });

  it('revokes the refresh token and signs out, and managed login shows the sign-in form again', async () => {
    await oidc.tokenRevocation(app, String(tokens.refresh_token));
    const { left } = await browser.open(printedValue('LogoutUrl', localRun().output()));
    expect(left?.href).toBe(logoutUrl);
    const code_challenge = await oidc.calculatePKCECodeChallenge(verifier);
    const { html } = await browser.open(
      `${printedValue('LoginUrl', localRun().output())}&${new URLSearchParams({ code_challenge })}`,
    );
    expect(html).toContain('<h1>Sign in</h1>');
  });

  it('leaves no password, code, cookie or token in the output of the local run', async () => {
    const secrets = [PASSWORD, verifier, redirectedTo.searchParams.get('code') ?? '', ...browser.cookies.values()];
    const all = [...secrets, tokens.access_token, String(tokens.id_token), String(tokens.refresh_token)];
    for (const secret of all) expect(localRun().output().includes(secret)).toBe(false);
  });

  it('finds its endpoints in the configuration that the local run serves for local pages', async () => {
    const { api, clientId, cognito, userPoolId } = localRun();
    const response = await fetch(`${api}/_local/config.json`);
    expect(await response.json()).toMatchObject({
      apiUrl: api,
      signInWith: 'email',
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
        identityProviders: [],
      },
      routes: expect.arrayContaining([
        { method: 'POST', path: '/sign-in', auth: 'open', fields: ['username', 'password'] },
      ]),
    });
  });
});
