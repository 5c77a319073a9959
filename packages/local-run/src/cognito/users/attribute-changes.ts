import type { CognitoService } from '../cognito-service';
import { type CodeDeliveryDetails, deliveryDetails } from '../emails/send-email';
import { CognitoException, invalidParameter } from '../exceptions';
import { sendMessage, type UserMessage } from '../triggers/custom-message';
import type { UserPool } from '../user-pool';
import { signInName } from './accounts';
import { type AttributeDefinition, assertConforming, IDENTITIES } from './attributes';
import type { User } from './user';

/** Attributes to set and to remove. */
export interface AttributeChanges {
  readonly set: ReadonlyMap<string, string>;
  readonly removed: readonly string[];
}

/** A user and the pool that it belongs to. */
export interface PoolUser {
  readonly user: User;
  readonly pool: UserPool;
}

/** The client of an operation, if it has one, and its ClientMetadata. */
type Caller = Pick<UserMessage, 'clientId' | 'clientMetadata'>;

type Schema = ReadonlyMap<string, AttributeDefinition>;
type NamedAttribute = { readonly Name: string; readonly Value?: string | undefined };

/**
 * Parses the attributes of an update; an empty value removes the attribute. Throws InvalidParameterException unless all
 * conform to the schema and can be changed.
 */
export function parseUpdate(list: readonly NamedAttribute[], schema: Schema): AttributeChanges {
  const set = new Map<string, string>();
  const removed: string[] = [];
  for (const { Name, Value } of list) {
    if (Value === undefined) throw invalidParameter(`Attribute value for ${Name} must not be null`);
    if (Value === '') removed.push(Name);
    else set.set(Name, schema.get(Name)?.AttributeDataType === 'Boolean' ? Value.toLowerCase() : Value);
  }
  assertMutable(set.keys(), schema);
  assertConforming(set, schema);
  return { set, removed: parseRemoval(removed, schema).removed };
}

/** Parses the names of attributes to remove. Throws InvalidParameterException unless all exist and can be removed. */
export function parseRemoval(names: readonly string[], schema: Schema): AttributeChanges {
  assertConforming(new Map(names.filter((name) => !schema.has(name)).map((name) => [name, ''])), schema);
  assertMutable(names, schema);
  const required = names.find((name) => schema.get(name)?.Required);
  if (required !== undefined) throw invalidParameter(`user.${required}: Required attribute cannot be deleted.\n`);
  return { set: new Map(), removed: names };
}

/** An immutable attribute gets its value when the account is created, or never. Identities are changed by links only. */
function assertMutable(names: Iterable<string>, schema: Schema): void {
  const immutable = [...names].filter((name) => name === IDENTITIES || schema.get(name)?.Mutable === false);
  if (immutable.length > 0) {
    throw invalidParameter(immutable.map((name) => `user.${name}: Attribute cannot be updated.\n`).join(''));
  }
}

/**
 * Changes a user's attributes. A new e-mail address becomes unverified and gets a code, or where the pool verifies
 * before it updates, replaces the old one only after VerifyUserAttribute. `email_verified` with it skips both.
 * Returns where a code was sent.
 */
export async function changeAttributes(
  changes: AttributeChanges,
  { user, pool, ...caller }: PoolUser & Caller,
  service: CognitoService,
): Promise<CodeDeliveryDetails | undefined> {
  const { emailAsUsername, verifiesEmail, verifiesEmailBeforeUpdate } = pool.settings;
  const set = new Map(changes.set);
  const email = set.get('email');
  const isVerified = set.get('email_verified') === 'true';
  const newEmail = email === user.email ? undefined : email;
  if (newEmail !== undefined && emailAsUsername) assertAvailable(newEmail, { user, pool });
  if (isVerified) takeAlias(email ?? user.email, { user, pool });
  if (newEmail !== undefined && !isVerified) {
    set.set('email_verified', 'false');
    if (verifiesEmailBeforeUpdate) for (const name of ['email', 'email_verified']) set.delete(name);
  }
  if (set.has('phone_number') && set.get('phone_number') !== user.attributes.get('phone_number')) {
    set.set('phone_number_verified', set.get('phone_number_verified') ?? 'false');
  }
  apply({ set, removed: changes.removed }, { user, pool }, service.now());
  if (newEmail === undefined || isVerified || !(verifiesEmail || verifiesEmailBeforeUpdate)) return undefined;
  return sendAttributeCode(
    { to: newEmail, source: 'CustomMessage_UpdateUserAttribute', ...caller },
    { user, pool },
    service,
  );
}

/** Sends the code for VerifyUserAttribute to an address. It verifies this address only. */
export async function sendAttributeCode(
  message: Pick<UserMessage, 'to' | 'source'> & Caller,
  { user, pool }: PoolUser,
  service: CognitoService,
): Promise<CodeDeliveryDetails> {
  const code = user.codes.issue('attribute', service);
  user.emailToVerify = message.to;
  const values = { user, code, username: signInName(user, pool), purpose: 'attribute' } as const;
  await sendMessage({ ...message, ...values }, pool.settings.codeMessage, pool, service);
  return deliveryDetails(message.to);
}

/** Verifies with a code the address that it was sent to, which becomes the user's. */
export function verifyAddress(code: string, { user, pool }: PoolUser, now: number): void {
  user.codes.assertValid('attribute', code, now);
  const address = user.emailToVerify ?? '';
  assertAvailable(address, { user, pool });
  user.codes.consume('attribute');
  apply({ set: new Map([['email', address]]).set('email_verified', 'true'), removed: [] }, { user, pool }, now);
}

/** Throws AliasExistsException if another user signs in with the address. A user of an identity provider does not sign in with one. */
function assertAvailable(address: string, { user, pool }: PoolUser): void {
  if (user.isFederated) return;
  const owner = pool.users.ownerOfEmail(address);
  if (owner === undefined || owner === user) return;
  const message = pool.settings.emailAsUsername
    ? 'An account with the given email already exists.'
    : 'An account with the email already exists.';
  throw new CognitoException('AliasExistsException', message);
}

/**
 * An administrator who sets an address to verified takes the alias from its owner, whose address becomes unverified.
 * Reported in boto/boto3#3213.
 */
function takeAlias(address: string | undefined, { user, pool }: PoolUser): void {
  if (address === undefined) throw invalidParameter('Email is required if email_verified is set to true.');
  if (user.isFederated) return;
  const owner = pool.users.ownerOfEmail(address);
  if (owner !== user) owner?.attributes.set('email_verified', 'false');
}

/** Applies changes. `email_verified` is removed with `email`. A code that was sent to another address cannot verify the new one. */
function apply({ set, removed }: AttributeChanges, { user, pool }: PoolUser, now: number): void {
  const email = user.email;
  pool.users.unindexEmail(user);
  for (const name of removed) user.attributes.delete(name);
  for (const name of ['email', 'phone_number']) if (removed.includes(name)) user.attributes.delete(`${name}_verified`);
  for (const [name, value] of set) user.attributes.set(name, value);
  pool.users.indexEmail(user);
  if (user.email !== email) user.codes.revoke('signUp');
  if (user.email !== email || set.get('email_verified') === 'true') user.codes.revoke('attribute');
  user.modifiedAt = now;
}
