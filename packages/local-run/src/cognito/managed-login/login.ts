import type { CognitoReply } from '../cognito-reply';
import type { CognitoService } from '../cognito-service';
import { type CognitoException, incorrectCredentials } from '../exceptions';
import { chosenProvider, finishFederatedSignIn, startFederatedSignIn } from '../federation/federated-sign-in';
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
import { type BrowserRequest, fieldOf } from './browser-request';
import type { BrowserSession } from './browser-session';
import { closeSession, findSession, openSession } from './browser-sessions';
import { fieldOfStep, loginPage, type Step } from './login-page';
import { RedirectedError } from './oauth-error';
import { showPage } from './show-page';
import { submitForm } from './submit-form';

/**
 * GET /oauth2/authorize: redirects to the app with a code if the browser has a session, otherwise to the page of the requested identity
 * provider or to /login. That a session counts for the requested provider only if it began there is an assumption.
 */
export async function authorize(browser: BrowserRequest, service: CognitoService): Promise<CognitoReply> {
  const { query, cookies } = browser;
  const request = parseAuthorizationRequest(query, service);
  const provider = chosenProvider(query, request.client);
  const session = findSession(cookies, request.client.pool, service.now());
  const isRequested = provider === undefined || provider.name === session?.provider;
  const { prompt = '', redirectUri, state } = request;
  if (session !== undefined && isRequested && !['login', 'select_account'].includes(prompt)) {
    return redirect(302, redirectWithCode(request, session, service));
  }
  if (prompt === 'none') {
    const message = 'The user is not signed in';
    const location = withParameters(redirectUri, { error: 'login_required', error_description: message, state });
    throw new RedirectedError(location, 'login_required', message);
  }
  if (provider === undefined) return redirect(302, `/login?${query}`);
  const { location, cookie } = await startFederatedSignIn(browser, { request, provider }, service);
  return redirect(302, location, { 'set-cookie': cookie });
}

/** GET /oauth2/idpresponse: the response of an identity provider, which signs the user in. */
export async function receiveProviderResponse(browser: BrowserRequest, service: CognitoService): Promise<CognitoReply> {
  const { request, providerName, user } = await finishFederatedSignIn(browser, service);
  const { pool } = request.client;
  closeSession(browser.cookies, pool);
  const { session, cookie } = openSession({ user, provider: providerName }, pool, service);
  return redirect(302, redirectWithCode(request, session, service), { 'set-cookie': cookie });
}

/** GET /login: the form. */
export function showLogin(browser: BrowserRequest, service: CognitoService): CognitoReply {
  const request = parseAuthorizationRequest(browser.query, service);
  return showLoginAgain(browser, { request, service }, { username: request.loginHint ?? '' });
}

/** The form, with what the form before has done. */
export function showLoginAgain(
  browser: BrowserRequest,
  { request, service }: LoginProgress,
  { username, done }: { readonly username: string; readonly done?: string },
): CognitoReply {
  const context = { query: browser.query, client: request.client, ...(done !== undefined && { done }) };
  const content = loginPage({ name: 'PASSWORD', username }, context);
  return showPage(200, browser, { request, service, content });
}

/** POST /login: the submitted form. */
export function submitLogin(browser: BrowserRequest, service: CognitoService): Promise<CognitoReply> {
  const submitted = parseStep(browser);
  return submitForm(browser, service, (request) => {
    const { client } = request;
    return {
      perform: async () => {
        const result = await perform(submitted, browser.body, { client, service });
        return continueLogin(result, submitted, browser, { request, service });
      },
      again: (error) => {
        const step = stepAfter(error, submitted);
        return {
          content: loginPage(step, { query: browser.query, client }),
          field: error && wrongField(error, step, submitted),
        };
      },
    };
  });
}

/** The request that a page belongs to. */
interface LoginProgress {
  readonly request: AuthorizationRequest;
  readonly service: CognitoService;
}

/** Asks for the next factor, or opens a session and redirects to the app. */
export async function continueLogin(
  result: StepResult,
  { username }: Pick<Step, 'username'>,
  browser: BrowserRequest,
  { request, service }: LoginProgress,
): Promise<CognitoReply> {
  const { client } = request;
  if (!('authenticated' in result)) {
    const content = loginPage(stepOf(result, username, service), { query: browser.query, client });
    return showPage(200, browser, { request, service, content });
  }
  await finishSignIn({ user: result.authenticated }, client, service);
  const { session, cookie } = openSession({ user: result.authenticated }, client.pool, service);
  closeSession(browser.cookies, client.pool);
  return redirect(303, redirectWithCode(request, session, service), { 'set-cookie': cookie });
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

function parseStep(browser: BrowserRequest): Step {
  const { body } = browser;
  const username = fieldOf(browser, 'username');
  const name = body.get('challenge');
  const session = body.get('session') ?? '';
  if (name === 'MFA_SETUP') return { name, username, session, secret: body.get('secret') ?? '' };
  if (name !== 'NEW_PASSWORD_REQUIRED' && name !== 'SOFTWARE_TOKEN_MFA') return { name: 'PASSWORD', username };
  return { name, username, session };
}

/** The page of a challenge. MFA_SETUP needs a secret, which the page shows. */
function stepOf(
  { ChallengeName: name, Session: session = '' }: IssuedChallenge,
  username: string,
  service: CognitoService,
): Step {
  if (name === 'NEW_PASSWORD_REQUIRED' || name === 'SOFTWARE_TOKEN_MFA') return { name, username, session };
  if (name === 'MFA_SETUP') return { name, username, ...associateBySession(session, service) };
  throw new Error(`${name} does not follow a password`);
}

/**
 * A wrong code or new password can be corrected. If the session has become invalid, or the form has no valid token, sign-in starts
 * again.
 */
function stepAfter(error: CognitoException | undefined, submitted: Step): Step {
  if (error && submitted.name !== 'PASSWORD' && error.name !== 'NotAuthorizedException') return submitted;
  return { name: 'PASSWORD', username: submitted.username };
}

/** Not the user name: the page must not tell whether the user exists. */
function wrongField({ name, message }: CognitoException, step: Step, submitted: Step): string | undefined {
  const isPassword = step.name === 'PASSWORD';
  if (step.name !== submitted.name || name === 'LimitExceededException') return undefined;
  return isPassword && message !== incorrectCredentials().message ? undefined : fieldOfStep(step);
}

function redirectWithCode(request: AuthorizationRequest, session: BrowserSession, service: CognitoService): string {
  const code = issueCode(request, session, service);
  return withParameters(request.redirectUri, { code, state: request.state });
}

function redirect(status: number, location: string, headers: Readonly<Record<string, string>> = {}): CognitoReply {
  return { status, headers: { ...headers, location, 'referrer-policy': 'no-referrer' }, body: '' };
}
