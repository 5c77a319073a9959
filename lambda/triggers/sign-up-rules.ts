import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { isOfDomain } from '../contract/email-domains';
import { readList } from '../contract/environment';
import { TriggerRefusal } from './trigger';

const domains = readList('ALLOWED_EMAIL_DOMAINS');

/**
 * Administrators may invite anyone, and the user migration moves all users of the old system. AWS does not document its source: at
 * a SignUp, only the migration can have a verified address, because an app client cannot write `email_verified`.
 */
export function isChosenByOperator({ triggerSource, request: { userAttributes } }: PreSignUpTriggerEvent): boolean {
  if (triggerSource === 'PreSignUp_AdminCreateUser') return true;
  return triggerSource === 'PreSignUp_SignUp' && userAttributes.email_verified === 'true';
}

/** Throws unless the e-mail address is of an allowed domain. An address that the provider has not verified proves no domain. */
export function assertAllowedDomain(event: PreSignUpTriggerEvent): void {
  if (domains.length === 0 || isChosenByOperator(event)) return;
  const { email = '', email_verified } = event.request.userAttributes;
  const proves = event.triggerSource !== 'PreSignUp_ExternalProvider' || email_verified === 'true';
  if (!proves || !isOfDomain(email, domains)) throw new TriggerRefusal('email_domain_not_allowed');
}
