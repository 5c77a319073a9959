import { readEnvironment } from '../contract/environment';
import type { Account } from '../contract/replies';
import { Problem } from '../http/route';
import { type CallOptions, call, client } from './client';
import {
  ConfirmSignUpCommand,
  DeleteUserCommand,
  GetUserCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from './sdk';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment();

/** Creates an account and has a code sent to its address. Says nothing of an address that is registered already. */
export async function signUp(username: string, password: string, email: string): Promise<void> {
  const UserAttributes = [{ Name: 'email', Value: email }];
  const command = new SignUpCommand({ ClientId, Username: username, Password: password, UserAttributes });
  await call('SignUp', (options) => client.send(command, options), { login: username });
}

/** Confirms an account with the code that was sent to its address. */
export async function confirmSignUp(username: string, code: string): Promise<void> {
  const command = new ConfirmSignUpCommand({ ClientId, Username: username, ConfirmationCode: code });
  await call('ConfirmSignUp', (options) => client.send(command, options), { login: username });
}

/** Sends a new code to an account that waits for one. Says nothing of whether there is such an account. */
export async function resendCode(username: string): Promise<void> {
  const command = new ResendConfirmationCodeCommand({ ClientId, Username: username });
  await call('ResendConfirmationCode', (options) => client.send(command, options), { login: username });
}

/** The account of whoever holds the token. Unlike API Gateway, Cognito refuses a token that was revoked. */
export async function readAccount(accessToken: string, options: CallOptions = {}): Promise<Account> {
  const command = new GetUserCommand({ AccessToken: accessToken });
  const output = await call('GetUser', (sendOptions) => client.send(command, sendOptions), options);
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

/** Deletes the account of whoever holds the token, for good. */
export async function closeAccount(accessToken: string): Promise<void> {
  const command = new DeleteUserCommand({ AccessToken: accessToken });
  await call('DeleteUser', (options) => client.send(command, options));
}
