import { button, element, findAll } from './dom.js';
import { sentence } from './problem-box.js';
import { fieldNamesOf } from './problems.js';

/** @typedef {import('./problems.js').Problem} Problem */

/**
 * Adds an element for errors to each field of a form, and a button that shows the password to each password field.
 *
 * @param {HTMLFormElement} form
 */
export function prepareFields(form) {
  for (const input of inputsOf(form)) {
    const field = input.closest('.field');
    if (!field) continue;
    field.append(element('p', { class: 'error', id: `${input.id}-error` }));
    input.addEventListener('input', () => setErrors(input, []));
    if (input.type === 'password') addRevealButton(input);
  }
}

/** @param {HTMLInputElement} input */
function addRevealButton(input) {
  const toggle = button('reveal', () => setRevealed(input, input.type === 'password'), 'Show');
  toggle.setAttribute('aria-controls', input.id);
  const frame = element('div', { class: 'with-reveal' });
  input.replaceWith(frame);
  frame.append(input, toggle);
  setRevealed(input, false);
}

/**
 * @param {HTMLInputElement} input
 * @param {boolean} shown
 */
function setRevealed(input, shown) {
  const toggle = input.parentElement?.querySelector('.reveal');
  if (!toggle) return;
  input.type = shown ? 'text' : 'password';
  toggle.textContent = shown ? 'Hide' : 'Show';
  toggle.setAttribute('aria-label', `${toggle.textContent} the password`);
}

/**
 * Removes the errors of all fields and hides the passwords.
 *
 * @param {HTMLFormElement} form
 */
export function clearErrors(form) {
  for (const input of inputsOf(form)) {
    setErrors(input, []);
    setRevealed(input, false);
  }
}

/**
 * Empties the fields for passwords and codes.
 *
 * @param {HTMLFormElement} form
 */
export function clearSecrets(form) {
  for (const input of inputsOf(form)) if (/password|code/i.test(input.name)) input.value = '';
}

/**
 * Shows a problem at the fields that it is about and focuses the first of them. Returns the part of the problem that is
 * about no field, to show above the form; undefined if there is none.
 *
 * @param {HTMLFormElement} form
 * @param {Problem} problem
 * @returns {Problem | undefined}
 */
export function showFieldErrors(form, problem) {
  const inputs = inputsOf(form).filter((input) => input.offsetParent !== null);
  for (const input of inputs) {
    const own = problem.errors.filter(({ field }) => field === input.name);
    const messages = own.map(({ message }) => message);
    setErrors(input, messages.length > 0 ? (ownMessages(input) ?? messages) : []);
  }
  const rest = problem.errors.filter(({ field }) => !inputs.some(({ name }) => name === field));
  const hasFieldErrors = problem.errors.length > rest.length;
  const target = inputs.find(({ name }) => fieldNamesOf(problem).includes(name));
  if (!hasFieldErrors && target) setErrors(target, [problem.title]);
  inputs.find((input) => input.getAttribute('aria-invalid'))?.focus();
  // A retry time and errors of fields that this form does not have are shown above it.
  const isComplete = (hasFieldErrors || target) && rest.length === 0 && !problem.retryAfter;
  return isComplete ? undefined : { ...problem, errors: rest };
}

/**
 * The message for an empty field or a malformed address. The API's message is shown for everything else.
 *
 * @param {HTMLInputElement} input
 */
function ownMessages(input) {
  if (input.required && input.value === '') return [`Enter the ${lowerFirst(labelOf(input))}`];
  if (input.validity.typeMismatch) return ['Enter an e-mail address such as ada@example.com'];
  return undefined;
}

/** @param {HTMLInputElement} input */
function labelOf(input) {
  return input.labels?.[0]?.textContent ?? input.name;
}

/** @param {string} text */
function lowerFirst(text) {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/**
 * @param {HTMLInputElement} input
 * @param {readonly string[]} messages
 */
function setErrors(input, messages) {
  const place = document.getElementById(`${input.id}-error`);
  if (!place) return;
  place.replaceChildren(...messages.map((message) => element('span', {}, sentence(message))));
  const hint = input.closest('.field')?.querySelector('.hint')?.id;
  const descriptions = [messages.length > 0 ? place.id : '', hint ?? ''].filter(Boolean);
  setOrRemove(input, 'aria-invalid', messages.length > 0 ? 'true' : '');
  setOrRemove(input, 'aria-describedby', descriptions.join(' '));
}

/**
 * @param {Element} element
 * @param {string} attribute
 * @param {string} value
 */
function setOrRemove(element, attribute, value) {
  if (value) element.setAttribute(attribute, value);
  else element.removeAttribute(attribute);
}

/** @param {HTMLFormElement} form */
function inputsOf(form) {
  return findAll(form, 'input').filter((input) => input instanceof HTMLInputElement);
}

/**
 * The values of the fields, by name.
 *
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
export function valuesOf(form) {
  return Object.fromEntries(inputsOf(form).map(({ name, value }) => [name, value]));
}
