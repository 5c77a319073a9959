import type { Tokens } from './contract';

/** Where the tokens are kept between loads of a page. Both functions may throw: the session then goes on in memory. */
export interface TokenStorage {
  get(): Tokens | undefined;
  /** Deletes the tokens if there are none. */
  set(tokens: Tokens | undefined): void;
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

/** Keeps the tokens in the `sessionStorage` of the tab, as JSON. */
export function sessionTokenStorage(key = 'cognito-auth-session'): TokenStorage {
  // A browser that blocks storage throws at the access.
  const storage = () => {
    const { sessionStorage } = globalThis as { readonly sessionStorage?: WebStorage };
    if (!sessionStorage) throw new Error('There is no sessionStorage here');
    return sessionStorage;
  };
  return {
    get: () => JSON.parse(storage().getItem(key) ?? 'null') ?? undefined,
    set: (tokens) => (tokens ? storage().setItem(key, JSON.stringify(tokens)) : storage().removeItem(key)),
  };
}

/** Whether a reply, or what a storage returned, has the tokens of a session. */
export function isTokens(value: unknown): value is Tokens {
  const { idToken, accessToken, refreshToken, expiresIn } = Object(value);
  return [idToken, accessToken, refreshToken].every((token) => typeof token === 'string') && expiresIn > 0;
}
