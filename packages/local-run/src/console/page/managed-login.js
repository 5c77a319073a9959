import { find } from './dom.js';
import { onSubmit } from './forms.js';
import { showNotice } from './notice.js';
import { showProblem } from './problem-box.js';
import { clientProblem } from './problems.js';
import { claimsOf, parseTokens } from './tokens.js';

/**
 * @typedef {import('./problems.js').Problem} Problem
 *
 * The endpoints of managed login and the settings of the app client, from config.json.
 *
 * @typedef {object} ManagedLoginSettings
 * @property {string} clientId
 * @property {string} authorizationEndpoint
 * @property {string} tokenEndpoint
 * @property {string} logoutEndpoint
 * @property {readonly string[]} scopes
 * @property {readonly string[]} callbackUrls
 * @property {readonly string[]} logoutUrls
 * @property {readonly string[]} identityProviders
 *
 * Stored while the user signs in at Cognito. PKCE, state and nonce bind the response to this tab; it can be used once.
 *
 * @typedef {object} PendingSignIn
 * @property {string} state
 * @property {string} nonce
 * @property {string} verifier
 * @property {boolean} isRepeated whether it is the second attempt after an account was linked
 *
 * The query parameters that Cognito redirects back with (RFC 6749, 4.1.2).
 *
 * @typedef {{ code: string, error: string, description: string, state: string }} AuthorizationResponse
 *
 * @typedef {(request: import('./api.js').ApiRequest) => Promise<import('./api.js').CallResult>} Send
 *
 * @typedef {object} ManagedLoginOptions
 * @property {import('./session.js').Session} session
 * @property {import('./store.js').Store} store
 * @property {(base: string) => Send} createClient a client for another address than the API's
 * @property {(view: string) => void} go
 * @property {ManagedLoginSettings | undefined} settings undefined if the API has no managed login
 */

/** Messages for the errors of OAuth 2.0 (RFC 6749, 4.1.2.1 and 5.2) and OpenID Connect. */
const errorMessages = new Map([
  ['access_denied', 'The sign-in was canceled or denied'],
  ['invalid_grant', 'The code was used before, has expired or was issued for another page: try again'],
  ['invalid_request', 'Cognito rejected the request of this page as invalid'],
  ['invalid_scope', 'This page requests a scope that the app client does not allow'],
  ['invalid_client', 'Cognito does not recognize this app client'],
  ['unsupported_grant_type', 'The app client does not allow this grant type'],
  ['login_required', 'Sign in first'],
  ['unauthorized_client', 'The app client does not allow this kind of sign-in'],
  ['unsupported_response_type', 'The app client does not allow this kind of sign-in'],
  ['server_error', 'Cognito reported an internal error: try again'],
  ['temporarily_unavailable', 'Cognito is temporarily unavailable: try again in a moment'],
]);

/** Keys of the store: the sign-in in progress, and whether managed login started the session. */
const PENDING_KEY = 'managed-login';
const SESSION_KEY = 'managed-login-session';

/**
 * How Cognito describes its failure of the sign-in during which a trigger links the account of an identity provider to a user: the
 * next one succeeds. Source: aws-amplify/amplify-flutter issue 1716.
 */
const LINKED = /already found an entry for username\s*(\S*)/i;

/** How Cognito describes the refusal of a trigger, such as "PreSignUp failed with error account_disabled." */
const REFUSAL = /failed with error (\w+)/;

/** Cognito compares callback URLs exactly; they have no query and no fragment. */
const PAGE_URL = location.origin + location.pathname;

/**
 * Connects the button that leads to managed login, and completes the sign-in when Cognito redirects back. Without managed
 * login, the button stays hidden.
 *
 * @param {ManagedLoginOptions} options
 */
export function connectManagedLogin({ session, store, createClient, go, settings }) {
  const response = takeAuthorizationResponse();
  const form = onSubmit('managed-login', async () => settings && goToCognito(settings, store));
  form.hidden = !settings;
  return {
    /**
     * Ends the browser session at Cognito, if managed login started this session: otherwise Cognito would sign the next
     * user of this browser in without a password. Returns whether the browser leaves the page for that. It stays if the
     * API rejected the session or could not be reached.
     *
     * @param {import('./session.js').SignOutReason} reason
     */
    signOut(reason) {
      const startedByManagedLogin = store.read(SESSION_KEY);
      store.write(SESSION_KEY, undefined);
      if (!startedByManagedLogin || reason === 'rejected' || reason === 'tokens-discarded') return false;
      if (!settings?.logoutUrls.includes(PAGE_URL)) return false;
      location.assign(addQuery(settings.logoutEndpoint, { client_id: settings.clientId, logout_uri: PAGE_URL }));
      return true;
    },
    completeSignIn,
  };

  /** Exchanges the code, if Cognito redirected back to this page with one. */
  async function completeSignIn() {
    if (!settings || !response) return;
    const pending = Object(store.read(PENDING_KEY));
    store.write(PENDING_KEY, undefined);
    form.setAttribute('aria-busy', 'true');
    showNotice('Signing you in …');
    const { description, state } = response;
    const linked = state && state === pending.state ? LINKED.exec(description) : null;
    if (linked && !pending.isRepeated) {
      await goToCognito(settings, store, { isRepeated: true, provider: providerOf(linked[1] ?? '', settings) });
      return;
    }
    const send = createClient(new URL(settings.tokenEndpoint).origin);
    const outcome = await exchangeCode({ response, pending, settings, send });
    form.removeAttribute('aria-busy');
    showNotice('');
    if ('title' in outcome) return showProblem(find(form, '.problem', HTMLElement), outcome);
    store.write(SESSION_KEY, true);
    session.start(outcome);
    go('account');
  }
}

/**
 * The configured identity provider of a username such as `google_123`, which Cognito writes in lower case. Undefined if there is none:
 * the user then chooses the provider again.
 *
 * @param {string} username
 * @param {ManagedLoginSettings} settings
 */
function providerOf(username, { identityProviders }) {
  const lowerCase = username.toLowerCase();
  return identityProviders.find((name) => lowerCase.startsWith(`${name.toLowerCase()}_`));
}

/** Reads the parameters that Cognito added to the URL and removes them. @returns {AuthorizationResponse | undefined} */
function takeAuthorizationResponse() {
  const query = new URLSearchParams(location.search);
  const [code = '', error = '', description = '', state = ''] = ['code', 'error', 'error_description', 'state'].map(
    (name) => query.get(name) ?? '',
  );
  if (!code && !error) return undefined;
  history.replaceState(null, '', `${location.pathname}#sign-in`);
  return { code, error, description, state };
}

/**
 * The settings of managed login, if the stack has it.
 *
 * @param {import('./configuration.js').Configuration | undefined} configuration
 * @returns {ManagedLoginSettings | undefined}
 */
export function managedLoginSettings(configuration) {
  const { userPoolClientId: clientId, managedLogin } = configuration ?? {};
  return clientId && managedLogin ? { clientId, ...managedLogin } : undefined;
}

/**
 * Leaves for managed login, or returns the problem that prevents it.
 *
 * @param {ManagedLoginSettings} settings
 * @param {import('./store.js').Store} store
 * @param {{ isRepeated?: boolean, provider?: string | undefined }} [options] `provider` leads to its page at once
 */
async function goToCognito(
  { clientId, authorizationEndpoint, callbackUrls, scopes },
  store,
  { isRepeated = false, provider } = {},
) {
  if (!callbackUrls.includes(PAGE_URL)) {
    return clientProblem(
      'unknown_callback',
      `Cognito does not redirect to this page: add ${PAGE_URL} to the callback URLs of the app client`,
    );
  }
  if (!store.persistent)
    return clientProblem('no_storage', 'Managed login needs browser storage, which this browser does not allow');
  const pending = { state: randomValue(), nonce: randomValue(), verifier: randomValue(), isRepeated };
  store.write(PENDING_KEY, pending);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pending.verifier));
  location.assign(
    addQuery(authorizationEndpoint, {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: PAGE_URL,
      scope: scopes.join(' '),
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: base64Url(new Uint8Array(digest)),
      code_challenge_method: 'S256',
      ...(provider !== undefined && { identity_provider: provider }),
    }),
  );
}

/**
 * Exchanges the authorization code for tokens.
 *
 * @param {object} exchange
 * @param {AuthorizationResponse} exchange.response
 * @param {Partial<PendingSignIn>} exchange.pending
 * @param {ManagedLoginSettings} exchange.settings
 * @param {Send} exchange.send
 * @returns {Promise<import('./tokens.js').Tokens | Problem>}
 */
async function exchangeCode({ response, pending, settings, send }) {
  const { code, error, description, state } = response;
  const { state: expected, nonce, verifier } = pending;
  const { clientId, tokenEndpoint } = settings;
  if (!verifier || state !== expected)
    return clientProblem('state', 'This response does not belong to a sign-in that this tab started: try again');
  const [, refusal] = REFUSAL.exec(description) ?? [];
  if (refusal) return clientProblem(error, `A trigger of the user pool refused the sign-in: ${refusal}`);
  if (error) return oauthProblem(error);
  const grant = { grant_type: 'authorization_code', client_id: clientId, redirect_uri: PAGE_URL };
  const form = { ...grant, code, code_verifier: verifier };
  const { body, problem } = await send({ method: 'POST', path: new URL(tokenEndpoint).pathname, form });
  const { error: errorCode, id_token: idToken, access_token: accessToken, refresh_token: refreshToken } = Object(body);
  if (problem) return typeof errorCode === 'string' ? oauthProblem(errorCode) : problem;
  const tokens = parseTokens({ idToken, accessToken, refreshToken }, Date.now());
  const hasNonce = claimsOf(String(idToken)).nonce === nonce;
  return tokens && hasNonce ? tokens : clientProblem('nonce', 'The tokens do not belong to this sign-in: try again');
}

/** @param {string} error */
function oauthProblem(error) {
  return clientProblem(error, errorMessages.get(error) ?? `Cognito replied "${error.slice(0, 100)}"`);
}

/**
 * @param {string} url
 * @param {Record<string, string>} query
 */
function addQuery(url, query) {
  return `${url}?${new URLSearchParams(query)}`;
}

/** 256 random bits. */
function randomValue() {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** @param {Uint8Array} bytes */
function base64Url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
