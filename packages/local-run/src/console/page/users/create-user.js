import { toast } from '../components/toast.js';
import { element, find } from '../dom.js';
import { clientProblem } from '../problems.js';
import { choice, formDialog, inputField } from './form-dialog.js';
import { generatePassword, passwordError, passwordField } from './passwords.js';
import { problemFor } from './problems.js';

/**
 * @typedef {import('./pool.js').Pool} Pool
 * @typedef {import('../problems.js').Problem} Problem
 */

const FIELDS = ['username', 'email', 'password'];

/**
 * Shows the form for a new user. Resolves with the username, or undefined if it was closed.
 *
 * @param {Pool} pool
 * @returns {Promise<string | undefined>}
 */
export async function createUserDialog(pool) {
  /** @type {string | undefined} */
  let created;
  await formDialog({
    title: 'Create a user',
    fields: fieldsFor(pool),
    action: 'Create user',
    async submit(values) {
      const user = readUser(values, pool);
      const problem = problemOf(user, pool);
      if (problem) return problem;
      const result = await createUser(user, pool);
      if (result.error) return problemFor(result.error, FIELDS);
      created = result.username;
      return undefined;
    },
  });
  if (created !== undefined) toast('The user is created.');
  return created;
}

/** @param {Pool} pool */
function fieldsFor(pool) {
  const password = passwordField(pool.passwordPolicy);
  const temporary = choice({
    type: 'checkbox',
    name: 'temporary',
    label: 'The user must replace it at the first sign-in',
  });
  const passwordFields = element('div', { class: 'fields' }, password, temporary);
  const invitation = element('p', { class: 'hint' }, 'The e-mail with the temporary password appears in the mailbox.');
  invitation.hidden = true;
  const access = element(
    'fieldset',
    {},
    element('legend', {}, 'How the user signs in first'),
    choice({ type: 'radio', name: 'access', value: 'password', label: 'With a password that you set', checked: true }),
    choice({ type: 'radio', name: 'access', value: 'invitation', label: 'With a temporary password from an e-mail' }),
    ...(pool.sendsSignInCodes
      ? [
          choice({
            type: 'radio',
            name: 'access',
            value: 'code',
            label: 'With a code from an e-mail, without a password',
          }),
        ]
      : []),
  );
  access.addEventListener('change', () => {
    const value = find(access, ':checked', HTMLInputElement).value;
    passwordFields.hidden = value !== 'password';
    invitation.hidden = value !== 'invitation';
  });
  const required = pool.signsInWithEmail ? { required: '' } : {};
  return [
    ...(pool.signsInWithEmail
      ? []
      : [inputField({ name: 'username', label: 'Username', attributes: { required: '' } })]),
    inputField({ name: 'email', label: 'E-mail address', attributes: { type: 'email', ...required } }),
    choice({ type: 'checkbox', name: 'verified', label: 'The address is verified', checked: true }),
    access,
    passwordFields,
    invitation,
  ];
}

/**
 * @param {FormData} values
 * @param {Pool} pool
 */
function readUser(values, pool) {
  const text = (/** @type {string} */ name) => String(values.get(name) ?? '');
  const email = text('email').trim();
  return {
    username: pool.signsInWithEmail ? email : text('username').trim(),
    email,
    verified: values.has('verified'),
    access: text('access'),
    password: text('password'),
    temporary: values.has('temporary'),
  };
}

/**
 * What is wrong in the form.
 *
 * @param {ReturnType<typeof readUser>} user
 * @param {Pool} pool
 * @returns {Problem | undefined}
 */
function problemOf({ username, email, access, password }, pool) {
  const wrongPassword = access === 'password' ? passwordError(password, pool.passwordPolicy) : undefined;
  const emailError = errorOfEmail(email, pool.signsInWithEmail || access !== 'password');
  const errors = [
    ...(username === '' && !pool.signsInWithEmail ? [{ field: 'username', message: 'Enter the username.' }] : []),
    ...(/\s/.test(username) && !pool.signsInWithEmail
      ? [{ field: 'username', message: 'A username cannot contain spaces.' }]
      : []),
    ...(emailError ? [{ field: 'email', message: emailError }] : []),
    ...(wrongPassword ? [{ field: 'password', message: wrongPassword }] : []),
  ];
  return errors.length > 0 ? { ...clientProblem('invalid', 'Check the marked fields.'), errors } : undefined;
}

/**
 * @param {string} email
 * @param {boolean} required
 */
function errorOfEmail(email, required) {
  if (email === '') return required ? 'Enter the e-mail address.' : undefined;
  return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email) ? undefined : 'Enter an e-mail address such as ada@example.com';
}

/**
 * @param {ReturnType<typeof readUser>} user
 * @param {Pool} pool
 * @returns {Promise<{ username: string, error?: undefined } | { error: import('../aws.js').AwsError }>}
 */
async function createUser({ username, email, verified, access, password, temporary }, pool) {
  const invites = access === 'invitation';
  const { body, error } = await pool.call('AdminCreateUser', {
    Username: username,
    UserAttributes: email
      ? [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: String(verified) },
        ]
      : [],
    ...(invites ? { DesiredDeliveryMediums: ['EMAIL'] } : { MessageAction: 'SUPPRESS' }),
    // Where users can sign in without a password, Cognito generates none.
    ...(invites && pool.sendsSignInCodes && { TemporaryPassword: generatePassword(pool.passwordPolicy) }),
  });
  if (error) return { error };
  const { Username } = /** @type {{ Username: string }} */ (body.User);
  if (access !== 'password') return { username: Username };
  const set = await pool.call('AdminSetUserPassword', { Username, Password: password, Permanent: !temporary });
  if (!set.error) return { username: Username };
  // Otherwise a second attempt would find that the username is taken.
  await pool.call('AdminDeleteUser', { Username });
  return { error: set.error };
}
