import { html } from '../../http/html';
import { displayName } from '../federation/display-name';
import type { PasswordPolicy } from '../passwords/password-policy';
import type { UserPoolSettings } from '../settings/user-pool-settings';
import type { AppClient } from '../user-pool';
import type { Field, FormPage, Link } from './form-page';

/** The step of a sign-in: the password, or a challenge after it. */
export interface Step {
  readonly name: 'PASSWORD' | 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA' | 'MFA_SETUP';
  readonly username: string;
  /** Session of the challenge. */
  readonly session?: string;
  /** For MFA_SETUP: the secret for the authenticator app. */
  readonly secret?: string;
}

/** What the page of a step depends on. */
export interface LoginContext {
  /** Of the authorization request. */
  readonly query: URLSearchParams;
  readonly client: AppClient;
  /** What the form before has done. */
  readonly done?: string;
}

/** The page of a step. */
export function loginPage(step: Step, context: LoginContext): FormPage {
  return steps[step.name](step, context);
}

/** The field that a rejected step asks to correct. */
export function fieldOfStep({ name }: Step): string {
  if (name === 'PASSWORD') return 'password';
  return name === 'NEW_PASSWORD_REQUIRED' ? 'newPassword' : 'code';
}

const steps: Record<Step['name'], (step: Step, context: LoginContext) => FormPage> = {
  PASSWORD: passwordPage,
  NEW_PASSWORD_REQUIRED: (step, { client }) => ({
    heading: 'Choose a new password',
    forms: [challengeForm(step, newPasswordField('newPassword', client))],
    note: 'The temporary password can be used only once.',
  }),
  MFA_SETUP: (step) => ({
    heading: 'Add an authenticator app',
    text: html`<p>Enter this key in an authenticator app: <code>${step.secret ?? ''}</code></p>`,
    forms: [challengeForm(step, appCodeField)],
    note: 'This user pool requires a second factor. The app shows a code of six digits, which changes every 30 seconds.',
  }),
  SOFTWARE_TOKEN_MFA: (step) => ({
    heading: 'Enter your code',
    forms: [challengeForm(step, appCodeField)],
    note: 'Your authenticator app shows a code of six digits, which changes every 30 seconds.',
  }),
};

/** Identity providers, a form for user name and password, and links to what a user without a password needs. */
function passwordPage({ username }: Step, { query, client, done }: LoginContext): FormPage {
  const { settings } = client.pool;
  const providers = client.settings.identityProviders.filter((name) => name !== 'COGNITO');
  const hasPassword = client.settings.identityProviders.includes('COGNITO');
  const form = {
    path: '/login',
    fields: [
      nameField(settings, username),
      { name: 'password', label: 'Password', type: 'password', complete: 'current-password' },
    ],
    button: 'Sign in',
  } as const;
  return {
    heading: 'Sign in',
    ...(done !== undefined && { done }),
    providers: providers.map((name) => ({ text: `Sign in with ${displayName(name)}`, url: providerUrl(query, name) })),
    forms: hasPassword ? [form] : [],
    links: hasPassword ? accountLinks(query, settings) : [],
  };
}

function accountLinks(query: URLSearchParams, { recoversByEmail, signUpByAdminOnly }: UserPoolSettings): Link[] {
  return [
    ...(recoversByEmail ? [{ text: 'Forgot your password?', url: `/forgotPassword?${query}` }] : []),
    ...(signUpByAdminOnly ? [] : [{ text: 'Create an account', url: `/signup?${query}` }]),
  ];
}

/** Leads to a provider: the same request, with the provider's name. */
function providerUrl(query: URLSearchParams, name: string): string {
  const request = new URLSearchParams(query);
  for (const other of ['identity_provider', 'idp_identifier', 'prompt']) request.delete(other);
  request.set('identity_provider', name);
  return `/oauth2/authorize?${request}`;
}

function challengeForm({ name, username, session = '', secret }: Step, field: Field) {
  const hidden = { challenge: name, username, session, ...(secret !== undefined && { secret }) };
  return { path: '/login', fields: [field], hidden, button: 'Continue' };
}

const appCodeField: Field = { name: 'code', label: 'Code', complete: 'one-time-code', inputMode: 'numeric' };

/** For what the user signs in with. */
export function nameField(settings: UserPoolSettings, value: string): Field {
  return { name: 'username', label: nameLabel(settings), value, complete: 'username' };
}

function nameLabel({ emailAsUsername, emailAlias }: UserPoolSettings): string {
  if (emailAsUsername) return 'E-mail address';
  return emailAlias ? 'Username or e-mail address' : 'Username';
}

/** For a password that the user chooses, with the rules of the pool. */
export function newPasswordField(name: string, { pool }: AppClient, label = 'New password'): Field {
  return { name, label, type: 'password', complete: 'new-password', hint: rulesOf(pool.settings.passwordPolicy) };
}

/** Such as "At least 8 characters, with a lowercase letter and a number". */
function rulesOf({ minimumLength, lowercase, uppercase, numbers, symbols }: PasswordPolicy): string {
  const classes = [
    lowercase && 'a lowercase letter',
    uppercase && 'an uppercase letter',
    numbers && 'a number',
    symbols && 'a symbol',
  ].filter((it) => typeof it === 'string');
  const list = new Intl.ListFormat('en').format(classes);
  return `At least ${minimumLength} characters${list && `, with ${list}`}`;
}
