import { html, type Markup, page } from '../../http/html';
import type { CognitoReply } from '../cognito-reply';
import { CSRF_FIELD } from './browser-request';
import type { PageError } from './oauth-error';

/** A field that the user fills in. */
export interface Field {
  readonly name: string;
  readonly label: string;
  /** @default 'text' */
  readonly type?: 'text' | 'email' | 'password';
  readonly value?: string;
  /** Value of the `autocomplete` attribute. */
  readonly complete: string;
  readonly inputMode?: 'numeric';
  /** What to enter. */
  readonly hint?: string;
}

/** A form with one button. */
export interface Form {
  /** Path of the endpoint that it is sent to. */
  readonly path: string;
  readonly fields: readonly Field[];
  /** What the endpoint needs besides. */
  readonly hidden?: Readonly<Record<string, string>>;
  readonly button: string;
}

/** A link to a page, or to a provider. */
export interface Link {
  readonly text: string;
  readonly url: string;
}

/** What a page contains. */
export interface FormPage {
  readonly heading: string;
  /** What the form before has done. */
  readonly done?: string;
  /** Instructions above the form. */
  readonly text?: Markup;
  /** Sign-in with others than the user pool. */
  readonly providers?: readonly Link[];
  /** The first is the main one. */
  readonly forms: readonly Form[];
  readonly links?: readonly Link[];
  readonly note?: string;
}

/** Why a form was not accepted. */
export interface FormProblem {
  readonly message: string;
  /** Name of the field to correct; undefined if no single field is wrong. */
  readonly field?: string | undefined;
}

/** What all pages have. */
export interface PageFrame {
  readonly problem?: FormProblem | undefined;
  /** Query of the authorization request, which all forms pass on. */
  readonly query: URLSearchParams;
  readonly csrfToken: string;
  /** Origin of the redirect URI: browsers follow a form's redirect only to an origin in the page's policy. */
  readonly appOrigin: string;
  readonly productName: string | undefined;
  /** Leads back to the app without a sign-in. */
  readonly backUrl: string;
}

/** A page with forms. Screen readers announce a problem, and the first field that is empty or wrong has the focus. */
export function formPage(
  status: number,
  { heading, done, text, providers = [], forms, links = [], note }: FormPage,
  frame: PageFrame,
  headers: Readonly<Record<string, string>>,
): CognitoReply {
  const { problem, productName, backUrl, appOrigin } = frame;
  const allLinks = [...links, { text: 'Back to the app', url: backUrl }];
  const main = html`${productName !== undefined && html`<p class="brand">${productName}</p>`}
<h1>${heading}</h1>
${problem !== undefined && html`<p class="wrong" id="problem" role="alert">${problem.message}</p>`}
${done !== undefined && html`<p class="done" role="status">${done}</p>`}
${text}
${
  providers.length > 0 &&
  html`<p class="providers">${providers.map((it) => html`<a class="button" href="${it.url}">${it.text}</a>\n`)}</p>`
}
${forms.map((form, index) => formMarkup(form, frame, index === 0))}
<ul class="links">${allLinks.map((it) => html`<li><a href="${it.url}">${it.text}</a></li>\n`)}</ul>
<p class="soft">${note} The local run serves this page in place of Cognito’s.</p>`;
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

function formMarkup({ path, fields, hidden = {}, button }: Form, frame: PageFrame, isMain: boolean): Markup {
  const { problem, query, csrfToken } = frame;
  const focused = (fields.find(({ name, value }) => !value || name === problem?.field) ?? fields[0])?.name;
  const values = Object.entries({ [CSRF_FIELD]: csrfToken, ...hidden });
  return html`<form method="post" action="${path}?${query.toString()}">
${values.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)}
${fields.map((it) => fieldMarkup(it, it.name === problem?.field, isMain && it.name === focused))}
<button${!isMain && html` class="second"`}>${button}</button>
</form>
`;
}

function fieldMarkup(
  { name, label, type = 'text', value, complete, inputMode, hint }: Field,
  isInvalid: boolean,
  hasFocus: boolean,
): Markup {
  const describedBy = [hint !== undefined && `${name}-hint`, isInvalid && 'problem'].filter(Boolean).join(' ');
  const more = [
    value && html` value="${value}"`,
    inputMode && html` inputmode="${inputMode}"`,
    isInvalid && html` aria-invalid="true"`,
    describedBy && html` aria-describedby="${describedBy}"`,
    hasFocus && html` autofocus`,
  ].filter((attribute) => typeof attribute === 'object');
  return html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${complete}" autocapitalize="none" spellcheck="false" required${more}>
${hint !== undefined && html`<span class="hint" id="${name}-hint">${hint}</span>`}
`;
}
