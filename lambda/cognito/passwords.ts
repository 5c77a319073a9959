import { readEnvironment } from '../contract/environment';
import { Problem } from '../contract/problems';
import { readAccount } from './accounts';
import { callCognito, client, deadline } from './client';
import { ChangePasswordCommand, ConfirmForgotPasswordCommand, ForgotPasswordCommand } from './sdk';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment();

/** Sends a code to reset the password. Succeeds whether or not the account exists. */
export async function forgotPassword(username: string): Promise<void> {
  const command = new ForgotPasswordCommand({ ClientId, Username: username });
  await callCognito('ForgotPassword', (options) => client.send(command, options), { login: username });
}

/** Sets a new password with the code that was sent. */
export async function resetPassword(username: string, code: string, password: string): Promise<void> {
  const parameters = { Username: username, ConfirmationCode: code, Password: password };
  const command = new ConfirmForgotPasswordCommand({ ClientId, ...parameters });
  await callCognito('ConfirmForgotPassword', (options) => client.send(command, options), { login: username });
}

/** Changes the password of the token's user. Throws `wrong_password` if the current password is wrong. */
export async function changePassword(accessToken: string, current: string, password: string): Promise<void> {
  const abortSignal = deadline();
  const parameters = { PreviousPassword: current, ProposedPassword: password };
  const command = new ChangePasswordCommand({ AccessToken: accessToken, ...parameters });
  try {
    await callCognito('ChangePassword', (options) => client.send(command, options), { abortSignal });
  } catch (error) {
    // Cognito has one exception for a wrong password and an invalid token: this call throws if the token is invalid.
    if (error instanceof Problem && error.code === 'wrong_password') await readAccount(accessToken, { abortSignal });
    throw error;
  }
}
