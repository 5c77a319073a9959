import type { FieldError, ProblemCode } from './contract';

/**
 * Why a call of the client failed without an error reply of the API.
 *
 * - `network`: no reply. A browser does not tell whether the connection, the address or CORS is the cause.
 * - `timeout`: no reply in time.
 * - `invalid_reply`: a reply that the API does not send, such as the page of a proxy.
 * - `not_signed_in`: the call needs a session.
 * - `passkey_unsupported`: this environment has no passkeys.
 * - `passkey_failed`: the browser created or used no passkey; `cause` is its exception. `NotAllowedError`: the user canceled.
 */
export type ClientErrorCode =
  | 'network'
  | 'timeout'
  | 'invalid_reply'
  | 'not_signed_in'
  | 'passkey_unsupported'
  | 'passkey_failed';

/** A later version of the API may send further codes: handle those by `status`. */
export type AuthErrorCode = ProblemCode | ClientErrorCode;

export interface AuthErrorDetails {
  readonly status?: number;
  readonly errors?: readonly FieldError[];
  readonly requestId?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** Every failure of the client. `message` is a sentence for people. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly code: AuthErrorCode;
  /** The HTTP status; 0 without a reply. */
  readonly status: number;
  /** The mistakes in fields of the request. */
  readonly errors: readonly FieldError[];
  /** Finds the request in the logs of the API. */
  readonly requestId: string | undefined;
  /** After how many seconds a retry makes sense, if the API says so. */
  readonly retryAfter: number | undefined;

  constructor(code: AuthErrorCode, message: string, details: AuthErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.status = details.status ?? 0;
    this.errors = details.errors ?? [];
    this.requestId = details.requestId;
    this.retryAfter = details.retryAfter;
  }
}

/** Whether a value is an AuthError with one of these codes. */
export function hasCode(error: unknown, ...codes: readonly AuthErrorCode[]): error is AuthError {
  return error instanceof AuthError && codes.includes(error.code);
}
