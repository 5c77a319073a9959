import { find, findAll } from './dom.js';
import { addCheck, describe, focusEmptyField } from './fields.js';
import { onSubmit, showSuccess } from './forms.js';
import { parseTokens } from './tokens.js';
import { showTotpKey } from './totp-key.js';
import { missingPasskeySupport, usePasskey } from './webauthn.js';

/**
 * @typedef {import('./problems.js').Problem} Problem
 *
 * A challenge to respond to. It is not stored: it is valid for a few minutes and can be used once.
 *
 * @typedef {object} Challenge
 * @property {string} challenge
 * @property {string} session
 * @property {string} username
 * @property {unknown} [parameters]
 *
 * What the forms need from the rest of the page.
 *
 * @typedef {object} GuestFormsOptions
 * @property {import('./session.js').Session} session
 * @property {(view: string, notice?: string) => void} go
 * @property {(notice: string) => void} onSignedIn
 * @property {(username: string) => void} storeUsername prefills the other forms with it
 * @property {'email' | 'username' | undefined} signInWith undefined if it is not known
 * @property {boolean | undefined} passwordIsOptional whether users can sign up without a password; undefined if it is not known
 * @property {boolean} confirmSignsIn whether the API can sign in when it confirms an account
 */

/** The notice after the account was confirmed with the password of another person. */
const ANOTHER_PASSWORD =
  'Your address is confirmed, but the account has another password than yours: another person signed up with your address ' +
  'before. Request a code and choose a new password. This ends all sessions of the account.';

/** The notices after a reset that was to remove the passkeys, by the reason why some remain. */
const PASSKEYS_LEFT = {
  second_factor:
    'The new password is set, but a sign-in needs an authenticator app: sessions and passkeys are as before. Sign in and remove ' +
    'passkeys that are not yours. If the app is not yours, an administrator has to remove it first.',
  failed: 'The new password is set, but passkeys may remain. Sign in, sign out everywhere, and look at the passkeys.',
};

/**
 * Connects the forms for users who are not signed in.
 *
 * @param {GuestFormsOptions} options
 */
export function connectGuestForms(options) {
  const { session, go, onSignedIn, storeUsername, signInWith, passwordIsOptional, confirmSignsIn } = options;
  showSignInMode(signInWith);
  showPasswordMode(passwordIsOptional);
  /** @type {Challenge | undefined} */
  let pending;
  /**
   * The latest sign-up on this page, until the account is confirmed. Its password is never stored.
   *
   * @type {{ username: string, password: string | undefined } | undefined}
   */
  let signedUp;
  const { send } = session;
  const post = (
    /** @type {string} */ path,
    /** @type {Record<string, unknown>} */ body,
    /** @type {AbortSignal} */ signal,
  ) => send({ method: 'POST', path, body, signal });

  onSubmit('sign-up', async ({ values, signal }) => {
    const { username, email, password } = values;
    const body = { username: username || email, ...optional({ password, email }) };
    const result = await post('/sign-up', body, signal);
    if (result.problem) return username ? result.problem : withoutUsername(result.problem, signInWith);
    const { username: createdUsername, delivery } = Object(result.body);
    signedUp = { username: String(createdUsername), password };
    storeUsername(signedUp.username);
    goToForm('confirm', `A code was sent to ${Object(delivery).destination}.`);
  });

  const confirmForm = onSubmit('confirm', async ({ values, action, signal }) => {
    const { username = '', code } = values;
    storeUsername(username);
    if (action === 'resend') {
      const { body, problem } = await post('/resend-code', { username }, signal);
      if (!problem) showSuccess(confirmForm, `${Object(body).message}.`);
      return problem;
    }
    // With the password, the API tells whether another person registered the address first and knows the account's password.
    const password = signedUp?.username === username ? signedUp.password : undefined;
    // Without the password, the API refuses to sign in to an account that has one.
    const signsIn = confirmSignsIn && (Boolean(password) || passwordIsOptional);
    const request = { username, code, ...optional({ password }), ...(signsIn && { signIn: true }) };
    const { body, problem } = await post('/confirm', request, signal);
    if (problem?.code === 'password_reset_required') {
      signedUp = undefined;
      removesPasskeys().checked = true;
      go('forgot', ANOTHER_PASSWORD);
      return;
    }
    if (problem) return problem;
    signedUp = undefined;
    const { signIn } = Object(body);
    if (signIn) return continueSignIn(signIn, { signal, notice: 'Your account is confirmed.' });
    goToForm('sign-in', 'Your account is confirmed. Sign in.');
  });

  onSubmit('sign-in', async ({ values: { username = '', password }, action, signal }) => {
    storeUsername(username);
    const missing = action === 'passkey' ? missingPasskeySupport() : undefined;
    if (missing) return missing;
    const result = await (action
      ? post(`/sign-in/${action}`, { username }, signal)
      : post('/sign-in', { username, password }, signal));
    return result.problem ?? continueSignIn(result.body, { signal });
  });

  onSubmit('challenge', async ({ values, signal }) => {
    if (!pending) return;
    const { challenge, session, username } = pending;
    const result = await (challenge === 'MFA_SETUP'
      ? send({ method: 'PUT', path: '/challenge/totp', body: { username, session, code: values.code }, signal })
      : post('/challenge', { username, challenge, session, ...responseTo(challenge, values) }, signal));
    return result.problem ?? continueSignIn(result.body, { signal });
  });

  onSubmit('forgot', async ({ values: { username = '' }, signal }) => {
    storeUsername(username);
    const { body, problem } = await post('/forgot-password', { username }, signal);
    if (problem) return problem;
    goToForm('reset', `${Object(body).message}.`);
  });

  onSubmit('reset', async ({ values: { username = '', code, newPassword }, signal }) => {
    storeUsername(username);
    const choice = removesPasskeys();
    const removal = choice.offsetParent !== null && choice.checked && { removePasskeys: true };
    const { body, problem } = await post('/reset-password', { username, code, newPassword, ...removal }, signal);
    if (problem) return problem;
    choice.checked = false;
    goToForm('sign-in', noticeAfterReset(body));
  });

  return {
    /** Whether a sign-in waits for the response to a challenge. */
    hasChallenge: () => pending !== undefined,
    clearChallenge() {
      pending = undefined;
      setupKey().replaceChildren();
    },
  };

  /**
   * Starts a session with the tokens of a reply, or shows its challenge. Returns the problem that prevents it.
   *
   * @param {unknown} body
   * @param {{ signal: AbortSignal, notice?: string }} options `notice` is shown in the next view
   * @returns {Promise<Problem | undefined>}
   */
  async function continueSignIn(body, { signal, notice = '' }) {
    const tokens = parseTokens(body, Date.now());
    if (tokens) {
      pending = undefined;
      signedUp = undefined;
      session.start(tokens);
      onSignedIn(notice);
      return;
    }
    const challenge = parseChallenge(body);
    if (challenge.challenge === 'WEB_AUTHN') return signInWithPasskey(challenge, signal);
    if (challenge.challenge === 'MFA_SETUP') {
      const problem = await createKey(challenge, signal);
      if (problem) return problem;
    }
    pending = challenge;
    showChallenge(pending);
    // The key of an app comes before the field for its code.
    if (challenge.challenge === 'MFA_SETUP') go('challenge', notice);
    else goToForm('challenge', notice);
  }

  /**
   * Goes to a view that continues this form, into its first empty field.
   *
   * @param {string} view
   * @param {string} notice
   */
  function goToForm(view, notice) {
    go(view, notice);
    focusEmptyField(find(document, `[data-view="${view}"]`, HTMLElement));
  }

  /**
   * @param {Challenge} challenge
   * @param {AbortSignal} signal
   */
  async function signInWithPasskey({ challenge, session: challengeSession, username, parameters }, signal) {
    const used = await usePasskey(parameters, signal);
    if ('problem' in used) return used.problem;
    const { credential } = used;
    const result = await post('/challenge', { username, challenge, session: challengeSession, credential }, signal);
    return result.problem ?? continueSignIn(result.body, { signal });
  }

  /**
   * Creates and shows the key of an authenticator app that sign-in requires. The reply has the next session.
   *
   * @param {Challenge} challenge
   * @param {AbortSignal} signal
   */
  async function createKey(challenge, signal) {
    const { username, session: challengeSession } = challenge;
    const { body, problem } = await post('/challenge/totp', { username, session: challengeSession }, signal);
    if (problem) return problem;
    challenge.session = String(Object(body).session);
    await showTotpKey(setupKey(), body);
  }
}

/** The choice to remove the passkeys with a reset. It is hidden if the API has no passkeys. */
function removesPasskeys() {
  return find(document, '#reset-passkeys', HTMLInputElement);
}

/** @param {unknown} body of the reply of POST /reset-password */
function noticeAfterReset(body) {
  const { passkeysRemoved, reason } = Object(body);
  if (passkeysRemoved === undefined) return 'The new password is set. Sign in with it.';
  if (passkeysRemoved) return 'The new password is set, and all passkeys are removed. Sign in with the password.';
  return reason === 'second_factor' ? PASSKEYS_LEFT.second_factor : PASSKEYS_LEFT.failed;
}

/**
 * Shows by which name users sign in.
 *
 * @param {'email' | 'username' | undefined} signInWith
 */
function showSignInMode(signInWith) {
  const username = find(document, '#sign-up-username', HTMLInputElement);
  const hint = find(document, '#sign-up-username-hint', HTMLElement);
  addCheck(username, usernameMistake);
  if (signInWith === 'username') {
    username.required = true;
    hint.remove();
    username.removeAttribute('aria-describedby');
  }
  if (signInWith !== 'email') return;
  find(document, '[data-username-field]', HTMLElement).remove();
  find(document, '#sign-up-email', HTMLInputElement).autocomplete = 'username';
  for (const input of findAll(document, '[name="username"]:not([hidden])')) {
    if (!(input instanceof HTMLInputElement)) continue;
    input.inputMode = 'email';
    input.labels?.[0]?.replaceChildren('E-mail address');
  }
}

/** Cognito's own rule, which every API on it has. @type {import('./fields.js').Check} */
function usernameMistake(value) {
  return /\s/.test(value.trim()) ? 'A username cannot contain spaces' : undefined;
}

/**
 * Shows whether the sign-up needs a password.
 *
 * @param {boolean | undefined} isOptional
 */
function showPasswordMode(isOptional) {
  const input = find(document, '#sign-up-password', HTMLInputElement);
  input.required = isOptional === false;
  if (!isOptional) return;
  input.labels?.[0]?.append(' (optional)');
  const hint = find(document, '#sign-up-password-hint', HTMLElement);
  hint.hidden = false;
  describe(input, hint.id);
}

/** The place for the key of an authenticator app that sign-in requires. */
function setupKey() {
  return find(document, '[data-setup-key]', HTMLElement);
}

/**
 * The fields that have a value.
 *
 * @param {Readonly<Record<string, string | undefined>>} fields
 */
function optional(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
}

/**
 * @param {unknown} body
 * @returns {Challenge}
 */
function parseChallenge(body) {
  const { challenge, session, username, parameters } = Object(body);
  return { challenge: String(challenge), session: String(session), username: String(username), parameters };
}

/**
 * @param {string} challenge
 * @param {Readonly<Record<string, string>>} values
 */
function responseTo(challenge, { newPassword, code }) {
  return challenge === 'NEW_PASSWORD_REQUIRED' ? { newPassword } : { code };
}

/** Labels of the field for a code. @type {Readonly<Record<string, string>>} */
const codeLabels = {
  SOFTWARE_TOKEN_MFA: 'Code from your authenticator app',
  EMAIL_OTP: 'Code from the e-mail',
  MFA_SETUP: 'Code from the app',
};

/** @param {Challenge} challenge */
function showChallenge({ challenge, username }) {
  const view = find(document, '[data-view="challenge"]', HTMLElement);
  const isSupported = view.querySelector(`[data-challenge~="${CSS.escape(challenge)}"]`) !== null;
  for (const part of findAll(view, '[data-challenge]')) {
    part.hidden = !part.matches(`[data-challenge~="${isSupported ? CSS.escape(challenge) : 'unknown'}"]`);
  }
  find(view, '[data-code-label]', HTMLElement).textContent = codeLabels[challenge] ?? '';
  find(view, 'form', HTMLElement).hidden = !isSupported;
  find(view, '[data-challenge-name]', HTMLElement).textContent = challenge;
  find(view, '[name="username"]', HTMLInputElement).value = username;
}

/**
 * Without a username, the form sends the address in its place. Where users sign in with it, an error of the username is one of the
 * address; otherwise the API requires a username.
 *
 * @param {Problem} problem
 * @param {'email' | 'username' | undefined} signInWith
 * @returns {Problem}
 */
function withoutUsername(problem, signInWith) {
  const others = problem.errors.filter(({ field }) => field !== 'username');
  const own = problem.errors.find(({ field }) => field === 'username');
  if (!own || others.some(({ field }) => field === 'email')) return { ...problem, errors: others };
  const error =
    signInWith === 'email'
      ? { field: 'email', message: own.message }
      : { field: 'username', message: 'Enter a username: this API requires one in addition to the e-mail address' };
  return { ...problem, errors: [error, ...others] };
}
