import { find } from './dom.js';
import { onSubmit, showSuccess } from './forms.js';

/**
 * Connects the forms of the account: session, password change and deletion.
 *
 * @param {import('./session.js').Session} session
 */
export function connectAccount(session) {
  // Signing out needs the API. If it fails, the tokens of this tab can still be discarded.
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

  onSubmit('password', async ({ values: { currentPassword, newPassword }, signal }) => {
    const { problem } = await session.changePassword({ currentPassword, newPassword }, signal);
    return problem;
  });

  const dialog = find(document, '[data-delete-dialog]', HTMLDialogElement);
  find(document, '[data-open-delete-dialog]', HTMLElement).addEventListener('click', () => dialog.showModal());
  find(document, '[data-close-delete-dialog]', HTMLElement).addEventListener('click', () => dialog.close());
  onSubmit('delete', async ({ signal }) => (await session.deleteAccount(signal)).problem);
}
