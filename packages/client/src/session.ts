import { AuthError, hasCode } from './auth-error';
import type { Tokens } from './contract';
import type { SignedOutReason } from './signed-out-reason';
import { TabChannel, userOf } from './tab-channel';
import { isStoredTokens, isTokens, type StoredTokens, type TokenStorage } from './token-storage';
import { invalidReply, type Transport } from './transport';

export interface SessionOptions {
  readonly transport: Transport;
  readonly storage: TokenStorage;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  readonly onSignedOut: (reason: SignedOutReason) => void;
}

interface Current {
  readonly tokens: StoredTokens;
  /** When to refresh them, by the clock of the options. */
  readonly refreshAt: number;
  /** The same by the clock of the system: the other clock stops while the machine sleeps, this one can be set back. */
  readonly refreshAtSystemTime: number;
}

/** Tokens are refreshed this many milliseconds before they expire, at most at half of their lifetime. */
const MARGIN = 30_000;

/** The tokens of one user, and their refresh. */
export class Session {
  readonly #options: SessionOptions;
  readonly #tabs: TabChannel;
  readonly #listeners = new Set<() => void>();
  #current: Current | undefined;
  #refreshing: Promise<void> | undefined;
  /** The refresh token that the storage had when it was last read or written here. */
  #stored: string | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#tabs = new TabChannel(options.storage.channel, {
      onRefreshed: (used, tokens) => {
        if (this.#current?.tokens.refreshToken === used) this.#replace(tokens);
      },
      onEnded: (user, reason) => void this.#onEndedInOtherTab(user, reason),
    });
    const stored = this.#read();
    this.#stored = stored?.refreshToken;
    if (stored) this.#current = this.#currentOf(stored);
  }

  get isActive(): boolean {
    return this.#current !== undefined;
  }

  /** Calls a listener after each start, refresh and end. Returns a function that ends this. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts the session of a user who has signed in. `requestedAt`: when the request for the tokens was sent. */
  start(tokens: Tokens, requestedAt: number): void {
    this.#replace({ ...tokens, requestedAt: Date.now() - (this.#options.now() - requestedAt) });
  }

  /** The tokens, refreshed if they are about to expire. */
  async tokens(): Promise<StoredTokens> {
    if (this.#isDue()) this.#adoptStored();
    if (this.#isDue()) await this.refresh();
    return this.#expectCurrent().tokens;
  }

  /** New tokens after the API did not accept these, unless another call has refreshed them meanwhile. */
  async replace(refused: StoredTokens): Promise<StoredTokens> {
    if (this.#current?.tokens === refused) this.#adoptStored();
    if (this.#current?.tokens === refused) await this.refresh();
    return this.tokens();
  }

  /** Has the tokens refreshed by the next call, because the API did not accept these. */
  expire(refused: StoredTokens): void {
    if (this.#current?.tokens === refused) this.#current = { ...this.#current, refreshAt: Number.NEGATIVE_INFINITY };
  }

  /** Parallel callers share one request, because a refresh token can be used once. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#requestTokens().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** Ends the session here and in the other tabs of its user, then revokes it. A refresh under way is awaited, for its tokens. */
  async signOut(): Promise<void> {
    const tokens = await this.end('signed_out');
    if (tokens) await this.#revoke(tokens);
  }

  /** Ends the session here and in the other tabs of its user. Returns its tokens; undefined if there was none. */
  async end(reason: SignedOutReason): Promise<Tokens | undefined> {
    await this.#refreshing?.catch(() => undefined);
    const tokens = this.#end(reason);
    if (tokens) this.#tabs.ended(userOf(tokens), reason);
    return tokens;
  }

  async #requestTokens(): Promise<void> {
    this.#adoptStored();
    const { tokens: used } = this.#expectCurrent();
    const requestedAt = this.#options.now();
    try {
      const body = { refreshToken: used.refreshToken };
      const reply = await this.#options.transport.json({ method: 'POST', path: '/refresh', body });
      if (!isTokens(reply)) throw invalidReply(200);
      // Another user may have signed in meanwhile, or another tab may have refreshed the tokens.
      if (this.#current?.tokens !== used) return;
      this.start(reply, requestedAt);
      this.#tabs.refreshed(used.refreshToken, this.#current.tokens);
    } catch (error) {
      if (this.#current && this.#current.tokens !== used) return;
      // After any other error, such as a lost connection, the session goes on. invalid_request: the storage held no refresh token.
      if (hasCode(error, 'invalid_refresh_token', 'refresh_token_reused', 'invalid_request')) this.#end('refused');
      throw error;
    }
  }

  async #revoke({ refreshToken }: Tokens): Promise<void> {
    await this.#options.transport.json({ method: 'POST', path: '/sign-out', body: { refreshToken } });
  }

  /** After another reason than `signed_out`, the API has ended all sessions of the user. */
  async #onEndedInOtherTab(user: string, reason: SignedOutReason): Promise<void> {
    await this.#refreshing?.catch(() => undefined);
    const tokens = this.#current?.tokens;
    if (!tokens || userOf(tokens) !== user) return;
    this.#end('signed_out_in_other_tab');
    // A failure is reported in the other tab, which revokes its own tokens.
    if (reason === 'signed_out') await this.#revoke(tokens).catch(() => undefined);
  }

  #currentOf(tokens: StoredTokens): Current {
    const lifetime = tokens.expiresIn * 1000;
    const usable = lifetime - Math.min(MARGIN, lifetime / 2);
    const age = Date.now() - tokens.requestedAt;
    return {
      tokens,
      // The clock of the system was set back since the tokens were stored: their age is not known.
      refreshAt: age >= 0 ? this.#options.now() + usable - age : Number.NEGATIVE_INFINITY,
      refreshAtSystemTime: tokens.requestedAt + usable,
    };
  }

  #isDue(): boolean {
    if (!this.#current) return false;
    const { refreshAt, refreshAtSystemTime } = this.#current;
    return this.#options.now() >= refreshAt || Date.now() >= refreshAtSystemTime;
  }

  /** Takes over what another page has written to a shared storage: the refresh token held here is used up then. */
  #adoptStored(): void {
    const stored = this.#read();
    if (!this.#current || !stored || stored.refreshToken === this.#stored) return;
    this.#stored = stored.refreshToken;
    this.#current = this.#currentOf(stored);
  }

  #replace(tokens: StoredTokens): void {
    this.#current = this.#currentOf(tokens);
    this.#write(tokens);
    this.#notify();
  }

  #end(reason: SignedOutReason): Tokens | undefined {
    const tokens = this.#current?.tokens;
    if (!tokens) return undefined;
    this.#current = undefined;
    this.#write(undefined);
    this.#notify();
    queueMicrotask(() => this.#options.onSignedOut(reason));
    return tokens;
  }

  /** Later, because an exception of the app must not replace the result of the call. */
  #notify(): void {
    for (const listener of this.#listeners) queueMicrotask(listener);
  }

  #expectCurrent(): Current {
    if (!this.#current) throw new AuthError('not_signed_in', 'Sign in first');
    return this.#current;
  }

  #read(): StoredTokens | undefined {
    try {
      const stored = this.#options.storage.get();
      return isStoredTokens(stored) ? stored : undefined;
    } catch {
      return undefined;
    }
  }

  #write(tokens: StoredTokens | undefined): void {
    if (!this.#tryToWrite(tokens)) {
      // A full storage can still delete. The tokens that it holds are used up: a reload must not start with them.
      this.#tryToWrite(undefined);
    }
    this.#stored = this.#read()?.refreshToken;
  }

  #tryToWrite(tokens: StoredTokens | undefined): boolean {
    try {
      this.#options.storage.set(tokens);
      return true;
    } catch {
      return false;
    }
  }
}
