import type { CognitoService } from '../cognito-service';
import { CognitoException } from '../exceptions';
import { answerChallenge } from '../operations/respond-to-auth-challenge';
import { opaque } from '../randomness';
import { secretsEqual } from '../secrets';
import { type Outcome, signInWithPassword } from '../sign-in/authentication';
import type { AppClient } from '../user-pool';
import type { Reply } from '../wire/aws-json';
import { issueCode } from './authorization-codes';
import {
  type AuthorizationRequest,
  readAuthorizationRequest,
  readClient,
  registered,
  withParameters,
} from './authorization-request';
import type { BrowserSession } from './browser-session';
import { closeSession, findSession, openSession, readCookie, setCookie } from './browser-sessions';
import { loginPage, type Step } from './login-page';
import { RedirectedError } from './oauth-error';

/** What a browser sends. */
export interface BrowserRequest {
  readonly query: URLSearchParams;
  readonly cookies: string | undefined;
  /** What a form holds; nothing for a GET. */
  readonly body: URLSearchParams;
}

const CSRF_COOKIE = 'XSRF-TOKEN';

/** GET /oauth2/authorize: back to the app with a code for who has signed in before, and to the page for who has not. */
export function authorize({ query, cookies }: BrowserRequest, service: CognitoService): Reply {
  const request = readAuthorizationRequest(query, service);
  const session = findSession(cookies, request.client.pool, service.now());
  const asked = request.prompt ?? '';
  if (session !== undefined && !['login', 'select_account'].includes(asked))
    return admitted(302, request, session, service);
  if (asked === 'none') {
    const { redirectUri, state } = request;
    const message = 'Nobody is signed in';
    const location = withParameters(redirectUri, { error: 'login_required', error_description: message, state });
    throw new RedirectedError(location, 'login_required', message);
  }
  return redirect(302, `/login?${query}`);
}

/** GET /login: the form. */
export function showLogin(browser: BrowserRequest, service: CognitoService): Reply {
  const request = readAuthorizationRequest(browser.query, service);
  return form(200, browser, { request, service, step: { name: 'PASSWORD', username: request.loginHint ?? '' } });
}

/** POST /login: what was typed into it. */
export async function submitLogin(browser: BrowserRequest, service: CognitoService): Promise<Reply> {
  const request = readAuthorizationRequest(browser.query, service);
  const given = stepIn(browser.body);
  const cookie = readCookie(CSRF_COOKIE, browser.cookies) ?? '';
  if (cookie === '' || !secretsEqual(cookie, browser.body.get('_csrf') ?? '')) {
    const problem = 'This page was open for too long, or your browser takes no cookies. Try again.';
    return form(403, browser, { request, service, step: { name: 'PASSWORD', username: given.username }, problem });
  }
  try {
    const outcome = await answer(given, browser.body, request.client, service);
    if (!('admitted' in outcome)) return form(200, browser, { request, service, step: nextStep(outcome, given) });
    const { session, cookie } = openSession(outcome.admitted, request.client.pool, service);
    closeSession(browser.cookies, request.client.pool);
    return admitted(303, request, session, service, { 'set-cookie': cookie });
  } catch (error) {
    if (!(error instanceof CognitoException)) throw error;
    const step = stepAfter(error, given);
    return form(400, browser, { request, service, step, problem: error.message });
  }
}

/** GET /logout: ends the session of this browser, and then leads back to the app, or to signing in again. */
export function logout({ query, cookies }: BrowserRequest, service: CognitoService): Reply {
  const { client, oauth } = readClient(query, service);
  const again = !query.has('logout_uri') && query.has('redirect_uri');
  if (again) readAuthorizationRequest(query, service);
  const location = again ? `/login?${query}` : registered(query, 'logout_uri', oauth.logoutUrls);
  return redirect(302, location, { 'set-cookie': closeSession(cookies, client.pool).cookie });
}

function answer(step: Step, body: URLSearchParams, client: AppClient, service: CognitoService): Promise<Outcome> {
  const { name, username, session } = step;
  if (name === 'PASSWORD') {
    return signInWithPassword({ USERNAME: username, PASSWORD: body.get('password') ?? '' }, client, service);
  }
  const ChallengeResponses = {
    USERNAME: username,
    NEW_PASSWORD: body.get('newPassword') ?? '',
    SOFTWARE_TOKEN_MFA_CODE: (body.get('code') ?? '').trim(),
  };
  return answerChallenge({ ChallengeName: name, ChallengeResponses, Session: session }, client, service);
}

function stepIn(body: URLSearchParams): Step {
  const username = (body.get('username') ?? '').trim();
  const name = body.get('challenge');
  if (name !== 'NEW_PASSWORD_REQUIRED' && name !== 'SOFTWARE_TOKEN_MFA') return { name: 'PASSWORD', username };
  return { name, username, session: body.get('session') ?? '' };
}

function nextStep(outcome: Exclude<Outcome, { admitted: unknown }>, { username }: Step): Step {
  const { ChallengeName: name, Session: session } = outcome;
  // The one question that is never put after a password.
  if (name === 'PASSWORD_VERIFIER') throw new Error('SRP is for programs');
  return { name, username, session };
}

/** A code or a new password may be tried again; whoever is not let in at all begins anew. */
function stepAfter({ name }: CognitoException, given: Step): Step {
  if (given.name !== 'PASSWORD' && name !== 'NotAuthorizedException') return given;
  return { name: 'PASSWORD', username: given.username };
}

function admitted(
  status: number,
  request: AuthorizationRequest,
  session: BrowserSession,
  service: CognitoService,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const code = issueCode(request, session, service);
  return redirect(status, withParameters(request.redirectUri, { code, state: request.state }), headers);
}

interface Shown {
  readonly request: AuthorizationRequest;
  readonly service: CognitoService;
  readonly step: Step;
  readonly problem?: string;
}

/** The token in the form is the one in the cookie: another site knows neither. Tabs that are open share it. */
function form(status: number, { query, cookies }: BrowserRequest, { request, service, step, problem }: Shown): Reply {
  const kept = readCookie(CSRF_COOKIE, cookies) ?? '';
  const csrfToken = /^[\w-]{43}$/.test(kept) ? kept : opaque(service.random, 32);
  const { settings } = request.client.pool;
  const shown = { step, problem, action: `/login?${query}`, csrfToken, leadsTo: origin(request.redirectUri), settings };
  return loginPage(status, shown, { 'set-cookie': setCookie(CSRF_COOKIE, csrfToken, 3_600) });
}

/** As a content security policy names it, which knows no IPv6 addresses. */
function origin(url: string): string {
  const { hostname, origin, protocol } = new URL(url);
  return hostname.startsWith('[') ? protocol : origin;
}

function redirect(status: number, location: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { ...headers, location, 'referrer-policy': 'no-referrer' }, body: '' };
}
