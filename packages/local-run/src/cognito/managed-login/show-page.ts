import type { CognitoReply } from '../cognito-reply';
import type { CognitoService } from '../cognito-service';
import { type AuthorizationRequest, withParameters } from './authorization-request';
import { type BrowserRequest, csrfToken } from './browser-request';
import { type FormPage, type FormProblem, formPage } from './form-page';

/** What a page is shown for. */
export interface ShownPage {
  readonly request: AuthorizationRequest;
  readonly service: CognitoService;
  readonly content: FormPage;
  readonly problem?: FormProblem | undefined;
}

/** The page, with the cookie that its forms need. */
export function showPage(status: number, browser: BrowserRequest, shown: ShownPage): CognitoReply {
  const { request, service, content, problem } = shown;
  const { token, cookie } = csrfToken(browser, service.random);
  const { redirectUri, state, client } = request;
  const canceled = { error: 'access_denied', error_description: 'The user left the sign-in page', state };
  const frame = {
    problem,
    query: browser.query,
    csrfToken: token,
    appOrigin: originOf(redirectUri),
    productName: client.pool.managedLogin?.productName,
    backUrl: withParameters(redirectUri, canceled),
  };
  return formPage(status, content, frame, { 'set-cookie': cookie });
}

/** The origin for a content security policy, which supports no IPv6 addresses: for these the scheme. */
function originOf(url: string): string {
  const { hostname, origin, protocol } = new URL(url);
  return hostname.startsWith('[') ? protocol : origin;
}
