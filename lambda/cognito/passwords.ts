import { readEnvironment } from '../contract/environment';
import { Problem } from '../http/route';
import { readAccount } from './accounts';
import { call, client, deadline } from './client';
import { ChangePasswordCommand, ConfirmForgotPasswordCommand, ForgotPasswordCommand } from './sdk';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment();

/** Has a code sent with which the password can be reset. Says nothing of whether there is such an account. */
export async function forgotPassword(username: string): Promise<void> {
  const command = new ForgotPasswordCommand({ ClientId, Username: username });
  await call('ForgotPassword', (options) => client.send(command, options), { login: username });
}

/** Sets a new password with the code that was sent. */
export async function resetPassword(username: string, code: string, password: string): Promise<void> {
  const parameters = { Username: username, ConfirmationCode: code, Password: password };
  const command = new ConfirmForgotPasswordCommand({ ClientId, ...parameters });
  await call('ConfirmForgotPassword', (options) => client.send(command, options), { login: username });
}

/** Changes the password of whoever holds the token and knows the present one. */
export async function changePassword(accessToken: string, current: string, password: string): Promise<void> {
  const abortSignal = deadline();
  const parameters = { PreviousPassword: current, ProposedPassword: password };
  const command = new ChangePasswordCommand({ AccessToken: accessToken, ...parameters });
  try {
    await call('ChangePassword', (options) => client.send(command, options), { abortSignal });
  } catch (error) {
    // Cognito has one exception for a wrong password and for a token that is no longer good: this throws for the latter.
    if (error instanceof Problem && error.code === 'wrong_password') await readAccount(accessToken, { abortSignal });
    throw error;
  }
}
