import type { UserPoolSettings } from '../settings/user-pool-settings';
import type { Reply } from '../wire/aws-json';
import { html, type Markup, page } from './html';
import type { PageError } from './oauth-error';

/** How far somebody has come: at the start, or at a question that was put after the password. */
export interface Step {
  readonly name: 'PASSWORD' | 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA';
  readonly username: string;
  /** The key to the question. */
  readonly session?: string;
}

export interface LoginForm {
  readonly step: Step;
  /** Why they see it again. */
  readonly problem?: string | undefined;
  /** Where the form is posted to: this page, with all that the app asked for. */
  readonly action: string;
  readonly csrfToken: string;
  /** Where the app's address is: browsers follow a form's redirect only to where the page says. */
  readonly leadsTo: string;
  readonly settings: UserPoolSettings;
}

/** The form of a step. A problem is read out, and the field to mend has the focus. */
export function loginPage(
  status: number,
  { step, problem, action, csrfToken, leadsTo, settings }: LoginForm,
  headers: Readonly<Record<string, string>>,
): Reply {
  const { heading, fields, button, note } = steps[step.name](step, problem !== undefined, settings);
  const main = html`<h1>${heading}</h1>
${problem !== undefined && html`<p class="wrong" id="problem" role="alert">${problem}</p>`}
<form method="post" action="${action}">
<input type="hidden" name="_csrf" value="${csrfToken}">
${fields}
<button>${button}</button>
</form>
<p class="soft">${note}</p>`;
  const title = problem === undefined ? heading : `Not yet: ${heading}`;
  return page(status, { title, main, formLeadsTo: leadsTo }, headers);
}

/** For links that lead nowhere. */
export function errorPage(status: number, { code, message }: Pick<PageError, 'code' | 'message'>): Reply {
  const main = html`<h1>This link does not work</h1>
<p class="wrong" role="alert">${message}</p>
<p class="soft">Go back to the app and try again. For who made it: ${code}.</p>`;
  return page(status, { title: 'This link does not work', main });
}

interface Form {
  readonly heading: string;
  readonly fields: readonly Markup[];
  readonly button: string;
  readonly note: string;
}

const steps: Record<Step['name'], (step: Step, again: boolean, settings: UserPoolSettings) => Form> = {
  PASSWORD: ({ username }, again, settings) => ({
    heading: 'Sign in',
    fields: [
      field({
        name: 'username',
        label: nameLabel(settings),
        value: username,
        complete: 'username',
        again,
        focus: !username,
      }),
      field({
        name: 'password',
        label: 'Password',
        type: 'password',
        complete: 'current-password',
        again,
        focus: !!username,
      }),
    ],
    button: 'Sign in',
    note:
      'No account yet, or forgotten the password? This page is the local stand-in for Cognito’s, which offers both: ' +
      'here, use the API’s /sign-up and /forgot-password.',
  }),
  NEW_PASSWORD_REQUIRED: (step, again) => ({
    heading: 'Choose a new password',
    fields: [
      ...carried(step),
      field({
        name: 'newPassword',
        label: 'New password',
        type: 'password',
        complete: 'new-password',
        again,
        focus: true,
      }),
    ],
    button: 'Go on',
    note: 'The password that you were given is good for this once.',
  }),
  SOFTWARE_TOKEN_MFA: (step, again) => ({
    heading: 'Enter your code',
    fields: [
      ...carried(step),
      field({ name: 'code', label: 'Code', complete: 'one-time-code', inputMode: 'numeric', again, focus: true }),
    ],
    button: 'Go on',
    note: 'Your authenticator app shows it: six digits, new every half minute.',
  }),
};

function nameLabel({ emailAsUsername, emailAlias }: UserPoolSettings): string {
  if (emailAsUsername) return 'E-mail address';
  return emailAlias ? 'Username or e-mail address' : 'Username';
}

/** What the next step has to know of the one before. */
function carried({ name, username, session = '' }: Step): Markup[] {
  const values = Object.entries({ challenge: name, username, session });
  return values.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: string;
  readonly value?: string;
  readonly complete: string;
  readonly inputMode?: string;
  /** A problem is shown, and may be about this field. */
  readonly again: boolean;
  readonly focus: boolean;
}

function field({ name, label, type = 'text', value, complete, inputMode, again, focus }: Field): Markup {
  const more = [
    value && html` value="${value}"`,
    inputMode && html` inputmode="${inputMode}"`,
    again && html` aria-invalid="true" aria-describedby="problem"`,
    focus && html` autofocus`,
  ].filter((attribute) => typeof attribute === 'object');
  return html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${complete}" autocapitalize="none" spellcheck="false" required${more}>
`;
}
