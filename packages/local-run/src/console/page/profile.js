import { element, find, findAll } from './dom.js';
import { onSubmit, showSuccess } from './forms.js';
import { showProblem } from './problem-box.js';

/**
 * @typedef {object} ProfileOptions
 * @property {import('./session.js').Session} session
 * @property {readonly string[]} fields the names of the profile attributes
 * @property {(change: { from: string, to: string }) => void} onEmailChange
 */

/** The purpose of a field, by which browsers offer values (WCAG 1.3.5). @type {Readonly<Record<string, string>>} */
const autocomplete = {
  name: 'name',
  givenName: 'given-name',
  familyName: 'family-name',
  locale: 'language',
  picture: 'photo',
};

/**
 * Connects the view of the profile: attributes and the change of the e-mail address.
 *
 * @param {ProfileOptions} options
 */
export function connectProfile({ session, fields, onEmailChange }) {
  const view = find(document, '[data-view="profile"]', HTMLElement);
  const email = find(view, '[data-email]', HTMLElement);
  find(view, '[data-profile-fields]', HTMLElement).append(...fields.map(field));
  /** The profile that the API has. @type {Readonly<Record<string, unknown>>} */
  let saved = {};

  const profileForm = onSubmit('profile', async ({ values, signal }) => {
    const changes = Object.fromEntries(
      fields.flatMap((name) => (values[name] === textOf(name) ? [] : [[name, values[name]]])),
    );
    if (Object.keys(changes).length === 0) return showSuccess(profileForm, 'There is no change to save.');
    const { body, problem } = await call({ method: 'PATCH', path: '/me', body: changes, signal });
    if (problem) return problem;
    show(body);
    showSuccess(profileForm, 'The profile is saved.');
  });

  const changeForm = onSubmit('change-email', async ({ values, signal }) => {
    const { body, problem } = await call({ method: 'PUT', path: '/me/email', body: { email: values.email }, signal });
    if (problem) return problem;
    showSuccess(changeForm, `${Object(body).message}.`);
    codeInput().focus();
  });

  const confirmForm = onSubmit('confirm-email', async ({ values: { code }, signal }) => {
    const { problem } = await call({ method: 'POST', path: '/me/email/confirm', body: { code }, signal });
    if (problem) return problem;
    const from = email.textContent ?? '';
    clearEmailForms();
    // The tokens hold the old address until they are refreshed.
    await session.refresh(signal);
    const loaded = await load();
    onEmailChange({ from, to: email.textContent ?? '' });
    showSuccess(changeForm, 'Your e-mail address is changed.');
    find(changeForm, 'input', HTMLElement).focus();
    return loaded;
  });

  return {
    /** Loads the profile and the e-mail address. */
    async enter() {
      const problem = await load();
      if (problem) showProblem(find(view, '.problem', HTMLElement), problem);
    },
    leave() {
      show({});
      clearEmailForms();
    },
    codeInput,
  };

  /** Shows the form for the code, and returns its field. */
  function codeInput() {
    confirmForm.hidden = false;
    return find(confirmForm, 'input', HTMLInputElement);
  }

  function clearEmailForms() {
    confirmForm.hidden = true;
    for (const form of [changeForm, confirmForm]) form.reset();
  }

  async function load() {
    const { body, problem } = await call({ method: 'GET', path: '/me' });
    if (!problem) show(body);
    return problem;
  }

  /** @param {unknown} account the body of a reply of GET /me or PATCH /me */
  function show(account) {
    saved = Object(Object(account).profile);
    email.textContent = String(Object(account).email ?? '…');
    for (const input of findAll(profileForm, 'input')) {
      if (input instanceof HTMLInputElement) input.value = textOf(input.name);
    }
  }

  /** @param {string} name */
  function textOf(name) {
    return String(saved[name] ?? '');
  }

  /** @param {import('./api.js').ApiRequest} request */
  function call(request) {
    return session.call(request, 'access token');
  }
}

/** @param {string} name such as `givenName` */
function field(name) {
  const id = `profile-${name}`;
  // Such as `Given name`.
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return element(
    'div',
    { class: 'field' },
    element('label', { for: id }, words.slice(0, 1).toUpperCase() + words.slice(1)),
    element('input', { id, name, autocomplete: autocomplete[name] ?? 'off' }),
  );
}
