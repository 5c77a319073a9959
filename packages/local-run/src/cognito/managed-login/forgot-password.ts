import type { CognitoReply } from '../cognito-reply';
import type { CognitoService } from '../cognito-service';
import type { CognitoException } from '../exceptions';
import { confirmForgotPassword, forgotPassword } from '../operations/passwords';
import { type BrowserRequest, fieldOf } from './browser-request';
import { forgotPasswordPage, newPasswordPage } from './forgot-password-pages';
import { showLoginAgain } from './login';
import { showPage } from './show-page';
import { assertRepeated, loginUrl, PASSWORDS_DIFFER, sentText } from './sign-up';
import { parsePageRequest, submitForm } from './submit-form';

/** GET /forgotPassword: the form. */
export function showForgotPassword(browser: BrowserRequest, service: CognitoService): CognitoReply {
  const request = parsePageRequest(browser, service);
  const content = forgotPasswordPage(request.loginHint ?? '', request.client, loginUrl(browser));
  return showPage(200, browser, { request, service, content });
}

/** POST /forgotPassword: sends a code. If the client conceals unknown users, the reply is the same for them. */
export function submitForgotPassword(browser: BrowserRequest, service: CognitoService): Promise<CognitoReply> {
  const username = fieldOf(browser, 'username');
  return submitForm(browser, service, (request) => ({
    perform: async () => {
      const { client } = request;
      const reply = await forgotPassword.run({ ClientId: client.id, Username: username }, service);
      const content = newPasswordPage(username, client, { loginUrl: loginUrl(browser), done: sentText(reply) });
      return showPage(200, browser, { request, service, content });
    },
    again: (error) => ({
      content: forgotPasswordPage(username, request.client, loginUrl(browser)),
      field: error?.name === 'UserNotFoundException' ? 'username' : undefined,
    }),
  }));
}

/** POST /confirmforgotPassword: sets the new password. The user then signs in with it, as in AWS. */
export function submitNewPassword(browser: BrowserRequest, service: CognitoService): Promise<CognitoReply> {
  const username = fieldOf(browser, 'username');
  return submitForm(browser, service, (request) => ({
    perform: async () => {
      assertRepeated(browser);
      const input = {
        ClientId: request.client.id,
        Username: username,
        ConfirmationCode: fieldOf(browser, 'code').replaceAll(/\s/g, ''),
        Password: browser.body.get('password') ?? '',
      };
      await confirmForgotPassword.run(input, service);
      const done = 'Your password was changed. Sign in with it.';
      return showLoginAgain(browser, { request, service }, { username, done });
    },
    again: (error) => ({
      content: newPasswordPage(username, request.client, { loginUrl: loginUrl(browser) }),
      field: error && newPasswordField(error),
    }),
  }));
}

/** The field that a refused password or code asks to correct. */
function newPasswordField({ name, message }: CognitoException): string | undefined {
  if (name === 'CodeMismatchException' || name === 'ExpiredCodeException') return 'code';
  if (message === PASSWORDS_DIFFER) return 'repeated';
  return name === 'InvalidPasswordException' || name === 'PasswordHistoryPolicyViolationException'
    ? 'password'
    : undefined;
}
