/** The HTTP status of an error code, its title for people, and after how many seconds a retry makes sense. */
export interface ProblemDefinition {
  readonly status: number;
  readonly title: string;
  readonly retryAfter?: number;
}

/**
 * Every error that the handlers and API Gateway itself can answer. Clients branch on the code, so a code is never renamed
 * and never changes its meaning.
 */
export const problems = {
  invalid_request: { status: 400, title: 'The request is not valid for this route' },
  invalid_code: { status: 400, title: 'The code is wrong or expired, or there were too many attempts' },
  wrong_password: { status: 400, title: 'The current password is wrong' },
  passkey_expired: { status: 400, title: 'The request for a passkey has expired: start again' },
  passkey_not_accepted: {
    status: 400,
    title: 'This passkey cannot be used here: create another one on a page of the product',
  },
  mfa_not_configured: { status: 400, title: 'No authenticator app is set up for this account' },
  unauthorized: { status: 401, title: 'Sign in first: the token is missing, expired or not valid for this API' },
  invalid_credentials: { status: 401, title: 'Wrong username or password' },
  invalid_passkey: { status: 401, title: 'The passkey was not accepted: try again, or sign in another way' },
  reauthentication_required: {
    status: 401,
    title: 'Sign in again to do this: the last sign-in was too long ago',
  },
  challenge_expired: { status: 401, title: 'The challenge has expired or was already answered: sign in again' },
  invalid_refresh_token: {
    status: 401,
    title: 'The refresh token has expired or was revoked: sign in again',
  },
  refresh_token_reused: { status: 401, title: 'This refresh token was already used: sign in again' },
  forbidden: { status: 403, title: 'You are not allowed to do this' },
  invalid_signature: {
    status: 403,
    title: 'The signature is wrong or too old: sign the request again with fresh credentials',
  },
  blocked: { status: 403, title: 'The request was blocked' },
  user_not_confirmed: { status: 403, title: 'Confirm the account first, with the code sent by e-mail' },
  password_reset_required: { status: 403, title: 'Reset the password before signing in' },
  not_found: { status: 404, title: 'No such route' },
  passkey_not_found: { status: 404, title: 'You have no such passkey' },
  username_taken: { status: 409, title: 'This username is taken' },
  email_taken: { status: 409, title: 'This e-mail address belongs to another account' },
  no_password: { status: 409, title: 'This account has no password: it is managed by an identity provider' },
  too_many_passkeys: { status: 409, title: 'Remove a passkey before you add another one' },
  already_confirmed: { status: 409, title: 'This account is already confirmed: sign in' },
  payload_too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'Send JSON, with Content-Type: application/json' },
  weak_password: { status: 422, title: 'The password is too weak' },
  password_reused: { status: 422, title: 'Choose a password that you have not used before' },
  rejected: { status: 422, title: 'The request was rejected' },
  rate_limited: { status: 429, title: 'Too many requests: try again in a few seconds', retryAfter: 5 },
  too_many_attempts: { status: 429, title: 'Too many attempts: try again later', retryAfter: 900 },
  internal_error: { status: 500, title: 'Internal error' },
  misconfigured: { status: 500, title: 'The API is not configured correctly' },
  bad_gateway: { status: 502, title: 'The API could not process the request' },
  upstream_unavailable: { status: 503, title: 'Amazon Cognito is not available: try again', retryAfter: 5 },
  gateway_timeout: { status: 504, title: 'The API took too long to reply' },
} as const satisfies Record<string, ProblemDefinition>;

/** The stable, snake_case name of an error; `code` in every problem reply. */
export type ProblemCode = keyof typeof problems;

/** An error with its code. A feature defines its own, such as 404 `note_not_found`, in its own folder. */
export interface ProblemType extends ProblemDefinition {
  /** Stable and in snake_case. Differs from the codes above and from those of other features. */
  readonly code: string;
}

/** An error by its code, or the error itself if a feature has defined it. */
export type ProblemReference = ProblemCode | ProblemType;

/** Code, status and title of an error. */
export function problemType(problem: ProblemReference): ProblemType {
  return typeof problem === 'string' ? { code: problem, ...problems[problem] } : problem;
}

/** A mistake in one field of a request. Never contains the value that was sent. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** The body of every error reply: RFC 9457, with a stable `code` and the id of the request in the logs. */
export interface ProblemBody {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
}

/** The media type of an error reply (RFC 9457). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The body of an error reply, the same from a handler and from API Gateway. */
export function problemBody(problem: ProblemReference, requestId: string, errors?: readonly FieldError[]): ProblemBody {
  const { code, status, title } = problemType(problem);
  return { type: 'about:blank', title, status, code, requestId, ...(errors && { errors }) };
}

/** An error meant for the caller. The caller sees any other error that a handler throws as 500 `internal_error`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly type: ProblemType;
  readonly errors: readonly FieldError[] | undefined;

  /**
   * @param problem the code of an error above, or an error that a feature has defined
   * @param details.errors the mistakes in fields of the request, for the caller
   * @param details.cause what happened, for the log only
   */
  constructor(problem: ProblemReference, { errors, cause }: { errors?: readonly FieldError[]; cause?: string } = {}) {
    const type = problemType(problem);
    super(type.title, { cause });
    this.type = type;
    this.errors = errors;
  }

  /** Identifies the error for clients. */
  get code(): string {
    return this.type.code;
  }
}
