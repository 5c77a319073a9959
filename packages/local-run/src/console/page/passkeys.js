import { element, find, screenReaderText } from './dom.js';
import { onSubmit, showSuccess } from './forms.js';
import { showProblem } from './problem-box.js';
import { createPasskey, missingPasskeySupport } from './webauthn.js';

/**
 * A passkey in the reply of GET /passkeys.
 *
 * @typedef {object} Passkey
 * @property {string} id
 * @property {string} [name]
 * @property {string} [createdAt] ISO 8601
 */

/** The value of a button that removes a passkey begins with this; the id follows. */
const REMOVE = 'remove ';

/**
 * Connects the view of the passkeys: list, add, remove.
 *
 * @param {import('./session.js').Session} session
 */
export function connectPasskeys(session) {
  const form = onSubmit('passkeys', ({ action, signal }) =>
    action.startsWith(REMOVE) ? remove(action.slice(REMOVE.length), signal) : add(signal),
  );
  const addButton = find(form, '[value="add"]', HTMLElement);

  /** @param {AbortSignal} signal */
  async function add(signal) {
    const missing = missingPasskeySupport();
    if (missing) return missing;
    const { body, problem } = await call({ method: 'POST', path: '/passkeys', signal });
    if (problem) return problem;
    const created = await createPasskey(Object(body).options, signal);
    if ('problem' in created) return created.problem;
    const added = await call({ method: 'PUT', path: '/passkeys', body: { credential: created.credential }, signal });
    if (added.problem) return added.problem;
    showSuccess(form, 'The passkey was added. You can sign in with it.');
    return load(signal);
  }

  /**
   * @param {string} id
   * @param {AbortSignal} signal
   */
  async function remove(id, signal) {
    const { problem } = await call({ method: 'DELETE', path: `/passkeys/${encodeURIComponent(id)}`, signal });
    if (problem && problem.code !== 'passkey_not_found') return problem;
    // The button that was pressed disappears with its passkey.
    addButton.focus();
    showSuccess(form, 'The passkey was removed: it cannot sign in any more. You can delete it on your device too.');
    return load(signal);
  }

  /** @param {AbortSignal} [signal] */
  async function load(signal) {
    const { body, problem } = await call({ method: 'GET', path: '/passkeys', ...(signal && { signal }) });
    if (!problem) show(Object(body).passkeys ?? []);
    return problem;
  }

  return {
    /** Loads the passkeys. */
    async enter() {
      const problem = await load();
      if (problem) showProblem(find(form, '.problem', HTMLElement), problem);
    },
    leave: () => show(undefined),
  };

  /** @param {import('./api.js').ApiRequest} request */
  function call(request) {
    return session.call(request, 'access token');
  }

  /** @param {readonly Passkey[] | undefined} passkeys undefined if they are not known */
  function show(passkeys) {
    find(form, '[data-passkeys]', HTMLElement).replaceChildren(...(passkeys ?? []).map(item));
    find(form, '[data-no-passkeys]', HTMLElement).hidden = passkeys?.length !== 0;
  }
}

/** @param {Passkey} passkey */
function item({ id, name = 'Passkey', createdAt }) {
  const added = createdAt ? new Date(createdAt).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' }) : '';
  const details = element('div', {}, element('p', { class: 'name' }, name));
  if (createdAt) {
    details.append(element('p', { class: 'hint' }, 'Added ', element('time', { datetime: createdAt }, added)));
  }
  const label = screenReaderText(` the passkey ${name}${added && `, added ${added}`}`);
  return element(
    'li',
    {},
    details,
    element('button', { type: 'submit', class: 'secondary small', value: REMOVE + id }, 'Remove', label),
  );
}
