import { hasCode } from './auth-error';
import type * as contract from './contract';
import { createCredential, getCredential } from './passkeys';
import { Session } from './session';
import type { SignedOutReason } from './signed-out-reason';
import { isTokens, memoryStorage, type StoredTokens, type TokenStorage } from './token-storage';
import { type Fetch, isTokenRefused, Transport } from './transport';

export interface AuthClientOptions {
  /** Address of the API with its stage, such as the output `ApiUrl`. */
  readonly baseUrl: string;
  /** @default - memoryStorage() */
  readonly storage?: TokenStorage;
  /** Called once when the session has ended, whatever the cause. */
  readonly onSignedOut?: (reason: SignedOutReason) => void;
  /** Milliseconds to wait for a reply. @default 15000 */
  readonly timeoutMs?: number;
  /** @default - the `fetch` of the environment */
  readonly fetch?: Fetch;
  /** Milliseconds of a clock that only goes forward. @default - performance.now */
  readonly now?: () => number;
}

/** Options of `AuthClient.fetch`. */
export interface AuthFetchInit extends RequestInit {
  /** The token to send: the access token for a route with a scope. @default 'idToken' */
  readonly token?: 'idToken' | 'accessToken';
}

type Credential = 'idToken' | 'accessToken';
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Methods that have the same effect if a request arrives twice (RFC 9110, 9.2.2). */
const IDEMPOTENT: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/** Creates a client of one API with the session of one user. */
export function createAuthClient(options: AuthClientOptions): AuthClient {
  return new AuthClient(options);
}

/**
 * The routes of the API as methods, named as in lib/routes.ts. A route exists only if the stage has the setting that it needs.
 * Every failure is an AuthError.
 */
export class AuthClient {
  readonly #transport: Transport;
  readonly #session: Session;
  readonly #now: () => number;

  constructor(options: AuthClientOptions) {
    const { baseUrl, storage = memoryStorage(), onSignedOut = () => undefined, timeoutMs = 15_000 } = options;
    const { fetch = (url: string, init: RequestInit) => globalThis.fetch(url, init) } = options;
    this.#now = options.now ?? (() => performance.now());
    this.#transport = new Transport({ baseUrl, fetch, timeoutMs });
    this.#session = new Session({ transport: this.#transport, storage, now: this.#now, onSignedOut });
  }

  /** Whether there is a session. The API may have ended it: the next call finds out. */
  get isSignedIn(): boolean {
    return this.#session.isActive;
  }

  /** Calls a listener after each start, refresh and end of the session. Returns a function that ends this. */
  subscribe(listener: () => void): () => void {
    return this.#session.subscribe(listener);
  }

  /** The tokens of the session, refreshed if they are about to expire. */
  tokens(): Promise<StoredTokens> {
    return this.#session.tokens();
  }

  /** Starts the session with new tokens that another way of signing in has given, such as managed login. */
  startSession(tokens: contract.Tokens): void {
    this.#session.start(tokens, this.#now());
  }

  /** POST /sign-up. */
  signUp(body: contract.SignUpRequest): Promise<contract.SignUpReply> {
    return this.#open('POST', '/sign-up', body);
  }

  /** POST /confirm. With `signIn: true`, tokens in the reply start the session. */
  async confirm(body: contract.ConfirmRequest): Promise<contract.ConfirmReply> {
    const requestedAt = this.#now();
    const reply = await this.#open<contract.ConfirmReply>('POST', '/confirm', body);
    if (isTokens(reply.signIn)) this.#session.start(reply.signIn, requestedAt);
    return reply;
  }

  /** POST /resend-code. */
  resendCode(body: contract.UserRequest): Promise<contract.MessageReply> {
    return this.#open('POST', '/resend-code', body);
  }

  /** POST /sign-in. Starts the session, or returns a challenge for `challenge` or `startMfaSetup`. */
  signIn(body: contract.SignInRequest): Promise<contract.Tokens | contract.Challenge> {
    return this.#signInWith('POST', '/sign-in', body);
  }

  /** POST /sign-in/email-code. Answer it with `challenge` and the code. */
  signInEmailCode(body: contract.UserRequest): Promise<contract.Challenge> {
    return this.#open('POST', '/sign-in/email-code', body);
  }

  /** POST /sign-in/passkey. `signInWithPasskey` also answers the challenge. */
  signInPasskey(body: contract.UserRequest): Promise<contract.Challenge> {
    return this.#open('POST', '/sign-in/passkey', body);
  }

  /** POST /challenge. Starts the session, or returns the next challenge. */
  challenge(body: contract.ChallengeRequest): Promise<contract.Tokens | contract.Challenge> {
    return this.#signInWith('POST', '/challenge', body);
  }

  /** POST /challenge/totp. */
  startMfaSetup(body: contract.MfaSetupRequest): Promise<contract.MfaSetup> {
    return this.#open('POST', '/challenge/totp', body);
  }

  /** PUT /challenge/totp. Starts the session. */
  finishMfaSetup(body: contract.FinishMfaSetupRequest): Promise<contract.Tokens | contract.Challenge> {
    return this.#signInWith('PUT', '/challenge/totp', body);
  }

  /** POST /refresh. Other calls refresh the tokens by themselves; this one gets a change of groups into them at once. */
  async refresh(): Promise<StoredTokens> {
    await this.#session.refresh();
    return this.#session.tokens();
  }

  /** POST /sign-out. Ends the session here even if the API cannot be reached; the error says that it was not told. */
  signOut(): Promise<void> {
    return this.#session.signOut();
  }

  /** POST /forgot-password. */
  forgotPassword(body: contract.UserRequest): Promise<contract.MessageReply> {
    return this.#open('POST', '/forgot-password', body);
  }

  /** POST /reset-password. The reply has a body only with `removePasskeys: true`. */
  resetPassword(body: contract.ResetPasswordRequest): Promise<contract.PasskeyRemoval | undefined> {
    return this.#open('POST', '/reset-password', body);
  }

  /** GET /me. */
  me(): Promise<contract.Account> {
    return this.#account('GET', '/me');
  }

  /** PATCH /me. */
  updateMe(body: contract.UpdateMeRequest): Promise<contract.Account> {
    return this.#account('PATCH', '/me', body);
  }

  /** PUT /me/email. */
  changeEmail(body: contract.ChangeEmailRequest): Promise<contract.MessageReply> {
    return this.#account('PUT', '/me/email', body);
  }

  /** POST /me/email/confirm. */
  confirmEmail(body: contract.CodeRequest): Promise<void> {
    return this.#account('POST', '/me/email/confirm', body);
  }

  /** POST /change-password. Ends all sessions, this one too, unless `signOutEverywhere` is false. */
  async changePassword(body: contract.ChangePasswordRequest): Promise<void> {
    await this.#account('POST', '/change-password', body);
    if (body.signOutEverywhere !== false) await this.#session.end('password_changed');
  }

  /** POST /mfa/totp. */
  createTotpKey(): Promise<contract.TotpKey> {
    return this.#account('POST', '/mfa/totp');
  }

  /** PUT /mfa/totp. */
  enableTotp(body: contract.CodeRequest): Promise<void> {
    return this.#account('PUT', '/mfa/totp', body);
  }

  /** DELETE /mfa/totp. */
  disableTotp(): Promise<void> {
    return this.#account('DELETE', '/mfa/totp');
  }

  /** GET /passkeys. */
  listPasskeys(): Promise<contract.PasskeyList> {
    return this.#account('GET', '/passkeys');
  }

  /** POST /passkeys. `createPasskey` also creates and adds the passkey. */
  startPasskey(): Promise<contract.PasskeyOptions> {
    return this.#account('POST', '/passkeys');
  }

  /** PUT /passkeys. */
  addPasskey(body: contract.PasskeyRequest): Promise<void> {
    return this.#account('PUT', '/passkeys', body);
  }

  /** DELETE /passkeys/{id}. */
  deletePasskey({ id }: { readonly id: string }): Promise<void> {
    return this.#account('DELETE', `/passkeys/${encodeURIComponent(id)}`);
  }

  /** POST /sign-out-everywhere. Ends all sessions of the user. */
  async signOutEverywhere(): Promise<void> {
    await this.#account('POST', '/sign-out-everywhere');
    await this.#session.end('signed_out_everywhere');
  }

  /** DELETE /me. Deletes the account. */
  async deleteMe(): Promise<void> {
    await this.#account('DELETE', '/me');
    await this.#session.end('account_deleted');
  }

  /** GET /hello. */
  hello(): Promise<contract.MessageReply> {
    return this.#open('GET', '/hello');
  }

  /** GET /secret. */
  secret(): Promise<contract.UserReply> {
    return this.#withToken('idToken', 'GET', '/secret');
  }

  /** GET /admin. */
  admin(): Promise<contract.UserReply> {
    return this.#withToken('idToken', 'GET', '/admin');
  }

  /** GET /private. The caller signs the request (AWS Signature Version 4), and passes the header fields of the signature. */
  private(signedHeaders: Readonly<Record<string, string>>): Promise<contract.MessageReply> {
    return this.#transport.json({
      method: 'GET',
      path: '/private',
      headers: signedHeaders,
    }) as Promise<contract.MessageReply>;
  }

  /** Creates a passkey in the browser, and adds it to the account. */
  async createPasskey(): Promise<void> {
    const { options } = await this.startPasskey();
    const credential = await createCredential(options);
    await this.addPasskey({ credential: credential as contract.PasskeyRequest['credential'] });
  }

  /** Signs in with a passkey of the browser. */
  async signInWithPasskey(body: contract.UserRequest): Promise<contract.Tokens | contract.Challenge> {
    const { username, session, parameters = {} } = await this.signInPasskey(body);
    const credential = (await getCredential(parameters)) as contract.PasskeyRequest['credential'];
    return this.challenge({ challenge: 'WEB_AUTHN', username, session, credential });
  }

  /**
   * Calls a route of the product with the ID token, and returns the reply, whatever its status. A 401 of the token is tried once more
   * with new tokens, if the request can be repeated: GET, HEAD, OPTIONS, PUT or DELETE, and no stream as body.
   */
  async fetch(path: string, { token = 'idToken', ...init }: AuthFetchInit = {}): Promise<Response> {
    const send = (tokens: contract.Tokens) => {
      const headers = new Headers(init.headers);
      headers.set('Authorization', `Bearer ${tokens[token]}`);
      return this.#transport.raw(path, { ...init, headers });
    };
    const tokens = await this.#session.tokens();
    const response = await send(tokens);
    if (!(await isTokenRefused(response))) return response;
    if (isRepeatable(init)) return send(await this.#session.replace(tokens));
    this.#session.expire(tokens);
    return response;
  }

  #open<Reply>(method: Method, path: string, body?: object): Promise<Reply> {
    return this.#transport.json({ method, path, body }) as Promise<Reply>;
  }

  async #signInWith(method: Method, path: string, body: object): Promise<contract.Tokens | contract.Challenge> {
    const requestedAt = this.#now();
    const reply = await this.#open<contract.Tokens | contract.Challenge>(method, path, body);
    if (isTokens(reply)) this.#session.start(reply, requestedAt);
    return reply;
  }

  #account<Reply>(method: Method, path: string, body?: object): Promise<Reply> {
    return this.#withToken('accessToken', method, path, body);
  }

  /** A route that replies `unauthorized` has done nothing, so the call is repeated once with new tokens, whatever its method. */
  async #withToken<Reply>(kind: Credential, method: Method, path: string, body?: object): Promise<Reply> {
    const send = (tokens: contract.Tokens) => {
      const headers = { Authorization: `Bearer ${tokens[kind]}` };
      return this.#transport.json({ method, path, body, headers }) as Promise<Reply>;
    };
    const tokens = await this.#session.tokens();
    try {
      return await send(tokens);
    } catch (error) {
      if (!hasCode(error, 'unauthorized')) throw error;
      return send(await this.#session.replace(tokens));
    }
  }
}

function isRepeatable({ method = 'GET', body }: RequestInit): boolean {
  return IDEMPOTENT.includes(method.toUpperCase()) && !(body instanceof ReadableStream);
}
