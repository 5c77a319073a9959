import { element } from './dom.js';

/**
 * JSON on the page with hidden secrets.
 *
 * @typedef {object} MaskedJson
 * @property {HTMLElement} element
 * @property {number} secrets number of secrets
 * @property {(shown: boolean) => void} reveal
 *
 * @typedef {object} Masking
 * @property {(key: string) => boolean} isSecret
 * @property {(text: string) => Node} mask returns what to show in place of a secret
 */

/** Names of secret fields. Requests and replies have different ones: in a reply, `code` is the code of a problem. */
const secretNames = {
  sent: new Set([
    ...['password', 'currentPassword', 'newPassword', 'code', 'credential', 'session', 'refreshToken'],
    'code_verifier',
  ]),
  // The names of the API and of OAuth.
  received: new Set([
    ...['idToken', 'accessToken', 'refreshToken', 'session', 'secret', 'uri'],
    ...['id_token', 'access_token', 'refresh_token'],
  ]),
};

const MASK = '••••••';

/**
 * @param {unknown} value
 * @param {keyof typeof secretNames} direction
 * @returns {MaskedJson}
 */
export function maskedJson(value, direction) {
  /** @type {[HTMLElement, string][]} */
  const masked = [];
  const mask = (/** @type {string} */ text) => {
    const place = element('span', { class: 'secret' }, MASK);
    masked.push([place, text]);
    return place;
  };
  const code = element('code', {}, ...jsonParts(value, { isSecret: (key) => secretNames[direction].has(key), mask }));
  return {
    element: element('pre', { tabindex: '0' }, code),
    secrets: masked.length,
    reveal(shown) {
      for (const [place, text] of masked) place.textContent = shown ? text : MASK;
    },
  };
}

/**
 * A value as JSON, in parts. A masked value is not in the document at all.
 *
 * @param {unknown} value
 * @param {Masking} masking
 * @param {string} [indent]
 * @returns {Generator<Node | string>}
 */
function* jsonParts(value, masking, indent = '') {
  if (value === null || typeof value !== 'object') return yield JSON.stringify(value);
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return yield isList ? '[]' : '{}';
  const deeper = `${indent}  `;
  yield isList ? '[' : '{';
  for (const [index, [key, item]] of entries.entries()) {
    yield `${index > 0 ? ',' : ''}\n${deeper}`;
    if (!isList) yield* [element('span', { class: 'key' }, JSON.stringify(key)), ': '];
    if (!isList && masking.isSecret(key)) yield masking.mask(JSON.stringify(item));
    else yield* jsonParts(item, masking, deeper);
  }
  yield `\n${indent}${isList ? ']' : '}'}`;
}
