import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { isOfDomain, parseDomains } from '../contract/email-domains';
import { TriggerRefusal, trigger } from './trigger';

const domains = parseDomains(process.env.ALLOWED_EMAIL_DOMAINS);

/**
 * Before a user is created: by POST /sign-up, by a direct call of Cognito, by an administrator, by an identity provider or by the
 * user migration.
 */
export function beforeSignUp(event: PreSignUpTriggerEvent): void {
  if (!isChosenByOperator(event)) assertAllowedDomain(event);
}

export const handler = trigger<PreSignUpTriggerEvent>(beforeSignUp);

/**
 * Administrators may invite anyone, and the user migration moves all users of the old system. AWS does not document its source: at
 * a SignUp, only the migration can have a verified address, because an app client cannot write `email_verified`.
 */
export function isChosenByOperator({ triggerSource, request: { userAttributes } }: PreSignUpTriggerEvent): boolean {
  if (triggerSource === 'PreSignUp_AdminCreateUser') return true;
  return triggerSource === 'PreSignUp_SignUp' && userAttributes.email_verified === 'true';
}

/** Throws unless the e-mail address is of an allowed domain. An address that the provider has not verified proves no domain. */
function assertAllowedDomain({ triggerSource, request: { userAttributes } }: PreSignUpTriggerEvent): void {
  if (domains.length === 0) return;
  const { email = '', email_verified } = userAttributes;
  const proves = triggerSource !== 'PreSignUp_ExternalProvider' || email_verified === 'true';
  if (!proves || !isOfDomain(email, domains)) throw new TriggerRefusal('email_domain_not_allowed');
}
