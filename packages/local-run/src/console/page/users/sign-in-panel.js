import { confirmDialog } from '../components/confirm-dialog.js';
import { icon } from '../components/icon.js';
import { button, element } from '../dom.js';
import { keyed } from './panel.js';

/** @typedef {import('./panel.js').UserPanel} UserPanel */

/** The words for what a user can sign in with. */
const factorNames = new Map([
  ['PASSWORD', 'Password'],
  ['EMAIL_OTP', 'Code by e-mail'],
  ['WEB_AUTHN', 'Passkey'],
]);

/** How a user signs in. @param {UserPanel} panel */
export function signInPanel({ pool, details, act }) {
  const { factors, secondFactors } = details;
  const hasApp = secondFactors.includes('SOFTWARE_TOKEN_MFA');
  const names = factors.map((factor) => factorNames.get(factor) ?? factor);
  const methods = names.map((name) => element('span', { class: 'badge neutral' }, name));
  const second = [
    ...(hasApp ? ['Authenticator app'] : []),
    ...(secondFactors.includes('WEB_AUTHN_MFA') ? ['Passkey'] : []),
  ];
  return element(
    'section',
    { class: 'card', 'aria-labelledby': 'user-sign-in' },
    element('h2', { id: 'user-sign-in' }, 'Sign-in'),
    element(
      'dl',
      { class: 'detail' },
      element('dt', {}, 'Signs in with'),
      element('dd', { class: 'badges' }, ...(methods.length > 0 ? methods : ['Nothing yet'])),
      ...(pool.offersSecondFactor || second.length > 0
        ? [
            element('dt', {}, 'Second factor'),
            element(
              'dd',
              { class: 'badges' },
              ...(second.length > 0
                ? second.map((name) => element('span', { class: 'badge good' }, name))
                : [pool.requiresSecondFactor ? 'Set up at the next sign-in' : 'Off']),
            ),
          ]
        : []),
    ),
    ...(hasApp
      ? [
          element(
            'div',
            { class: 'actions' },
            keyed(
              'app',
              button('secondary', () => void removeApp(act), icon('phone'), 'Remove authenticator app …'),
            ),
          ),
        ]
      : []),
    ...(pool.offersPasskeys
      ? [
          element(
            'p',
            { class: 'hint' },
            'Amazon Cognito lets only the user list and delete passkeys: an administrator cannot.',
          ),
        ]
      : []),
  );
}

/** @param {UserPanel['act']} act */
async function removeApp(act) {
  const confirmed = await confirmDialog({
    title: 'Remove the authenticator app?',
    text: 'Sign-in no longer asks for its codes. The user can set up an app again.',
    action: 'Remove app',
  });
  if (confirmed) await act('AdminDeleteSoftwareToken', {}, 'The authenticator app is removed.');
}
