import type { CognitoReply } from '../cognito-reply';
import type { CognitoService } from '../cognito-service';
import { CognitoException } from '../exceptions';
import { type AuthorizationRequest, parseAuthorizationRequest } from './authorization-request';
import { type BrowserRequest, hasCsrfToken } from './browser-request';
import type { FormPage, FormProblem } from './form-page';
import { PageError } from './oauth-error';
import { showPage } from './show-page';

/** A form that was submitted. */
export interface Submission {
  readonly perform: () => CognitoReply | Promise<CognitoReply>;
  /** The page again, after an error or without one. */
  readonly again: (error?: CognitoException) => { readonly content: FormPage; readonly field?: string | undefined };
}

/** The authorization request of a page for users of the user pool. Throws a PageError if the client has no such users. */
export function parsePageRequest({ query }: BrowserRequest, service: CognitoService): AuthorizationRequest {
  const request = parseAuthorizationRequest(query, service);
  if (request.client.settings.identityProviders.includes('COGNITO')) return request;
  throw new PageError('invalid_request', 'Login option is not available. Please try another one.');
}

/** Performs a submitted form. A form of another site, or one that Cognito rejects, is shown again. */
export async function submitForm(
  browser: BrowserRequest,
  service: CognitoService,
  parse: (request: AuthorizationRequest) => Submission,
): Promise<CognitoReply> {
  const request = parsePageRequest(browser, service);
  const { perform, again } = parse(request);
  if (!hasCsrfToken(browser)) {
    const message = 'This page was open for too long, or your browser does not accept cookies. Try again.';
    return showPage(403, browser, { request, service, content: again().content, problem: { message } });
  }
  try {
    return await perform();
  } catch (error) {
    if (!(error instanceof CognitoException)) throw error;
    const { content, field } = again(error);
    return showPage(400, browser, { request, service, content, problem: problemOf(error, content, field) });
  }
}

/** The names that the API has for what the forms call otherwise. */
const apiNames: Readonly<Record<string, string>> = { confirmationCode: 'code' };

/** The message of the exception, except of a violated limit of the API: that message has the names of the API and a pattern. */
function problemOf({ message }: CognitoException, { forms }: FormPage, field: string | undefined): FormProblem {
  const [, member] = /^\d+ validation errors? detected: Value.* at '(\w+)/.exec(message) ?? [];
  if (member === undefined) return { message, field };
  const name = apiNames[member] ?? member;
  const invalid = forms.flatMap(({ fields }) => fields).find((it) => it.name === name);
  if (invalid === undefined) return { message: 'A value is too long.' };
  const rule = invalid.type === 'password' ? 'have 2 to 256 characters, and no space at either end' : limits[name];
  return { message: `“${invalid.label}” must ${rule ?? 'not be empty'}.`, field: name };
}

const limits: Readonly<Record<string, string>> = { username: 'have 1 to 128 characters, and no spaces' };
