/** What stands behind an error code: the HTTP status, a sentence for a person, and after how many seconds a retry makes sense. */
export interface ProblemDefinition {
  readonly status: number;
  readonly title: string;
  readonly retryAfter?: number;
}

/**
 * Every error this API can answer, from the handlers and from API Gateway itself. The code is the contract:
 * clients branch on it, so a code is never renamed and never changes its meaning.
 */
export const problems = {
  invalid_request: { status: 400, title: 'The request does not fit this route' },
  invalid_code: { status: 400, title: 'The code is wrong, expired, or was tried too often' },
  wrong_password: { status: 400, title: 'The current password is wrong' },
  mfa_not_configured: { status: 400, title: 'No authenticator app is set up for this account' },
  unauthorized: { status: 401, title: 'Sign in first: the token is missing, expired or not for this API' },
  invalid_credentials: { status: 401, title: 'Wrong username or password' },
  challenge_expired: { status: 401, title: 'The challenge has expired or was answered: sign in again' },
  invalid_refresh_token: {
    status: 401,
    title: 'The refresh token has expired or was revoked: sign in again',
  },
  refresh_token_reused: { status: 401, title: 'This refresh token was used before: sign in again' },
  forbidden: { status: 403, title: 'You may not do that' },
  invalid_signature: { status: 403, title: 'The signature is wrong or too old: sign again, with fresh credentials' },
  blocked: { status: 403, title: 'The request was blocked' },
  user_not_confirmed: { status: 403, title: 'Confirm the account first, with the code sent by e-mail' },
  password_reset_required: { status: 403, title: 'Reset the password before signing in' },
  not_found: { status: 404, title: 'No such route' },
  username_taken: { status: 409, title: 'This username is taken' },
  email_taken: { status: 409, title: 'This e-mail address belongs to another account' },
  already_confirmed: { status: 409, title: 'This account is already confirmed: sign in' },
  payload_too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'Send JSON, with Content-Type: application/json' },
  weak_password: { status: 422, title: 'The password is too weak' },
  password_reused: { status: 422, title: 'Choose a password that was not used before' },
  rejected: { status: 422, title: 'The request was turned down' },
  rate_limited: { status: 429, title: 'Too many requests: try again in a moment', retryAfter: 5 },
  too_many_attempts: { status: 429, title: 'Too many attempts: try again later', retryAfter: 900 },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  misconfigured: { status: 500, title: 'This API is not set up correctly' },
  bad_gateway: { status: 502, title: 'The API could not answer' },
  upstream_unavailable: { status: 503, title: 'Amazon Cognito cannot be reached: try again', retryAfter: 5 },
  gateway_timeout: { status: 504, title: 'The API took too long to answer' },
} as const satisfies Record<string, ProblemDefinition>;

/** The stable, snake_case name of an error; `code` in every problem reply. */
export type ProblemCode = keyof typeof problems;

/** One thing wrong with one field of a request body. Never holds the value that was sent. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** The body of every error reply: RFC 9457 with a stable `code` and the id under which the request stands in the logs. */
export interface ProblemBody {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
}

/** The media type of an error reply (RFC 9457). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The body for one error, the same from a handler and from API Gateway. */
export function problemBody(code: ProblemCode, requestId: string, errors?: readonly FieldError[]): ProblemBody {
  const { status, title } = problems[code];
  return { type: 'about:blank', title, status, code, requestId, ...(errors && { errors }) };
}
