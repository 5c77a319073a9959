import { callCognito } from '../aws.js';

/**
 * The user pool of the local run, by the operations that an administrator has in AWS too.
 *
 * @typedef {import('../aws.js').AwsResult} AwsResult
 * @typedef {import('../aws.js').AwsError} AwsError
 *
 * @typedef {object} User
 * @property {string} username
 * @property {string} name what the user signs in with, where that is not the username
 * @property {ReadonlyMap<string, string>} attributes
 * @property {string} status such as `CONFIRMED`
 * @property {boolean} enabled
 * @property {Date} createdAt
 * @property {Date} modifiedAt
 *
 * @typedef {object} UserDetails
 * @property {User} user
 * @property {readonly Group[]} groups
 * @property {readonly string[]} factors what the user can sign in with, such as `PASSWORD`
 * @property {readonly string[]} secondFactors such as `SOFTWARE_TOKEN_MFA`
 *
 * @typedef {object} Group
 * @property {string} GroupName
 * @property {string} [Description]
 * @property {number} [Precedence]
 * @property {number} CreationDate seconds since 1970
 *
 * An attribute that the pool has.
 *
 * @typedef {object} AttributeDefinition
 * @property {string} Name
 * @property {string} AttributeDataType such as `Boolean`
 * @property {boolean} Mutable
 * @property {boolean} Required
 *
 * @typedef {object} PoolDescription
 * @property {readonly AttributeDefinition[]} [SchemaAttributes]
 * @property {number} [EstimatedNumberOfUsers]
 * @property {{ CaseSensitive?: boolean }} [UsernameConfiguration]
 *
 * @typedef {object} UserDescription
 * @property {string} Username
 * @property {readonly { Name: string, Value?: string }[]} [Attributes]
 * @property {readonly { Name: string, Value?: string }[]} [UserAttributes]
 * @property {string} UserStatus
 * @property {boolean} Enabled
 * @property {number} UserCreateDate seconds since 1970
 * @property {number} UserLastModifiedDate seconds since 1970
 */

/** The largest number of users or groups that AWS returns at once. */
export const MAX_LIMIT = 60;

/** A user pool. */
export class Pool {
  /**
   * @param {string} id
   * @param {import('../configuration.js').Configuration} configuration
   */
  constructor(id, configuration) {
    this.id = id;
    this.signsInWithEmail = configuration.signInWith === 'email';
    this.sendsSignInCodes = configuration.firstFactors?.includes('EMAIL_OTP') ?? false;
    this.offersPasskeys = configuration.firstFactors?.includes('WEB_AUTHN') ?? false;
    this.offersSecondFactor = configuration.mfa !== 'OFF';
    this.requiresSecondFactor = configuration.mfa === 'ON';
    this.passwordPolicy = configuration.passwordPolicy;
    /** As of the last `describe`. */
    this.isCaseSensitive = false;
  }

  /**
   * Performs an operation on the pool.
   *
   * @param {string} operation
   * @param {object} [input]
   */
  call(operation, input = {}) {
    return callCognito(operation, { UserPoolId: this.id, ...input });
  }

  /**
   * A batch of users.
   *
   * @param {string} operation `ListUsers` or `ListUsersInGroup`
   * @param {object} input
   * @param {string | undefined} token of the batch; undefined for the first one
   * @returns {Promise<{ users: readonly User[], token: string | undefined, error?: undefined } | { error: AwsError }>}
   */
  async listUsers(operation, input, token) {
    const tokenName = operation === 'ListUsers' ? 'PaginationToken' : 'NextToken';
    const { body, error } = await this.call(operation, {
      ...input,
      Limit: MAX_LIMIT,
      ...(token && { [tokenName]: token }),
    });
    if (error) return { error };
    const { Users, [tokenName]: next } = /** @type {{ Users: UserDescription[] } & Record<string, string>} */ (body);
    return { users: Users.map((each) => this.toUser(each)), token: next };
  }

  /**
   * A user with groups and factors.
   *
   * @param {string} username
   * @returns {Promise<{ details: UserDetails, error?: undefined } | { error: AwsError }>}
   */
  async getUser(username) {
    const input = { Username: username };
    const [user, groups, factors] = await Promise.all([
      this.call('AdminGetUser', input),
      this.call('AdminListGroupsForUser', { ...input, Limit: MAX_LIMIT }),
      this.call('AdminGetUserAuthFactors', input),
    ]);
    const error = user.error ?? groups.error ?? factors.error;
    if (error || !user.body || !groups.body || !factors.body) return { error: error ?? { name: '', message: '' } };
    return {
      details: {
        user: this.toUser(/** @type {UserDescription} */ (/** @type {unknown} */ (user.body))),
        groups: /** @type {readonly Group[]} */ (groups.body.Groups),
        factors: /** @type {readonly string[]} */ (factors.body.ConfiguredUserAuthFactors ?? []),
        secondFactors: /** @type {readonly string[]} */ (factors.body.UserMFASettingList ?? []),
      },
    };
  }

  /**
   * All groups of the pool.
   *
   * @returns {Promise<{ groups: readonly Group[], error?: undefined } | { groups?: undefined, error: AwsError }>}
   */
  async listGroups() {
    /** @type {Group[]} */
    const groups = [];
    /** @type {unknown} */
    let token;
    do {
      const { body, error } = await this.call('ListGroups', {
        Limit: MAX_LIMIT,
        ...(token ? { NextToken: token } : {}),
      });
      if (error) return { error };
      groups.push(.../** @type {readonly Group[]} */ (body.Groups));
      token = body.NextToken;
    } while (token);
    return { groups };
  }

  /**
   * The attributes that users of the pool can have, and how many users there are about.
   *
   * @returns {Promise<{ attributes: readonly AttributeDefinition[], userCount: number | undefined }>}
   */
  async describe() {
    const { body } = await this.call('DescribeUserPool');
    const description = /** @type {PoolDescription} */ (body?.UserPool ?? {});
    const { SchemaAttributes = [], EstimatedNumberOfUsers, UsernameConfiguration } = description;
    this.isCaseSensitive = UsernameConfiguration?.CaseSensitive ?? true;
    return { attributes: SchemaAttributes, userCount: EstimatedNumberOfUsers };
  }

  /**
   * @param {UserDescription} description
   * @returns {User}
   */
  toUser(description) {
    const list = description.Attributes ?? description.UserAttributes ?? [];
    const attributes = new Map(list.map(({ Name, Value = '' }) => [Name, Value]));
    const email = attributes.get('email');
    return {
      username: description.Username,
      name: (this.signsInWithEmail && email) || description.Username,
      attributes,
      status: description.UserStatus,
      enabled: description.Enabled,
      createdAt: new Date(description.UserCreateDate * 1000),
      modifiedAt: new Date(description.UserLastModifiedDate * 1000),
    };
  }
}
