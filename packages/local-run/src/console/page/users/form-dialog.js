import { button, element, find } from '../dom.js';
import { clearErrors, prepareFields, showFieldErrors } from '../fields.js';
import { showProblem } from '../problem-box.js';

/**
 * @typedef {import('../problems.js').Problem} Problem
 *
 * @typedef {object} FormDialog
 * @property {string} title
 * @property {string} [text] what the form does
 * @property {readonly HTMLElement[]} fields
 * @property {string} action the text of the button that submits, such as `Create user`
 * @property {(values: FormData) => Promise<Problem | undefined>} submit
 *   Returns the problem to show. The dialog closes if there is none.
 */

/**
 * Shows a form in a dialog. Escape and "Cancel" close it. The focus returns to the control that had it.
 *
 * @param {FormDialog} dialog
 * @returns {Promise<boolean>} whether it was submitted with success
 */
export function formDialog({ title, text, fields, action, submit }) {
  const heading = element('h2', { id: 'form-dialog-title' }, title);
  const problemBox = element('div', { class: 'problem', role: 'alert' });
  const send = element('button', { type: 'submit' }, action);
  const form = element(
    'form',
    { novalidate: '' },
    heading,
    ...(text ? [element('p', { class: 'muted' }, text)] : []),
    problemBox,
    ...fields,
    element(
      'div',
      { class: 'actions' },
      button('secondary', () => dialog.close(), 'Cancel'),
      send,
    ),
  );
  const dialog = element('dialog', { 'aria-labelledby': heading.id, class: 'form-dialog' }, form);
  prepareFields(form);
  document.body.append(dialog);
  dialog.showModal();
  firstField(form)?.focus();

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (send.hasAttribute('aria-disabled')) return;
    setBusy(send, true);
    clearErrors(form);
    problemBox.replaceChildren();
    const problem = await submit(new FormData(form)).finally(() => setBusy(send, false));
    if (!dialog.open) return;
    if (!problem) return dialog.close('done');
    const rest = showFieldErrors(form, problem);
    if (rest) showProblem(problemBox, rest);
  });
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'done');
    });
  });
}

/**
 * A field with a label.
 *
 * @param {object} field
 * @param {string} field.name
 * @param {string} field.label
 * @param {string} [field.hint]
 * @param {Readonly<Record<string, string>>} [field.attributes] of the input
 */
export function inputField({ name, label, hint, attributes = {} }) {
  const id = `dialog-${name}`;
  const input = element('input', {
    id,
    name,
    autocapitalize: 'none',
    autocomplete: 'off',
    spellcheck: 'false',
    ...attributes,
  });
  const hintText = hint ? [element('p', { class: 'hint', id: `${id}-hint` }, hint)] : [];
  if (hint) input.setAttribute('aria-describedby', `${id}-hint`);
  return element('div', { class: 'field' }, element('label', { for: id }, label), input, ...hintText);
}

/**
 * A check box or a radio button with its label.
 *
 * @param {object} choice
 * @param {'checkbox' | 'radio'} choice.type
 * @param {string} choice.name
 * @param {string} [choice.value]
 * @param {string} choice.label
 * @param {boolean} [choice.checked]
 */
export function choice({ type, name, value = 'on', label, checked = false }) {
  const input = element('input', { type, name, value, ...(checked && { checked: '' }) });
  return element('label', { class: 'choice' }, input, label);
}

/** @param {HTMLFormElement} form */
function firstField(form) {
  return form.querySelector('input, select') ? find(form, 'input, select', HTMLElement) : undefined;
}

/**
 * @param {HTMLButtonElement} send
 * @param {boolean} busy
 */
function setBusy(send, busy) {
  send.classList.toggle('busy', busy);
  send.toggleAttribute('aria-disabled', busy);
}
