import type { CognitoService } from '../cognito-service';
import { CognitoException, invalidParameter } from '../exceptions';
import { uuid } from '../randomness';
import type { IdentityProviderSettings } from '../settings/identity-provider-settings';
import { assertEnabled, finishSignIn } from '../sign-in/authentication';
import type { Claims } from '../tokens/jwt';
import { runPreAuthentication } from '../triggers/authentication';
import { runPostConfirmation } from '../triggers/post-confirmation';
import { runPreSignUp } from '../triggers/pre-sign-up';
import { type AppClient, providerGroup, type UserPool } from '../user-pool';
import { assertConforming } from '../users/attributes';
import { User } from '../users/user';
import { type ProviderIdentity, SUBJECT } from './identity';
import { federatedUsername, findIdentity, hasIdentityNamed } from './links';

/** An account that a provider has confirmed. */
export interface ProviderAccount {
  readonly provider: IdentityProviderSettings;
  readonly claims: Claims & { readonly sub: string };
}

/** An account with what the pool makes of it. */
interface MappedAccount {
  readonly identity: ProviderIdentity;
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * The user of a provider's account: the one that it is linked to, the one that an earlier sign-in created, or a new one. Throws
 * exceptions with the messages that Cognito gives to an app.
 *
 * A first sign-in runs PreSignUp and PostConfirmation, a later one PreAuthentication and PostAuthentication. Source: "Lambda triggers
 * for federated users" in the Cognito developer guide; events of both are in public code.
 */
export async function signInAccount(
  account: ProviderAccount,
  client: AppClient,
  service: CognitoService,
): Promise<User> {
  const { pool } = client;
  const mapped = mapAccount(account, pool, service.now());
  const user = findUser(mapped, pool);
  return user === undefined ? createUser(mapped, client, service) : signInUser(user, mapped, client, service);
}

function mapAccount({ provider, claims }: ProviderAccount, pool: UserPool, now: number): MappedAccount {
  const { name: providerName, type: providerType } = provider;
  const identity = {
    providerName,
    providerType,
    attribute: SUBJECT,
    userId: claims.sub,
    primary: true,
    dateCreated: now,
  };
  const attributes = new Map<string, string>();
  for (const [attribute, claim] of provider.mapping) {
    const value = claimText(claims[claim]);
    if (value !== '') attributes.set(attribute, value);
  }
  // Also at each later sign-in, if the provider says nothing about the address. Reported in aws-amplify/amplify-js#11565.
  if (attributes.has('email') && !attributes.has('email_verified')) attributes.set('email_verified', 'false');
  return { identity, username: federatedUsername(identity, pool), attributes };
}

/** An attribute is text: lists and objects become JSON. */
function claimText(claim: unknown): string {
  if (claim === undefined || claim === null) return '';
  return typeof claim === 'object' ? JSON.stringify(claim) : String(claim);
}

function findUser({ identity, username, attributes }: MappedAccount, pool: UserPool): User | undefined {
  const { providerName } = identity;
  const byIdentity = findIdentity(identity, pool);
  if (byIdentity !== undefined) return byIdentity;
  for (const [attribute, userId] of attributes) {
    const user = findIdentity({ providerName, attribute, userId }, pool);
    if (user !== undefined) return user;
  }
  // A link with the user name of an event, whose subject is in lower case, is a link to an account that does not exist.
  if (hasIdentityNamed(username, pool))
    throw invalidParameter('Invalid ProviderName/Username combination. Please check again');
  return undefined;
}

async function createUser(mapped: MappedAccount, client: AppClient, service: CognitoService): Promise<User> {
  const { pool } = client;
  const { identity, username, attributes } = mapped;
  assertComplete(attributes, pool);
  assertConforming(attributes, pool.settings.schema);
  await runPreSignUp(
    { source: 'PreSignUp_ExternalProvider', username, attributes, clientId: client.id },
    pool,
    service,
  );
  assertStillNew(mapped, pool);
  const now = service.now();
  const user = new User({
    ...{ sub: uuid(service.random), username, attributes, now },
    credential: undefined,
    status: 'EXTERNAL_PROVIDER',
  });
  user.setIdentities([identity]);
  user.groups.add(providerGroup(pool.id, identity.providerName));
  pool.users.add(user);
  const source = 'PostConfirmation_ConfirmSignUp';
  await runPostConfirmation({ source, user, clientId: client.id }, pool, service);
  return user;
}

/**
 * If the trigger linked the account, this sign-in fails, and the next one signs in as the user of the link. The message is that of
 * aws-amplify/amplify-flutter#1716. Some users report that this sign-in succeeds since 2023; an app has to handle both.
 */
function assertStillNew(mapped: MappedAccount, pool: UserPool): void {
  const { username } = mapped;
  const isTaken = hasIdentityNamed(username, pool) || pool.users.find(username) !== undefined;
  if (!isTaken && findUser(mapped, pool) === undefined) return;
  throw invalidParameter(`Already found an entry for username ${username}`);
}

async function signInUser(
  user: User,
  { identity, attributes }: MappedAccount,
  client: AppClient,
  service: CognitoService,
): Promise<User> {
  const { pool } = client;
  assertEnabled(user);
  // An assumption: the account of a person who has not confirmed it yet is not opened by another way in.
  if (user.status === 'UNCONFIRMED') throw new CognitoException('UserNotConfirmedException', 'User is not confirmed.');
  const { username } = user;
  await runPreAuthentication({ user, username, clientId: client.id }, pool, service);
  updateAttributes(user, attributes, pool);
  useSubject(user, identity);
  user.modifiedAt = service.now();
  await finishSignIn({ user }, client, service);
  return user;
}

/** A link by an attribute becomes one by the provider's own id. Source: AdminDisableProviderForUser in the API reference. */
function useSubject(user: User, { providerName, userId }: ProviderIdentity): void {
  if (user.identities.some((it) => it.providerName === providerName && it.attribute === SUBJECT)) return;
  user.setIdentities(
    user.identities.map((it) => (it.providerName === providerName ? { ...it, attribute: SUBJECT, userId } : it)),
  );
}

/** A mapped attribute must be mutable even if its value stays the same. Attributes that the provider leaves out stay as they are. */
function updateAttributes(user: User, attributes: ReadonlyMap<string, string>, pool: UserPool): void {
  const { schema, emailAsUsername, emailAlias } = pool.settings;
  const immutable = [...attributes.keys()].filter((name) => schema.get(name)?.Mutable === false);
  if (immutable.length > 0) {
    throw invalidParameter(immutable.map((name) => `user.${name}: Attribute cannot be updated.\n`).join(''));
  }
  assertComplete(new Map([...user.attributes, ...attributes]), pool);
  assertConforming(attributes, schema);
  const email = attributes.get('email');
  const owner = email === undefined ? undefined : pool.users.ownerOfEmail(email);
  const wantsName =
    !user.isFederated && (emailAsUsername || (emailAlias && attributes.get('email_verified') === 'true'));
  if (owner !== undefined && owner !== user && wantsName) {
    throw new CognitoException('AliasExistsException', 'An account with the email already exists.');
  }
  pool.users.unindexEmail(user);
  for (const [name, value] of attributes) user.attributes.set(name, value);
  pool.users.indexEmail(user);
}

/** Throws if the provider left out an attribute that the pool requires. The message is that which users of AWS have reported. */
function assertComplete(attributes: ReadonlyMap<string, string>, { settings }: UserPool): void {
  const missing = [...settings.schema.values()].filter(
    ({ Name, Required }) => Required && Name !== 'sub' && !attributes.has(Name),
  );
  if (missing.length > 0)
    throw invalidParameter(`attributes required: [${missing.map(({ Name }) => Name).join(', ')}]`);
}
