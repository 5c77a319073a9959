import type { CognitoReply } from '../cognito-reply';
import type { CognitoService } from '../cognito-service';
import { CognitoException } from '../exceptions';
import { randomToken } from '../randomness';
import { secretsEqual } from '../secrets';
import { finishSignIn, type IssuedChallenge, type StepResult, signInOnPage } from '../sign-in/authentication';
import { associateBySession, verifyBySession } from '../sign-in/mfa-setup';
import { respondToChallenge } from '../sign-in/respond-to-challenge';
import type { AppClient } from '../user-pool';
import { issueCode } from './authorization-codes';
import {
  type AuthorizationRequest,
  parseAuthorizationRequest,
  parseClient,
  registeredUrl,
  withParameters,
} from './authorization-request';
import type { BrowserSession } from './browser-session';
import { closeSession, findSession, openSession } from './browser-sessions';
import { readCookie, setCookie } from './cookies';
import { loginPage, type Step } from './login-page';
import { RedirectedError } from './oauth-error';

/** A request of a browser. */
export interface BrowserRequest {
  readonly query: URLSearchParams;
  /** `Cookie` header. */
  readonly cookies: string | undefined;
  /** Form fields; none for a GET. */
  readonly body: URLSearchParams;
}

const CSRF_COOKIE = 'XSRF-TOKEN';

/** GET /oauth2/authorize: redirects to the app with a code if the browser has a session, otherwise to /login. */
export function authorize({ query, cookies }: BrowserRequest, service: CognitoService): CognitoReply {
  const request = parseAuthorizationRequest(query, service);
  const session = findSession(cookies, request.client.pool, service.now());
  const { prompt = '', redirectUri, state } = request;
  if (session !== undefined && !['login', 'select_account'].includes(prompt)) {
    return redirect(302, redirectWithCode(request, session, service));
  }
  if (prompt === 'none') {
    const message = 'The user is not signed in';
    const location = withParameters(redirectUri, { error: 'login_required', error_description: message, state });
    throw new RedirectedError(location, 'login_required', message);
  }
  return redirect(302, `/login?${query}`);
}

/** GET /login: the form. */
export function showLogin(browser: BrowserRequest, service: CognitoService): CognitoReply {
  const request = parseAuthorizationRequest(browser.query, service);
  const step: Step = { name: 'PASSWORD', username: request.loginHint ?? '' };
  return renderForm(200, browser, { request, service, step });
}

/** POST /login: the submitted form. */
export async function submitLogin(browser: BrowserRequest, service: CognitoService): Promise<CognitoReply> {
  const request = parseAuthorizationRequest(browser.query, service);
  const submitted = parseStep(browser.body);
  const cookie = readCookie(CSRF_COOKIE, browser.cookies) ?? '';
  if (cookie === '' || !secretsEqual(cookie, browser.body.get('_csrf') ?? '')) {
    const problem = 'This page was open for too long, or your browser does not accept cookies. Try again.';
    const step: Step = { name: 'PASSWORD', username: submitted.username };
    return renderForm(403, browser, { request, service, step, problem });
  }
  try {
    const result = await perform(submitted, browser.body, { client: request.client, service });
    if (!('authenticated' in result)) {
      return renderForm(200, browser, { request, service, step: stepOf(result, submitted, service) });
    }
    await finishSignIn({ user: result.authenticated }, request.client, service);
    const { session, cookie } = openSession(result.authenticated, request.client.pool, service);
    closeSession(browser.cookies, request.client.pool);
    return redirect(303, redirectWithCode(request, session, service), { 'set-cookie': cookie });
  } catch (error) {
    if (!(error instanceof CognitoException)) throw error;
    const step = stepAfter(error, submitted);
    return renderForm(400, browser, { request, service, step, problem: error.message });
  }
}

/** GET /logout: closes the browser's session and redirects to the app (`logout_uri`) or to /login (`redirect_uri`). */
export function logout({ query, cookies }: BrowserRequest, service: CognitoService): CognitoReply {
  const { client, oauth } = parseClient(query, service);
  const signInAgain = !query.has('logout_uri') && query.has('redirect_uri');
  if (signInAgain) parseAuthorizationRequest(query, service);
  const location = signInAgain ? `/login?${query}` : registeredUrl(query, 'logout_uri', oauth.logoutUrls);
  return redirect(302, location, { 'set-cookie': closeSession(cookies, client.pool).cookie });
}

/** Performs the submitted step: checks the password, or responds to a challenge. */
function perform(
  { name, username, session }: Step,
  body: URLSearchParams,
  { client, service }: { client: AppClient; service: CognitoService },
): StepResult | Promise<StepResult> {
  if (name === 'PASSWORD') {
    return signInOnPage({ USERNAME: username, PASSWORD: body.get('password') ?? '' }, client, service);
  }
  if (name === 'MFA_SETUP') {
    const code = (body.get('code') ?? '').trim();
    const verified = verifyBySession({ session: session ?? '', code, deviceName: undefined }, service);
    return respondToChallenge({ name, session: verified, responses: { USERNAME: username } }, client, service);
  }
  const responses = {
    USERNAME: username,
    NEW_PASSWORD: body.get('newPassword') ?? '',
    SOFTWARE_TOKEN_MFA_CODE: (body.get('code') ?? '').trim(),
  };
  return respondToChallenge({ name, session, responses }, client, service);
}

function parseStep(body: URLSearchParams): Step {
  const username = (body.get('username') ?? '').trim();
  const name = body.get('challenge');
  const session = body.get('session') ?? '';
  if (name === 'MFA_SETUP') return { name, username, session, secret: body.get('secret') ?? '' };
  if (name !== 'NEW_PASSWORD_REQUIRED' && name !== 'SOFTWARE_TOKEN_MFA') return { name: 'PASSWORD', username };
  return { name, username, session };
}

/** The page of a challenge. MFA_SETUP needs a secret, which the page shows. */
function stepOf(
  { ChallengeName: name, Session: session = '' }: IssuedChallenge,
  { username }: Step,
  service: CognitoService,
): Step {
  if (name === 'NEW_PASSWORD_REQUIRED' || name === 'SOFTWARE_TOKEN_MFA') return { name, username, session };
  if (name === 'MFA_SETUP') return { name, username, ...associateBySession(session, service) };
  throw new Error(`${name} does not follow a password`);
}

/** A wrong code or new password can be corrected. If the session has become invalid, sign-in starts again. */
function stepAfter({ name }: CognitoException, submitted: Step): Step {
  if (submitted.name !== 'PASSWORD' && name !== 'NotAuthorizedException') return submitted;
  return { name: 'PASSWORD', username: submitted.username };
}

function redirectWithCode(request: AuthorizationRequest, session: BrowserSession, service: CognitoService): string {
  const code = issueCode(request, session, service);
  return withParameters(request.redirectUri, { code, state: request.state });
}

interface FormState {
  readonly request: AuthorizationRequest;
  readonly service: CognitoService;
  readonly step: Step;
  readonly problem?: string;
}

/** The form has the same token as the cookie: another site knows neither. Open tabs share the token. */
function renderForm(status: number, { query, cookies }: BrowserRequest, state: FormState): CognitoReply {
  const { request, service, step, problem } = state;
  const previous = readCookie(CSRF_COOKIE, cookies) ?? '';
  const csrfToken = /^[\w-]{43}$/.test(previous) ? previous : randomToken(service.random, 32);
  const { settings } = request.client.pool;
  const form = {
    step,
    problem,
    action: `/login?${query}`,
    csrfToken,
    appOrigin: originOf(request.redirectUri),
    settings,
  };
  return loginPage(status, form, { 'set-cookie': setCookie(CSRF_COOKIE, csrfToken, 3_600) });
}

/** The origin for a content security policy, which supports no IPv6 addresses: for these the scheme. */
function originOf(url: string): string {
  const { hostname, origin, protocol } = new URL(url);
  return hostname.startsWith('[') ? protocol : origin;
}

function redirect(status: number, location: string, headers: Readonly<Record<string, string>> = {}): CognitoReply {
  return { status, headers: { ...headers, location, 'referrer-policy': 'no-referrer' }, body: '' };
}
