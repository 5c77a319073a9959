import type { MappedError } from './cognito-errors';

/**
 * Codes with which the triggers of lambda/triggers refuse a request, and what the API answers. Cognito passes a code on to the
 * caller of its own API too, in the message of UserLambdaValidationException: a code must contain no data.
 */
export const triggerRefusals = {
  email_domain_not_allowed: 'rejected',
  /** The address of a new account belongs to a user of an identity provider: same reply as for any other address. */
  address_of_provider_account: 'accepted',
  /** A username such as google_123, which Cognito makes for users of identity providers. */
  username_of_provider: 'username_taken',
  // At a sign-in with an identity provider, which does not go through the API.
  account_disabled: 'rejected',
  linked_to_other_account: 'rejected',
  password_required: 'rejected',
  sign_up_not_allowed: 'rejected',
  /** Any other error of a trigger. Its text is in the log only. */
  internal_error: 'internal_error',
} as const satisfies Readonly<Record<string, MappedError>>;

/** Cognito's message for an error of a trigger, such as "PreSignUp failed with error email_domain_not_allowed." */
const MESSAGE = /failed with error (\w+)\.?$/;

/** What the API answers for a message of UserLambdaValidationException; undefined for a code of the product's own triggers. */
export function mapRefusal(message: string): MappedError | undefined {
  const [, code = ''] = MESSAGE.exec(message) ?? [];
  return new Map<string, MappedError>(Object.entries(triggerRefusals)).get(code);
}
