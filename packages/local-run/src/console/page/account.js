import { find } from './dom.js';
import { clearSecrets } from './fields.js';
import { onSubmit, tell } from './forms.js';

/**
 * The forms for whoever is signed in.
 *
 * @param {import('./session.js').Session} session
 */
export function connectAccount(session) {
  // Where the API is gone, the tokens here can still be dropped.
  const forget = find(document, '[data-forget]', HTMLElement);
  forget.addEventListener('click', () => session.forget());

  const sessionForm = onSubmit('session', async ({ action, signal }) => {
    if (action === 'sign-out') {
      const { problem } = await session.signOut(signal);
      forget.hidden = !problem;
      return problem;
    }
    if (action === 'sign-out-everywhere') return (await session.signOutEverywhere(signal)).problem;
    const { problem } = await session.refresh(signal);
    if (!problem) tell(sessionForm, 'The tokens were refreshed.');
    return problem;
  });

  const passwordForm = onSubmit('password', async ({ values: { currentPassword, newPassword }, signal }) => {
    const body = { currentPassword, newPassword };
    const { problem } = await session.call({ method: 'POST', path: '/change-password', body, signal }, 'access token');
    if (problem) return problem;
    clearSecrets(passwordForm);
    tell(passwordForm, 'The password was changed.');
  });

  const dialog = find(document, '[data-close-dialog]', HTMLDialogElement);
  find(document, '[data-ask-close]', HTMLElement).addEventListener('click', () => dialog.showModal());
  find(document, '[data-keep]', HTMLElement).addEventListener('click', () => dialog.close());
  onSubmit('close', async ({ signal }) => (await session.close(signal)).problem);
}
