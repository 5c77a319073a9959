import type { UserPool } from '../user-pool';
import type { User } from '../users/user';

/** Names to strings, as in events. */
export type StringMap = Readonly<Record<string, string>>;

/**
 * `userAttributes` of an event about an existing user. As in AWS, it also has the status of the account and, where the verified
 * e-mail address is an alias, the alias.
 */
export function userAttributesOf(user: User, { users, settings }: UserPool): StringMap {
  const hasAlias = settings.emailAlias && user.email !== undefined && users.ownerOfEmail(user.email) === user;
  return {
    ...Object.fromEntries(user.attributes),
    'cognito:user_status': user.status,
    ...(hasAlias && { 'cognito:email_alias': user.email }),
  };
}

/** `clientMetadata` or `validationData` of an event, which is left out if the client sent none. */
export const optional = <Name extends string>(name: Name, values: StringMap | undefined) =>
  (values === undefined ? {} : { [name]: values }) as { readonly [key in Name]?: StringMap };
