import type { AppClient } from '../user-pool';
import type { Field, FormPage } from './form-page';
import { nameField, newPasswordField } from './login-page';

/** What the user entered, except the password. */
export interface SignUpEntries {
  readonly username: string;
  /** By name. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** Name of the form field of an attribute. */
export const attributeField = (name: string) => `attribute.${name}`;

/** The attributes that a new user has to give besides the user name. Those that a client cannot write are left out: SignUp says so. */
export function requiredAttributes({ pool: { settings } }: AppClient): string[] {
  const required = [...settings.schema.values()].filter(({ Required }) => Required).map(({ Name }) => Name);
  return required.filter((name) => name !== 'sub' && !(name === 'email' && settings.emailAsUsername));
}

/** GET and POST /signup: the fields that SignUp needs, as in Cognito's page. */
export function signUpPage({ username, attributes }: SignUpEntries, client: AppClient, loginUrl: string): FormPage {
  const { settings } = client.pool;
  const field = nameField({ ...settings, emailAlias: false }, username);
  return {
    heading: 'Create an account',
    forms: [
      {
        path: '/signup',
        fields: [
          settings.emailAsUsername ? { ...field, type: 'email' } : field,
          ...requiredAttributes(client).map((name) => attributeInput(name, attributes.get(name) ?? '')),
          newPasswordField('password', client, 'Password'),
          repeatedPassword,
        ],
        button: 'Create account',
      },
    ],
    links: [{ text: 'Sign in', url: loginUrl }],
  };
}

/** A user whose account is to be confirmed. */
export interface UnconfirmedUser {
  readonly username: string;
  /** Key of the PageSignUp; empty if the browser has none. */
  readonly session: string;
}

/** POST /confirm and /resendcode: the code that SignUp has sent. */
export function confirmPage(hidden: UnconfirmedUser, loginUrl: string, done?: string): FormPage {
  return {
    heading: 'Confirm your account',
    ...(done !== undefined && { done }),
    forms: [
      { path: '/confirm', hidden: { ...hidden }, fields: [emailCodeField], button: 'Confirm account' },
      { path: '/resendcode', hidden: { ...hidden }, fields: [], button: 'Send a new code' },
    ],
    links: [{ text: 'Sign in', url: loginUrl }],
  };
}

export const emailCodeField: Field = {
  name: 'code',
  label: 'Code from the e-mail',
  complete: 'one-time-code',
  inputMode: 'numeric',
};

export const repeatedPassword: Field = {
  name: 'repeated',
  label: 'Repeat the password',
  type: 'password',
  complete: 'new-password',
};

function attributeInput(name: string, value: string): Field {
  if (name === 'email') {
    return { name: attributeField(name), label: 'E-mail address', type: 'email', value, complete: 'email' };
  }
  const words = name.replace(/^custom:/, '').replaceAll('_', ' ');
  const label = words.slice(0, 1).toUpperCase() + words.slice(1);
  return { name: attributeField(name), label, value, complete: 'on' };
}
