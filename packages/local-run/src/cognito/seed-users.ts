import type { CognitoService } from './cognito-service';
import { shapes } from './operations/input';
import { assertPasswordPolicy } from './passwords/password-policy';
import type { UserPool } from './user-pool';
import { accountAttributes, createAccount } from './users/accounts';
import { type Attributes, assertComplete } from './users/attributes';
import type { UserStatus } from './users/user';

/** A user to create at the start. */
export interface SeedUser {
  readonly userPoolId: string;
  /** Ignored in a pool whose user names are e-mail addresses. */
  readonly username: string | undefined;
  readonly email: string | undefined;
  /** Chosen, so that items of a table can refer to the user; random if undefined. */
  readonly sub: string | undefined;
  readonly password: string;
  /** Whether the account and the e-mail address are confirmed. */
  readonly confirmed: boolean;
  readonly disabled: boolean;
  readonly groups: readonly string[];
  /** Without `email`. */
  readonly attributes: Attributes;
}

/** A rule that a user breaks. The message says which. */
export class SeedUserError extends Error {
  override readonly name = 'SeedUserError';

  constructor(
    /** Position in the list of users. */
    readonly index: number,
    message: string,
  ) {
    super(message);
  }
}

/** How many users a seed creates. */
export interface UserSeed {
  readonly created: number;
  /** Users who exist already. They are left as they are. */
  readonly existing: number;
  /** Creates the users. */
  apply(): void;
}

/** A user who does not exist, with all that `createAccount` needs. */
interface NewSeedUser {
  readonly seed: SeedUser;
  readonly pool: UserPool;
  readonly name: string;
  readonly attributes: Attributes;
}

/**
 * Checks all users against the rules of their pool, and changes nothing before `apply`. Throws a SeedUserError for the first user
 * who could not have signed up or been created by an administrator.
 */
export function planUsers(seeds: readonly SeedUser[], service: CognitoService): UserSeed {
  const taken = new Set<string>();
  const planned = seeds.map((seed, index) => {
    try {
      const user = plan(seed, service);
      for (const name of uniqueNames(user)) {
        if (taken.has(name)) throw new Error('another user of the file has the same name, address or sub');
        taken.add(name);
      }
      return user;
    } catch (error) {
      throw new SeedUserError(index, (error as Error).message.trim());
    }
  });
  const added = planned.filter(({ pool, name }) => pool.users.find(name) === undefined);
  return {
    created: added.length,
    existing: planned.length - added.length,
    apply: () => {
      for (const user of added) create(user, service);
    },
  };
}

function plan(seed: SeedUser, service: CognitoService): NewSeedUser {
  const pool = service.pool(seed.userPoolId);
  const name = nameOf(seed, pool);
  assertPassword(seed.password, pool);
  assertGroups(seed.groups, pool);
  const given = new Map(seed.attributes);
  if (seed.email !== undefined) given.set('email', seed.email).set('email_verified', String(seed.confirmed));
  const attributes = accountAttributes(name, given, pool);
  assertComplete(attributes, pool.settings.schema);
  const owner = ownsAlias(seed, pool) ? pool.users.ownerOfEmail(seed.email ?? '') : undefined;
  if (owner !== undefined && owner !== pool.users.find(name)) {
    throw new Error('the e-mail address belongs to another user, who was created before');
  }
  const ofSub = seed.sub === undefined ? undefined : pool.users.findBySub(seed.sub);
  if (ofSub !== undefined && ofSub !== pool.users.find(name)) {
    throw new Error('the sub belongs to another user, who was created before');
  }
  return { seed, pool, name, attributes };
}

function nameOf({ username, email }: SeedUser, { settings }: UserPool): string {
  const field = settings.emailAsUsername ? 'email' : 'username';
  const name = settings.emailAsUsername ? email : username;
  if (name === undefined) throw new Error(`${field} is missing, which users of this pool sign in with`);
  if (shapes.username.safeParse(name).success) return name;
  throw new Error(`${field} must have 1 to 128 characters and no spaces`);
}

function assertPassword(password: string, { settings }: UserPool): void {
  assertPasswordPolicy(password, settings.passwordPolicy, 'signUp');
  if (!shapes.password.safeParse(password).success) {
    throw new Error('the password must have at most 256 characters, and no space at the beginning or end');
  }
}

function assertGroups(names: readonly string[], { groups }: UserPool): void {
  const known = groups.all.map(({ properties }) => properties.GroupName);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const list = known.length > 0 ? `has ${known.join(', ')}` : 'has no groups';
  throw new Error(`there is no group "${unknown}": the user pool ${list}`);
}

const ownsAlias = ({ confirmed, email }: SeedUser, { settings }: UserPool) =>
  settings.emailAlias && confirmed && email !== undefined;

/** The names that no other user of the pool may have. */
function uniqueNames({ seed, pool, name }: NewSeedUser): Set<string> {
  const names = [name, ...(ownsAlias(seed, pool) ? [seed.email ?? ''] : []), ...(seed.sub ? [seed.sub] : [])];
  return new Set(names.map((it) => `${pool.id} ${pool.users.fold(it)}`));
}

function create({ seed, pool, name, attributes }: NewSeedUser, service: CognitoService): void {
  const status: UserStatus = seed.confirmed ? 'CONFIRMED' : 'UNCONFIRMED';
  const account = { username: name, sub: seed.sub, password: seed.password, attributes, status };
  const user = createAccount(account, pool, service);
  for (const group of seed.groups) user.groups.add(group);
  user.enabled = !seed.disabled;
}
