/**
 * Searches the users of a pool page by page. Amazon Cognito can compare one attribute with a value or a prefix: a search for
 * more goes through several listings, and what a listing cannot select is selected here.
 *
 * @typedef {import('./pool.js').User} User
 *
 * @typedef {object} Query
 * @property {string} text beginning of the username, the e-mail address, the `sub` or the name; empty for all
 * @property {string} status such as `CONFIRMED`, or `disabled`; empty for all
 * @property {string} group empty for all
 *
 * Where a page begins.
 *
 * @typedef {object} Cursor
 * @property {number} listing position in the list of listings
 * @property {string} [token] of a batch of the listing
 * @property {number} skip number of users of the batch that are on earlier pages
 *
 * @typedef {object} Listing
 * @property {'ListUsers' | 'ListUsersInGroup'} operation
 * @property {object} input
 * @property {(user: User) => boolean} keeps
 */

/** Users on a page. */
export const PAGE_SIZE = 50;

/** The attributes that Cognito can search and a person would search. @type {readonly [name: string, read: (user: User) => string | undefined][]} */
const searched = [
  ['username', ({ username }) => username],
  ['email', ({ attributes }) => attributes.get('email')],
  ['name', ({ attributes }) => attributes.get('name')],
  ['sub', ({ attributes }) => attributes.get('sub')],
];

/**
 * A page of the users that a query finds, and where the next page begins, if there is one.
 *
 * @param {import('./pool.js').Pool} pool
 * @param {Query} query
 * @param {Cursor} [cursor]
 * @param {number} [size]
 * @returns {Promise<{ users: readonly User[], next: Cursor | undefined, error?: undefined } | { error: import('../aws.js').AwsError }>}
 */
export async function findUsers(pool, query, cursor = { listing: 0, skip: 0 }, size = PAGE_SIZE) {
  const listings = listingsFor(query, pool.isCaseSensitive);
  /** @type {User[]} */
  const found = [];
  /** @type {Cursor | undefined} */
  let at = cursor;
  while (at) {
    const { listing, token, skip } = /** @type {Cursor} */ (at);
    const { operation, input, keeps } = /** @type {Listing} */ (listings[listing]);
    const batch = await pool.listUsers(operation, input, token);
    if (batch.error) return { error: batch.error };
    const kept = batch.users.filter(keeps).slice(skip);
    const room = size - found.length;
    found.push(...kept.slice(0, room));
    if (kept.length > room) return { users: found, next: { ...at, skip: skip + room } };
    if (batch.token) at = { listing, token: batch.token, skip: 0 };
    else at = listing + 1 < listings.length ? { listing: listing + 1, skip: 0 } : undefined;
  }
  return { users: found, next: undefined };
}

/**
 * @param {Query} query
 * @param {boolean} isCaseSensitive
 * @returns {Listing[]}
 */
function listingsFor({ text, status, group }, isCaseSensitive) {
  const fold = (/** @type {string} */ value) => (isCaseSensitive ? value : value.toLowerCase());
  const startsWithText = (/** @type {string} */ value = '') => fold(value).startsWith(fold(text));
  const hasStatus = (/** @type {User} */ user) => matchesStatus(user, status);
  const matchesText = (/** @type {User} */ user) => searched.some(([, read]) => startsWithText(read(user)));
  if (group) {
    const keeps = (/** @type {User} */ user) => hasStatus(user) && matchesText(user);
    return [{ operation: 'ListUsersInGroup', input: { GroupName: group }, keeps }];
  }
  // Few users have another status than CONFIRMED, so that a listing by it is shorter than one by the text.
  if (!text || (status && status !== 'CONFIRMED')) {
    return [{ operation: 'ListUsers', input: filterOf(statusFilter(status)), keeps: matchesText }];
  }
  return searched.map(([name], index) => ({
    operation: 'ListUsers',
    input: filterOf(`${name} ^= ${quote(text)}`),
    // A user whom an earlier listing has found is not shown twice.
    keeps: (user) => hasStatus(user) && !searched.slice(0, index).some(([, read]) => startsWithText(read(user))),
  }));
}

/** @param {string} filter */
const filterOf = (filter) => (filter ? { Filter: filter } : {});

/** @param {string} status */
function statusFilter(status) {
  if (!status) return '';
  return status === 'disabled' ? 'status = "Disabled"' : `cognito:user_status = ${quote(status)}`;
}

/**
 * @param {User} user
 * @param {string} status
 */
function matchesStatus(user, status) {
  if (!status) return true;
  return status === 'disabled' ? !user.enabled : user.status === status;
}

/** @param {string} text */
const quote = (text) => `"${text.replace(/["\\]/g, '\\$&')}"`;
