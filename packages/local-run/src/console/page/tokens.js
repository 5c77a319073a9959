/**
 * The tokens of a session, as /sign-in, /challenge and /refresh return them, and when they were received.
 *
 * @typedef {object} Tokens
 * @property {string} idToken
 * @property {string} accessToken
 * @property {string} refreshToken
 * @property {number} receivedAt ms since 1970, by the clock of this machine
 */

/**
 * Parses the tokens in a reply; undefined if there are none, for example in a challenge.
 *
 * @param {unknown} body
 * @param {number} receivedAt
 * @returns {Tokens | undefined}
 */
export function parseTokens(body, receivedAt) {
  const { idToken, accessToken, refreshToken } = Object(body);
  if (![idToken, accessToken, refreshToken].every((token) => typeof token === 'string')) return undefined;
  return { idToken, accessToken, refreshToken, receivedAt };
}

/**
 * The claims of a token, for display only: the signature is not verified.
 *
 * @param {string} token
 * @returns {Record<string, unknown>}
 */
export function claimsOf(token) {
  const [, payload = ''] = token.split('.');
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (byte) =>
      byte.charCodeAt(0),
    );
    return Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return {};
  }
}

/**
 * When a token expires, in ms since 1970 by the clock of this machine, which may differ from Cognito's.
 *
 * @param {Record<string, unknown>} claims
 * @param {number} receivedAt
 * @param {number} aheadSeconds how far the clock of the local run was moved, perhaps after it issued the token
 */
export function expiryOf({ iat, exp }, receivedAt, aheadSeconds) {
  if (aheadSeconds > 0) return (Number(exp) - aheadSeconds) * 1000;
  return receivedAt + (Number(exp) - Number(iat)) * 1000;
}

/**
 * Whether a sign-in with an identity provider created the user.
 *
 * @param {Record<string, unknown>} claims of the ID token
 */
export function isOfProvider({ identities }) {
  return Array.isArray(identities) && identities.some(({ primary }) => String(primary) === 'true');
}

/**
 * The groups of the user, as the ID token has them.
 *
 * @param {string} idToken
 * @returns {string[]}
 */
export function groupsOf(idToken) {
  const { 'cognito:groups': groups } = claimsOf(idToken);
  return Array.isArray(groups) ? groups.map(String) : [];
}
