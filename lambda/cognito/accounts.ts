import { readEnvironment } from '../contract/environment';
import { Problem } from '../contract/problems';
import type { Account } from '../contract/replies';
import { type CallOptions, callCognito, client, deadline, followUp } from './client';
import {
  ConfirmSignUpCommand,
  DeleteUserCommand,
  GetUserCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from './cognito-sdk';
import { signIn, signOut } from './sessions';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment();

/**
 * Creates an account with these attributes; Cognito sends a code to its `email`. In e-mail mode, succeeds for a registered
 * address too.
 */
export async function signUp(
  username: string,
  password: string,
  attributes: Readonly<Record<string, string>>,
): Promise<void> {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  const command = new SignUpCommand({ ClientId, Username: username, Password: password, UserAttributes });
  await callCognito('SignUp', (options) => client.send(command, options), { login: username });
}

/**
 * Confirms an account with the code that was sent to its address. With the password that its owner signed up with, throws
 * `password_reset_required` if the account has another one: then another person registered the address first, and knows the
 * account's password. The account is confirmed all the same. docs/security.md: account pre-hijacking.
 */
export async function confirmSignUp(username: string, code: string, password?: string): Promise<void> {
  const options = { login: username, abortSignal: deadline() };
  const command = new ConfirmSignUpCommand({ ClientId, Username: username, ConfirmationCode: code });
  await callCognito('ConfirmSignUp', (sendOptions) => client.send(command, sendOptions), options);
  if (password !== undefined) await assertPasswordOfAccount(username, password, options);
}

/** Signs in to check the password, and ends that session. A failure other than a wrong password is logged. */
async function assertPasswordOfAccount(username: string, password: string, options: CallOptions): Promise<void> {
  let isWrong = false;
  await followUp('password_not_checked', async () => {
    const session = await signIn(username, password, options).catch((error) => {
      isWrong = error instanceof Problem && error.code === 'invalid_credentials';
      if (isWrong) return undefined;
      throw error;
    });
    if (session && 'refreshToken' in session) await signOut(session.refreshToken, options);
  });
  if (isWrong) throw new Problem('password_reset_required', { cause: 'InitiateAuth: another password' });
}

/** Sends a new code to an unconfirmed account. Succeeds whether or not the account exists. */
export async function resendCode(username: string): Promise<void> {
  const command = new ResendConfirmationCodeCommand({ ClientId, Username: username });
  await callCognito('ResendConfirmationCode', (options) => client.send(command, options), { login: username });
}

/** The account of the token's user, without its `sub`. Unlike API Gateway, Cognito refuses a revoked token. */
export async function readUser(accessToken: string, options: CallOptions = {}): Promise<Omit<Account, 'sub'>> {
  const command = new GetUserCommand({ AccessToken: accessToken });
  const output = await callCognito('GetUser', (sendOptions) => client.send(command, sendOptions), options);
  if (!output?.Username) throw new Problem('upstream_unavailable', { cause: 'GetUser: no account' });
  const attributes = new Map(output.UserAttributes?.map(({ Name, Value }) => [Name, Value]));
  return {
    username: output.Username,
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
