import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { invalidParameter } from '../exceptions';
import type { Group } from '../users/groups';
import type { User } from '../users/user';
import { describeUser, findUser, UserInput } from './administration';
import { shapes } from './input';
import { signedOperation } from './operation';
import { type Page, pageOf } from './paging';

const MembershipInput = z.extend(UserInput, { GroupName: shapes.groupName });

/** Adds a user to a group. Tokens contain it from the next sign-in or refresh on. */
export const adminAddUserToGroup = signedOperation(MembershipInput, (input, service) => {
  const { user, group } = findMembership(input, service);
  user.groups.add(group.properties.GroupName);
  return {};
});

/** Removes a user from a group. Issued tokens contain it until they expire. */
export const adminRemoveUserFromGroup = signedOperation(MembershipInput, (input, service) => {
  const { user, group } = findMembership(input, service);
  user.groups.delete(group.properties.GroupName);
  return {};
});

const PageInput = z.object({
  UserPoolId: shapes.poolId,
  Limit: z.optional(shapes.limit),
  NextToken: z.optional(shapes.paginationToken),
});

/** The groups of a user. */
export const adminListGroupsForUser = signedOperation(z.extend(PageInput, UserInput.shape), (input, service) => {
  const { user, pool } = findUser(input, service);
  return groupsOnPage(
    pool.groups.all.filter(({ properties }) => user.groups.has(properties.GroupName)),
    input,
  );
});

/** All groups of the pool. */
export const listGroups = signedOperation(PageInput, (input, service) =>
  groupsOnPage(service.pool(input.UserPoolId).groups.all, input),
);

const GroupInput = z.object({ UserPoolId: shapes.poolId, GroupName: shapes.groupName });

/** One group. */
export const getGroup = signedOperation(GroupInput, ({ UserPoolId, GroupName }, service) => ({
  Group: describeGroup(service.pool(UserPoolId).groups.get(GroupName), UserPoolId),
}));

/** The users of a group, in the order in which they were added to the pool. */
export const listUsersInGroup = signedOperation(z.extend(PageInput, GroupInput.shape), (input, service) => {
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

/** Creates a group that the template does not define. */
export const createGroup = signedOperation(CreateInput, ({ UserPoolId, RoleArn, ...properties }, service) => {
  const { groups } = service.pool(UserPoolId);
  assertNoRole(RoleArn);
  return { Group: describeGroup(groups.create(properties, service.now()), UserPoolId) };
});

/** Changes the description or the precedence of a group. A group of the template gets its own again at the next reload. */
export const updateGroup = signedOperation(CreateInput, ({ UserPoolId, RoleArn, ...properties }, service) => {
  const { groups } = service.pool(UserPoolId);
  assertNoRole(RoleArn);
  return { Group: describeGroup(groups.update(properties, service.now()), UserPoolId) };
});

/** Deletes a group. Issued tokens contain it until they expire. */
export const deleteGroup = signedOperation(GroupInput, ({ UserPoolId, GroupName }, service) => {
  const { groups, users } = service.pool(UserPoolId);
  groups.delete(GroupName, users.after(0));
  return {};
});

function assertNoRole(RoleArn: string | undefined): void {
  if (RoleArn !== undefined) throw invalidParameter('The embedded Cognito does not support RoleArn of groups.');
}

/** As in AWS, the user is looked up before the group. */
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
