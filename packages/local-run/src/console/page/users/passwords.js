import { button, element, find } from '../dom.js';
import { inputField } from './form-dialog.js';

/** @typedef {import('../configuration.js').PasswordPolicy} PasswordPolicy */

/** What Cognito counts as a symbol, beside a space within the password. */
const SYMBOLS = '^$*.[]{}()?"!@#%&/\\,><\':;|_~`=+-';
/** Without characters that look alike. */
const classes = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '!#%+-=?@_'];

const LENGTH = 16;

/**
 * What a password lacks by the policy of the pool; empty if it is good.
 *
 * @param {string} password
 * @param {PasswordPolicy | undefined} policy
 * @returns {string[]}
 */
export function missingParts(password, policy) {
  if (!policy) return [];
  const hasSymbol = [...password].some((character) => SYMBOLS.includes(character)) || password.trim().includes(' ');
  return [
    ...(password.length < policy.minimumLength ? [`at least ${policy.minimumLength} characters`] : []),
    ...(policy.requireLowercase && !/[a-z]/.test(password) ? ['a lower-case letter'] : []),
    ...(policy.requireUppercase && !/[A-Z]/.test(password) ? ['an upper-case letter'] : []),
    ...(policy.requireNumbers && !/[0-9]/.test(password) ? ['a digit'] : []),
    ...(policy.requireSymbols && !hasSymbol ? ['a symbol'] : []),
  ];
}

/**
 * The message for a password that the pool would refuse; undefined if it is good.
 *
 * @param {string} password
 * @param {PasswordPolicy | undefined} policy
 */
export function passwordError(password, policy) {
  if (password === '') return 'Enter a password.';
  if (password !== password.trim()) return 'A password cannot begin or end with a space.';
  const missing = missingParts(password, policy);
  return missing.length > 0 ? `The password needs ${listText(missing)}.` : undefined;
}

/** A random password that meets every policy. @param {PasswordPolicy | undefined} policy */
export function generatePassword(policy) {
  const length = Math.max(LENGTH, policy?.minimumLength ?? 0);
  const picks = Array.from({ length }, (_, index) => pick(classes[index % classes.length] ?? ''));
  for (let at = length - 1; at > 0; at -= 1) {
    const other = randomBelow(at + 1);
    [picks[at], picks[other]] = [picks[other] ?? '', picks[at] ?? ''];
  }
  return picks.join('');
}

/** @param {string} characters */
const pick = (characters) => characters.charAt(randomBelow(characters.length));

/** Evenly distributed: with 32 random bits the bias of the remainder is below one in 10^7. @param {number} limit */
function randomBelow(limit) {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % limit;
}

/** A field for a password, with a button that generates one. @param {PasswordPolicy | undefined} policy */
export function passwordField(policy) {
  const parts = missingParts('', policy);
  const field = inputField({
    name: 'password',
    label: 'Password',
    hint: parts.length > 0 ? `It needs ${listText(parts)}.` : '',
    attributes: { type: 'password', autocomplete: 'new-password', required: '' },
  });
  const generate = button(
    'link',
    () => {
      const input = find(field, 'input', HTMLInputElement);
      input.value = generatePassword(policy);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      if (input.type === 'password') find(field, '.reveal', HTMLElement).click();
    },
    'Generate a password',
  );
  field.append(element('div', {}, generate));
  return field;
}

/** @param {readonly string[]} items */
function listText(items) {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(items);
}
