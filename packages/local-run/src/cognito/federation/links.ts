import { CognitoException, invalidParameter } from '../exceptions';
import type { UserPool } from '../user-pool';
import type { User } from '../users/user';
import { type ProviderIdentity, SUBJECT } from './identity';

/** Source: AdminLinkProviderForUser in the API reference. */
const MAX_LINKS = 5;

/** An account of a provider: by the provider's own id, or by the value of a mapped attribute. */
export interface IdentityKey {
  readonly providerName: string;
  readonly attribute: string;
  readonly userId: string;
}

/** The user who has exactly this identity. */
export function findIdentity(key: IdentityKey, pool: UserPool): User | undefined {
  return [...pool.users.after(0)].find(({ identities }) => identities.some((it) => isSame(it, key)));
}

/** Whether a user has an identity with the same user name, which in most pools ignores case. */
export function hasIdentityNamed(username: string, pool: UserPool): boolean {
  return [...pool.users.after(0)].some(({ identities }) =>
    identities.some((it) => it.attribute === SUBJECT && federatedUsername(it, pool) === username),
  );
}

/**
 * The user name that Cognito gives to an account of a provider: in a pool that ignores case in lower case, the subject included.
 * Reported in aws-amplify/amplify-flutter#1716.
 */
export function federatedUsername(
  { providerName, userId }: Pick<IdentityKey, 'providerName' | 'userId'>,
  { users }: UserPool,
): string {
  return users.fold(`${providerName}_${userId}`);
}

/** Adds a link. Throws an exception whose message is that which users of AWS have reported. */
export function addLink(user: User, identity: ProviderIdentity, pool: UserPool): void {
  const owner = findIdentity(identity, pool);
  if (owner?.identities.some((it) => isSame(it, identity) && !it.primary)) {
    throw invalidParameter('SourceUser is already linked to DestinationUser');
  }
  const isUser = identity.attribute === SUBJECT && pool.users.find(federatedUsername(identity, pool)) !== undefined;
  if (owner !== undefined || isUser) {
    throw invalidParameter(
      'Merging is not currently supported, provide a SourceUser that has not been signed up in order to link',
    );
  }
  if (user.identities.filter(({ primary }) => !primary).length >= MAX_LINKS) {
    throw new CognitoException('LimitExceededException', `A user can have ${MAX_LINKS} linked identities.`);
  }
  user.setIdentities([...user.identities, identity]);
}

/** Removes a link. Returns whether there was one: the identity that created a user is no link. */
export function removeLink(key: IdentityKey, pool: UserPool): boolean {
  const user = findIdentity(key, pool);
  const isLink = user?.identities.some((it) => isSame(it, key) && !it.primary) ?? false;
  if (isLink) user?.setIdentities(user.identities.filter((it) => !isSame(it, key)));
  return isLink;
}

const isSame = (one: IdentityKey, other: IdentityKey) =>
  one.providerName === other.providerName && one.attribute === other.attribute && one.userId === other.userId;
