import { z } from 'zod/mini';
import { CognitoException, resourceNotFound } from '../exceptions';
import { readSettings } from '../settings/read-settings';
import type { User } from './user';

/** What a group is made of, under CloudFormation's names, which are the API's own. */
const Properties = z.strictObject({
  GroupName: z.string(),
  Description: z.optional(z.string()),
  // Decides between the roles of several groups; a group with a role is not listed here.
  Precedence: z.optional(z.number()),
  UserPoolId: z.string(),
});

export type GroupProperties = Omit<z.infer<typeof Properties>, 'UserPoolId'>;

/** A group of users; who is in it, the users know. */
export interface Group {
  readonly properties: GroupProperties;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Whether the template has it: such a group goes when it goes from there. */
  readonly ofTemplate: boolean;
}

/** Reads a group of the template. Throws for a setting that would have an effect in AWS and none here. */
export function readGroupProperties(logicalId: string, properties: Record<string, unknown>): GroupProperties {
  const { UserPoolId, ...group } = readSettings(logicalId, Properties, properties);
  return group;
}

/** The groups of one pool, in the order they came. */
export class Groups {
  readonly #byName = new Map<string, Group>();

  get all(): readonly Group[] {
    return [...this.#byName.values()];
  }

  /** The group of that name. Throws what Cognito answers when there is none. */
  get(name: string): Group {
    const group = this.#byName.get(name);
    if (group === undefined) throw resourceNotFound('Group not found.');
    return group;
  }

  create(properties: GroupProperties, now: number): Group {
    const name = properties.GroupName;
    if (this.#byName.has(name)) {
      throw new CognitoException('GroupExistsException', `A group with the name ${name} already exists.`);
    }
    const group = { properties, createdAt: now, modifiedAt: now, ofTemplate: false };
    this.#byName.set(name, group);
    return group;
  }

  /** Takes over what the template says. Members stay, but for those of a group that is no longer there. */
  configure(ofTemplate: readonly GroupProperties[], users: Iterable<User>, now: number): void {
    const wanted = new Set(ofTemplate.map(({ GroupName }) => GroupName));
    const gone = this.all.filter((group) => group.ofTemplate && !wanted.has(group.properties.GroupName));
    for (const { properties } of gone) this.#byName.delete(properties.GroupName);
    if (gone.length > 0) for (const user of users) leaveAll(user, gone);
    for (const properties of ofTemplate) {
      const createdAt = this.#byName.get(properties.GroupName)?.createdAt ?? now;
      this.#byName.set(properties.GroupName, { properties, createdAt, modifiedAt: now, ofTemplate: true });
    }
  }
}

function leaveAll(user: User, groups: readonly Group[]): void {
  for (const { properties } of groups) user.groups.delete(properties.GroupName);
}
