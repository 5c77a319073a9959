import { element } from './dom.js';

/**
 * A body on the page with hidden secrets.
 *
 * @typedef {object} Masked
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
    ...['refresh_token', 'token', 'client_secret'],
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
 * @returns {Masked}
 */
export function maskedJson(value, direction) {
  const isSecret = (/** @type {string} */ key) => secretNames[direction].has(key);
  return masked((mask) => jsonParts(value, { isSecret, mask }));
}

/**
 * A form-encoded body as it is sent, with one field in each line.
 *
 * @param {Readonly<Record<string, string>>} form
 * @returns {Masked}
 */
export function maskedForm(form) {
  return masked((mask) =>
    [...new URLSearchParams(form)].flatMap(([name, value], index) => {
      const [encodedName = '', encodedValue = ''] = new URLSearchParams([[name, value]]).toString().split('=');
      const shown = secretNames.sent.has(name) ? mask(encodedValue) : encodedValue;
      return [index > 0 ? '\n&' : '', element('span', { class: 'key' }, encodedName), '=', shown];
    }),
  );
}

/**
 * @param {(mask: Masking['mask']) => Iterable<Node | string>} createParts
 * @returns {Masked}
 */
function masked(createParts) {
  /** @type {[HTMLElement, string][]} */
  const masked = [];
  const mask = (/** @type {string} */ text) => {
    const place = element('span', { class: 'secret' }, MASK);
    masked.push([place, text]);
    return place;
  };
  const code = element('code', {}, ...createParts(mask));
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
