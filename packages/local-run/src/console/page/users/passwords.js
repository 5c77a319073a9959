import { button, element, find } from '../dom.js';
import { setValue } from '../fields.js';
import { addPasswordChecklist, passwordMistake, passwordRules } from '../password-checklist.js';
import { inputField } from './form-dialog.js';

/** @typedef {import('../password-checklist.js').PasswordPolicy} PasswordPolicy */

/** Without characters that look alike. */
const classes = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '!#%+-=?@_'];

const LENGTH = 16;

/**
 * The message for a password that the pool would refuse; undefined if it is good.
 *
 * @param {string} password
 * @param {PasswordPolicy | undefined} policy
 */
export function passwordError(password, policy) {
  if (password === '') return 'Enter a password.';
  return passwordMistake(password, policy ? passwordRules(policy) : []);
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

/** A field for a password, with the rules of the policy and a button that generates one. @param {PasswordPolicy | undefined} policy */
export function passwordField(policy) {
  const field = inputField({
    name: 'password',
    label: 'Password',
    attributes: { type: 'password', autocomplete: 'new-password', required: '' },
  });
  const input = find(field, 'input', HTMLInputElement);
  const generate = button(
    'link',
    () => {
      setValue(input, generatePassword(policy));
      if (input.type === 'password') find(field, '.reveal', HTMLElement).click();
    },
    'Generate a password',
  );
  if (policy) addPasswordChecklist(input, policy);
  field.append(element('div', {}, generate));
  return field;
}
