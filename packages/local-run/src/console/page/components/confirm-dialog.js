import { button, element } from '../dom.js';

/**
 * Asks before an action that cannot be undone. Escape and "Cancel", which has the focus, answer no. The focus returns to the
 * control that had it.
 *
 * @param {object} question
 * @param {string} question.title such as `Delete maria?`
 * @param {string} question.text what the action does
 * @param {string} question.action the text of the button that confirms, such as `Delete user`
 * @returns {Promise<boolean>}
 */
export function confirmDialog({ title, text, action }) {
  const heading = element('h2', { id: 'confirm-dialog-title' }, title);
  const cancel = button('secondary', () => dialog.close(), 'Cancel');
  const confirm = button('danger', () => dialog.close('confirmed'), action);
  const dialog = element(
    'dialog',
    { 'aria-labelledby': heading.id, class: 'confirm' },
    heading,
    element('p', { class: 'muted' }, text),
    element('div', { class: 'actions' }, cancel, confirm),
  );
  document.body.append(dialog);
  dialog.showModal();
  cancel.focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'confirmed');
    });
  });
}
