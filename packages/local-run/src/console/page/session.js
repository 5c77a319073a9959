import { givenUp } from './problems.js';
import { claimsOf, tokensIn } from './tokens.js';

/**
 * @typedef {import('./api.js').Answer} Answer
 * @typedef {import('./api.js').Request} Request
 * @typedef {import('./tokens.js').Tokens} Tokens
 *
 * Why there is no session any more.
 * @typedef {'signed out' | 'closed' | 'refused' | 'ended elsewhere' | 'forgotten'} Ending
 */

/** The tokens of whoever is signed in, the calls made with them, and how they are renewed and given up. */
export class Session {
  /** @type {Tokens | undefined} */
  #tokens;
  /** @type {Promise<Answer> | undefined} */
  #refreshing;
  #otherTabs = new BroadcastChannel('cognito-auth-api');

  /** Called when a session has begun, was renewed, or has ended. @type {(ending?: Ending) => void} */
  onChange = () => {};

  /**
   * @param {(request: Request) => Promise<Answer>} send
   * @param {import('./store.js').Store} store
   */
  constructor(send, store) {
    this.send = send;
    this.store = store;
    const kept = Object(store.read('tokens'));
    this.#tokens = tokensIn(kept, Number(kept.receivedAt));
    this.#otherTabs.addEventListener('message', ({ data }) => this.#endedElsewhere(Object(data)));
  }

  /** The tokens, while somebody is signed in. */
  get tokens() {
    return this.#tokens;
  }

  /** @param {Tokens} tokens */
  begin(tokens) {
    this.#keep(tokens);
    this.onChange();
  }

  /**
   * A call with the token that it takes, if there is one. A token that is refused is renewed once, and the call made again.
   *
   * @param {Request} request
   * @param {'ID token' | 'access token'} kind
   */
  async call(request, kind) {
    const used = this.#tokens;
    const answer = await this.send(withToken(request, kind, used));
    if (answer.problem?.code !== 'unauthorized' || !used) return answer;
    // Another call may have renewed them meanwhile.
    if (this.#tokens === used) {
      const refreshed = await this.refresh(request.signal);
      if (refreshed.problem) return refreshed;
    }
    const again = await this.send(withToken(request, kind, this.#tokens));
    if (again.problem?.code === 'unauthorized') this.#end('refused');
    return again;
  }

  /**
   * New tokens for old. However many calls ask for them at a time, there is one request: the refresh token is good once.
   * Who gives up leaves it to the others.
   *
   * @param {AbortSignal} [signal]
   * @returns {Promise<Answer>}
   */
  refresh(signal) {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return Promise.race([this.#refreshing, ...(signal ? [whenGivenUp(signal)] : [])]);
  }

  /** Ends this session. @param {AbortSignal} signal */
  async signOut(signal) {
    // The tokens that are on their way have to be the ones that are revoked.
    await this.#refreshing;
    if (!this.#tokens) return {};
    const body = { refreshToken: this.#tokens.refreshToken };
    const answer = await this.send({ method: 'POST', path: '/sign-out', body, signal });
    if (!answer.problem) this.forget('signed out');
    return answer;
  }

  /** Ends every session of this user. @param {AbortSignal} signal */
  async signOutEverywhere(signal) {
    const answer = await this.call({ method: 'POST', path: '/sign-out-everywhere', signal }, 'access token');
    if (!answer.problem) this.#endEverywhere('signed out');
    return answer;
  }

  /** Closes the account. @param {AbortSignal} signal */
  async close(signal) {
    const answer = await this.call({ method: 'DELETE', path: '/me', signal }, 'access token');
    if (!answer.problem) this.#endEverywhere('closed');
    return answer;
  }

  /** Drops the tokens of this tab, and of those that were copied from it. @param {Ending} [ending] */
  forget(ending = 'forgotten') {
    const { sub, origin_jti: session } = this.#claims();
    this.#otherTabs.postMessage({ sub, session });
    this.#end(ending);
  }

  async #refresh() {
    const used = this.#tokens;
    const body = { refreshToken: used?.refreshToken };
    const answer = await this.send({ method: 'POST', path: '/refresh', body });
    // Signed out meanwhile: what came back is nobody's.
    if (this.#tokens !== used) return answer;
    const tokens = tokensIn(answer.body, Date.now());
    if (tokens) this.begin(tokens);
    else if (answer.status === 401) this.#end('refused');
    return answer;
  }

  /** @param {Ending} ending */
  #endEverywhere(ending) {
    this.#otherTabs.postMessage({ sub: this.#claims().sub });
    this.#end(ending);
  }

  /**
   * @param {object} message
   * @param {unknown} [message.sub] whose sessions have ended
   * @param {unknown} [message.session] which of them; all when it is left out
   */
  #endedElsewhere({ sub, session }) {
    const mine = this.#claims();
    if (!this.#tokens || mine.sub !== sub) return;
    if (session === undefined || session === mine.origin_jti) this.#end('ended elsewhere');
  }

  #claims() {
    return claimsOf(this.#tokens?.idToken ?? '');
  }

  /** @param {Ending} ending */
  #end(ending) {
    this.#keep(undefined);
    this.onChange(ending);
  }

  /** @param {Tokens | undefined} tokens */
  #keep(tokens) {
    this.#tokens = tokens;
    this.store.write('tokens', tokens);
  }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
function whenGivenUp(signal) {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ problem: givenUp }), { once: true });
  });
}

/**
 * @param {Request} request
 * @param {'ID token' | 'access token'} kind
 * @param {Tokens | undefined} tokens
 * @returns {Request}
 */
function withToken(request, kind, tokens) {
  if (!tokens) return request;
  return { ...request, bearer: { kind, token: kind === 'ID token' ? tokens.idToken : tokens.accessToken } };
}
