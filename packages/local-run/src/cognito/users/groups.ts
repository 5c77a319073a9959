import { CognitoException, resourceNotFound } from '../exceptions';
import type { GroupProperties } from '../settings/group-settings';
import type { User } from './user';

/** A group of users. Its members are stored with the users. */
export interface Group {
  readonly properties: GroupProperties;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Whether the template defines it: such a group is removed when the template no longer does. */
  readonly ofTemplate: boolean;
}

/** The groups of one pool, in the order of creation. */
export class Groups {
  private readonly byName = new Map<string, Group>();

  get all(): readonly Group[] {
    return [...this.byName.values()];
  }

  /** The group of this name. Throws ResourceNotFoundException if there is none. */
  get(name: string): Group {
    const group = this.byName.get(name);
    if (group === undefined) throw resourceNotFound('Group not found.');
    return group;
  }

  create(properties: GroupProperties, now: number): Group {
    const name = properties.GroupName;
    // Only the creation ignores case: whether AWS also finds a group by its name in another case is not documented.
    if (this.all.some((group) => isSameName(group.properties.GroupName, name))) {
      throw new CognitoException('GroupExistsException', 'A group with the name already exists.');
    }
    const group = { properties, createdAt: now, modifiedAt: now, ofTemplate: false };
    this.byName.set(name, group);
    return group;
  }

  /** Changes the given properties; the others are kept. */
  update({ GroupName, ...changes }: GroupProperties, now: number): Group {
    const group = this.get(GroupName);
    const updated = { ...group, properties: { ...group.properties, ...changes }, modifiedAt: now };
    this.byName.set(group.properties.GroupName, updated);
    return updated;
  }

  /** Deletes a group. Its members are no longer in it, even if a group of the same name is created later. */
  delete(name: string, users: Iterable<User>): void {
    const group = this.get(name);
    this.byName.delete(group.properties.GroupName);
    for (const user of users) leaveAll(user, [group]);
  }

  /** Removes the groups that the template does not define. The caller has removed their members. */
  removeOthers(): void {
    for (const { ofTemplate, properties } of this.all) if (!ofTemplate) this.byName.delete(properties.GroupName);
  }

  /** Applies the groups of the template. Members are kept, except those of a group that the template removed. */
  configure(ofTemplate: readonly GroupProperties[], users: Iterable<User>, now: number): void {
    const wanted = new Set(ofTemplate.map(({ GroupName }) => GroupName));
    const removed = this.all.filter((group) => group.ofTemplate && !wanted.has(group.properties.GroupName));
    for (const { properties } of removed) this.byName.delete(properties.GroupName);
    if (removed.length > 0) for (const user of users) leaveAll(user, removed);
    for (const properties of ofTemplate) {
      const createdAt = this.byName.get(properties.GroupName)?.createdAt ?? now;
      this.byName.set(properties.GroupName, { properties, createdAt, modifiedAt: now, ofTemplate: true });
    }
  }
}

/** Names that differ only in case count as the same. Reported in aws-amplify/amplify-backend#1781. */
export function isSameName(first: string, second: string): boolean {
  return first.toLowerCase() === second.toLowerCase();
}

function leaveAll(user: User, groups: readonly Group[]): void {
  for (const { properties } of groups) user.groups.delete(properties.GroupName);
}
