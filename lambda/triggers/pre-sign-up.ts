import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { isOfDomain, parseDomains } from '../contract/email-domains';
import { TriggerRefusal, trigger } from './trigger';

const { ALLOWED_EMAIL_DOMAINS, IDENTITY_PROVIDERS = '', SELF_SIGN_UP } = process.env;
const domains = parseDomains(ALLOWED_EMAIL_DOMAINS);
const providers = IDENTITY_PROVIDERS === '' ? [] : IDENTITY_PROVIDERS.split(',');
/** Loaded only if there are providers: it has AWS's SDK, which adds about 85 ms to a cold start. */
const accounts = providers.length > 0 ? (require('./link-accounts') as typeof import('./link-accounts')) : undefined;

/** Before a user is created: by POST /sign-up, by a direct call of Cognito, by an administrator or by an identity provider. */
export const handler = trigger<PreSignUpTriggerEvent>(async (event) => {
  if (event.triggerSource === 'PreSignUp_ExternalProvider') return assertNewOrLinked(event);
  // Administrators may invite anyone.
  if (event.triggerSource === 'PreSignUp_SignUp') assertAllowedDomain(event);
  await accounts?.assertNotOfProvider(event, providers);
});

/** A provider's account that is linked to an existing user creates none, so the rules for new users are for the others. */
async function assertNewOrLinked(event: PreSignUpTriggerEvent): Promise<void> {
  if (await accounts?.linkToExistingUser(event, providers)) return;
  // Cognito's AllowAdminCreateUserOnly is for sign-ups with a password only.
  if (accounts && SELF_SIGN_UP !== 'true') throw new TriggerRefusal('sign_up_not_allowed');
  assertAllowedDomain(event);
}

/** Throws unless the e-mail address is of an allowed domain. An address that the provider has not verified proves no domain. */
function assertAllowedDomain({ triggerSource, request: { userAttributes } }: PreSignUpTriggerEvent): void {
  if (domains.length === 0) return;
  const { email = '', email_verified } = userAttributes;
  const proves = triggerSource !== 'PreSignUp_ExternalProvider' || email_verified === 'true';
  if (!proves || !isOfDomain(email, domains)) throw new TriggerRefusal('email_domain_not_allowed');
}
