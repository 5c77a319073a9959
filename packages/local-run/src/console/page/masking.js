import { element } from './dom.js';

/**
 * JSON on the page, in which secrets stay hidden until somebody asks.
 *
 * @typedef {object} MaskedJson
 * @property {HTMLElement} element
 * @property {number} secrets how many there are
 * @property {(shown: boolean) => void} reveal
 */

/** By name, in what is sent and in what comes back: there, `code` is the name of an error. */
const secretNames = {
  sent: new Set(['password', 'currentPassword', 'newPassword', 'code', 'code_verifier', 'session', 'refreshToken']),
  // As the API calls them, and as OAuth does.
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
  const code = element('code', {}, ...jsonParts(value, '', (key) => secretNames[direction].has(key), mask));
  return {
    element: element('pre', { tabindex: '0' }, code),
    secrets: masked.length,
    reveal(shown) {
      for (const [place, text] of masked) place.textContent = shown ? text : MASK;
    },
  };
}

/**
 * A value as JSON, in jsonParts of which some are hidden. What is hidden is not on the page at all.
 *
 * @param {unknown} value
 * @param {string} indent
 * @param {(key: string) => boolean} isSecret
 * @param {(text: string) => Node} mask
 * @returns {Generator<Node | string>}
 */
function* jsonParts(value, indent, isSecret, mask) {
  if (value === null || typeof value !== 'object') return yield JSON.stringify(value);
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return yield isList ? '[]' : '{}';
  const deeper = `${indent}  `;
  yield isList ? '[' : '{';
  for (const [index, [key, item]] of entries.entries()) {
    yield `${index > 0 ? ',' : ''}\n${deeper}`;
    if (!isList) yield* [element('span', { class: 'key' }, JSON.stringify(key)), ': '];
    if (!isList && isSecret(key)) yield mask(JSON.stringify(item));
    else yield* jsonParts(item, deeper, isSecret, mask);
  }
  yield `\n${indent}${isList ? ']' : '}'}`;
}
