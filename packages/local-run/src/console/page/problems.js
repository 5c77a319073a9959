/**
 * Why a call failed: the problem in the reply of the API (RFC 9457), or why there is no usable reply.
 *
 * @typedef {object} Problem
 * @property {string} code a code of the API, or one made by the page
 * @property {string} title a sentence to show
 * @property {readonly FieldError[]} errors
 * @property {number} [retryAfter] seconds
 *
 * @typedef {object} FieldError
 * @property {string} field
 * @property {string} message
 */

/** The fields that a code is about if the API names none. The first of them that the form has is used. */
const fieldNames = new Map([
  ['username_taken', ['username', 'email']],
  ['email_taken', ['email']],
  ['invalid_code', ['code']],
  ['weak_password', ['password', 'newPassword']],
  ['password_reused', ['newPassword', 'password']],
  ['wrong_password', ['currentPassword']],
]);

/**
 * The names of the fields that a problem may be about; empty if it is about the call as a whole.
 *
 * @param {Problem} problem
 */
export function fieldNamesOf({ code }) {
  return fieldNames.get(code) ?? [];
}

/** The view that solves a problem. */
const nextSteps = new Map([
  ['user_not_confirmed', { view: 'confirm', text: 'Confirm the account' }],
  ['password_reset_required', { view: 'forgot', text: 'Reset the password' }],
  ['already_confirmed', { view: 'sign-in', text: 'Sign in' }],
  ['challenge_expired', { view: 'sign-in', text: 'Sign in again' }],
  ['reauthentication_required', { view: 'sign-in', text: 'Sign in again and come back' }],
]);

/**
 * The view where the user can solve a problem, if there is one.
 *
 * @param {Problem} problem
 */
export function nextStep({ code }) {
  return nextSteps.get(code);
}

/**
 * Parses the problem in a reply.
 *
 * @param {number} status
 * @param {Record<string, unknown>} body
 * @param {string | null} retryAfter the Retry-After header
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
 * A problem that the page found, not the API.
 *
 * @param {string} code
 * @param {string} title
 * @returns {Problem}
 */
export function clientProblem(code, title) {
  return { code, title, errors: [] };
}

/** The user canceled the call. */
export const canceled = clientProblem('canceled', 'Canceled. The request may still have taken effect');
