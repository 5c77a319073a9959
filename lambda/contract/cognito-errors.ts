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

/** Sending a code fails for those only who exist and may have one: all that can go wrong on the way tells. */
const sendsInSilence = {
  ...everywhere,
  CodeDeliveryFailureException: 'undelivered',
  InvalidEmailRoleAccessPolicyException: 'undelivered',
  InvalidLambdaResponseException: 'undelivered',
  InvalidParameterException: 'accepted',
  InvalidSmsRoleAccessPolicyException: 'undelivered',
  InvalidSmsRoleTrustRelationshipException: 'undelivered',
  LimitExceededException: 'accepted',
  NotAuthorizedException: 'accepted',
  UnexpectedLambdaException: 'undelivered',
  UserLambdaValidationException: 'accepted',
  UserNotFoundException: 'accepted',
} as const;

/** Guessing a code is slowed down per user: that there is a limit tells that there is a user. */
const checksCode = {
  ...everywhere,
  ...lambdaTriggers,
  CodeMismatchException: 'invalid_code',
  ExpiredCodeException: 'invalid_code',
  LimitExceededException: { username: 'too_many_attempts', email: 'invalid_code' },
  TooManyFailedAttemptsException: { username: 'too_many_attempts', email: 'invalid_code' },
  UserNotFoundException: 'invalid_code',
} as const;

const setsPassword = {
  InvalidPasswordException: 'weak_password',
  PasswordHistoryPolicyViolationException: 'password_reused',
} as const;

const signsIn = {
  ...everywhere,
  ...lambdaTriggers,
  ...senders,
  InvalidUserPoolConfigurationException: 'misconfigured',
  PasswordResetRequiredException: { username: 'password_reset_required', email: 'invalid_credentials' },
  UserNotConfirmedException: { username: 'user_not_confirmed', email: 'invalid_credentials' },
} as const;

/** Who holds an access token is told the truth about the account. */
const takesAccessToken = {
  ...everywhere,
  NotAuthorizedException: 'unauthorized',
  PasswordResetRequiredException: 'password_reset_required',
  UserNotConfirmedException: 'user_not_confirmed',
  UserNotFoundException: 'unauthorized',
} as const;

/** Exceptions by operation. docs/decisions/0002 says why the two sign-in modes differ. */
const outcomes = {
  SignUp: {
    ...everywhere,
    ...lambdaTriggers,
    ...senders,
    CodeDeliveryFailureException: 'undelivered',
    InvalidPasswordException: 'weak_password',
    // The user was created all the same.
    LimitExceededException: 'accepted',
    NotAuthorizedException: 'misconfigured',
    UsernameExistsException: { username: 'username_taken', email: 'accepted' },
  },
  ConfirmSignUp: {
    ...checksCode,
    AliasExistsException: 'email_taken',
    NotAuthorizedException: { username: 'already_confirmed', email: 'invalid_code' },
  },
  ResendConfirmationCode: sendsInSilence,
  InitiateAuth: {
    ...signsIn,
    FeatureUnavailableInTierException: 'misconfigured',
    NotAuthorizedException: 'invalid_credentials',
    UnsupportedOperationException: 'misconfigured',
    UserNotFoundException: 'invalid_credentials',
  },
  RespondToAuthChallenge: {
    ...signsIn,
    ...setsPassword,
    AliasExistsException: 'email_taken',
    CodeMismatchException: 'invalid_code',
    ExpiredCodeException: 'invalid_code',
    MFAMethodNotFoundException: 'mfa_not_configured',
    NotAuthorizedException: 'challenge_expired',
    SoftwareTokenMFANotFoundException: 'mfa_not_configured',
    UserNotFoundException: 'challenge_expired',
  },
  GetTokensFromRefreshToken: {
    ...everywhere,
    ...lambdaTriggers,
    NotAuthorizedException: 'invalid_refresh_token',
    RefreshTokenReuseException: 'refresh_token_reused',
    UserNotFoundException: 'invalid_refresh_token',
  },
  RevokeToken: {
    ...everywhere,
    // RFC 7009: whoever wants a token to be worthless has what they want when it is unknown.
    InvalidParameterException: 'accepted',
    UnauthorizedException: 'accepted',
    UnsupportedOperationException: 'misconfigured',
    UnsupportedTokenTypeException: 'invalid_request',
  },
  ForgotPassword: sendsInSilence,
  ConfirmForgotPassword: {
    ...checksCode,
    ...setsPassword,
    // Such as: this user has no verified address.
    InvalidParameterException: 'invalid_code',
    NotAuthorizedException: 'invalid_code',
    UserNotConfirmedException: 'invalid_code',
  },
  GetUser: takesAccessToken,
  ChangePassword: {
    ...takesAccessToken,
    ...setsPassword,
    LimitExceededException: 'too_many_attempts',
    NotAuthorizedException: 'wrong_password',
  },
  GlobalSignOut: takesAccessToken,
  DeleteUser: takesAccessToken,
  AssociateSoftwareToken: {
    ...takesAccessToken,
    // Two at once.
    ConcurrentModificationException: 'rate_limited',
    SoftwareTokenMFANotFoundException: 'mfa_not_configured',
  },
  VerifySoftwareToken: {
    ...takesAccessToken,
    CodeMismatchException: 'invalid_code',
    EnableSoftwareTokenMFAException: 'invalid_code',
    InvalidUserPoolConfigurationException: 'misconfigured',
    SoftwareTokenMFANotFoundException: 'mfa_not_configured',
  },
  SetUserMFAPreference: {
    ...takesAccessToken,
    // That no app was verified yet.
    InvalidParameterException: 'mfa_not_configured',
  },
} as const satisfies Record<string, Record<string, Row>>;

/** A Cognito operation that the handlers call. */
export type Operation = keyof typeof outcomes;

/** What an exception of an operation becomes; undefined for a name that has no row. */
export function outcomeOf(operation: Operation, exception: string, signInWith: SignInWith): Outcome | undefined {
  const rows = new Map<string, Row>(Object.entries(outcomes[operation]));
  const row = rows.get(exception);
  return typeof row === 'object' ? row[signInWith] : row;
}

/** Every problem that an operation can become, in whichever way people sign in. */
export function problemsOf(operation: Operation): ProblemCode[] {
  const all = Object.values<Row>(outcomes[operation]).flatMap((row) =>
    typeof row === 'object' ? Object.values(row) : row,
  );
  return [...new Set(all)].filter((outcome) => outcome !== 'accepted' && outcome !== 'undelivered');
}
