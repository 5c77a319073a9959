import type { Context } from '../context';
import { CognitoException, invalidParameter } from '../exceptions';
import { createCredential } from '../passwords/credentials';
import { uuid } from '../randomness';
import type { UserPool } from '../user-pool';
import { type Attributes, assertConforming, IDENTITIES, isEmailLike } from './attributes';
import { User, type UserStatus } from './user';

/** An account to create, for SignUp or AdminCreateUser. */
export interface NewAccount {
  readonly username: string;
  /** Undefined for a user without a password. */
  readonly password: string | undefined;
  readonly attributes: Attributes;
  readonly status: UserStatus;
  /** Random if undefined. */
  readonly sub?: string | undefined;
}

type NamedAttribute = { readonly Name: string; readonly Value?: string | undefined };

/**
 * Converts the API's list of attributes to a map. An empty value counts as no value. Cognito takes `True` for `true`; the
 * value of a Boolean is stored in lower case.
 */
export function attributeMap(list: readonly NamedAttribute[] = []): Map<string, string> {
  return new Map(
    list.flatMap(({ Name, Value }) => {
      if (!Value) return [];
      return [[Name, /^(email|phone_number)_verified$/.test(Name) ? Value.toLowerCase() : Value] as const];
    }),
  );
}

/**
 * Attributes that every client can read. The example of GetUser in the AWS CLI's documentation has `identities`, which is not among
 * the attributes that a client reads by default.
 */
const alwaysReadable = ['sub', IDENTITIES];

/** Converts a user's attributes to the API's list: all, or those that a client may read. */
export function attributeList(user: User, readable?: ReadonlySet<string>) {
  return [...user.attributes]
    .filter(([name]) => alwaysReadable.includes(name) || (readable?.has(name) ?? true))
    .map(([Name, Value]) => ({ Name, Value }));
}

/** The attributes of a new account. Throws unless user name and attributes conform to the pool's rules and schema. */
export function accountAttributes(
  username: string,
  given: Attributes,
  { settings, users }: UserPool,
): Map<string, string> {
  const attributes = new Map(given);
  if (settings.emailAsUsername) {
    if (!isEmailLike(username)) throw invalidParameter('Username should be an email.');
    const email = attributes.get('email') ?? username;
    if (users.fold(email) !== users.fold(username)) {
      throw invalidParameter('Username and email attribute must be the same address.');
    }
    attributes.set('email', email);
  } else if (settings.emailAlias && isEmailLike(username)) {
    throw invalidParameter('Username cannot be of email format, since user pool is configured for email alias.');
  }
  assertConforming(attributes, settings.schema);
  if (attributes.has('email') && !attributes.has('email_verified')) attributes.set('email_verified', 'false');
  return attributes;
}

/** Creates the account. The caller has checked that the user name is available and the password meets the policy. */
export function createAccount(account: NewAccount, pool: UserPool, context: Context): User {
  const { password, attributes, status } = account;
  const sub = account.sub ?? uuid(context.random);
  const username = internalUsername({ username: account.username, sub }, pool);
  const owner = { poolId: pool.id, userId: username };
  const credential = password === undefined ? undefined : createCredential(password, owner, context.random);
  const user = new User({ sub, username, attributes, credential, status, now: context.now() });
  pool.users.add(user);
  return user;
}

/** The internal user name of an account: the folded name, or `sub` where the e-mail address is the user name. */
export function internalUsername(
  { username, sub }: { readonly username: string; readonly sub: string },
  { settings, users }: UserPool,
): string {
  return settings.emailAsUsername ? sub : users.fold(username);
}

/**
 * Claims the e-mail address of a user, who may not exist yet, as an alias. An alias belongs to one user: if another has it, this
 * throws AliasExistsException, or with `force` takes the alias from the other user, whose address becomes unverified.
 */
export function claimEmailAlias(user: Pick<User, 'email'>, pool: UserPool, force: boolean): void {
  if (!pool.settings.emailAlias || user.email === undefined) return;
  const owner = pool.users.ownerOfEmail(user.email);
  if (owner === undefined || owner === user) return;
  if (!force) throw new CognitoException('AliasExistsException', 'An account with the email already exists.');
  owner.attributes.set('email_verified', 'false');
}

/** Marks the user's e-mail address as verified. Where it is an alias, the user can sign in with it from now on. */
export function verifyEmail(user: User, pool: UserPool): void {
  if (user.email === undefined) return;
  user.attributes.set('email_verified', 'true');
  pool.users.indexEmail(user);
}

/** The name that the user signs in with and confirms the account by. */
export function signInName({ username, email }: User, { settings }: UserPool): string {
  return settings.emailAsUsername ? (email ?? username) : username;
}
