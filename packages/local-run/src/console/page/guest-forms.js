import { find, findAll } from './dom.js';
import { onSubmit, showSuccess } from './forms.js';
import { parseTokens } from './tokens.js';

/**
 * @typedef {import('./problems.js').Problem} Problem
 *
 * A challenge to respond to. It is not stored: it is valid for a few minutes and can be used once.
 *
 * @typedef {object} Challenge
 * @property {string} challenge
 * @property {string} session
 * @property {string} username
 *
 * What the forms need from the rest of the page.
 *
 * @typedef {object} GuestFormsOptions
 * @property {import('./session.js').Session} session
 * @property {(view: string, notice?: string) => void} go
 * @property {(username: string) => void} storeUsername prefills the other forms with it
 */

/** The notice after the account was confirmed with the password of another person. */
const ANOTHER_PASSWORD =
  'Your address is confirmed, but the account has another password than yours: another person signed up with your address ' +
  'before. Request a code and choose a new password. This ends all sessions of the account.';

/**
 * Connects the forms for users who are not signed in.
 *
 * @param {GuestFormsOptions} options
 */
export function connectGuestForms({ session, go, storeUsername }) {
  /** @type {Challenge | undefined} */
  let pending;
  /**
   * The latest sign-up on this page, until the account is confirmed. Its password is never stored.
   *
   * @type {{ username: string, password: string | undefined } | undefined}
   */
  let signedUp;
  const post = (
    /** @type {string} */ path,
    /** @type {Record<string, unknown>} */ body,
    /** @type {AbortSignal} */ signal,
  ) => session.send({ method: 'POST', path, body, signal });

  onSubmit('sign-up', async ({ values, signal }) => {
    const { username, email, password } = values;
    const result = await post('/sign-up', { username: username || email, password, ...(email && { email }) }, signal);
    if (result.problem) return username ? result.problem : withoutUsername(result.problem);
    const { username: createdUsername, delivery } = Object(result.body);
    signedUp = { username: String(createdUsername), password };
    storeUsername(signedUp.username);
    go('confirm', `A code was sent to ${Object(delivery).destination}.`);
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
    const password = signedUp?.username === username ? { password: signedUp.password } : {};
    const { problem } = await post('/confirm', { username, code, ...password }, signal);
    if (problem?.code === 'password_reset_required') {
      signedUp = undefined;
      go('forgot', ANOTHER_PASSWORD);
      return;
    }
    if (problem) return problem;
    signedUp = undefined;
    go('sign-in', 'Your account is confirmed. Sign in.');
  });

  onSubmit('sign-in', async ({ values: { username = '', password }, signal }) => {
    storeUsername(username);
    const result = await post('/sign-in', { username, password }, signal);
    return result.problem ?? continueSignIn(result.body);
  });

  onSubmit('challenge', async ({ values, signal }) => {
    if (!pending) return;
    const { challenge, session, username } = pending;
    const response =
      challenge === 'NEW_PASSWORD_REQUIRED' ? { newPassword: values.newPassword } : { code: values.code };
    const result = await post('/challenge', { username, challenge, session, ...response }, signal);
    return result.problem ?? continueSignIn(result.body);
  });

  onSubmit('forgot', async ({ values: { username = '' }, signal }) => {
    storeUsername(username);
    const { body, problem } = await post('/forgot-password', { username }, signal);
    if (problem) return problem;
    go('reset', `${Object(body).message}.`);
  });

  onSubmit('reset', async ({ values: { username = '', code, newPassword }, signal }) => {
    storeUsername(username);
    const { problem } = await post('/reset-password', { username, code, newPassword }, signal);
    if (problem) return problem;
    go('sign-in', 'The new password is set. Sign in with it.');
  });

  return {
    /** Whether a sign-in waits for the response to a challenge. */
    hasChallenge: () => pending !== undefined,
    clearChallenge() {
      pending = undefined;
    },
  };

  /**
   * Starts a session with the tokens of a reply, or shows its challenge.
   *
   * @param {unknown} body
   */
  function continueSignIn(body) {
    const tokens = parseTokens(body, Date.now());
    if (tokens) {
      pending = undefined;
      signedUp = undefined;
      session.start(tokens);
      go('account');
      return;
    }
    const { challenge, session: challengeSession, username } = Object(body);
    pending = { challenge: String(challenge), session: String(challengeSession), username: String(username) };
    showChallenge(pending);
    go('challenge');
  }
}

/** @param {Challenge} challenge */
function showChallenge({ challenge, username }) {
  const view = find(document, '[data-view="challenge"]', HTMLElement);
  const isSupported = view.querySelector(`[data-challenge="${CSS.escape(challenge)}"]`) !== null;
  for (const part of findAll(view, '[data-challenge]')) {
    part.hidden = part.dataset.challenge !== (isSupported ? challenge : 'unknown');
  }
  find(view, 'form', HTMLElement).hidden = !isSupported;
  find(view, '[data-challenge-name]', HTMLElement).textContent = challenge;
  find(view, '[name="username"]', HTMLInputElement).value = username;
}

/**
 * Without a username, the form sends the address in its place. Errors of that username are left out if the address has
 * its own; otherwise the API requires a username.
 *
 * @param {Problem} problem
 * @returns {Problem}
 */
function withoutUsername(problem) {
  const aboutEmail = problem.errors.some(({ field }) => field === 'email');
  const errors = problem.errors.flatMap((error) => {
    if (error.field !== 'username') return [error];
    return aboutEmail
      ? []
      : [{ field: 'username', message: 'Enter a username: this API requires one in addition to the e-mail address' }];
  });
  return { ...problem, errors };
}
