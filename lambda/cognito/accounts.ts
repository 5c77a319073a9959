import { readEnvironment } from '../contract/environment';
import { Problem } from '../contract/problems';
import type { Account } from '../contract/replies';
import { type CallOptions, callCognito, client } from './client';
import {
  ConfirmSignUpCommand,
  DeleteUserCommand,
  GetUserCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from './sdk';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment();

/** Creates an account; Cognito sends a code to its address. In e-mail mode, succeeds for a registered address too. */
export async function signUp(username: string, password: string, email: string): Promise<void> {
  const UserAttributes = [{ Name: 'email', Value: email }];
  const command = new SignUpCommand({ ClientId, Username: username, Password: password, UserAttributes });
  await callCognito('SignUp', (options) => client.send(command, options), { login: username });
}

/** Confirms an account with the code that was sent to its address. */
export async function confirmSignUp(username: string, code: string): Promise<void> {
  const command = new ConfirmSignUpCommand({ ClientId, Username: username, ConfirmationCode: code });
  await callCognito('ConfirmSignUp', (options) => client.send(command, options), { login: username });
}

/** Sends a new code to an unconfirmed account. Succeeds whether or not the account exists. */
export async function resendCode(username: string): Promise<void> {
  const command = new ResendConfirmationCodeCommand({ ClientId, Username: username });
  await callCognito('ResendConfirmationCode', (options) => client.send(command, options), { login: username });
}

/** The account of the token's user. Unlike API Gateway, Cognito refuses a revoked token. */
export async function readAccount(accessToken: string, options: CallOptions = {}): Promise<Account> {
  const command = new GetUserCommand({ AccessToken: accessToken });
  const output = await callCognito('GetUser', (sendOptions) => client.send(command, sendOptions), options);
  const attributes = new Map(output?.UserAttributes?.map(({ Name, Value }) => [Name, Value]));
  const sub = attributes.get('sub');
  if (!output?.Username || !sub) throw new Problem('upstream_unavailable', { cause: 'GetUser: no account' });
  return {
    username: output.Username,
    sub,
    email: attributes.get('email'),
    emailVerified: attributes.get('email_verified') === 'true',
    totp: output.UserMFASettingList?.includes('SOFTWARE_TOKEN_MFA') ?? false,
  };
}

/** Deletes the account of the token's user. This cannot be undone. */
export async function deleteAccount(accessToken: string): Promise<void> {
  const command = new DeleteUserCommand({ AccessToken: accessToken });
  await callCognito('DeleteUser', (options) => client.send(command, options));
}
