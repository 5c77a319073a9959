/**
 * A session's tokens, as /sign-in, /challenge and /refresh answer them, and when they came.
 *
 * @typedef {object} Tokens
 * @property {string} idToken
 * @property {string} accessToken
 * @property {string} refreshToken
 * @property {number} receivedAt ms since 1970, by the clock of this machine
 */

/**
 * The tokens in a reply; undefined if there are none, as in one that puts a challenge.
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
 * What a token says, for people to look at: nothing here checks the signature, which is for the API to do.
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
 * When a token ends, in ms since 1970 by the clock of this machine, which need not agree with Cognito's.
 *
 * @param {Record<string, unknown>} claims
 * @param {number} receivedAt
 */
export function expiryOf({ iat, exp }, receivedAt) {
  return receivedAt + (Number(exp) - Number(iat)) * 1000;
}
