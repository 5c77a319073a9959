import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { invalidParameter } from '../exceptions';
import type { Group } from '../users/groups';
import type { User } from '../users/user';
import { describeUser, findUser, UserInput } from './administration';
import { shapes } from './input';
import { signed } from './operation';
import { type Page, pageOf } from './paging';

const MembershipInput = z.extend(UserInput, { GroupName: shapes.groupName });

/** The tokens of the user have it from the next sign-in or refresh on. */
export const adminAddUserToGroup = signed(MembershipInput, (input, service) => {
  const { user, group } = findMembership(input, service);
  user.groups.add(group.properties.GroupName);
  return {};
});

/** Likewise: tokens that were handed out keep it until they expire. */
export const adminRemoveUserFromGroup = signed(MembershipInput, (input, service) => {
  const { user, group } = findMembership(input, service);
  user.groups.delete(group.properties.GroupName);
  return {};
});

const PageInput = z.object({
  UserPoolId: shapes.poolId,
  Limit: z.optional(shapes.limit),
  NextToken: z.optional(shapes.paginationToken),
});

/** The groups that one user is in. */
export const adminListGroupsForUser = signed(z.extend(PageInput, UserInput.shape), (input, service) => {
  const { user, pool } = findUser(input, service);
  return groupsOnPage(
    pool.groups.all.filter(({ properties }) => user.groups.has(properties.GroupName)),
    input,
  );
});

/** All groups of the pool. */
export const listGroups = signed(PageInput, (input, service) =>
  groupsOnPage(service.pool(input.UserPoolId).groups.all, input),
);

const GroupInput = z.object({ UserPoolId: shapes.poolId, GroupName: shapes.groupName });

/** Everything there is to say of a group. */
export const getGroup = signed(GroupInput, ({ UserPoolId, GroupName }, service) => ({
  Group: describeGroup(service.pool(UserPoolId).groups.get(GroupName), UserPoolId),
}));

/** The users who are in a group, in the order in which they came to the pool. */
export const listUsersInGroup = signed(z.extend(PageInput, GroupInput.shape), (input, service) => {
  const { users, groups } = service.pool(input.UserPoolId);
  const { properties } = groups.get(input.GroupName);
  const members = [...users.after(0)].filter((user: User) => user.groups.has(properties.GroupName));
  const { items, ...rest } = pageOf(members, input);
  return { Users: items.map(describeUser), ...rest };
});

const CreateInput = z.extend(GroupInput, {
  Description: z.optional(shapes.groupDescription),
  Precedence: z.optional(shapes.precedence),
  RoleArn: z.optional(shapes.roleArn),
});

/** A group beside those of the template; it is gone with the next start. */
export const createGroup = signed(CreateInput, ({ UserPoolId, RoleArn, ...properties }, service) => {
  const { groups } = service.pool(UserPoolId);
  if (RoleArn !== undefined) throw invalidParameter('The embedded Cognito gives no roles to groups.');
  return { Group: describeGroup(groups.create(properties, service.now()), UserPoolId) };
});

/** As in AWS, the user is looked for before the group. */
function findMembership(input: z.infer<typeof MembershipInput>, service: CognitoService): { user: User; group: Group } {
  const { user, pool } = findUser(input, service);
  return { user, group: pool.groups.get(input.GroupName) };
}

function groupsOnPage(groups: readonly Group[], input: z.infer<typeof PageInput>) {
  const { items, ...rest }: Page<Group> = pageOf(groups, input);
  return { Groups: items.map((group) => describeGroup(group, input.UserPoolId)), ...rest };
}

function describeGroup({ properties, createdAt, modifiedAt }: Group, UserPoolId: string) {
  return { ...properties, UserPoolId, CreationDate: createdAt / 1_000, LastModifiedDate: modifiedAt / 1_000 };
}
