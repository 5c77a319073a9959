import type { SignInWith } from './environment';
import type { ProblemCode } from './problems';

/**
 * What a Cognito exception is mapped to: a problem code, or `accepted`, the reply of a success, to prevent user enumeration.
 * `undelivered` is `accepted` with an error in the log, because an operator has to act.
 */
export type MappedError = ProblemCode | 'accepted' | 'undelivered';

/** A quota category of Cognito. Source: "Quotas in Amazon Cognito", API operation categories. */
export type QuotaCategory =
  | 'ChallengeResponses'
  | 'UserAccountRecovery'
  | 'UserAuthentication'
  | 'UserCreation'
  | 'UserRead'
  | 'UserResourceRead'
  | 'UserResourceUpdate'
  | 'UserToken'
  | 'UserUpdate';

/** One mapping, or one per sign-in mode: an e-mail address identifies a person, a username need not. */
type Row = MappedError | Readonly<Record<SignInWith, MappedError>>;

interface Operation {
  readonly quotas: readonly QuotaCategory[];
  readonly exceptions: Readonly<Record<string, Row>>;
}

const commonExceptions = {
  ForbiddenException: 'blocked',
  InternalErrorException: 'upstream_unavailable',
  InvalidParameterException: 'invalid_request',
  OperationNotEnabledException: 'misconfigured',
  ResourceNotFoundException: 'misconfigured',
  ThrottlingException: 'rate_limited',
  TooManyRequestsException: 'rate_limited',
} as const;

const triggerExceptions = {
  InvalidLambdaResponseException: 'misconfigured',
  UnexpectedLambdaException: 'misconfigured',
  UserLambdaValidationException: 'rejected',
} as const;

const senderExceptions = {
  InvalidEmailRoleAccessPolicyException: 'misconfigured',
  InvalidSmsRoleAccessPolicyException: 'misconfigured',
  InvalidSmsRoleTrustRelationshipException: 'misconfigured',
} as const;

/** Only for existing users can the sending of a code fail: a visible error would reveal that the user exists. */
const sendCodeExceptions = {
  ...commonExceptions,
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

/** Cognito limits the attempts per existing user: in e-mail mode the limit must look like a wrong code. */
const checkCodeExceptions = {
  ...commonExceptions,
  ...triggerExceptions,
  CodeMismatchException: 'invalid_code',
  ExpiredCodeException: 'invalid_code',
  LimitExceededException: { username: 'too_many_attempts', email: 'invalid_code' },
  TooManyFailedAttemptsException: { username: 'too_many_attempts', email: 'invalid_code' },
  UserNotFoundException: 'invalid_code',
} as const;

const newPasswordExceptions = {
  InvalidPasswordException: 'weak_password',
  PasswordHistoryPolicyViolationException: 'password_reused',
} as const;

const signInExceptions = {
  ...commonExceptions,
  ...triggerExceptions,
  ...senderExceptions,
  InvalidUserPoolConfigurationException: 'misconfigured',
  PasswordResetRequiredException: { username: 'password_reset_required', email: 'invalid_credentials' },
  UserNotConfirmedException: { username: 'user_not_confirmed', email: 'invalid_credentials' },
} as const;

/** The holder of an access token may learn the state of the account. */
const accessTokenExceptions = {
  ...commonExceptions,
  NotAuthorizedException: 'unauthorized',
  PasswordResetRequiredException: 'password_reset_required',
  UserNotConfirmedException: 'user_not_confirmed',
  UserNotFoundException: 'unauthorized',
} as const;

/**
 * The Cognito operations that the handlers call: the quota categories that a call counts toward, and the exceptions.
 * Source of the categories: "Quotas in Amazon Cognito". docs/decisions/0002 says why the sign-in modes differ.
 */
export const cognitoOperations = {
  SignUp: {
    quotas: ['UserCreation'],
    exceptions: {
      ...commonExceptions,
      ...triggerExceptions,
      ...senderExceptions,
      CodeDeliveryFailureException: 'undelivered',
      InvalidPasswordException: 'weak_password',
      // The daily e-mail quota is used up. Whether the user was created is not documented.
      LimitExceededException: 'undelivered',
      NotAuthorizedException: 'misconfigured',
      UsernameExistsException: { username: 'username_taken', email: 'accepted' },
    },
  },
  ConfirmSignUp: {
    quotas: ['UserCreation'],
    exceptions: {
      ...checkCodeExceptions,
      AliasExistsException: 'email_taken',
      NotAuthorizedException: { username: 'already_confirmed', email: 'invalid_code' },
    },
  },
  ResendConfirmationCode: { quotas: ['UserResourceRead'], exceptions: sendCodeExceptions },
  InitiateAuth: {
    quotas: ['UserAuthentication'],
    exceptions: {
      ...signInExceptions,
      FeatureUnavailableInTierException: 'misconfigured',
      NotAuthorizedException: 'invalid_credentials',
      UnsupportedOperationException: 'misconfigured',
      UserNotFoundException: 'invalid_credentials',
    },
  },
  RespondToAuthChallenge: {
    // An answer to NEW_PASSWORD_REQUIRED counts as account recovery; challenge answers have a quota of their own.
    quotas: ['ChallengeResponses', 'UserAccountRecovery'],
    exceptions: {
      ...signInExceptions,
      ...newPasswordExceptions,
      AliasExistsException: 'email_taken',
      CodeMismatchException: 'invalid_code',
      ExpiredCodeException: 'invalid_code',
      MFAMethodNotFoundException: 'mfa_not_configured',
      NotAuthorizedException: 'challenge_expired',
      SoftwareTokenMFANotFoundException: 'mfa_not_configured',
      UserNotFoundException: 'challenge_expired',
    },
  },
  GetTokensFromRefreshToken: {
    quotas: ['UserAuthentication'],
    exceptions: {
      ...commonExceptions,
      ...triggerExceptions,
      NotAuthorizedException: 'invalid_refresh_token',
      RefreshTokenReuseException: 'refresh_token_reused',
      UserNotFoundException: 'invalid_refresh_token',
    },
  },
  RevokeToken: {
    quotas: ['UserToken'],
    exceptions: {
      ...commonExceptions,
      // RFC 7009, 2.2: revoking an unknown token succeeds.
      InvalidParameterException: 'accepted',
      UnauthorizedException: 'accepted',
      UnsupportedOperationException: 'misconfigured',
      UnsupportedTokenTypeException: 'invalid_request',
    },
  },
  ForgotPassword: { quotas: ['UserAccountRecovery'], exceptions: sendCodeExceptions },
  ConfirmForgotPassword: {
    quotas: ['UserAccountRecovery'],
    exceptions: {
      ...checkCodeExceptions,
      ...newPasswordExceptions,
      // For example: the user has no verified address.
      InvalidParameterException: 'invalid_code',
      NotAuthorizedException: 'invalid_code',
      UserNotConfirmedException: 'invalid_code',
    },
  },
  GetUser: { quotas: ['UserRead'], exceptions: accessTokenExceptions },
  ChangePassword: {
    quotas: ['UserAccountRecovery'],
    exceptions: {
      ...accessTokenExceptions,
      ...newPasswordExceptions,
      LimitExceededException: 'too_many_attempts',
      NotAuthorizedException: 'wrong_password',
    },
  },
  GlobalSignOut: { quotas: ['UserUpdate'], exceptions: accessTokenExceptions },
  DeleteUser: { quotas: ['UserUpdate'], exceptions: accessTokenExceptions },
  AssociateSoftwareToken: {
    quotas: ['UserResourceUpdate'],
    exceptions: {
      ...accessTokenExceptions,
      // Two concurrent requests.
      ConcurrentModificationException: 'rate_limited',
      SoftwareTokenMFANotFoundException: 'mfa_not_configured',
    },
  },
  VerifySoftwareToken: {
    quotas: ['UserResourceUpdate'],
    exceptions: {
      ...accessTokenExceptions,
      CodeMismatchException: 'invalid_code',
      EnableSoftwareTokenMFAException: 'invalid_code',
      InvalidUserPoolConfigurationException: 'misconfigured',
      SoftwareTokenMFANotFoundException: 'mfa_not_configured',
    },
  },
  UpdateUserAttributes: {
    quotas: ['UserUpdate'],
    exceptions: {
      ...accessTokenExceptions,
      ...triggerExceptions,
      ...senderExceptions,
      // The reply must not tell whether another account has the address, before its owner has confirmed the change.
      AliasExistsException: 'accepted',
      CodeDeliveryFailureException: 'undelivered',
      CodeMismatchException: 'invalid_code',
      ExpiredCodeException: 'invalid_code',
    },
  },
  VerifyUserAttribute: {
    quotas: ['UserResourceUpdate'],
    exceptions: {
      ...accessTokenExceptions,
      AliasExistsException: 'email_taken',
      CodeMismatchException: 'invalid_code',
      ExpiredCodeException: 'invalid_code',
      LimitExceededException: 'too_many_attempts',
    },
  },
  // The category of the four operations is an assumption: the page on quotas does not list them.
  StartWebAuthnRegistration: {
    quotas: ['UserResourceUpdate'],
    exceptions: {
      ...accessTokenExceptions,
      LimitExceededException: 'too_many_passkeys',
      WebAuthnConfigurationMissingException: 'misconfigured',
      WebAuthnNotEnabledException: 'misconfigured',
    },
  },
  CompleteWebAuthnRegistration: {
    quotas: ['UserResourceUpdate'],
    exceptions: {
      ...accessTokenExceptions,
      LimitExceededException: 'too_many_passkeys',
      WebAuthnChallengeNotFoundException: 'passkey_expired',
      WebAuthnClientMismatchException: 'passkey_not_accepted',
      WebAuthnCredentialNotSupportedException: 'passkey_not_accepted',
      WebAuthnNotEnabledException: 'misconfigured',
      WebAuthnOriginNotAllowedException: 'passkey_not_accepted',
      WebAuthnRelyingPartyMismatchException: 'passkey_not_accepted',
    },
  },
  // The category is an assumption: the page on quotas does not list the operation.
  GetUserAuthFactors: { quotas: ['UserResourceRead'], exceptions: accessTokenExceptions },
  ListWebAuthnCredentials: {
    quotas: ['UserResourceRead'],
    exceptions: { ...accessTokenExceptions, LimitExceededException: 'too_many_attempts' },
  },
  DeleteWebAuthnCredential: {
    quotas: ['UserResourceUpdate'],
    exceptions: {
      ...accessTokenExceptions,
      LimitExceededException: 'too_many_attempts',
      ResourceNotFoundException: 'passkey_not_found',
    },
  },
  SetUserMFAPreference: {
    quotas: ['UserResourceUpdate'],
    exceptions: {
      ...accessTokenExceptions,
      // No authenticator app has been verified yet.
      InvalidParameterException: 'mfa_not_configured',
    },
  },
} as const satisfies Record<string, Operation>;

/** A Cognito operation that the handlers call. */
export type CognitoOperation = keyof typeof cognitoOperations;

/** What an exception of an operation is mapped to; undefined for an exception without a row. */
export function mapException(
  operation: CognitoOperation,
  exception: string,
  signInWith: SignInWith,
): MappedError | undefined {
  const rows = new Map<string, Row>(Object.entries(cognitoOperations[operation].exceptions));
  const row = rows.get(exception);
  return typeof row === 'object' ? row[signInWith] : row;
}

/** Every problem code that the exceptions of an operation are mapped to, in any sign-in mode. */
export function problemsOf(operation: CognitoOperation): ProblemCode[] {
  const all = Object.values<Row>(cognitoOperations[operation].exceptions).flatMap((row) =>
    typeof row === 'object' ? Object.values(row) : row,
  );
  return [...new Set(all)].filter((mapped) => mapped !== 'accepted' && mapped !== 'undelivered');
}

/** The quota categories that a call of an operation counts toward. */
export function quotasOf(operation: CognitoOperation): readonly QuotaCategory[] {
  return cognitoOperations[operation].quotas;
}
