import { html, type Markup, page } from '../../http/html';
import type { CognitoReply } from '../cognito-reply';
import { displayName } from '../federation/display-name';
import type { UserPoolSettings } from '../settings/user-pool-settings';
import type { PageError } from './oauth-error';

/** The step of a sign-in: the password, or a challenge after it. */
export interface Step {
  readonly name: 'PASSWORD' | 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA' | 'MFA_SETUP';
  readonly username: string;
  /** Session of the challenge. */
  readonly session?: string;
  /** For MFA_SETUP: the secret for the authenticator app. */
  readonly secret?: string;
}

/** A provider that the user can sign in with. */
export interface ProviderLink {
  /** `COGNITO` for user name and password. */
  readonly name: string;
  readonly url: string;
}

/** What the page of a step contains. */
export interface LoginForm {
  readonly step: Step;
  /** Error message, if the previous attempt failed. */
  readonly problem?: string | undefined;
  /** URL of this page, with the query of the authorization request. */
  readonly action: string;
  readonly csrfToken: string;
  /** Origin of the redirect URI: browsers follow a form's redirect only to an origin in the page's policy. */
  readonly appOrigin: string;
  readonly settings: UserPoolSettings;
  /** What the client offers besides or in place of a password. */
  readonly providers: readonly ProviderLink[];
}

/** The form of a step. Screen readers announce a problem, and the field to correct has the focus. */
export function loginPage(
  status: number,
  { step, problem, action, csrfToken, appOrigin, settings, providers }: LoginForm,
  headers: Readonly<Record<string, string>>,
): CognitoReply {
  const { heading, fields, button, note } = steps[step.name](step, problem !== undefined, settings);
  const isFirst = step.name === 'PASSWORD';
  const hasPassword = !isFirst || providers.some(({ name }) => name === 'COGNITO');
  const links = isFirst ? providers.filter(({ name }) => name !== 'COGNITO') : [];
  const main = html`<h1>${heading}</h1>
${problem !== undefined && html`<p class="wrong" id="problem" role="alert">${problem}</p>`}
${
  links.length > 0 &&
  html`<p class="providers">${links.map(({ name, url }) => html`<a class="button" href="${url}">Sign in with ${displayName(name)}</a>\n`)}</p>`
}
${
  hasPassword &&
  html`<form method="post" action="${action}">
<input type="hidden" name="_csrf" value="${csrfToken}">
${fields}
<button>${button}</button>
</form>`
}
<p class="soft">${note}</p>`;
  const title = problem === undefined ? heading : `Error: ${heading}`;
  return page(status, { title, main, formRedirectsTo: appOrigin }, headers);
}

/** The page for a link with an error. */
export function errorPage(status: number, { code, message }: Pick<PageError, 'code' | 'message'>): CognitoReply {
  const main = html`<h1>This link does not work</h1>
<p class="wrong" role="alert">${message}</p>
<p class="soft">Go back to the app. Error code: ${code}.</p>`;
  return page(status, { title: 'This link does not work', main });
}

/** The texts and fields of a step. */
interface StepContent {
  readonly heading: string;
  readonly fields: readonly Markup[];
  readonly button: string;
  readonly note: string;
}

const steps: Record<Step['name'], (step: Step, invalid: boolean, settings: UserPoolSettings) => StepContent> = {
  PASSWORD: ({ username }, invalid, settings) => ({
    heading: 'Sign in',
    fields: [
      field({
        name: 'username',
        label: nameLabel(settings),
        value: username,
        complete: 'username',
        invalid,
        focus: !username,
      }),
      field({
        name: 'password',
        label: 'Password',
        type: 'password',
        complete: 'current-password',
        invalid,
        focus: !!username,
      }),
    ],
    button: 'Sign in',
    note:
      'This page emulates Cognito’s sign-in page, without its links for sign-up and for a forgotten password: ' +
      'use the app’s own pages or API for both.',
  }),
  NEW_PASSWORD_REQUIRED: (step, invalid) => ({
    heading: 'Choose a new password',
    fields: [
      ...hiddenFields(step),
      field({
        name: 'newPassword',
        label: 'New password',
        type: 'password',
        complete: 'new-password',
        invalid,
        focus: true,
      }),
    ],
    button: 'Continue',
    note: 'The temporary password can be used only once.',
  }),
  MFA_SETUP: (step, invalid) => ({
    heading: 'Add an authenticator app',
    fields: [
      ...hiddenFields(step),
      html`<p>Enter this key in an authenticator app: <code>${step.secret ?? ''}</code></p>
`,
      field({ name: 'code', label: 'Code', complete: 'one-time-code', inputMode: 'numeric', invalid, focus: true }),
    ],
    button: 'Continue',
    note: 'This user pool requires a second factor. The app shows a code of six digits, which changes every 30 seconds.',
  }),
  SOFTWARE_TOKEN_MFA: (step, invalid) => ({
    heading: 'Enter your code',
    fields: [
      ...hiddenFields(step),
      field({ name: 'code', label: 'Code', complete: 'one-time-code', inputMode: 'numeric', invalid, focus: true }),
    ],
    button: 'Continue',
    note: 'Your authenticator app shows a code of six digits, which changes every 30 seconds.',
  }),
};

function nameLabel({ emailAsUsername, emailAlias }: UserPoolSettings): string {
  if (emailAsUsername) return 'E-mail address';
  return emailAlias ? 'Username or e-mail address' : 'Username';
}

/** Hidden fields with the state of the step. */
function hiddenFields({ name, username, session = '', secret }: Step): Markup[] {
  const values = Object.entries({ challenge: name, username, session, ...(secret !== undefined && { secret }) });
  return values.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: string;
  readonly value?: string;
  /** Value of the `autocomplete` attribute. */
  readonly complete: string;
  readonly inputMode?: string;
  /** Whether the page shows a problem, which may concern this field. */
  readonly invalid: boolean;
  readonly focus: boolean;
}

function field({ name, label, type = 'text', value, complete, inputMode, invalid, focus }: Field): Markup {
  const more = [
    value && html` value="${value}"`,
    inputMode && html` inputmode="${inputMode}"`,
    invalid && html` aria-invalid="true" aria-describedby="problem"`,
    focus && html` autofocus`,
  ].filter((attribute) => typeof attribute === 'object');
  return html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${complete}" autocapitalize="none" spellcheck="false" required${more}>
`;
}
