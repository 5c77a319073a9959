import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { optionalVariable, readList, readVariables } from '../contract/environment';
import { assertNotOfProvider, linkToExistingUser } from './link-accounts';
import { findOldUser } from './old-system';
import { assertAllowedDomain, isChosenByOperator } from './sign-up-rules';
import { TriggerRefusal, trigger } from './trigger';

const { SELF_SIGN_UP } = readVariables('SELF_SIGN_UP');
const RESERVE_OLD_USERNAMES = optionalVariable('RESERVE_OLD_USERNAMES');
const providers = readList('IDENTITY_PROVIDERS');

/**
 * The same as pre-sign-up.ts in a stage with identity providers, where it links accounts, or with users of an old system, whose
 * names it reserves: a file of its own, because it has AWS's SDK.
 */
export const handler = trigger<PreSignUpTriggerEvent>(async (event) => {
  if (event.triggerSource === 'PreSignUp_ExternalProvider') return assertLinkedOrNew(event);
  assertAllowedDomain(event);
  if (RESERVE_OLD_USERNAMES && !isChosenByOperator(event)) await assertNewToOldSystem(event.userName);
  if (providers.length > 0) await assertNotOfProvider(event, providers);
});

/** A provider's account that is linked to an existing user creates none, so the rules for new users are for the others. */
async function assertLinkedOrNew(event: PreSignUpTriggerEvent): Promise<void> {
  if (await linkToExistingUser(event, providers)) return;
  // Cognito's AllowAdminCreateUserOnly is for sign-ups with a password only.
  if (SELF_SIGN_UP !== 'true') throw new TriggerRefusal('sign_up_not_allowed');
  assertAllowedDomain(event);
}

/** Throws if a user of the old system, who has not been moved yet, has the username. */
async function assertNewToOldSystem(username: string): Promise<void> {
  const found = await findOldUser(username, undefined).catch((error: unknown) => {
    throw new TriggerRefusal('old_system_unavailable', { cause: error });
  });
  if (found !== undefined) throw new TriggerRefusal('username_taken');
}
