import type { CognitoReply } from '../cognito-reply';
import type { CognitoService } from '../cognito-service';
import { type CognitoException, invalidParameter } from '../exceptions';
import { confirmSignUp, resendConfirmationCode, signUp } from '../operations/sign-up';
import { randomToken } from '../randomness';
import { hashSecret } from '../secrets';
import { nextStep } from '../sign-in/authentication';
import type { AppClient } from '../user-pool';
import type { User } from '../users/user';
import type { AuthorizationRequest } from './authorization-request';
import { type BrowserRequest, fieldOf } from './browser-request';
import { continueLogin, showLoginAgain } from './login';
import { PageError } from './oauth-error';
import { showPage } from './show-page';
import {
  attributeField,
  confirmPage,
  requiredAttributes,
  type SignUpEntries,
  signUpPage,
  type UnconfirmedUser,
} from './sign-up-pages';
import { parsePageRequest, submitForm } from './submit-form';

/** GET /signup: the form. */
export function showSignUp(browser: BrowserRequest, service: CognitoService): CognitoReply {
  const request = parsePageRequest(browser, service);
  assertSignUpAllowed(request);
  const entries = { username: request.loginHint ?? '', attributes: new Map() };
  return showPage(200, browser, { request, service, content: signUpPage(entries, request.client, loginUrl(browser)) });
}

/** POST /signup: creates the account, and asks for the code of the e-mail. */
export function submitSignUp(browser: BrowserRequest, service: CognitoService): Promise<CognitoReply> {
  return submitForm(browser, service, (request) => {
    assertSignUpAllowed(request);
    const entries = parseEntries(browser, request.client);
    return {
      perform: () => createAccount(entries, browser, { request, service }),
      again: (error) => ({
        content: signUpPage(entries, request.client, loginUrl(browser)),
        field: error && signUpField(error, request.client),
      }),
    };
  });
}

/** POST /confirm: confirms the account. The browser that signed up is signed in. */
export function submitConfirmation(browser: BrowserRequest, service: CognitoService): Promise<CognitoReply> {
  const user = parseUnconfirmed(browser);
  return submitForm(browser, service, (request) => ({
    perform: () => confirmAccount(user, browser, { request, service }),
    again: (error) => ({
      content: confirmPage(user, loginUrl(browser)),
      field: error && /^(CodeMismatch|ExpiredCode)Exception$/.test(error.name) ? 'code' : undefined,
    }),
  }));
}

/** POST /resendcode: sends another code. */
export function resendCode(browser: BrowserRequest, service: CognitoService): Promise<CognitoReply> {
  const user = parseUnconfirmed(browser);
  return submitForm(browser, service, (request) => ({
    perform: async () => {
      const reply = await resendConfirmationCode.run({ ClientId: request.client.id, Username: user.username }, service);
      const content = confirmPage(user, loginUrl(browser), sentText(reply));
      return showPage(200, browser, { request, service, content });
    },
    again: () => ({ content: confirmPage(user, loginUrl(browser)) }),
  }));
}

/**
 * GET /confirm, /resendcode and /confirmforgotPassword: these pages only follow a form.
 * Source: "User-interactive managed login and classic hosted UI endpoints" in the Cognito developer guide.
 */
export function startAgain(browser: BrowserRequest): CognitoReply {
  return { status: 302, headers: { location: loginUrl(browser) }, body: '' };
}

/** Where a page links to the sign-in. */
export const loginUrl = ({ query }: BrowserRequest) => `/login?${query}`;

/** Tells where a code was sent. The same for users who do not exist, if the client conceals them. */
export function sentText(reply: object): string {
  const { Destination = 'your e-mail address' } = Object(Object(reply).CodeDeliveryDetails);
  return `A code was sent to ${Destination}. Enter it below.`;
}

/** Throws invalid input as Cognito's operations do, so that the form shows it. */
export function assertRepeated({ body }: BrowserRequest): void {
  if (body.get('password') !== body.get('repeated')) throw invalidParameter(PASSWORDS_DIFFER);
}

export const PASSWORDS_DIFFER = 'The passwords are not the same.';

interface PageContext {
  readonly request: AuthorizationRequest;
  readonly service: CognitoService;
}

function assertSignUpAllowed({ client }: AuthorizationRequest): void {
  if (!client.pool.settings.signUpByAdminOnly) return;
  throw new PageError('invalid_request', 'Only an administrator can create accounts for this app.');
}

function parseEntries(browser: BrowserRequest, client: AppClient): SignUpEntries {
  const names = requiredAttributes(client);
  const attributes = new Map(names.map((name) => [name, fieldOf(browser, attributeField(name))]));
  return { username: fieldOf(browser, 'username'), attributes };
}

async function createAccount(
  { username, attributes }: SignUpEntries,
  browser: BrowserRequest,
  { request, service }: PageContext,
): Promise<CognitoReply> {
  const { client } = request;
  assertRepeated(browser);
  const password = browser.body.get('password') ?? '';
  if (password === '') throw invalidParameter('Choose a password.');
  const reply = await signUp.run(
    {
      ClientId: client.id,
      Username: username,
      Password: password,
      UserAttributes: [...attributes].map(([Name, Value]) => ({ Name, Value })),
    },
    service,
  );
  const user = client.pool.users.find(username);
  const { UserConfirmed, CodeDeliveryDetails } = Object(reply);
  if (user !== undefined && UserConfirmed) {
    return continueLogin(nextStep(user, client, service), { username }, browser, { request, service });
  }
  if (user === undefined || CodeDeliveryDetails === undefined) {
    const done = 'Your account was created. An administrator has to confirm it.';
    return showLoginAgain(browser, { request, service }, { username, done });
  }
  const content = confirmPage(
    { username, session: rememberSignUp(user, client, service) },
    loginUrl(browser),
    sentText(reply),
  );
  return showPage(200, browser, { request, service, content });
}

/** Valid as long as the session of a challenge. */
function rememberSignUp(user: User, client: AppClient, service: CognitoService): string {
  const session = randomToken(service.random, 32);
  const expiresAt = service.now() + client.settings.sessionMinutes * 60_000;
  service.pageSignUps.set(hashSecret(session), { user, clientId: client.id, expiresAt }, service.now());
  return session;
}

/** The field that a refused sign-up asks to correct. */
function signUpField({ name, message }: CognitoException, { pool }: AppClient): string | undefined {
  if (name === 'UsernameExistsException' || message.startsWith('Username ')) return 'username';
  if (name === 'InvalidPasswordException') return 'password';
  if (message === PASSWORDS_DIFFER) return 'repeated';
  if (message === 'Invalid email address format.') {
    return pool.settings.emailAsUsername ? 'username' : attributeField('email');
  }
  const [, attribute] = /^Attributes did not conform to the schema: ([^\s]+): /.exec(message) ?? [];
  return attribute && attributeField(attribute);
}

function parseUnconfirmed(browser: BrowserRequest): UnconfirmedUser {
  return { username: fieldOf(browser, 'username'), session: fieldOf(browser, 'session') };
}

/** Signs in the browser that signed up, which AWS does not document. Any other browser is asked for the password. */
async function confirmAccount(
  { username, session }: UnconfirmedUser,
  browser: BrowserRequest,
  { request, service }: PageContext,
): Promise<CognitoReply> {
  const { client } = request;
  const ConfirmationCode = fieldOf(browser, 'code').replaceAll(/\s/g, '');
  await confirmSignUp.run({ ClientId: client.id, Username: username, ConfirmationCode }, service);
  const signedUp = service.pageSignUps.get(hashSecret(session));
  service.pageSignUps.delete(hashSecret(session));
  const user = client.pool.users.find(username);
  const isSame = user !== undefined && signedUp?.user === user && signedUp.clientId === client.id;
  if (isSame && service.now() < signedUp.expiresAt) {
    return continueLogin(nextStep(user, client, service), { username }, browser, { request, service });
  }
  return showLoginAgain(browser, { request, service }, { username, done: 'Your account is confirmed. Sign in.' });
}
