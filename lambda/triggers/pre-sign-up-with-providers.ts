import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { readVariables } from '../contract/environment';
import { assertAllowedDomain } from './allowed-domain';
import { assertNotOfProvider, linkToExistingUser } from './link-accounts';
import { TriggerRefusal, trigger } from './trigger';

const { IDENTITY_PROVIDERS, SELF_SIGN_UP } = readVariables('IDENTITY_PROVIDERS', 'SELF_SIGN_UP');
const providers = IDENTITY_PROVIDERS.split(',');

/** The same as pre-sign-up.ts in a stage with identity providers, which links accounts: a file of its own, because it has AWS's SDK. */
export const handler = trigger<PreSignUpTriggerEvent>(async (event) => {
  if (event.triggerSource === 'PreSignUp_ExternalProvider') return assertLinkedOrNew(event);
  // Administrators may invite anyone.
  if (event.triggerSource === 'PreSignUp_SignUp') assertAllowedDomain(event);
  await assertNotOfProvider(event, providers);
});

/** A provider's account that is linked to an existing user creates none, so the rules for new users are for the others. */
async function assertLinkedOrNew(event: PreSignUpTriggerEvent): Promise<void> {
  if (await linkToExistingUser(event, providers)) return;
  // Cognito's AllowAdminCreateUserOnly is for sign-ups with a password only.
  if (SELF_SIGN_UP !== 'true') throw new TriggerRefusal('sign_up_not_allowed');
  assertAllowedDomain(event);
}
