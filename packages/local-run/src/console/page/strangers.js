import { find, findAll } from './dom.js';
import { onSubmit, tell } from './forms.js';
import { tokensIn } from './tokens.js';

/**
 * @typedef {import('./problems.js').Problem} Problem
 *
 * A challenge that waits for an answer. Kept nowhere: it is good for minutes, and once.
 *
 * @typedef {object} Challenge
 * @property {string} challenge
 * @property {string} session
 * @property {string} username
 *
 * What the forms need of the rest of the page.
 *
 * @typedef {object} Surroundings
 * @property {import('./session.js').Session} session
 * @property {(view: string, notice?: string) => void} go
 * @property {(username: string) => void} remember whom the forms are about
 */

/**
 * The forms for whoever is not signed in.
 *
 * @param {Surroundings} surroundings
 */
export function connectStrangers({ session, go, remember }) {
  /** @type {Challenge | undefined} */
  let pending;
  const post = (
    /** @type {string} */ path,
    /** @type {Record<string, unknown>} */ body,
    /** @type {AbortSignal} */ signal,
  ) => session.send({ method: 'POST', path, body, signal });

  onSubmit('sign-up', async ({ values, signal }) => {
    const { username, email, password } = values;
    const answer = await post('/sign-up', { username: username || email, password, ...(email && { email }) }, signal);
    if (answer.problem) return username ? answer.problem : withoutUsername(answer.problem);
    const { username: known, delivery } = Object(answer.body);
    remember(String(known));
    go('confirm', `A code was sent to ${Object(delivery).destination}.`);
  });

  const confirmForm = onSubmit('confirm', async ({ values, action, signal }) => {
    const { username = '', code } = values;
    remember(username);
    if (action === 'resend') {
      const { body, problem } = await post('/resend-code', { username }, signal);
      if (!problem) tell(confirmForm, `${Object(body).message}.`);
      return problem;
    }
    const { problem } = await post('/confirm', { username, code }, signal);
    if (problem) return problem;
    go('sign-in', 'Your account is confirmed. Sign in.');
  });

  onSubmit('sign-in', async ({ values: { username = '', password }, signal }) => {
    remember(username);
    const answer = await post('/sign-in', { username, password }, signal);
    return answer.problem ?? enter(answer.body);
  });

  onSubmit('challenge', async ({ values, signal }) => {
    if (!pending) return;
    const { challenge, session, username } = pending;
    const reply = challenge === 'NEW_PASSWORD_REQUIRED' ? { newPassword: values.newPassword } : { code: values.code };
    const answer = await post('/challenge', { username, challenge, session, ...reply }, signal);
    return answer.problem ?? enter(answer.body);
  });

  onSubmit('forgot', async ({ values: { username = '' }, signal }) => {
    remember(username);
    const { body, problem } = await post('/forgot-password', { username }, signal);
    if (problem) return problem;
    go('reset', `${Object(body).message}.`);
  });

  onSubmit('reset', async ({ values: { username = '', code, newPassword }, signal }) => {
    remember(username);
    const { problem } = await post('/reset-password', { username, code, newPassword }, signal);
    if (problem) return problem;
    go('sign-in', 'The new password is set. Sign in with it.');
  });

  return {
    /** Whether somebody is on the way in. */
    isChallenged: () => pending !== undefined,
    forgetChallenge() {
      pending = undefined;
    },
  };

  /**
   * Signed in, or asked for more.
   *
   * @param {unknown} body
   */
  function enter(body) {
    const tokens = tokensIn(body, Date.now());
    if (tokens) {
      pending = undefined;
      session.begin(tokens);
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
  const isKnown = view.querySelector(`[data-challenge="${CSS.escape(challenge)}"]`) !== null;
  for (const part of findAll(view, '[data-challenge]')) {
    part.hidden = part.dataset.challenge !== (isKnown ? challenge : 'unknown');
  }
  find(view, 'form', HTMLElement).hidden = !isKnown;
  find(view, '[data-challenge-name]', HTMLElement).textContent = challenge;
  find(view, '[name="username"]', HTMLInputElement).value = username;
}

/**
 * Where the username was left out, the address was sent in its place: what is wrong with that is said at the field
 * that was filled in, or asks for the other.
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
