/**
 * What went wrong with a call: what the API answered, or what kept it from answering.
 *
 * @typedef {object} Problem
 * @property {string} code one of the API's, or of those below
 * @property {string} title a sentence for a person
 * @property {readonly FieldError[]} errors
 * @property {number} [retryAfter] seconds
 *
 * @typedef {object} FieldError
 * @property {string} field
 * @property {string} message
 */

/** The field that a code is about, where the API names none. The first of these that a form has is meant. */
const fieldNames = new Map([
  ['username_taken', ['username']],
  ['email_taken', ['email']],
  ['invalid_code', ['code']],
  ['weak_password', ['password', 'newPassword']],
  ['password_reused', ['newPassword', 'password']],
  ['wrong_password', ['currentPassword']],
]);

/**
 * The names of the fieldNames that a problem may belong to; empty for one that is about the call as a whole.
 *
 * @param {Problem} problem
 */
export function fieldNamesOf({ code }) {
  return fieldNames.get(code) ?? [];
}

/** Where in the page to go on. */
const nextSteps = new Map([
  ['user_not_confirmed', { view: 'confirm', text: 'Confirm the account' }],
  ['password_reset_required', { view: 'forgot', text: 'Reset the password' }],
  ['already_confirmed', { view: 'sign-in', text: 'Sign in' }],
  ['challenge_expired', { view: 'sign-in', text: 'Sign in again' }],
]);

/**
 * The view where a person can do something about a problem.
 *
 * @param {Problem} problem
 */
export function nextStep({ code }) {
  return nextSteps.get(code);
}

/**
 * The problem in a reply.
 *
 * @param {number} status
 * @param {Record<string, unknown>} body
 * @param {string | null} retryAfter the header
 * @returns {Problem}
 */
export function parseProblem(status, body, retryAfter) {
  const seconds = Number(retryAfter);
  return {
    code: typeof body.code === 'string' ? body.code : '',
    title:
      typeof body.title === 'string' && body.title
        ? body.title
        : `The API replied with status ${status} and gave no reason`,
    errors: Array.isArray(body.errors) ? body.errors.filter(isFieldError) : [],
    ...(retryAfter !== null && seconds > 0 && { retryAfter: seconds }),
  };
}

/**
 * @param {unknown} value
 * @returns {value is FieldError}
 */
function isFieldError(value) {
  const { field, message } = /** @type {Partial<FieldError>} */ (Object(value));
  return typeof field === 'string' && typeof message === 'string';
}

/**
 * A problem of the way there and back.
 *
 * @param {string} code
 * @param {string} title
 * @returns {Problem}
 */
export function clientProblem(code, title) {
  return { code, title, errors: [] };
}

/** That a person did not want to wait. */
export const canceled = clientProblem('canceled', 'Canceled. The request may still have taken effect');
