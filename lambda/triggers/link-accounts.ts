import {
  AdminLinkProviderForUserCommand,
  CognitoIdentityProviderClient,
  InvalidParameterException,
  ListUsersCommand,
  type ProviderUserIdentifierType,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { TriggerRefusal } from './trigger';

/** Milliseconds for all calls of one event: Cognito waits for 5 seconds, and a cold start takes part of them. */
const DEADLINE = 3500;

/**
 * Characters of an address that ListUsers is asked for: its filter has at most 256, and each character may need a backslash. For a
 * longer address, it is asked for all that begin like it.
 */
const MAX_SEARCHED = 120;

/** Providers whose user ids have no capital letters: digits at Google, digits and lower-case hexadecimal digits at Apple. */
const WITHOUT_CAPITALS = ['Google', 'SignInWithApple'];

// With retries, unlike lambda/cognito/client.ts: both operations may be repeated. Signed, with the role of the function.
const client = new CognitoIdentityProviderClient({});

/** A user of a provider. */
interface Identity {
  /** As configured: `Google`, `Corp`. */
  readonly providerName: string;
  readonly userId: string;
}

/**
 * Before Cognito creates a user for a first sign-in with a provider: links the provider's account to the user who has proven
 * the same address, and returns true, if there is one. Throws a TriggerRefusal if this person must not sign in. The rules are in
 * docs/decisions/0010.
 *
 * Cognito fails the sign-in during which it was linked ("Already found an entry for username"); the next one succeeds.
 */
export async function linkToExistingUser(
  { userPoolId, userName, request: { userAttributes } }: PreSignUpTriggerEvent,
  providers: readonly string[],
): Promise<boolean> {
  const { email, email_verified, preferred_username } = userAttributes;
  if (!email) return false;
  const abortSignal = AbortSignal.timeout(DEADLINE);
  const owners = (await usersOf(email, userPoolId, abortSignal)).filter(hasVerifiedAddress);
  if (owners.some(({ Enabled }) => Enabled === false)) throw new TriggerRefusal('account_disabled');
  const source = sourceIdentity(userName, preferred_username, providers);
  if (email_verified !== 'true' || !source) return false;
  const user = linkTarget(owners, providers);
  if (!user) return false;
  const identities = identitiesOf(user, providers);
  // Cognito repeats the event, and the first one has linked the accounts.
  if (identities.some((identity) => isSame(identity, source))) return true;
  // The address was given to another person at the provider, who must not get the account.
  if (identities.some(({ providerName }) => providerName === source.providerName)) {
    throw new TriggerRefusal('linked_to_other_account');
  }
  await link({ userPoolId, user: destination(user, providers), source, abortSignal });
  console.info({ outcome: 'linked', provider: source.providerName });
  return true;
}

/**
 * Before Cognito creates a user for a sign-up or an administrator: throws a TriggerRefusal if the address belongs to a user of a
 * provider who has proven it, or if the username is in the form that Cognito makes for users of a provider.
 */
export async function assertNotOfProvider(
  { userPoolId, userName, request: { userAttributes } }: PreSignUpTriggerEvent,
  providers: readonly string[],
): Promise<void> {
  if (parseUsername(userName, providers)) throw new TriggerRefusal('username_of_provider');
  const { email } = userAttributes;
  if (!email) return;
  const owners = (await usersOf(email, userPoolId, AbortSignal.timeout(DEADLINE))).filter(hasVerifiedAddress);
  if (owners.some(isFederated)) throw new TriggerRefusal('address_of_provider_account');
}

/**
 * All users with the address, in any letter case. ListUsers compares without regard to case ("Searching for user attributes" in
 * the Cognito developer guide); the comparison here makes sure.
 */
async function usersOf(email: string, UserPoolId: string, abortSignal: AbortSignal): Promise<readonly UserType[]> {
  const wanted = lowerCase(email);
  const [operator, searched] = wanted.length > MAX_SEARCHED ? ['^=', wanted.slice(0, MAX_SEARCHED)] : ['=', wanted];
  const Filter = `email ${operator} "${searched.replace(/["\\]/g, '\\$&')}"`;
  const users: UserType[] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await client.send(new ListUsersCommand({ UserPoolId, Filter, PaginationToken }), { abortSignal });
    users.push(...(page.Users ?? []));
    PaginationToken = page.PaginationToken;
  } while (PaginationToken);
  return users.filter((user) => lowerCase(attributeOf(user, 'email') ?? '') === wanted);
}

/**
 * Only the letters A to Z, because other mailboxes must stay different: the lower-case letter of the Kelvin sign (U+212A) is an
 * ordinary k.
 */
function lowerCase(address: string): string {
  return address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * The user to link to: one with a password before one of another provider, then the oldest. Throws a TriggerRefusal if the only
 * users have to choose a password first.
 */
function linkTarget(owners: readonly UserType[], providers: readonly string[]): UserType | undefined {
  const [user] = owners
    .filter(({ UserStatus }) => UserStatus === 'CONFIRMED' || UserStatus === 'EXTERNAL_PROVIDER')
    .sort((a, b) => Number(isOfProvider(a, providers)) - Number(isOfProvider(b, providers)) || ageOrder(a, b));
  const isWaiting = ({ UserStatus }: UserType) =>
    UserStatus === 'FORCE_CHANGE_PASSWORD' || UserStatus === 'RESET_REQUIRED';
  if (!user && owners.some(isWaiting)) throw new TriggerRefusal('password_required');
  return user;
}

function ageOrder(a: UserType, b: UserType): number {
  return Number(a.UserCreateDate) - Number(b.UserCreateDate);
}

/**
 * The account at the provider. Undefined for a provider that is not in the settings, and if the letter case of its id is unknown,
 * because a link with another letter case would never be used.
 *
 * In a pool that is not case-sensitive, Cognito passes the username in lower case. lib/users/identity-providers.ts maps the id to
 * `preferred_username`, which has it as it is.
 */
function sourceIdentity(
  userName: string,
  preferredUsername: string | undefined,
  providers: readonly string[],
): Identity | undefined {
  const identity = parseUsername(userName, providers);
  if (!identity || WITHOUT_CAPITALS.includes(identity.providerName)) return identity;
  if (preferredUsername?.toLowerCase() !== identity.userId.toLowerCase()) return undefined;
  return { ...identity, userId: preferredUsername };
}

/** `google_123` as the provider and its id of the user; undefined for other usernames. No provider has an underscore in its name. */
function parseUsername(username: string, providers: readonly string[]): Identity | undefined {
  const end = username.indexOf('_');
  const name = username.slice(0, Math.max(end, 0)).toLowerCase();
  const providerName = providers.find((provider) => provider.toLowerCase() === name);
  return providerName === undefined ? undefined : { providerName, userId: username.slice(end + 1) };
}

/** An entry of the attribute `identities`. */
interface IdentityEntry extends Identity {
  /** Whether the user was created for it, and not linked to it. */
  readonly primary?: boolean | string;
}

/** The accounts at providers with which a user can sign in. */
function identitiesOf(user: UserType, providers: readonly string[]): readonly IdentityEntry[] {
  const entries: IdentityEntry[] = JSON.parse(attributeOf(user, 'identities') ?? '[]');
  const own = isFederated(user) && entries.length === 0 ? parseUsername(user.Username ?? '', providers) : undefined;
  return own ? [{ ...own, primary: true }] : entries;
}

/** The account at a provider that the user was created for; undefined for a user who signed up. */
function ownIdentity(user: UserType, providers: readonly string[]): Identity | undefined {
  return identitiesOf(user, providers).find(({ primary }) => String(primary) === 'true');
}

function isOfProvider(user: UserType, providers: readonly string[]): boolean {
  return ownIdentity(user, providers) !== undefined;
}

/** How AdminLinkProviderForUser names a user: by username, or by the id at the provider for which the user was created. */
function destination(user: UserType, providers: readonly string[]): ProviderUserIdentifierType {
  const own = ownIdentity(user, providers);
  return own
    ? { ProviderName: own.providerName, ProviderAttributeValue: own.userId }
    : { ProviderName: 'Cognito', ProviderAttributeValue: user.Username };
}

interface Link {
  readonly userPoolId: string;
  readonly user: ProviderUserIdentifierType;
  readonly source: Identity;
  readonly abortSignal: AbortSignal;
}

async function link({ userPoolId, user, source, abortSignal }: Link): Promise<void> {
  const command = new AdminLinkProviderForUserCommand({
    UserPoolId: userPoolId,
    DestinationUser: user,
    SourceUser: {
      ProviderName: source.providerName,
      ProviderAttributeName: 'Cognito_Subject',
      ProviderAttributeValue: source.userId,
    },
  });
  try {
    await client.send(command, { abortSignal });
  } catch (error) {
    // Of two events at the same time, one comes second.
    const isDone = error instanceof InvalidParameterException && /already linked/i.test(error.message);
    if (!isDone) throw error;
  }
}

function isSame(a: Identity, b: Identity): boolean {
  return a.providerName === b.providerName && a.userId.toLowerCase() === b.userId.toLowerCase();
}

function hasVerifiedAddress(user: UserType): boolean {
  return attributeOf(user, 'email_verified') === 'true';
}

/** Whether the user signs in with a provider, and has no password that Cognito would accept. */
function isFederated({ UserStatus }: UserType): boolean {
  return UserStatus === 'EXTERNAL_PROVIDER';
}

function attributeOf({ Attributes }: UserType, name: string): string | undefined {
  return Attributes?.find(({ Name }) => Name === name)?.Value;
}
