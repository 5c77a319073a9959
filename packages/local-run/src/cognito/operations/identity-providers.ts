import { z } from 'zod/mini';
import { invalidParameter, resourceNotFound, userNotFound } from '../exceptions';
import { SUBJECT } from '../federation/identity';
import { addLink, federatedUsername, findIdentity, type IdentityKey, removeLink } from '../federation/links';
import type { IdentityProviderSettings } from '../settings/identity-provider-settings';
import type { UserPool } from '../user-pool';
import type { User } from '../users/user';
import { shapes } from './input';
import { signedOperation } from './operation';
import { pageOf } from './paging';

/** In the name of a provider: users with user name and password. */
const NATIVE = 'Cognito';

const ProviderUser = z.object({
  ProviderName: z.optional(shapes.providerName),
  ProviderAttributeName: z.optional(shapes.providerAttribute),
  ProviderAttributeValue: z.optional(shapes.providerAttribute),
});

type ProviderUser = z.infer<typeof ProviderUser>;

const LinkInput = z.object({ UserPoolId: shapes.poolId, DestinationUser: ProviderUser, SourceUser: ProviderUser });

/**
 * Lets an account of a provider, which has not signed in yet, sign in as an existing user. The exceptions for a source that does not
 * exist are assumptions.
 */
export const adminLinkProviderForUser = signedOperation(LinkInput, (input, service) => {
  const pool = service.pool(input.UserPoolId);
  const destination = findDestination(input.DestinationUser, pool);
  const { provider, key } = parseSource(input.SourceUser, pool);
  const identity = { ...key, providerType: provider.type, primary: false, dateCreated: service.now() };
  addLink(destination, identity, pool);
  destination.modifiedAt = service.now();
  return {};
});

const DisableInput = z.object({ UserPoolId: shapes.poolId, User: ProviderUser });

/** Removes the link of a provider's account, or the password of a user. What AWS answers for an account without a link is an assumption. */
export const adminDisableProviderForUser = signedOperation(DisableInput, ({ UserPoolId, User: given }, service) => {
  const pool = service.pool(UserPoolId);
  if (given.ProviderName === NATIVE) {
    const user = findByUsername(given.ProviderAttributeValue ?? '', pool);
    if (user === undefined) throw userNotFound();
    user.credentials = [];
    user.modifiedAt = service.now();
    return {};
  }
  const { key } = parseSource(given, pool);
  if (findIdentity(key, pool) === undefined) throw userNotFound();
  if (!removeLink(key, pool)) throw invalidParameter('The account is not linked to another user.');
  return {};
});

const PoolInput = z.object({ UserPoolId: shapes.poolId });

const ListInput = z.extend(PoolInput, {
  MaxResults: z.optional(shapes.limit),
  NextToken: z.optional(shapes.paginationToken),
});

/** The identity providers of a pool, in the order of the template. */
export const listIdentityProviders = signedOperation(ListInput, ({ UserPoolId, MaxResults, NextToken }, service) => {
  const pool = service.pool(UserPoolId);
  const { items, ...rest } = pageOf([...pool.identityProviders.values()], { Limit: MaxResults, NextToken });
  const Providers = items.map(({ name, type }) => ({ ProviderName: name, ProviderType: type, ...datesOf(pool) }));
  return { Providers, ...rest };
});

const DescribeInput = z.extend(PoolInput, { ProviderName: shapes.providerName });

/** One identity provider, without its secret, which AWS would return. */
export const describeIdentityProvider = signedOperation(DescribeInput, ({ UserPoolId, ProviderName }, service) => {
  const pool = service.pool(UserPoolId);
  const provider = pool.identityProviders.get(ProviderName);
  if (provider === undefined) throw unknownProvider(ProviderName);
  return { IdentityProvider: describe(provider, pool) };
});

const IdentifierInput = z.extend(PoolInput, { IdpIdentifier: shapes.providerIdentifier });

/** The identity provider that has an identifier. */
export const getIdentityProviderByIdentifier = signedOperation(IdentifierInput, (input, service) => {
  const pool = service.pool(input.UserPoolId);
  const provider = [...pool.identityProviders.values()].find((it) => it.identifiers.includes(input.IdpIdentifier));
  if (provider === undefined) throw unknownProvider(input.IdpIdentifier);
  return { IdentityProvider: describe(provider, pool) };
});

function describe({ name, type, identifiers, mapping, publicDetails }: IdentityProviderSettings, pool: UserPool) {
  return {
    UserPoolId: pool.id,
    ProviderName: name,
    ProviderType: type,
    ProviderDetails: publicDetails,
    // AWS maps the user name by itself.
    AttributeMapping: { ...Object.fromEntries(mapping), username: 'sub' },
    IdpIdentifiers: identifiers,
    ...datesOf(pool),
  };
}

function datesOf({ createdAt, modifiedAt }: UserPool) {
  return { CreationDate: createdAt / 1_000, LastModifiedDate: modifiedAt / 1_000 };
}

const unknownProvider = (name: string) => resourceNotFound(`Identity provider ${name} does not exist.`);

/** A user with a password is named by the user name only, although other operations accept the address too: an assumption. */
function findDestination({ ProviderName, ProviderAttributeValue: value = '' }: ProviderUser, pool: UserPool): User {
  if (ProviderName === undefined) throw invalidParameter('DestinationUser has no ProviderName');
  const byIdentity =
    ProviderName === NATIVE
      ? undefined
      : findIdentity({ providerName: ProviderName, attribute: SUBJECT, userId: value }, pool);
  const username =
    ProviderName === NATIVE ? value : federatedUsername({ providerName: ProviderName, userId: value }, pool);
  const user = byIdentity ?? findByUsername(username, pool);
  if (user === undefined) throw userNotFound();
  return user;
}

function findByUsername(username: string, { users }: UserPool): User | undefined {
  const user = users.find(username);
  return user?.username === users.fold(username) ? user : undefined;
}

/** Sources: `SourceUser` of AdminLinkProviderForUser in the API reference; the first message is in aws-amplify/amplify-js#13334. */
function parseSource(
  { ProviderName = '', ProviderAttributeName: attribute, ProviderAttributeValue: userId }: ProviderUser,
  pool: UserPool,
): { provider: IdentityProviderSettings; key: IdentityKey } {
  if (ProviderName === NATIVE) {
    throw invalidParameter(
      'Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser',
    );
  }
  // The name is compared with case: the user name of an event, which is in lower case, does not contain it.
  const provider = pool.identityProviders.get(ProviderName);
  if (provider === undefined)
    throw invalidParameter(`Invalid SourceUser: the user pool has no provider ${ProviderName}`);
  if (!attribute || !userId) {
    throw invalidParameter('Invalid SourceUser: ProviderAttributeName and ProviderAttributeValue are required');
  }
  const isMapped = ['OIDC', 'SAML'].includes(provider.type) && provider.mapping.has(attribute);
  if (attribute !== SUBJECT && !isMapped) {
    throw invalidParameter(`Invalid SourceUser: ProviderAttributeName must be ${SUBJECT} or a mapped attribute`);
  }
  return { provider, key: { providerName: provider.name, attribute, userId } };
}
