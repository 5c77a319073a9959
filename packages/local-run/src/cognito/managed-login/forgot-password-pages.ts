import type { AppClient } from '../user-pool';
import type { FormPage } from './form-page';
import { nameField, newPasswordField } from './login-page';
import { emailCodeField, repeatedPassword } from './sign-up-pages';

/** GET and POST /forgotPassword: asks who the user is. */
export function forgotPasswordPage(username: string, { pool }: AppClient, loginUrl: string): FormPage {
  return {
    heading: 'Forgot your password?',
    forms: [{ path: '/forgotPassword', fields: [nameField(pool.settings, username)], button: 'Send a code' }],
    links: [{ text: 'Sign in', url: loginUrl }],
  };
}

/** POST /confirmforgotPassword: asks for the code of the e-mail and a new password. */
export function newPasswordPage(
  username: string,
  client: AppClient,
  { loginUrl, done }: { readonly loginUrl: string; readonly done?: string },
): FormPage {
  const fields = [emailCodeField, newPasswordField('password', client), repeatedPassword];
  return {
    heading: 'Choose a new password',
    ...(done !== undefined && { done }),
    forms: [{ path: '/confirmforgotPassword', hidden: { username }, fields, button: 'Change password' }],
    links: [{ text: 'Sign in', url: loginUrl }],
  };
}
