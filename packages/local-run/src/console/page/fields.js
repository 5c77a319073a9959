import { button, element, findAll } from './dom.js';
import { sentence } from './problem-box.js';
import { fieldNamesOf } from './problems.js';

/**
 * @typedef {import('./problems.js').Problem} Problem
 *
 * Finds the mistake in a value, as a sentence. It must accept every value that the API may accept.
 *
 * @typedef {(value: string) => string | undefined} Check
 */

const ADDRESS_EXAMPLE = 'Enter an e-mail address such as ada@example.com';

/** The checks of the page, besides that of an empty field. @type {WeakMap<HTMLInputElement, Check>} */
const checks = new WeakMap();

/**
 * Adds an element for errors to each field of a form, and a button that shows the password to each password field.
 *
 * @param {HTMLFormElement} form
 */
export function prepareFields(form) {
  for (const input of inputsOf(form)) {
    const field = input.closest('.field');
    if (!field) continue;
    const error = element('p', { class: 'error', id: `${input.id}-error` });
    if (input.type === 'password') addRevealButton(input);
    (input.closest('.with-reveal') ?? input).after(error);
    input.addEventListener('input', () => setError(input, undefined));
    if (input.type === 'email') addCheck(input, addressMistake);
  }
}

/**
 * Adds a check that a field has to pass before its form calls the API. A field has one.
 *
 * @param {HTMLInputElement} input
 * @param {Check} check
 */
export function addCheck(input, check) {
  checks.set(input, check);
}

/** Not stricter than Cognito. @type {Check} */
function addressMistake(value) {
  return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value.trim()) ? undefined : ADDRESS_EXAMPLE;
}

/**
 * Shows the mistakes in the fields that a button sends, and focuses the first of them. Returns whether there are none.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} pressed its `data-fields` names the fields; by default the button sends all visible ones
 */
export function checkFields(form, pressed) {
  const names = pressed?.dataset.fields?.split(' ');
  const inputs = visibleInputsOf(form).filter(({ name }) => names?.includes(name) ?? true);
  for (const input of inputs) setError(input, mistakeIn(input));
  return !focusFirstError(form);
}

/** @param {HTMLInputElement} input */
function mistakeIn(input) {
  if (input.value !== '') return checks.get(input)?.(input.value);
  return input.required ? emptyFieldMessage(input) : undefined;
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
    setError(input, undefined);
    setRevealed(input, false);
  }
}

/**
 * Empties the fields for passwords and codes.
 *
 * @param {HTMLFormElement} form
 */
export function clearSecrets(form) {
  for (const input of inputsOf(form)) if (/password|code/i.test(input.name) && input.value) setValue(input, '');
}

/**
 * Sets the value of a field as if the user had typed it.
 *
 * @param {HTMLInputElement} input
 * @param {string} value
 */
export function setValue(input, value) {
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

/**
 * Focuses the first empty field of a view, if there is one. Its description begins with the heading of the view, because the focus
 * does not go there.
 *
 * @param {HTMLElement} view
 */
export function focusEmptyField(view) {
  const input = visibleInputsOf(view).find(({ type, value }) => type !== 'checkbox' && value === '');
  const heading = view.querySelector('h1')?.id;
  if (!input || !heading) return;
  describe(input, heading, { isFirst: true });
  input.addEventListener('blur', () => removeDescription(input, heading), { once: true });
  input.focus();
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
  const inputs = visibleInputsOf(form);
  for (const input of inputs) {
    const messages = problem.errors.filter(({ field }) => field === input.name).map(({ message }) => message);
    setError(input, messages.length > 0 ? (ownMessage(input) ?? messages.map(sentence).join(' ')) : undefined);
  }
  const rest = problem.errors.filter(({ field }) => !inputs.some(({ name }) => name === field));
  const hasFieldErrors = problem.errors.length > rest.length;
  const target = inputs.find(({ name }) => fieldNamesOf(problem).includes(name));
  if (!hasFieldErrors && target) setError(target, problem.title);
  focusFirstError(form);
  // A retry time and errors of fields that this form does not have are shown above it.
  const isComplete = (hasFieldErrors || target) && rest.length === 0 && !problem.retryAfter;
  return isComplete ? undefined : { ...problem, errors: rest };
}

/** The message for an empty field or a malformed address, in place of the API's. @param {HTMLInputElement} input */
function ownMessage(input) {
  if (input.value === '') return emptyFieldMessage(input);
  return input.type === 'email' ? addressMistake(input.value) : undefined;
}

/** @param {HTMLInputElement} input */
function emptyFieldMessage(input) {
  const label = input.labels?.[0]?.textContent ?? input.name;
  return `Enter the ${label.slice(0, 1).toLowerCase()}${label.slice(1)}`;
}

/**
 * Shows the error of a field, whether the page or the API found it. A field has one message.
 *
 * @param {HTMLInputElement} input
 * @param {string | undefined} message
 */
function setError(input, message) {
  const place = document.getElementById(`${input.id}-error`);
  if (!place) return;
  place.textContent = message ? sentence(message) : '';
  if (message) {
    input.setAttribute('aria-invalid', 'true');
    describe(input, place.id, { isFirst: true });
  } else {
    input.removeAttribute('aria-invalid');
    removeDescription(input, place.id);
  }
}

/**
 * Whether a field of the form has an error; the first one gets the focus.
 *
 * @param {HTMLFormElement} form
 */
function focusFirstError(form) {
  const first = visibleInputsOf(form).find((input) => input.hasAttribute('aria-invalid'));
  first?.focus();
  return first !== undefined;
}

/**
 * Adds an element to the description of a field, which screen readers read after its label.
 *
 * @param {Element} input
 * @param {string} id
 * @param {{ isFirst?: boolean }} [options]
 */
export function describe(input, id, { isFirst = false } = {}) {
  const others = descriptionsOf(input).filter((other) => other !== id);
  input.setAttribute('aria-describedby', (isFirst ? [id, ...others] : [...others, id]).join(' '));
}

/**
 * @param {Element} input
 * @param {string} id
 */
function removeDescription(input, id) {
  const others = descriptionsOf(input).filter((other) => other !== id);
  if (others.length > 0) input.setAttribute('aria-describedby', others.join(' '));
  else input.removeAttribute('aria-describedby');
}

/** @param {Element} input */
function descriptionsOf(input) {
  return (input.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);
}

/** @param {ParentNode} form */
function inputsOf(form) {
  return findAll(form, 'input').filter((input) => input instanceof HTMLInputElement);
}

/** @param {ParentNode} form */
function visibleInputsOf(form) {
  return inputsOf(form).filter((input) => input.offsetParent !== null);
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
