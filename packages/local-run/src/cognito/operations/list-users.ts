import { z } from 'zod/mini';
import { invalidParameter } from '../exceptions';
import type { UserPool } from '../user-pool';
import type { User } from '../users/user';
import { describeUser } from './administration';
import { shapes } from './input';
import { signedOperation } from './operation';
import { MAX_PAGE_SIZE, positionOf, tokenAfter } from './paging';

const Input = z.object({
  UserPoolId: shapes.poolId,
  AttributesToGet: z.optional(shapes.attributeNames),
  Filter: z.optional(shapes.filter),
  Limit: z.optional(shapes.limit),
  PaginationToken: z.optional(shapes.paginationToken),
});

type Predicate = (user: User) => boolean;

/** A page of the pool's users, in the order in which they were added. */
export const listUsers = signedOperation(Input, (input, service) => {
  const pool = service.pool(input.UserPoolId);
  const matches = parseFilter(input.Filter, pool);
  const wanted = parseAttributeNames(input.AttributesToGet, pool);
  const limit = input.Limit || MAX_PAGE_SIZE;
  const page: User[] = [];
  for (const user of pool.users.after(positionOf(input.PaginationToken))) {
    if (!matches(user)) continue;
    if (page.length === limit)
      return { ...describePage(page, wanted), PaginationToken: tokenAfter(page.at(-1)?.number) };
    page.push(user);
  }
  return describePage(page, wanted);
});

function describePage(users: readonly User[], wanted: ReadonlySet<string> | undefined) {
  return {
    Users: users.map((user) => {
      const described = describeUser(user);
      const attributes = described.Attributes.filter(({ Name }) => wanted?.has(Name) ?? true);
      return { ...described, Attributes: attributes };
    }),
  };
}

function parseAttributeNames(names: readonly string[] | undefined, pool: UserPool) {
  if (names === undefined) return undefined;
  const known = names.every((name) => pool.settings.schema.has(name));
  if (!known) throw invalidParameter('One or more requested attributes do not exist.');
  return new Set(names);
}

/** The only attributes that can be searched. Source: "Searching for users" in the Cognito developer guide. */
const searchable: Readonly<Record<string, (user: User) => string | undefined>> = {
  username: (user) => user.username,
  'cognito:user_status': (user) => user.status,
  status: (user) => (user.enabled ? 'Enabled' : 'Disabled'),
  ...Object.fromEntries(
    ['sub', 'email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username'].map((name) => [
      name,
      (user: User) => user.attributes.get(name),
    ]),
  ),
};

/** Parses `attribute = "value"` or `attribute ^= "prefix"`; quotes in the value are escaped with `\`. */
function parseFilter(filter: string | undefined, pool: UserPool): Predicate {
  if (!filter) return () => true;
  const parsed = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/.exec(filter);
  if (parsed === null) throw invalidParameter('Error while parsing filter.');
  const [, name = '', operator, quoted = ''] = parsed;
  const read = Object.hasOwn(searchable, name) ? searchable[name] : undefined;
  if (read === undefined) throw invalidParameter('Invalid search attribute.');
  const wanted = pool.users.fold(quoted.replace(/\\(.)/g, '$1'));
  return (user) => {
    const value = pool.users.fold(read(user) ?? '');
    return operator === '=' ? value === wanted : value.startsWith(wanted);
  };
}
