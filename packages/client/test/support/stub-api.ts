import { type AuthClient, type AuthClientOptions, createAuthClient } from '../../src/auth-client';
import type { Tokens } from '../../src/contract';
import type { StoredTokens } from '../../src/token-storage';

/** A request as the stub received it. */
export interface SentRequest {
  readonly method: string;
  /** Path below the base URL. */
  readonly path: string;
  readonly authorization: string | null;
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
}

export type Answer = (request: SentRequest) => Response | Promise<Response>;

const BASE_URL = 'https://api.example.com/dev/';

/** Tokens whose names tell the session and the refresh they are of. */
export function tokensOf(name: string, expiresIn = 900): Tokens {
  return {
    idToken: `id-${name}`,
    accessToken: `access-${name}`,
    refreshToken: `refresh-${name}`,
    tokenType: 'Bearer',
    expiresIn,
  };
}

/** Tokens that a storage has had for a time. */
export function storedTokensOf(name: string, ageMs = 0): StoredTokens {
  return { ...tokensOf(name), requestedAt: Date.now() - ageMs };
}

/** An ID token of a user, without a signature. */
export const idTokenOf = (sub: string) => `e30.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.signature`;

export const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

export const problem = (status: number, code: string, headers?: Readonly<Record<string, string>>) =>
  json({ type: 'about:blank', title: `Title of ${code}`, status, code, requestId: 'request-1' }, status, headers);

/** A client whose requests the answers reply to, by `METHOD /path`, with a clock that the test sets. */
export function stubbedClient(
  answers: Readonly<Record<string, Answer>>,
  options: Partial<AuthClientOptions> = {},
): { client: AuthClient; sent: SentRequest[]; signedOut: string[]; clock: { now: number } } {
  const [sent, signedOut]: [SentRequest[], string[]] = [[], []];
  const clock = { now: 1000 };
  const client = createAuthClient({
    baseUrl: BASE_URL,
    now: () => clock.now,
    onSignedOut: (reason) => signedOut.push(reason),
    async fetch(url, { method = 'GET', headers, body, signal }) {
      const request = {
        method,
        path: url.replace(/^https:\/\/api\.example\.com\/dev(?=\/)/, ''),
        authorization: new Headers(headers).get('authorization'),
        body: typeof body === 'string' ? JSON.parse(body) : body,
        signal: signal ?? undefined,
      };
      sent.push(request);
      const answer = answers[`${method} ${request.path}`];
      if (!answer) throw new TypeError(`The stub has no answer to ${method} ${request.path}`);
      return answer(request);
    },
    ...options,
  });
  return { client, sent, signedOut, clock };
}

/** A storage in memory that has these tokens. */
export function storageWith(stored: StoredTokens | undefined) {
  const storage = {
    stored,
    get: () => storage.stored,
    set(tokens: StoredTokens | undefined) {
      storage.stored = tokens;
    },
  };
  return storage;
}
