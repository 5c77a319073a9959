import { confirmDialog } from '../components/confirm-dialog.js';
import { toast } from '../components/toast.js';
import { button, element } from '../dom.js';
import { clientProblem } from '../problems.js';
import { choice, formDialog } from './form-dialog.js';
import { keyed } from './panel.js';
import { passwordError, passwordField } from './passwords.js';
import { isGone, problemFor, sentenceFor } from './problems.js';

/** @typedef {import('./panel.js').UserPanel} UserPanel */

/**
 * What an administrator can do with a user.
 *
 * @param {UserPanel} panel
 * @param {() => void} openList called when the user is deleted
 */
export function actionsPanel({ pool, details, call, act }, openList) {
  const { user } = details;
  const { name, status, enabled } = user;
  const isConfirmed = status === 'CONFIRMED' || status === 'RESET_REQUIRED';
  const rows = [
    ...(status === 'UNCONFIRMED'
      ? [
          action('Confirm the account', 'Without the code. The e-mail address stays unverified.', {
            text: 'Confirm',
            run: () => act('AdminConfirmSignUp', {}, 'The account is confirmed.'),
          }),
        ]
      : []),
    ...(status === 'FORCE_CHANGE_PASSWORD'
      ? [
          action('Send the invitation again', 'With a new temporary password, to the e-mail address.', {
            text: 'Send again',
            run: () =>
              act(
                'AdminCreateUser',
                { MessageAction: 'RESEND', DesiredDeliveryMediums: ['EMAIL'] },
                'The invitation is in the mailbox.',
              ),
          }),
        ]
      : []),
    action('Set a password', 'Sends no e-mail. Sessions stay signed in.', {
      text: 'Set password …',
      run: () => setPassword(pool, call),
    }),
    ...(isConfirmed
      ? [
          action('Reset the password', 'The password stops working. A code to choose a new one goes to the user.', {
            text: 'Send reset code',
            run: () => act('AdminResetUserPassword', {}, 'The code is in the mailbox.'),
          }),
        ]
      : []),
    action('Sign out everywhere', 'Ends all sessions. ID tokens stay valid until they expire.', {
      text: 'Sign out',
      run: () => act('AdminUserGlobalSignOut', {}, 'All sessions have ended.'),
    }),
    enabled
      ? action('Disable the user', 'Ends all sessions and allows no sign-in.', {
          text: 'Disable',
          run: () => act('AdminDisableUser', {}, 'The user is disabled.'),
        })
      : action('Enable the user', 'Allows sign-in again.', {
          text: 'Enable',
          run: () => act('AdminEnableUser', {}, 'The user is enabled.'),
        }),
    action('Delete the user', 'This cannot be undone.', {
      text: 'Delete …',
      kind: 'danger',
      run: async () => {
        const title = `Delete ${name}?`;
        const text = 'The user and everything that Cognito stores about it are deleted. Items in tables stay.';
        if (!(await confirmDialog({ title, text, action: 'Delete user' }))) return;
        const { error } = await pool.call('AdminDeleteUser', { Username: user.username });
        if (error && !isGone(error)) return toast(sentenceFor(error), 'bad');
        toast('The user is deleted.');
        openList();
      },
    }),
  ];
  return element(
    'section',
    { class: 'card actions-card', 'aria-labelledby': 'user-actions' },
    element('h2', { id: 'user-actions' }, 'Actions'),
    element('ul', { class: 'action-list' }, ...rows),
  );
}

/**
 * @param {string} title
 * @param {string} text
 * @param {{ text: string, kind?: string, run: () => unknown }} control
 */
function action(title, text, { text: label, kind = 'secondary', run }) {
  const id = `action-${title.replaceAll(/\W+/g, '-').toLowerCase()}`;
  const control = keyed(
    title,
    button(`${kind} small`, () => void runOnce(), label),
  );
  control.setAttribute('aria-describedby', id);
  return element(
    'li',
    {},
    element('div', {}, element('h3', {}, title), element('p', { class: 'hint', id }, text)),
    control,
  );

  async function runOnce() {
    if (control.hasAttribute('aria-disabled')) return;
    control.setAttribute('aria-disabled', 'true');
    await run();
    control.removeAttribute('aria-disabled');
  }
}

/**
 * @param {import('./pool.js').Pool} pool
 * @param {UserPanel['call']} call
 */
async function setPassword(pool, call) {
  const done = await formDialog({
    title: 'Set a password',
    fields: [
      passwordField(pool.passwordPolicy),
      choice({ type: 'checkbox', name: 'temporary', label: 'The user must replace it at the next sign-in' }),
    ],
    action: 'Set password',
    async submit(values) {
      const password = String(values.get('password'));
      const message = passwordError(password, pool.passwordPolicy);
      if (message) return { ...clientProblem('invalid', message), errors: [{ field: 'password', message }] };
      const { error } = await call('AdminSetUserPassword', { Password: password, Permanent: !values.has('temporary') });
      return error && problemFor(error, ['password']);
    },
  });
  if (done) toast('The password is set.');
}
