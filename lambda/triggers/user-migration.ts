import type { UserMigrationTriggerEvent } from 'aws-lambda';
import type { SignInWith } from '../contract/environment';
import { optionalVariable, readVariables } from '../contract/environment';
import { parseProfileAttributes, profileField } from '../contract/profile';
import { findOldUser } from './old-system';
import { OldUser } from './old-user';
import { type Outcome, TriggerRefusal, trigger } from './trigger';

const { SIGN_IN_WITH } = readVariables('SIGN_IN_WITH') as { readonly SIGN_IN_WITH: SignInWith };
const profileAttributes = parseProfileAttributes(optionalVariable('PROFILE_ATTRIBUTES'));

/**
 * At a sign-in with a password or a forgotten password of a user whom Cognito does not have: creates the user with the data of the
 * old system. For a user whom the old system does not have either, or a wrong password, the response is empty: Cognito then
 * replies as it does for unknown users without this trigger ("Managing user existence error responses" in its developer guide).
 */
export const handler = trigger<UserMigrationTriggerEvent>(async (event) => {
  const found = await findUser(event);
  if (!('attributes' in found)) return found;
  event.response = {
    ...event.response,
    userAttributes: found.attributes,
    // Cognito sends no invitation.
    messageAction: 'SUPPRESS',
    // An address belongs to the user who has it in Cognito.
    forceAliasCreation: false,
    // The password is that of the old system, even if it is weaker than the policy. After a forgotten password there is none yet:
    // Cognito's default, RESET_REQUIRED, is kept.
    ...(event.triggerSource === 'UserMigration_Authentication' && { finalUserStatus: 'CONFIRMED' }),
  };
  return { outcome: 'moved' };
});

async function findUser(
  event: UserMigrationTriggerEvent,
): Promise<Outcome | { readonly attributes: Record<string, string> }> {
  const { userName: login, request } = event;
  const isAddress = login.includes('@');
  // Cognito could not create the user.
  if (SIGN_IN_WITH === 'email' && !isAddress) return { outcome: 'unknown' };
  try {
    const found = await findOldUser(login, request.password);
    if (found === undefined) return { outcome: 'unknown' };
    const user = parseUser(found);
    if (!user.emailVerified) return { outcome: 'address_not_verified' };
    return { attributes: attributesOf(user, login) };
  } catch (error) {
    const outcome = 'old_system_unavailable';
    // An error would reveal that Cognito does not have the address. Which usernames are taken, SignUp tells anyway.
    if (isAddress) return { outcome, error };
    throw new TriggerRefusal(outcome, { cause: error });
  }
}

/** Throws an Error that names every invalid field, never a value. */
function parseUser(found: unknown): OldUser {
  const { data, error } = OldUser.safeParse(found);
  if (data) return data;
  const mistakes = error.issues.map(({ path, message }) => `${path.join('.') || 'it'} ${message}`);
  throw new Error(`The old system returned an invalid user: ${mistakes.join(', ')}`);
}

/** The attributes of the new user. Throws an Error if the user is not the one who signs in. */
function attributesOf({ email, username, attributes = {} }: OldUser, login: string): Record<string, string> {
  const isAddress = login.includes('@');
  if (isAddress && email.toLowerCase() !== login.toLowerCase()) {
    throw new Error('The old system returned a user with another e-mail address than the one that was given');
  }
  const isAlias = isAddress && SIGN_IN_WITH === 'username';
  if (isAlias && !username) throw new Error('The old system returned no username for an e-mail address');
  const profile = profileAttributes.flatMap((name) => {
    const value = attributes[profileField(name)];
    return value ? [[name, value] as const] : [];
  });
  return {
    ...Object.fromEntries(profile),
    // Cognito requires the address as it was given.
    email: isAddress ? login : email,
    email_verified: 'true',
    ...(isAlias && username && { username }),
  };
}
