import { AuthError, hasCode } from './auth-error';
import type { Tokens } from './contract';
import type { SignedOutReason } from './signed-out-reason';
import { isTokens, type TokenStorage } from './token-storage';
import { invalidReply, type Transport } from './transport';

export interface SessionOptions {
  readonly transport: Transport;
  readonly storage: TokenStorage;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  readonly onSignedOut: (reason: SignedOutReason) => void;
}

interface Current {
  readonly tokens: Tokens;
  /** By the clock of the options. */
  readonly refreshAt: number;
}

/** Tokens are refreshed this many milliseconds before they expire, at most at half of their lifetime. */
const MARGIN = 30_000;

/** The tokens of one user, and their refresh. */
export class Session {
  readonly #options: SessionOptions;
  #current: Current | undefined;
  #refreshing: Promise<void> | undefined;
  /** The refresh token that the storage had when it was last read or written here. */
  #stored: string | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    const stored = this.#read();
    this.#stored = stored?.refreshToken;
    // Their age is not known: the clock of the page that received them has ended with it.
    if (stored) this.#current = { tokens: stored, refreshAt: Number.NEGATIVE_INFINITY };
  }

  get isActive(): boolean {
    return this.#current !== undefined;
  }

  /** Starts the session of a user who has signed in. `requestedAt`: when the request for the tokens was sent. */
  start(tokens: Tokens, requestedAt: number): void {
    const lifetime = tokens.expiresIn * 1000;
    this.#current = { tokens, refreshAt: requestedAt + lifetime - Math.min(MARGIN, lifetime / 2) };
    this.#write(tokens);
  }

  /** The tokens, refreshed if they are about to expire. */
  async tokens(): Promise<Tokens> {
    if (this.#current && this.#options.now() >= this.#current.refreshAt) await this.refresh();
    return this.#expectCurrent().tokens;
  }

  /** New tokens after the API did not accept these, unless another call has refreshed them meanwhile. */
  async replace(refused: Tokens): Promise<Tokens> {
    if (this.#current?.tokens === refused) await this.refresh();
    return this.tokens();
  }

  /** Has the tokens refreshed by the next call, because the API did not accept these. */
  expire(refused: Tokens): void {
    if (this.#current?.tokens === refused) {
      this.#current = { tokens: refused, refreshAt: Number.NEGATIVE_INFINITY };
    }
  }

  /** Parallel callers share one request, because a refresh token can be used once. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#requestTokens().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** Ends the session here. Returns its tokens; undefined if there was none. A refresh under way is awaited, for its tokens. */
  async end(reason: SignedOutReason): Promise<Tokens | undefined> {
    await this.#refreshing?.catch(() => undefined);
    return this.#end(reason);
  }

  async #requestTokens(): Promise<void> {
    this.#adoptStored();
    const used = this.#expectCurrent();
    const requestedAt = this.#options.now();
    try {
      const body = { refreshToken: used.tokens.refreshToken };
      const reply = await this.#options.transport.json({ method: 'POST', path: '/refresh', body });
      if (!isTokens(reply)) throw invalidReply(200);
      // Another user may have signed in meanwhile.
      if (this.#isCurrent(used)) this.start(reply, requestedAt);
    } catch (error) {
      // After any other error, such as a lost connection, the session goes on. invalid_request: the storage held no refresh token.
      const isRefused = hasCode(error, 'invalid_refresh_token', 'refresh_token_reused', 'invalid_request');
      if (isRefused && this.#isCurrent(used)) this.#end('refused');
      throw error;
    }
  }

  /** `expire` replaces the object, and keeps the tokens. */
  #isCurrent({ tokens }: Current): boolean {
    return this.#current?.tokens === tokens;
  }

  /** Takes over what another page has written to a shared storage: the refresh token held here is used up then. */
  #adoptStored(): void {
    const stored = this.#read();
    if (!this.#current || !stored || stored.refreshToken === this.#stored) return;
    this.#stored = stored.refreshToken;
    this.#current = { tokens: stored, refreshAt: Number.NEGATIVE_INFINITY };
  }

  #end(reason: SignedOutReason): Tokens | undefined {
    const tokens = this.#current?.tokens;
    if (!tokens) return undefined;
    this.#current = undefined;
    this.#write(undefined);
    // An exception of the app must not replace the result of the call.
    queueMicrotask(() => this.#options.onSignedOut(reason));
    return tokens;
  }

  #expectCurrent(): Current {
    if (!this.#current) throw new AuthError('not_signed_in', 'Sign in first');
    return this.#current;
  }

  #read(): Tokens | undefined {
    try {
      const stored = this.#options.storage.get();
      return isTokens(stored) ? stored : undefined;
    } catch {
      return undefined;
    }
  }

  #write(tokens: Tokens | undefined): void {
    if (!this.#tryToWrite(tokens)) {
      // A full storage can still delete. The tokens that it holds are used up: a reload must not start with them.
      this.#tryToWrite(undefined);
    }
    this.#stored = this.#read()?.refreshToken;
  }

  #tryToWrite(tokens: Tokens | undefined): boolean {
    try {
      this.#options.storage.set(tokens);
      return true;
    } catch {
      return false;
    }
  }
}
