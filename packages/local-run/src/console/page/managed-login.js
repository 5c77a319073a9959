import { find } from './dom.js';
import { onSubmit } from './forms.js';
import { showNotice } from './notice.js';
import { showProblem } from './problem-box.js';
import { trouble } from './problems.js';
import { claimsOf, tokensIn } from './tokens.js';

/**
 * @typedef {import('./problems.js').Problem} Problem
 *
 * Where Cognito's own pages are, as config.json tells it.
 *
 * @typedef {object} Settings
 * @property {string} clientId
 * @property {string} authorizationEndpoint
 * @property {string} tokenEndpoint
 * @property {string} logoutEndpoint
 * @property {readonly string[]} scopes
 * @property {readonly string[]} callbackUrls
 * @property {readonly string[]} logoutUrls
 *
 * What is remembered while the person is at Cognito: only who began it can end it (PKCE), once, with this page's own reply.
 *
 * @typedef {object} Attempt
 * @property {string} state
 * @property {string} nonce
 * @property {string} verifier
 *
 * What Cognito has sent the person back with.
 *
 * @typedef {{ code: string, error: string, state: string }} Reply
 *
 * @typedef {(request: import('./api.js').Request) => Promise<import('./api.js').Answer>} Send
 *
 * @typedef {object} Surroundings
 * @property {import('./session.js').Session} session
 * @property {import('./store.js').Store} store
 * @property {(base: string) => Send} sendTo for what does not go to the API
 * @property {(view: string) => void} go
 */

/** Errors of OAuth 2.0 (RFC 6749, 4.1.2.1 and 5.2) for people. */
const words = new Map([
  ['access_denied', 'Cognito denied the sign-in'],
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

/** What is kept for the way there and back, and that a session began there. */
const ATTEMPT = 'managed-login';
const SESSION = 'managed-login-session';

/** Cognito knows a page by its address without query and fragment, letter by letter. */
const here = location.origin + location.pathname;

/**
 * The button that leads to Cognito's own sign-in pages, and what happens when they lead back. It stays hidden where the
 * stage has no such pages.
 *
 * @param {Surroundings} surroundings
 */
export function connectManagedLogin({ session, store, sendTo, go }) {
  const reply = takeReply();
  /** @type {Settings | undefined} */
  let settings;
  const form = onSubmit('managed-login', async () => settings && goToCognito(settings, store));
  void start();
  return {
    /**
     * Ends the session at Cognito too, where this one began there: its pages would let the next person in. Whether the
     * page is left for that; not where nothing answers, or the session is Cognito's own to refuse.
     *
     * @param {import('./session.js').Ending} ending
     */
    leave(ending) {
      const began = store.read(SESSION);
      store.write(SESSION, undefined);
      if (!began || ending === 'refused' || ending === 'forgotten') return false;
      if (!settings?.logoutUrls.includes(here)) return false;
      location.assign(withQuery(settings.logoutEndpoint, { client_id: settings.clientId, logout_uri: here }));
      return true;
    },
  };

  async function start() {
    settings = await readSettings();
    form.hidden = !settings;
    if (!settings || !reply) return;
    const attempt = Object(store.read(ATTEMPT));
    store.write(ATTEMPT, undefined);
    form.setAttribute('aria-busy', 'true');
    showNotice('Signing you in …');
    const outcome = await redeem(reply, attempt, settings, sendTo(new URL(settings.tokenEndpoint).origin));
    form.removeAttribute('aria-busy');
    showNotice('');
    if ('title' in outcome) return showProblem(find(form, '.problem', HTMLElement), outcome);
    store.write(SESSION, true);
    session.begin(outcome);
    go('account');
  }
}

/** Takes what Cognito has put into the address out of it. @returns {Reply | undefined} */
function takeReply() {
  const query = new URLSearchParams(location.search);
  const [code = '', error = '', state = ''] = ['code', 'error', 'state'].map((name) => query.get(name) ?? '');
  if (!code && !error) return undefined;
  history.replaceState(null, '', `${location.pathname}#sign-in`);
  return { code, error, state };
}

/** @returns {Promise<Settings | undefined>} */
async function readSettings() {
  try {
    const { userPoolClientId: clientId, managedLogin } = await (await fetch('config.json')).json();
    return managedLogin ? { clientId, ...managedLogin } : undefined;
  } catch {
    // Without the local run nothing else on this page works either, and says so.
    return undefined;
  }
}

/**
 * Goes to Cognito's pages; a problem is why not.
 *
 * @param {Settings} settings
 * @param {import('./store.js').Store} store
 */
async function goToCognito({ clientId, authorizationEndpoint, callbackUrls, scopes }, store) {
  if (!callbackUrls.includes(here)) {
    return trouble(
      'unknown_callback',
      `Cognito does not redirect to this page: add ${here} to the callback URLs of the app client`,
    );
  }
  if (!store.lasting)
    return trouble('no_storage', 'Managed login needs browser storage, which this browser does not allow');
  const attempt = { state: randomText(), nonce: randomText(), verifier: randomText() };
  store.write(ATTEMPT, attempt);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(attempt.verifier));
  location.assign(
    withQuery(authorizationEndpoint, {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: here,
      scope: scopes.join(' '),
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: base64Url(new Uint8Array(digest)),
      code_challenge_method: 'S256',
    }),
  );
}

/**
 * Trades the code for tokens.
 *
 * @param {Reply} reply
 * @param {Partial<Attempt>} attempt
 * @param {Settings} settings
 * @param {Send} send
 * @returns {Promise<import('./tokens.js').Tokens | Problem>}
 */
async function redeem({ code, error, state }, { state: expected, nonce, verifier }, { clientId, tokenEndpoint }, send) {
  if (!verifier || state !== expected)
    return trouble('state', 'This reply does not belong to a sign-in that this tab started: try again');
  if (error) return inWords(error);
  const grant = { grant_type: 'authorization_code', client_id: clientId, redirect_uri: here };
  const form = { ...grant, code, code_verifier: verifier };
  const { body, problem } = await send({ method: 'POST', path: new URL(tokenEndpoint).pathname, form });
  const { error: refusal, id_token: idToken, access_token: accessToken, refresh_token: refreshToken } = Object(body);
  if (problem) return typeof refusal === 'string' ? inWords(refusal) : problem;
  const tokens = tokensIn({ idToken, accessToken, refreshToken }, Date.now());
  const isMine = claimsOf(String(idToken)).nonce === nonce;
  return tokens && isMine ? tokens : trouble('nonce', 'The tokens do not belong to this sign-in: try again');
}

/** @param {string} error */
function inWords(error) {
  return trouble(error, words.get(error) ?? `Cognito replied "${error.slice(0, 100)}"`);
}

/**
 * @param {string} address
 * @param {Record<string, string>} query
 */
function withQuery(address, query) {
  return `${address}?${new URLSearchParams(query)}`;
}

/** 256 bits that nobody can guess. */
function randomText() {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** @param {Uint8Array} bytes */
function base64Url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
