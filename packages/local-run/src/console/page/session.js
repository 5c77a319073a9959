import { canceled } from './problems.js';
import { claimsOf, parseTokens } from './tokens.js';

/**
 * @typedef {import('./api.js').CallResult} CallResult
 * @typedef {import('./api.js').ApiRequest} ApiRequest
 * @typedef {import('./tokens.js').Tokens} Tokens
 *
 * Why there is no session any more.
 * @typedef {'signed-out' | 'account-deleted' | 'rejected' | 'signed-out-in-other-tab' | 'tokens-discarded'} SignOutReason
 */

/** The tokens of whoever is signed in, the calls made with them, and how they are renewed and given up. */
export class Session {
  /** @type {Tokens | undefined} */
  #tokens;
  /** @type {Promise<CallResult> | undefined} */
  #refreshing;
  #otherTabs = new BroadcastChannel('cognito-auth-api');

  /** Called when a session has begun, was renewed, or has ended. @type {(reason?: SignOutReason) => void} */
  onChange = () => {};

  /**
   * @param {(request: ApiRequest) => Promise<CallResult>} send
   * @param {import('./store.js').Store} store
   */
  constructor(send, store) {
    this.send = send;
    this.store = store;
    const stored = Object(store.read('tokens'));
    this.#tokens = parseTokens(stored, Number(stored.receivedAt));
    this.#otherTabs.addEventListener('message', ({ data }) => this.#onEndedInOtherTab(Object(data)));
  }

  /** The tokens, while somebody is signed in. */
  get tokens() {
    return this.#tokens;
  }

  /** @param {Tokens} tokens */
  start(tokens) {
    this.#setTokens(tokens);
    this.onChange();
  }

  /**
   * A call with the token that it takes, if there is one. A token that is refused is renewed once, and the call made again.
   *
   * @param {ApiRequest} request
   * @param {'ID token' | 'access token'} kind
   */
  async call(request, kind) {
    const used = this.#tokens;
    const result = await this.send(withToken(request, kind, used));
    if (result.problem?.code !== 'unauthorized' || !used) return result;
    // Another call may have renewed them meanwhile.
    if (this.#tokens === used) {
      const refreshed = await this.refresh(request.signal);
      if (refreshed.problem) return refreshed;
    }
    const again = await this.send(withToken(request, kind, this.#tokens));
    if (again.problem?.code === 'unauthorized') this.#end('rejected');
    return again;
  }

  /**
   * New tokens for old. However many calls ask for them at a time, there is one request: the refresh token is good once.
   * Who gives up leaves it to the others.
   *
   * @param {AbortSignal} [signal]
   * @returns {Promise<CallResult>}
   */
  refresh(signal) {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return Promise.race([this.#refreshing, ...(signal ? [whenAborted(signal)] : [])]);
  }

  /** Ends this session. @param {AbortSignal} signal */
  async signOut(signal) {
    // The tokens that are on their way have to be the ones that are revoked.
    await this.#refreshing;
    if (!this.#tokens) return {};
    const body = { refreshToken: this.#tokens.refreshToken };
    const result = await this.send({ method: 'POST', path: '/sign-out', body, signal });
    if (!result.problem) this.discard('signed-out');
    return result;
  }

  /** Ends every session of this user. @param {AbortSignal} signal */
  async signOutEverywhere(signal) {
    const result = await this.call({ method: 'POST', path: '/sign-out-everywhere', signal }, 'access token');
    if (!result.problem) this.#endEverywhere('signed-out');
    return result;
  }

  /** Closes the account. @param {AbortSignal} signal */
  async deleteAccount(signal) {
    const result = await this.call({ method: 'DELETE', path: '/me', signal }, 'access token');
    if (!result.problem) this.#endEverywhere('account-deleted');
    return result;
  }

  /** Drops the tokens of this tab, and of those that were copied from it. @param {SignOutReason} [reason] */
  discard(reason = 'tokens-discarded') {
    const { sub, origin_jti: session } = this.#claims();
    this.#otherTabs.postMessage({ sub, session });
    this.#end(reason);
  }

  async #refresh() {
    const used = this.#tokens;
    const body = { refreshToken: used?.refreshToken };
    const result = await this.send({ method: 'POST', path: '/refresh', body });
    // Signed out meanwhile: what came back is nobody's.
    if (this.#tokens !== used) return result;
    const tokens = parseTokens(result.body, Date.now());
    if (tokens) this.start(tokens);
    else if (result.status === 401) this.#end('rejected');
    return result;
  }

  /** @param {SignOutReason} reason */
  #endEverywhere(reason) {
    this.#otherTabs.postMessage({ sub: this.#claims().sub });
    this.#end(reason);
  }

  /**
   * @param {object} message
   * @param {unknown} [message.sub] whose sessions have ended
   * @param {unknown} [message.session] which of them; all when it is left out
   */
  #onEndedInOtherTab({ sub, session }) {
    const own = this.#claims();
    if (!this.#tokens || own.sub !== sub) return;
    if (session === undefined || session === own.origin_jti) this.#end('signed-out-in-other-tab');
  }

  #claims() {
    return claimsOf(this.#tokens?.idToken ?? '');
  }

  /** @param {SignOutReason} reason */
  #end(reason) {
    this.#setTokens(undefined);
    this.onChange(reason);
  }

  /** @param {Tokens | undefined} tokens */
  #setTokens(tokens) {
    this.#tokens = tokens;
    this.store.write('tokens', tokens);
  }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<CallResult>}
 */
function whenAborted(signal) {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ problem: canceled }), { once: true });
  });
}

/**
 * @param {ApiRequest} request
 * @param {'ID token' | 'access token'} kind
 * @param {Tokens | undefined} tokens
 * @returns {ApiRequest}
 */
function withToken(request, kind, tokens) {
  if (!tokens) return request;
  return { ...request, bearer: { kind, token: kind === 'ID token' ? tokens.idToken : tokens.accessToken } };
}
