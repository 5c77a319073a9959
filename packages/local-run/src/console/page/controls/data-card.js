import { confirmDialog } from '../components/confirm-dialog.js';
import { toast } from '../components/toast.js';
import { button, element } from '../dom.js';
import { control } from './control.js';

/** Removes all users or all messages. */
export function dataCard() {
  return element(
    'section',
    { class: 'card', 'aria-labelledby': 'data-heading' },
    element('h2', { id: 'data-heading' }, 'Begin again'),
    element('p', { class: 'lead' }, 'Removes what the embedded Cognito keeps. Tables and settings stay.'),
    element(
      'div',
      { class: 'actions' },
      button('secondary', () => void removeUsers(), 'Remove all users'),
      button('secondary', () => void removeMessages(), 'Remove all messages'),
    ),
  );
}

async function removeUsers() {
  const confirmed = await confirmDialog({
    title: 'Remove all users?',
    text: 'All users are deleted, with their sessions, codes and groups that are not in the template. This cannot be undone.',
    action: 'Remove all users',
  });
  if (confirmed) report(await control('DELETE', 'users'), 'All users are removed.');
}

async function removeMessages() {
  const confirmed = await confirmDialog({
    title: 'Remove all messages?',
    text: 'The mailbox is emptied. Codes in the messages stay valid. This cannot be undone.',
    action: 'Remove all messages',
  });
  if (confirmed) report(await control('DELETE', 'messages'), 'All messages are removed.');
}

/** @param {import('./control.js').ControlResult} result @param {string} success */
function report({ error }, success) {
  if (error) toast(error, 'bad');
  else toast(success);
}
