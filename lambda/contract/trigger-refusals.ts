import type { CognitoOperation, MappedError } from './cognito-errors';
import type { SignInWith } from './environment';

/**
 * Codes with which the triggers of lambda/triggers refuse a request, and what the API answers. Cognito passes a code on to the
 * caller of its own API too, in the message of UserLambdaValidationException: a code must contain no data.
 */
export const triggerRefusals = {
  email_domain_not_allowed: 'rejected',
  /**
   * The address of a new account belongs to a user of an identity provider: at a sign-up, same reply as for any other address. Other
   * operations create no account that the reply could pretend.
   */
  address_of_provider_account: 'accepted',
  /** A username such as google_123, which Cognito makes for users of identity providers. */
  username_of_provider: 'username_taken',
  // At a sign-in with an identity provider, which does not go through the API.
  account_disabled: 'rejected',
  linked_to_other_account: 'rejected',
  password_required: 'rejected',
  sign_up_not_allowed: 'rejected',
  /** A user of the old system, who has not been moved yet, has the username. */
  username_taken: 'username_taken',
  /** The old system could not be asked. */
  old_system_unavailable: 'upstream_unavailable',
  /** Any other error of a trigger. Its text is in the log only. */
  internal_error: 'internal_error',
} as const satisfies Readonly<Record<string, MappedError>>;

/** Cognito's message for an error of a trigger, such as "PreSignUp failed with error email_domain_not_allowed." */
const MESSAGE = /failed with error (\w+)\.?$/;

/** Of a function that has crashed or run out of memory: Lambda's text in place of a code (aws-amplify/amplify-js#9127). */
const CRASH_MESSAGE = / failed with error RequestId: /;

/** Of the user migration, which runs only for users whom Cognito does not have. */
const MIGRATION_MESSAGE = /^UserMigration /;

/** Of the trigger before a user is created. At a sign-in, the user is one whom the migration has found. */
const SIGN_UP_MESSAGE = /^PreSignUp /;

/** A call of Cognito that a trigger has refused. */
export interface RefusedCall {
  readonly operation: CognitoOperation;
  /** With which Cognito passes on the refusal. */
  readonly message: string;
  /** What the request names the user by. */
  readonly identifier: SignInWith;
}

/**
 * What the API answers for the refusal of a trigger; undefined for another message and for a code of the product's own triggers. For
 * an e-mail address, a failed user migration must look like a wrong password. So must, for every name, the refusal to create the
 * user of the old system at a sign-in: another reply would reveal that the password is right there.
 */
export function mapRefusal({ operation, message, identifier }: RefusedCall): MappedError | undefined {
  const [, code = ''] = MESSAGE.exec(message) ?? [];
  if (identifier === 'email' && MIGRATION_MESSAGE.test(message)) return 'invalid_credentials';
  if (operation === 'InitiateAuth' && SIGN_UP_MESSAGE.test(message)) return 'invalid_credentials';
  if (CRASH_MESSAGE.test(message)) return 'internal_error';
  const answer = new Map<string, MappedError>(Object.entries(triggerRefusals)).get(code);
  return answer === 'accepted' && operation !== 'SignUp' ? undefined : answer;
}
