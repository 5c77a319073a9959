import { clientProblem } from '../problems.js';

/** @typedef {import('../aws.js').AwsError} AwsError */

/** Sentences for the exceptions that say too little, or that name no next step. */
const sentences = new Map([
  ['AliasExistsException', 'Another user has this e-mail address.'],
  ['GroupExistsException', 'A group with this name exists.'],
  ['PasswordHistoryPolicyViolationException', 'The user had this password before. Choose another one.'],
  ['UnsupportedUserStateException', 'The user has chosen a password and needs no invitation any more.'],
  ['UserNotFoundException', 'This user no longer exists. It was deleted, perhaps in another tab.'],
  ['UsernameExistsException', 'A user with this name or e-mail address exists.'],
]);

/** The fields that an exception is about. */
const fields = new Map([
  ['AliasExistsException', ['email', 'value']],
  ['GroupExistsException', ['group']],
  ['InvalidPasswordException', ['password']],
  ['PasswordHistoryPolicyViolationException', ['password']],
  ['UsernameExistsException', ['username', 'email']],
]);

/** @param {AwsError} error */
export function isGone({ name }) {
  return name === 'UserNotFoundException';
}

/** One sentence about an error. @param {AwsError} error */
export function sentenceFor({ name, message }) {
  return sentences.get(name) ?? message.replace(/^Password does not conform to policy: /, '').trim();
}

/**
 * The problem to show in a form that has these fields.
 *
 * @param {AwsError} error
 * @param {readonly string[]} names
 */
export function problemFor(error, names) {
  const message = sentenceFor(error);
  const field = (fields.get(error.name) ?? fieldsNamedIn(error)).find((name) => names.includes(name));
  const problem = clientProblem(error.name, message);
  return field ? { ...problem, errors: [{ field, message }] } : problem;
}

/** The fields that the text of a general exception names. @param {AwsError} error */
function fieldsNamedIn({ name, message }) {
  if (name !== 'InvalidParameterException') return [];
  if (/e-?mail/i.test(message) && !/^username/i.test(message)) return ['email', 'value'];
  if (/'?username|user name/i.test(message)) return ['username'];
  if (/password/i.test(message)) return ['password'];
  if (/groupName/i.test(message)) return ['group'];
  return ['value'];
}
