import { find } from './dom.js';
import { onSubmit, showSuccess } from './forms.js';
import { showTotpKey } from './totp-key.js';

const REQUIRED = 'This API requires an app on your phone: each sign-in with a password asks for a code from it.';

/**
 * Connects the view of the authenticator app: set up, enable with a code, disable.
 *
 * @param {import('./session.js').Session} session
 * @param {{ isRequired: boolean }} options `isRequired`: whether every sign-in requires a second factor
 */
export function connectAuthenticator(session, { isRequired }) {
  if (isRequired) find(document, '[data-totp-lead]', HTMLElement).textContent = REQUIRED;
  const form = onSubmit('authenticator', ({ action, signal }) =>
    action === 'disable' ? disable(signal) : setUp(signal),
  );
  const enableForm = onSubmit('enable-totp', async ({ values, signal }) => {
    const { problem } = await session.call(
      { ...totp, method: 'PUT', body: { code: values.code }, signal },
      'access token',
    );
    if (problem) return problem;
    clearKey();
    showState(true);
    showSuccess(form, 'The authenticator app is enabled: sign-in now asks for a code.');
    find(form, 'button', HTMLElement).focus();
  });

  /** @param {AbortSignal} signal */
  async function setUp(signal) {
    const { problem, body } = await session.call({ ...totp, method: 'POST', signal }, 'access token');
    if (problem) return problem;
    await showKey(body);
    // The key is read before the code is typed.
    find(enableForm, 'input', HTMLElement).focus({ preventScroll: true });
    find(document, '[data-key]', HTMLElement).scrollIntoView({ block: 'nearest' });
  }

  /** @param {AbortSignal} signal */
  async function disable(signal) {
    const { problem } = await session.call({ ...totp, method: 'DELETE', signal }, 'access token');
    if (problem) return problem;
    clearKey();
    showState(false);
    showSuccess(form, 'The authenticator app is disabled: sign-in asks for the password only.');
  }

  return {
    /** Loads whether the app is enabled. */
    async enter() {
      clearKey();
      showState(undefined);
      const { body, problem } = await session.call({ method: 'GET', path: '/me' }, 'access token');
      showState(problem ? undefined : Object(body).totp === true);
    },
    leave: clearKey,
  };

  /** @param {boolean | undefined} on */
  function showState(on) {
    const badge = find(form, '[data-totp]', HTMLElement);
    badge.textContent = on === undefined ? '…' : on ? 'enabled' : 'disabled';
    badge.className = on ? 'badge good' : 'badge neutral';
    find(form, '[value="set-up"]', HTMLElement).textContent = on ? 'Set up another app' : 'Set up an app';
    find(form, '[value="disable"]', HTMLElement).hidden = !on || isRequired;
  }
}

const totp = /** @type {const} */ ({ path: '/mfa/totp' });

/** @param {unknown} reply */
async function showKey(reply) {
  await showTotpKey(find(document, '[data-new-key]', HTMLElement), reply);
  find(document, '[data-key]', HTMLElement).hidden = false;
  find(document, '[value="set-up"]', HTMLElement).classList.add('secondary');
}

/** Removes the key from the page. */
function clearKey() {
  find(document, '[data-key]', HTMLElement).hidden = true;
  find(document, '[value="set-up"]', HTMLElement).classList.remove('secondary');
  find(document, '[data-new-key]', HTMLElement).replaceChildren();
}
