import { canceled } from './problems.js';
import { claimsOf, parseTokens } from './tokens.js';

/**
 * @typedef {import('./api.js').CallResult} CallResult
 * @typedef {import('./api.js').ApiRequest} ApiRequest
 * @typedef {import('./tokens.js').Tokens} Tokens
 *
 * Why the session ended.
 * @typedef {'signed-out' | 'account-deleted' | 'password-changed' | 'rejected' | 'signed-out-in-other-tab' | 'tokens-discarded'} SignOutReason
 */

/** Holds the tokens of the signed-in user, makes calls with them, refreshes and revokes them. */
export class Session {
  /** @type {Tokens | undefined} */
  #tokens;
  /** @type {Promise<CallResult> | undefined} */
  #refreshing;
  #otherTabs = new BroadcastChannel('api-console');

  /** Called when a session starts, is refreshed or ends. @type {(reason?: SignOutReason) => void} */
  onChange = () => {};

  /** Called when the API refuses a call because the sign-in was too long ago. @type {() => void} */
  onReauthenticationRequired = () => {};

  /**
   * @param {(request: ApiRequest) => Promise<CallResult>} send
   * @param {import('./store.js').Store} store
   */
  constructor(send, store) {
    this.send = send;
    this.store = store;
    const stored = Object(store.read('tokens'));
    this.#tokens = parseTokens(stored, Number(stored.receivedAt));
    this.#otherTabs.addEventListener('message', ({ data }) => this.#onMessage(Object(data)));
  }

  /** The tokens of the signed-in user. */
  get tokens() {
    return this.#tokens;
  }

  /**
   * Starts a session with the tokens of a sign-in. If the user signed in again, ends the session before it.
   *
   * @param {Tokens} tokens
   */
  start(tokens) {
    const previous = this.#tokens;
    this.#replace(tokens);
    if (previous) {
      void this.send({ method: 'POST', path: '/sign-out', body: { refreshToken: previous.refreshToken } });
    }
  }

  /**
   * Makes a call with a token, if there is one. If the API rejects the token, refreshes it once and repeats the call.
   *
   * @param {ApiRequest} request
   * @param {'ID token' | 'access token'} kind
   */
  async call(request, kind) {
    const result = await this.#call(request, kind);
    if (result.problem?.code === 'reauthentication_required') this.onReauthenticationRequired();
    return result;
  }

  /**
   * @param {ApiRequest} request
   * @param {'ID token' | 'access token'} kind
   */
  async #call(request, kind) {
    const used = this.#tokens;
    const result = await this.send(withToken(request, kind, used));
    if (result.problem?.code !== 'unauthorized' || !used) return result;
    // Another call may have refreshed them meanwhile.
    if (this.#tokens === used) {
      const refreshed = await this.refresh(request.signal);
      if (refreshed.problem) return refreshed;
    }
    const again = await this.send(withToken(request, kind, this.#tokens));
    if (again.problem?.code === 'unauthorized') this.#end('rejected');
    return again;
  }

  /**
   * Refreshes the tokens. Concurrent callers share one request, because a refresh token can be used once. Canceling ends
   * the wait of one caller, not the request.
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
    // Revoke the tokens of a refresh that is under way, not the ones before it.
    await this.#refreshing;
    if (!this.#tokens) return {};
    const body = { refreshToken: this.#tokens.refreshToken };
    const result = await this.send({ method: 'POST', path: '/sign-out', body, signal });
    if (!result.problem) this.discard('signed-out');
    return result;
  }

  /** Ends all sessions of this user. @param {AbortSignal} signal */
  async signOutEverywhere(signal) {
    const result = await this.call({ method: 'POST', path: '/sign-out-everywhere', signal }, 'access token');
    if (!result.problem) this.#endEverywhere('signed-out');
    return result;
  }

  /**
   * Changes the password. The API then ends all sessions of this user.
   *
   * @param {{ currentPassword: string | undefined, newPassword: string | undefined }} body
   * @param {AbortSignal} signal
   */
  async changePassword(body, signal) {
    const result = await this.call({ method: 'POST', path: '/change-password', body, signal }, 'access token');
    if (!result.problem) this.#endEverywhere('password-changed');
    return result;
  }

  /** Deletes the account. @param {AbortSignal} signal */
  async deleteAccount(signal) {
    const result = await this.call({ method: 'DELETE', path: '/me', signal }, 'access token');
    if (!result.problem) this.#endEverywhere('account-deleted');
    return result;
  }

  /** Discards the tokens of this tab and of tabs that were duplicated from it. @param {SignOutReason} [reason] */
  discard(reason = 'tokens-discarded') {
    const { sub, origin_jti: session } = this.#claims();
    this.#otherTabs.postMessage({ sub, session });
    this.#end(reason);
  }

  async #refresh() {
    const used = this.#tokens;
    const body = { refreshToken: used?.refreshToken };
    const result = await this.send({ method: 'POST', path: '/refresh', body });
    // The user signed out meanwhile, or another tab has refreshed the tokens.
    if (this.#tokens !== used) return result;
    const tokens = parseTokens(result.body, Date.now());
    if (tokens) {
      this.#replace(tokens);
      // A duplicated tab has the refresh token that is used up now.
      this.#otherTabs.postMessage({ used: used?.refreshToken, tokens });
    } else if (result.status === 401) {
      this.#end('rejected');
    }
    return result;
  }

  /** @param {Tokens} tokens */
  #replace(tokens) {
    this.#setTokens(tokens);
    this.onChange();
  }

  /** @param {SignOutReason} reason */
  #endEverywhere(reason) {
    this.#otherTabs.postMessage({ sub: this.#claims().sub });
    this.#end(reason);
  }

  /**
   * @param {object} message
   * @param {string} [message.used] the refresh token that another tab has used up
   * @param {Tokens} [message.tokens] the tokens that it got for it
   */
  #onMessage({ used, tokens, ...ended }) {
    if (!tokens) this.#onEndedInOtherTab(ended);
    else if (this.#tokens?.refreshToken === used) this.#replace(tokens);
  }

  /**
   * @param {object} message
   * @param {unknown} [message.sub] the user whose sessions ended
   * @param {unknown} [message.session] the session that ended; all of the user's if left out
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
