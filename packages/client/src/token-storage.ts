import type { Tokens } from './contract';

/** Tokens with their age. */
export interface StoredTokens extends Tokens {
  /** When they were requested: milliseconds since 1970, by the clock of this machine. */
  readonly requestedAt: number;
}

/** Where the tokens are kept between loads of a page. Both functions may throw: the session then goes on in memory. */
export interface TokenStorage {
  /**
   * Name of a BroadcastChannel to the other tabs of the origin. A duplicated tab then gets refreshed tokens, and a sign-out ends the
   * sessions of the user in all tabs.
   *
   * @default - the tabs do not know of each other
   */
  readonly channel?: string;
  get(): StoredTokens | undefined;
  /** Deletes the tokens if there are none. */
  set(tokens: StoredTokens | undefined): void;
}

/** A part of the Web Storage API, such as `sessionStorage`. */
interface WebStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Keeps nothing: the session ends with the page or the process. */
export function memoryStorage(): TokenStorage {
  return { get: () => undefined, set: () => undefined };
}

/** Keeps the tokens in the `sessionStorage` of the tab, as JSON. `key` is the name of the channel to the other tabs, too. */
export function sessionTokenStorage(key = 'cognito-auth-session'): TokenStorage {
  // A browser that blocks storage throws at the access.
  const storage = () => {
    const { sessionStorage } = globalThis as { readonly sessionStorage?: WebStorage };
    if (!sessionStorage) throw new Error('There is no sessionStorage here');
    return sessionStorage;
  };
  return {
    channel: key,
    get: () => JSON.parse(storage().getItem(key) ?? 'null') ?? undefined,
    set: (tokens) => (tokens ? storage().setItem(key, JSON.stringify(tokens)) : storage().removeItem(key)),
  };
}

/** Whether a reply has the tokens of a session. */
export function isTokens(value: unknown): value is Tokens {
  const { idToken, accessToken, refreshToken, expiresIn } = Object(value);
  return [idToken, accessToken, refreshToken].every((token) => typeof token === 'string') && expiresIn > 0;
}

/** Whether a storage returned tokens with their age. */
export function isStoredTokens(value: unknown): value is StoredTokens {
  return isTokens(value) && typeof Object(value).requestedAt === 'number';
}
