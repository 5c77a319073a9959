import type { SeedUser } from '../cognito/seed-users';
import { SeedUserError, type UserSeed } from '../cognito/seed-users';
import type { UserPoolDefinition } from '../template/deployment';
import { UserError } from '../user-error';
import { describeUser, readSeedFile, type SeedFileUser } from './seed-file';
import { type PerformOperation, planItems, type SeedTable } from './seed-items';

/** What a seed file is applied to. */
export interface SeedTarget {
  readonly userPools: readonly UserPoolDefinition[];
  readonly tables: readonly SeedTable[];
  /** Plans users of the embedded Cognito; undefined if the run uses another one. */
  readonly planUsers: ((users: readonly SeedUser[]) => UserSeed) | undefined;
  readonly performDynamodb: PerformOperation;
}

/** How many users and items were created, and how many existed and were left as they are. */
export interface SeedResult {
  readonly users: { readonly created: number; readonly existing: number };
  readonly items: { readonly created: number; readonly existing: number };
}

/**
 * Creates the users and items of a seed file that do not exist yet. All are checked first: if one breaks a rule, this throws a
 * UserError that names the file, the entry and the rule, and nothing is created.
 */
export async function applySeed(path: string, target: SeedTarget): Promise<SeedResult> {
  const file = readSeedFile(path);
  const users = planUsersOf(path, file.users, target);
  const items = planItems(path, file.tables, target.tables);
  // Items first: DynamoDB may refuse one for a rule that is not known here, such as its size.
  const written = await items.apply(target.performDynamodb);
  users?.apply();
  return { users: { created: users?.created ?? 0, existing: users?.existing ?? 0 }, items: written };
}

function planUsersOf(path: string, users: readonly SeedFileUser[], target: SeedTarget): UserSeed | undefined {
  if (users.length === 0) return undefined;
  if (target.planUsers === undefined) {
    throw new UserError(`${path} has users, but this run uses another Cognito: only the embedded one can be seeded`);
  }
  const seeds = users.map((user, index) => ({
    username: user.username,
    sub: user.sub,
    email: user.email,
    password: user.password,
    confirmed: user.confirmed,
    disabled: user.disabled,
    groups: user.groups,
    attributes: new Map(Object.entries(user.attributes)),
    userPoolId: userPoolOf(`${path}: ${describeUser(index, user)}`, user, target.userPools),
  }));
  try {
    return target.planUsers(seeds);
  } catch (error) {
    const user = error instanceof SeedUserError ? users[error.index] : undefined;
    if (!(error instanceof SeedUserError) || user === undefined) throw error;
    throw new UserError(`${path}: ${describeUser(error.index, user)}: ${error.message}`);
  }
}

/** The id of a user's pool. Only an app with several pools needs `userPool`. */
function userPoolOf(place: string, { userPool }: SeedFileUser, pools: readonly UserPoolDefinition[]): string {
  const known = pools.map(({ logicalId }) => logicalId).join(', ');
  if (userPool === undefined && pools.length > 1)
    throw new UserError(`${place}: userPool is missing: choose one of ${known}`);
  const pool = userPool === undefined ? pools[0] : pools.find(({ logicalId }) => logicalId === userPool);
  if (pool !== undefined) return pool.id;
  if (userPool === undefined) throw new UserError(`${place}: the template has no user pool`);
  throw new UserError(
    `${place}: there is no user pool ${JSON.stringify(userPool)}: the template has ${known || 'none'}`,
  );
}
