import { readEnvironment } from '../contract/environment';
import { Problem } from '../contract/problems';
import type { PasskeyRemoval } from '../contract/replies';
import { readUserWithPassword } from './accounts';
import { callCognito, client, deadline, emailMetadata, followUp } from './client';
import { ChangePasswordCommand, ConfirmForgotPasswordCommand, ForgotPasswordCommand } from './cognito-sdk';
import { deletePasskeys } from './passkeys';
import { signIn, signOutEverywhere } from './sessions';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment();

/** Sends a code to reset the password. Succeeds whether or not the account exists. */
export async function forgotPassword(username: string, language: string | undefined): Promise<void> {
  const command = new ForgotPasswordCommand({ ClientId, Username: username, ...emailMetadata(language) });
  await callCognito('ForgotPassword', (options) => client.send(command, options), { login: username });
}

/** Milliseconds for the removal of the passkeys: it leaves time to end the sessions, which matters more. */
const REMOVAL_DEADLINE = 2000;

interface PasswordReset {
  readonly username: string;
  readonly code: string;
  readonly newPassword: string;
  /**
   * Whether to remove the passkeys of the user too.
   * @default false
   */
  readonly removePasskeys?: boolean | undefined;
}

/**
 * Sets a new password with the code that was sent, and ends all sessions: Cognito keeps them, and a person who reset the
 * password must not share the account with one who knew the old password. Ending them needs an access token, so this signs
 * in with the new password. For a user with a second factor it cannot: their sessions stay, which is logged.
 *
 * With `removePasskeys`, returns whether the passkeys and the sessions are gone. The passkeys go first: with a session, a person
 * could add another one.
 */
export async function resetPassword(reset: PasswordReset): Promise<PasskeyRemoval | undefined> {
  const { username, code, newPassword, removePasskeys = false } = reset;
  const abortSignal = deadline();
  const parameters = { Username: username, ConfirmationCode: code, Password: newPassword };
  const command = new ConfirmForgotPasswordCommand({ ClientId, ...parameters });
  await callCognito('ConfirmForgotPassword', (options) => client.send(command, options), {
    login: username,
    abortSignal,
  });
  let removal: PasskeyRemoval = { passkeysRemoved: false, reason: 'failed' };
  await followUp('sessions_not_ended', async () => {
    const session = await signIn(username, newPassword, { abortSignal });
    if ('challenge' in session) {
      removal = { passkeysRemoved: false, reason: 'second_factor' };
      throw new Error('InitiateAuth: the user has a second factor');
    }
    const { accessToken } = session;
    const isRemoved = removePasskeys && (await removeAllPasskeys(accessToken, abortSignal));
    await signOutEverywhere(accessToken, { abortSignal });
    if (isRemoved) removal = { passkeysRemoved: true };
  });
  return removePasskeys ? removal : undefined;
}

/** Whether all passkeys of the token's user are removed. A failure is logged. */
async function removeAllPasskeys(accessToken: string, abortSignal: AbortSignal): Promise<boolean> {
  let isRemoved = false;
  await followUp('passkeys_not_removed', async () => {
    const signal = AbortSignal.any([abortSignal, AbortSignal.timeout(REMOVAL_DEADLINE)]);
    await deletePasskeys(accessToken, { abortSignal: signal });
    isRemoved = true;
  });
  return isRemoved;
}

/** Passwords as typed; `keepSessions` leaves the sessions of the user as they are. */
export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly keepSessions: boolean;
}

/**
 * Changes the password of the token's user, and by default ends all sessions, that of the token too. Throws
 * `wrong_password` if the current password is wrong, and `no_password` for a user of an identity provider.
 */
export async function changePassword(
  accessToken: string,
  { currentPassword, newPassword, keepSessions }: PasswordChange,
): Promise<void> {
  const abortSignal = deadline();
  const parameters = { PreviousPassword: currentPassword, ProposedPassword: newPassword };
  const command = new ChangePasswordCommand({ AccessToken: accessToken, ...parameters });
  try {
    await callCognito('ChangePassword', (options) => client.send(command, options), { abortSignal });
  } catch (error) {
    // Cognito has one exception for a wrong password, a user without one and an invalid token: this call throws for the last two.
    if (error instanceof Problem && error.code === 'wrong_password') {
      await readUserWithPassword(accessToken, { abortSignal });
    }
    throw error;
  }
  if (keepSessions) return;
  await followUp('sessions_not_ended', () => signOutEverywhere(accessToken, { abortSignal }));
}
