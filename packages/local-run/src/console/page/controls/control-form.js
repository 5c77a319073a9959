import { element } from '../dom.js';

/**
 * A form of which one field after the other can be wrong.
 *
 * @param {object} options
 * @param {string} options.label name of the form for screen readers
 * @param {readonly HTMLElement[]} options.fields
 * @param {readonly HTMLElement[]} options.actions
 * @param {(problem: (text: string, control?: HTMLElement) => void) => Promise<void> | void} options.onSubmit `problem` shows
 *   what is wrong, and moves the focus to the control
 */
export function controlForm({ label, fields, actions, onSubmit }) {
  const place = element('p', { class: 'problem', role: 'alert' });
  const form = element(
    'form',
    { class: 'control-form', novalidate: '', 'aria-label': label },
    place,
    element('div', { class: 'control-fields' }, ...fields),
    element('div', { class: 'actions' }, ...actions),
  );
  let isBusy = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    place.textContent = '';
    for (const control of form.querySelectorAll('[aria-invalid]')) control.removeAttribute('aria-invalid');
    await onSubmit((text, control) => {
      place.textContent = text;
      control?.setAttribute('aria-invalid', 'true');
      control?.focus();
    });
    isBusy = false;
  });
  return form;
}

/**
 * A field with a label.
 *
 * @template {HTMLElement} Control
 * @param {string} text
 * @param {Control} control has an id
 * @param {string} [hint]
 */
export function field(text, control, hint) {
  const label = element('label', { for: control.id }, text);
  if (hint === undefined) return element('div', { class: 'field' }, label, control);
  const description = element('p', { class: 'hint', id: `${control.id}-hint` }, hint);
  control.setAttribute('aria-describedby', description.id);
  return element('div', { class: 'field' }, label, control, description);
}

/** @param {string} id @param {Readonly<Record<string, string>>} [attributes] */
export function numberInput(id, attributes = {}) {
  return element('input', { id, inputmode: 'numeric', autocomplete: 'off', ...attributes });
}

/** @param {string} id @param {readonly (readonly [string, string])[]} options value and text */
export function select(id, options) {
  return element('select', { id }, ...options.map(([value, text]) => element('option', { value }, text)));
}

/** A whole number above 0; undefined for anything else. @param {string} text */
export function parseCount(text) {
  return /^[1-9]\d{0,8}$/.test(text.trim()) ? Number(text) : undefined;
}
