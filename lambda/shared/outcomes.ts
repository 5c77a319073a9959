import type { SignInWith } from './environment';
import type { ProblemCode } from './problems';

/**
 * What a Cognito exception becomes: a problem, or `accepted`: the reply of a success, because a stranger must not
 * learn what went on. `undelivered` is `accepted` that somebody has to look at.
 */
export type Outcome = ProblemCode | 'accepted' | 'undelivered';

/** The same for everyone, or different by what people sign in with: an address tells more than a made-up name. */
type Row = Outcome | Readonly<Record<SignInWith, Outcome>>;

const everywhere = {
  ForbiddenException: 'blocked',
  InternalErrorException: 'upstream_unavailable',
  InvalidParameterException: 'invalid_request',
  OperationNotEnabledException: 'misconfigured',
  ResourceNotFoundException: 'misconfigured',
  ThrottlingException: 'rate_limited',
  TooManyRequestsException: 'rate_limited',
} as const;

const lambdaTriggers = {
  InvalidLambdaResponseException: 'misconfigured',
  UnexpectedLambdaException: 'misconfigured',
  UserLambdaValidationException: 'rejected',
} as const;

const senders = {
  InvalidEmailRoleAccessPolicyException: 'misconfigured',
  InvalidSmsRoleAccessPolicyException: 'misconfigured',
  InvalidSmsRoleTrustRelationshipException: 'misconfigured',
} as const;

/** Exceptions by operation. docs/decisions/0002 says why the two sign-in modes differ. */
const outcomes = {
  SignUp: {
    ...everywhere,
    ...lambdaTriggers,
    ...senders,
    CodeDeliveryFailureException: 'undelivered',
    InvalidPasswordException: 'weak_password',
    LimitExceededException: 'accepted',
    NotAuthorizedException: 'misconfigured',
    UsernameExistsException: { username: 'username_taken', email: 'accepted' },
  },
  ConfirmSignUp: {
    ...everywhere,
    ...lambdaTriggers,
    AliasExistsException: 'email_taken',
    CodeMismatchException: 'invalid_code',
    ExpiredCodeException: 'invalid_code',
    LimitExceededException: { username: 'too_many_attempts', email: 'invalid_code' },
    NotAuthorizedException: { username: 'already_confirmed', email: 'invalid_code' },
    TooManyFailedAttemptsException: { username: 'too_many_attempts', email: 'invalid_code' },
    UserNotFoundException: 'invalid_code',
  },
  InitiateAuth: {
    ...everywhere,
    ...lambdaTriggers,
    ...senders,
    FeatureUnavailableInTierException: 'misconfigured',
    InvalidUserPoolConfigurationException: 'misconfigured',
    NotAuthorizedException: 'invalid_credentials',
    PasswordResetRequiredException: { username: 'password_reset_required', email: 'invalid_credentials' },
    UnsupportedOperationException: 'misconfigured',
    UserNotConfirmedException: { username: 'user_not_confirmed', email: 'invalid_credentials' },
    UserNotFoundException: 'invalid_credentials',
  },
} as const satisfies Record<string, Record<string, Row>>;

/** A Cognito operation that the handlers call. */
export type Operation = keyof typeof outcomes;

/** What an exception of an operation becomes; undefined for a name that has no row. */
export function outcomeOf(
  operation: Operation,
  exception: string,
  signInWith: SignInWith,
): Outcome | undefined {
  const rows = new Map<string, Row>(Object.entries(outcomes[operation]));
  const row = rows.get(exception);
  return typeof row === 'object' ? row[signInWith] : row;
}
