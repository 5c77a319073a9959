import { icon } from './components/icon.js';
import { element, findAll, screenReaderText } from './dom.js';
import { addCheck, describe } from './fields.js';

/**
 * The password policy of the user pool.
 *
 * @typedef {object} PasswordPolicy
 * @property {number} minimumLength characters
 * @property {boolean} requireLowercase
 * @property {boolean} requireUppercase
 * @property {boolean} requireNumbers
 * @property {boolean} requireSymbols
 *
 * @typedef {object} PasswordRule
 * @property {string} text such as `a digit`
 * @property {(password: string) => boolean} isMet
 */

/** The symbols that Cognito counts. A space that is neither first nor last counts too. */
const SYMBOLS = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/;

/** After this pause, screen readers announce what is missing: not after each key. */
const PAUSE_MS = 1_000;

/**
 * Adds the rules of the policy to each field for a new password of the page.
 *
 * @param {PasswordPolicy} policy
 */
export function connectPasswordChecklists(policy) {
  for (const input of findAll(document, 'input[autocomplete="new-password"]')) {
    if (input instanceof HTMLInputElement) addPasswordChecklist(input, policy);
  }
}

/**
 * The rules of a policy. They never refuse what the API accepts: an API may count an emoji as one character or as two, and here it
 * counts as two.
 *
 * @param {PasswordPolicy} policy
 * @returns {PasswordRule[]}
 */
export function passwordRules(policy) {
  const { minimumLength } = policy;
  /** @type {readonly (readonly [isRequired: boolean, text: string, isMet: (password: string) => boolean])[]} */
  const rules = [
    [true, `at least ${minimumLength} characters`, (password) => password.length >= minimumLength],
    [policy.requireLowercase, 'a lower-case letter', (password) => /[a-z]/.test(password)],
    [policy.requireUppercase, 'an upper-case letter', (password) => /[A-Z]/.test(password)],
    [policy.requireNumbers, 'a digit', (password) => /[0-9]/.test(password)],
    [policy.requireSymbols, 'a symbol', (password) => SYMBOLS.test(password) || password.trim().includes(' ')],
  ];
  return rules.filter(([isRequired]) => isRequired).map(([, text, isMet]) => ({ text, isMet }));
}

/**
 * What is wrong with a new password, in a sentence; undefined if it meets the rules.
 *
 * @param {string} password
 * @param {readonly PasswordRule[]} rules
 */
export function passwordMistake(password, rules) {
  // Cognito refuses it, whatever the policy: the pattern of `Password` of SignUp in its API reference.
  if (/^ | $/.test(password)) return 'A password cannot begin or end with a space';
  const missing = rules.filter(({ isMet }) => !isMet(password)).map(({ text }) => text);
  const list = new Intl.ListFormat('en', { type: 'conjunction' }).format(missing);
  return missing.length > 0 ? `The password needs ${list}` : undefined;
}

/**
 * Adds the rules of the policy to the `.field` of an input with an id. While the user types, the list shows which of them are met. The
 * form is not sent before all are.
 *
 * @param {HTMLInputElement} input
 * @param {PasswordPolicy} policy
 */
export function addPasswordChecklist(input, policy) {
  const rules = passwordRules(policy);
  const items = rules.map((rule) => {
    const state = screenReaderText('');
    const mark = element('span', { class: 'mark' }, icon('check'));
    return { rule, state, item: element('li', {}, mark, element('span', {}, upperFirst(rule.text), state)) };
  });
  const id = `${input.id}-rules`;
  const list = element('ul', { class: 'checklist', id }, ...items.map(({ item }) => item));
  const status = element('p', { class: 'sr-only', role: 'status' });
  input.closest('.field')?.append(list, status);
  describe(input, id);
  addCheck(input, (password) => passwordMistake(password, rules));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  input.addEventListener('input', () => {
    for (const { rule, state, item } of items) {
      const isMet = rule.isMet(input.value);
      item.classList.toggle('met', isMet);
      state.textContent = isMet ? ': met' : '';
    }
    clearTimeout(timer);
    status.textContent = '';
    if (input.value) timer = setTimeout(announce, PAUSE_MS);
  });
  function announce() {
    status.textContent = passwordMistake(input.value, rules) ?? 'The password meets all rules';
  }
}

/** @param {string} text */
function upperFirst(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
