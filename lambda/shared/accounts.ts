import { ConfirmSignUpCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { call, client } from './cognito';
import { readEnvironment } from './environment';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment();

/** Creates an account and has a code sent to its address. Says nothing of an address that is registered already. */
export async function signUp(username: string, password: string, email: string): Promise<void> {
  const UserAttributes = [{ Name: 'email', Value: email }];
  const command = new SignUpCommand({ ClientId, Username: username, Password: password, UserAttributes });
  await call('SignUp', username, (options) => client.send(command, options));
}

/** Confirms an account with the code that was sent to its address. */
export async function confirmSignUp(username: string, code: string): Promise<void> {
  const command = new ConfirmSignUpCommand({ ClientId, Username: username, ConfirmationCode: code });
  await call('ConfirmSignUp', username, (options) => client.send(command, options));
}
