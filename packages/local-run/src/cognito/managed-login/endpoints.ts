import type { IncomingHttpHeaders } from 'node:http';
import type { CognitoService } from '../cognito-service';
import { describeFailure, type Reply } from '../wire/aws-json';
import { authorize, type BrowserRequest, logout, showLogin, submitLogin } from './login';
import { errorPage } from './login-page';
import { OAuthError, PageError, RedirectedError } from './oauth-error';
import { type Form, giveTokens, revoke } from './token-endpoint';
import { userInfo } from './user-info';

/** A request at a domain of a user pool. */
interface LoginRequest {
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One thing that a domain answers. */
export interface Endpoint {
  /** Whether pages of other origins may call it; what a person's browser shows, they may not. */
  readonly cors: boolean;
  readonly answer: (request: LoginRequest, service: CognitoService) => Promise<Reply>;
}

const endpoints: ReadonlyMap<string, Endpoint> = new Map([
  ['GET /oauth2/authorize', page(authorize)],
  ['GET /login', page(showLogin)],
  ['POST /login', page(submitLogin)],
  ['GET /logout', page(logout)],
  ['POST /oauth2/token', json((request, service) => giveTokens(formOf(request), service))],
  ['POST /oauth2/revoke', json((request, service) => revoke(formOf(request), service))],
  ['GET /oauth2/userInfo', json(({ headers }, service) => userInfo(headers.authorization, service))],
  ['POST /oauth2/userInfo', json(({ headers }, service) => userInfo(headers.authorization, service))],
]);

/** What answers at a domain of a pool; nothing does while no pool has one. */
export function findEndpoint(method: string | undefined, path: string, service: CognitoService): Endpoint | undefined {
  return service.hasDomain ? endpoints.get(`${method} ${path}`) : undefined;
}

/** For people: a refusal is a page, or takes them back to the app. */
function page(respond: (browser: BrowserRequest, service: CognitoService) => Reply | Promise<Reply>): Endpoint {
  const answer: Endpoint['answer'] = async ({ query, headers, body }, service) => {
    try {
      return await respond({ query, cookies: headers.cookie, body: new URLSearchParams(body.toString()) }, service);
    } catch (error) {
      if (error instanceof RedirectedError) return { status: 302, headers: { location: error.location }, body: '' };
      if (error instanceof PageError) return errorPage(400, error);
      service.log(describeFailure(error));
      return errorPage(500, { code: 'server_error', message: 'Something went wrong.' });
    }
  };
  return { cors: false, answer };
}

/** For programs: a refusal is JSON with a code that is listed in an RFC. */
function json(respond: (request: LoginRequest, service: CognitoService) => Promise<object | undefined>): Endpoint {
  const answer: Endpoint['answer'] = async (request, service) => {
    try {
      return jsonReply(200, await respond(request, service));
    } catch (error) {
      if (error instanceof OAuthError) return refusal(error);
      service.log(describeFailure(error));
      return jsonReply(500, { error: 'server_error' });
    }
  };
  return { cors: true, answer };
}

function refusal({ code, message, status }: OAuthError): Reply {
  const reply = jsonReply(status, { error: code, error_description: message });
  if (code !== 'invalid_token') return reply;
  return {
    ...reply,
    headers: { ...reply.headers, 'www-authenticate': `Bearer error="${code}", error_description="${message}"` },
  };
}

function jsonReply(status: number, body: object | undefined): Reply {
  if (body === undefined) return { status, headers: {}, body: '' };
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', pragma: 'no-cache' },
    body: JSON.stringify(body),
  };
}

function formOf({ headers, body }: LoginRequest): Form {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new OAuthError('invalid_request', 'Content-Type is application/x-www-form-urlencoded');
  }
  return { body: new URLSearchParams(body.toString()), authorization: headers.authorization };
}
