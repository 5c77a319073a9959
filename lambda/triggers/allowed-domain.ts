import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { isOfDomain, parseDomains } from '../contract/email-domains';
import { TriggerRefusal } from './trigger';

const domains = parseDomains(process.env.ALLOWED_EMAIL_DOMAINS);

/** Throws unless the e-mail address is of an allowed domain. An address that the provider has not verified proves no domain. */
export function assertAllowedDomain({ triggerSource, request: { userAttributes } }: PreSignUpTriggerEvent): void {
  if (domains.length === 0) return;
  const { email = '', email_verified } = userAttributes;
  const proves = triggerSource !== 'PreSignUp_ExternalProvider' || email_verified === 'true';
  if (!proves || !isOfDomain(email, domains)) throw new TriggerRefusal('email_domain_not_allowed');
}
