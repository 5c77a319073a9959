import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { isOfDomain, parseDomains } from '../contract/email-domains';
import { findOldUser } from './old-system';
import { TriggerRefusal, trigger } from './trigger';

const { ALLOWED_EMAIL_DOMAINS, IDENTITY_PROVIDERS = '', SELF_SIGN_UP, RESERVE_OLD_USERNAMES } = process.env;
const domains = parseDomains(ALLOWED_EMAIL_DOMAINS);
const providers = IDENTITY_PROVIDERS === '' ? [] : IDENTITY_PROVIDERS.split(',');
/** Loaded only if there are providers: it has AWS's SDK, which adds about 85 ms to a cold start. */
const accounts = providers.length > 0 ? (require('./link-accounts') as typeof import('./link-accounts')) : undefined;

/**
 * Before a user is created: by POST /sign-up, by a direct call of Cognito, by an administrator, by an identity provider or by the
 * user migration.
 */
export const handler = trigger<PreSignUpTriggerEvent>(async (event) => {
  if (event.triggerSource === 'PreSignUp_ExternalProvider') return assertNewOrLinked(event);
  if (!isChosenByOperator(event)) await assertMaySignUp(event);
  await accounts?.assertNotOfProvider(event, providers);
});

/** A provider's account that is linked to an existing user creates none, so the rules for new users are for the others. */
async function assertNewOrLinked(event: PreSignUpTriggerEvent): Promise<void> {
  if (await accounts?.linkToExistingUser(event, providers)) return;
  // Cognito's AllowAdminCreateUserOnly is for sign-ups with a password only.
  if (accounts && SELF_SIGN_UP !== 'true') throw new TriggerRefusal('sign_up_not_allowed');
  assertAllowedDomain(event);
}

/**
 * Administrators may invite anyone, and the user migration moves all users of the old system. AWS does not document its source: at
 * a SignUp, only the migration can have a verified address, because an app client cannot write `email_verified`.
 */
function isChosenByOperator({ triggerSource, request: { userAttributes } }: PreSignUpTriggerEvent): boolean {
  return triggerSource === 'PreSignUp_AdminCreateUser' || userAttributes.email_verified === 'true';
}

async function assertMaySignUp(event: PreSignUpTriggerEvent): Promise<void> {
  assertAllowedDomain(event);
  if (RESERVE_OLD_USERNAMES) await assertNewToOldSystem(event.userName);
}

/** Throws unless the e-mail address is of an allowed domain. An address that the provider has not verified proves no domain. */
function assertAllowedDomain({ triggerSource, request: { userAttributes } }: PreSignUpTriggerEvent): void {
  if (domains.length === 0) return;
  const { email = '', email_verified } = userAttributes;
  const proves = triggerSource !== 'PreSignUp_ExternalProvider' || email_verified === 'true';
  if (!proves || !isOfDomain(email, domains)) throw new TriggerRefusal('email_domain_not_allowed');
}

/** Throws if a user of the old system, who has not been moved yet, has the username. */
async function assertNewToOldSystem(username: string): Promise<void> {
  const found = await findOldUser(username, undefined).catch((error: unknown) => {
    throw new TriggerRefusal('old_system_unavailable', { cause: error });
  });
  if (found !== undefined) throw new TriggerRefusal('username_taken');
}
