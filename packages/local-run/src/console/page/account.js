import { find } from './dom.js';
import { clearSecrets } from './fields.js';
import { onSubmit, showSuccess } from './forms.js';

/**
 * The forms for whoever is signed in.
 *
 * @param {import('./session.js').Session} session
 */
export function connectAccount(session) {
  // Where the API is gone, the tokens here can still be dropped.
  const discardButton = find(document, '[data-discard-tokens]', HTMLElement);
  discardButton.addEventListener('click', () => session.discard());

  const sessionForm = onSubmit('session', async ({ action, signal }) => {
    if (action === 'sign-out') {
      const { problem } = await session.signOut(signal);
      discardButton.hidden = !problem;
      return problem;
    }
    if (action === 'sign-out-everywhere') return (await session.signOutEverywhere(signal)).problem;
    const { problem } = await session.refresh(signal);
    if (!problem) showSuccess(sessionForm, 'The tokens were refreshed.');
    return problem;
  });

  const passwordForm = onSubmit('password', async ({ values: { currentPassword, newPassword }, signal }) => {
    const body = { currentPassword, newPassword };
    const { problem } = await session.call({ method: 'POST', path: '/change-password', body, signal }, 'access token');
    if (problem) return problem;
    clearSecrets(passwordForm);
    showSuccess(passwordForm, 'The password was changed.');
  });

  const dialog = find(document, '[data-delete-dialog]', HTMLDialogElement);
  find(document, '[data-open-delete-dialog]', HTMLElement).addEventListener('click', () => dialog.showModal());
  find(document, '[data-close-delete-dialog]', HTMLElement).addEventListener('click', () => dialog.close());
  onSubmit('delete', async ({ signal }) => (await session.deleteAccount(signal)).problem);
}
