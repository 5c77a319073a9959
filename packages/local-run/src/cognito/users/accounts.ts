import type { Context } from '../context';
import { CognitoException, invalidParameter } from '../exceptions';
import { createCredential } from '../passwords/credentials';
import { uuid } from '../randomness';
import type { UserPool } from '../user-pool';
import { type Attributes, looksLikeEmail, refuseNonconforming } from './attributes';
import { User, type UserStatus } from './user';

/** A request for an account, by its future owner or by an administrator. */
export interface Application {
  readonly username: string;
  readonly password: string;
  readonly attributes: Attributes;
  readonly status: UserStatus;
}

type NamedAttribute = { readonly Name: string; readonly Value?: string | undefined };

/** The API's list of attributes as a map. An empty value is no value. */
export function attributeMap(list: readonly NamedAttribute[] = []): Map<string, string> {
  return new Map(list.flatMap(({ Name, Value }) => (Value ? [[Name, Value] as const] : [])));
}

/** The other way round; only the readable ones when a client asks. */
export function attributeList(user: User, readable?: ReadonlySet<string>) {
  return [...user.attributes]
    .filter(([name]) => name === 'sub' || (readable?.has(name) ?? true))
    .map(([Name, Value]) => ({ Name, Value }));
}

/** The attributes the account will have, checked against the pool's rules for names and its schema. */
export function admissibleAttributes(
  username: string,
  given: Attributes,
  { settings, users }: UserPool,
): Map<string, string> {
  const attributes = new Map(given);
  if (settings.emailAsUsername) {
    if (!looksLikeEmail(username)) throw invalidParameter('Username should be an email.');
    const email = attributes.get('email') ?? username;
    if (users.fold(email) !== users.fold(username)) {
      throw invalidParameter('Username and email attribute must be the same address.');
    }
    attributes.set('email', email);
  } else if (settings.emailAlias && looksLikeEmail(username)) {
    throw invalidParameter('Username cannot be of email format, since user pool is configured for email alias.');
  }
  refuseNonconforming(attributes, settings.schema);
  if (attributes.has('email') && !attributes.has('email_verified')) attributes.set('email_verified', 'false');
  return attributes;
}

/** Adds the account. Whether its name is free and its password good enough, the caller has checked. */
export function openAccount(application: Application, pool: UserPool, context: Context): User {
  const { password, attributes, status } = application;
  const sub = uuid(context.random);
  const username = pool.settings.emailAsUsername ? sub : pool.users.fold(application.username);
  const credential = createCredential(password, { poolId: pool.id, userId: username }, context.random);
  const user = new User({ sub, username, attributes, credential, status, now: context.now() });
  pool.users.add(user);
  return user;
}

/** An address that two users share becomes the alias of one only: the first to prove it, unless told otherwise. */
export function refuseSharedAlias(user: User, pool: UserPool, force: boolean): void {
  if (!pool.settings.emailAlias || user.email === undefined) return;
  const owner = pool.users.ownerOfEmail(user.email);
  if (owner === undefined || owner === user) return;
  if (!force) throw new CognitoException('AliasExistsException', 'An account with the email already exists.');
  owner.attributes.set('email_verified', 'false');
}

/** Records that the user reads mail at the address, which may from now on be signed in with. */
export function verifyEmail(user: User, pool: UserPool): void {
  if (user.email === undefined) return;
  user.attributes.set('email_verified', 'true');
  pool.users.indexEmail(user);
}

/** What a user signs in with, and confirms an account by. */
export function loginOf({ username, email }: User, { settings }: UserPool): string {
  return settings.emailAsUsername ? (email ?? username) : username;
}
