import type { IncomingHttpHeaders } from 'node:http';
import { type CognitoReply, createJsonReply } from '../cognito-reply';
import type { CognitoService } from '../cognito-service';
import { describeError } from '../exceptions';
import type { BrowserRequest } from './browser-request';
import { showForgotPassword, submitForgotPassword, submitNewPassword } from './forgot-password';
import { errorPage } from './form-page';
import { authorize, logout, receiveProviderResponse, showLogin, submitLogin } from './login';
import { OAuthError, PageError, RedirectedError } from './oauth-error';
import { resendCode, showSignUp, startAgain, submitConfirmation, submitSignUp } from './sign-up';
import { issueOAuthTokens, revoke, type TokenRequest } from './token-endpoint';
import { userInfo } from './user-info';

/** A request to the domain of a user pool. */
interface DomainRequest {
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One endpoint of a domain. */
export interface Endpoint {
  /** Whether pages of other origins may call it. They may not call what a browser shows to the user. */
  readonly cors: boolean;
  readonly respond: (request: DomainRequest, service: CognitoService) => Promise<CognitoReply>;
}

/** Paths as in "User-interactive managed login and classic hosted UI endpoints" of the Cognito developer guide. */
const endpoints: ReadonlyMap<string, Endpoint> = new Map([
  ['GET /oauth2/authorize', page(authorize)],
  ['GET /oauth2/idpresponse', page(receiveProviderResponse)],
  ['GET /login', page(showLogin)],
  ['POST /login', page(submitLogin)],
  ['GET /logout', page(logout)],
  ['GET /signup', page(showSignUp)],
  ['POST /signup', page(submitSignUp)],
  ['GET /confirm', page(startAgain)],
  ['POST /confirm', page(submitConfirmation)],
  ['GET /resendcode', page(startAgain)],
  ['POST /resendcode', page(resendCode)],
  ['GET /forgotPassword', page(showForgotPassword)],
  ['POST /forgotPassword', page(submitForgotPassword)],
  ['GET /confirmforgotPassword', page(startAgain)],
  ['POST /confirmforgotPassword', page(submitNewPassword)],
  ['POST /oauth2/token', json((request, service) => issueOAuthTokens(parseForm(request), service))],
  ['POST /oauth2/revoke', json((request, service) => revoke(parseForm(request), service))],
  ['GET /oauth2/userInfo', json(({ headers }, service) => userInfo(headers.authorization, service), challengeHeader)],
  ['POST /oauth2/userInfo', json(({ headers }, service) => userInfo(headers.authorization, service), challengeHeader)],
]);

/** The endpoint of a method and path; undefined while no pool has a domain. */
export function findEndpoint(method: string | undefined, path: string, service: CognitoService): Endpoint | undefined {
  return service.hasDomain ? endpoints.get(`${method} ${path}`) : undefined;
}

/** An endpoint for browsers: an error is a page, or a redirect to the app. */
function page(
  show: (browser: BrowserRequest, service: CognitoService) => CognitoReply | Promise<CognitoReply>,
): Endpoint {
  const respond: Endpoint['respond'] = async ({ query, headers, body }, service) => {
    try {
      const { cookie: cookies, host = '' } = headers;
      return await show({ query, cookies, host, body: new URLSearchParams(body.toString()) }, service);
    } catch (error) {
      if (error instanceof RedirectedError) return { status: 302, headers: { location: error.location }, body: '' };
      if (error instanceof PageError) return errorPage(400, error);
      service.log(describeError(error));
      return errorPage(500, { code: 'server_error', message: 'Something went wrong.' });
    }
  };
  return { cors: false, respond };
}

/** An endpoint for programs: an error is JSON with a code of an RFC, and has the headers that `headersOf` returns. */
function json(
  run: (request: DomainRequest, service: CognitoService) => Promise<object | undefined>,
  headersOf: (error: OAuthError) => Readonly<Record<string, string>> = () => ({}),
): Endpoint {
  const respond: Endpoint['respond'] = async (request, service) => {
    try {
      const output = await run(request, service);
      return output === undefined ? { status: 200, headers: {}, body: '' } : oauthReply(200, output);
    } catch (error) {
      if (error instanceof OAuthError) return errorReply(error, headersOf(error));
      service.log(describeError(error));
      return oauthReply(500, { error: 'server_error' });
    }
  };
  return { cors: true, respond };
}

/** Cognito's header of errors, which lacks the scheme `Bearer`. Source: "The userInfo endpoint" in the Cognito developer guide. */
function challengeHeader({ code, message }: OAuthError): Readonly<Record<string, string>> {
  return { 'www-authenticate': `error="${code}", error_description="${message}"` };
}

function errorReply({ code, message, status }: OAuthError, headers: Readonly<Record<string, string>>): CognitoReply {
  return oauthReply(status, { error: code, error_description: message }, headers);
}

function oauthReply(status: number, body: object, headers: Readonly<Record<string, string>> = {}): CognitoReply {
  return createJsonReply(status, body, {
    'content-type': 'application/json;charset=UTF-8',
    pragma: 'no-cache',
    ...headers,
  });
}

function parseForm({ headers, body }: DomainRequest): TokenRequest {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new OAuthError('invalid_request', 'Content-Type must be application/x-www-form-urlencoded');
  }
  return { body: new URLSearchParams(body.toString()), authorization: headers.authorization };
}
