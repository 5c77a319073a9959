import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { deliveryTo, sendEmail } from '../emails/send-email';
import { expiredCode, incorrectCredentials, invalidParameter, notAuthorized } from '../exceptions';
import { refuseWeakPassword } from '../passwords/password-policy';
import { isPasswordOf, limitTemporaryPassword, changePassword as setPassword } from '../passwords/passwords';
import { authenticate } from '../tokens/tokens';
import type { UserPool } from '../user-pool';
import { loginOf } from '../users/accounts';
import { simulatedDelivery, unknownUser } from '../users/unknown-users';
import type { User } from '../users/user';
import { findUser, UserInput } from './administration';
import { shapes } from './input';
import { open, signed } from './operation';

const ForgotInput = z.object({ ClientId: shapes.clientId, Username: shapes.username });

/** Mails a code with which a new password can be set. */
export const forgotPassword = open(ForgotInput, (input, service) => {
  const client = service.client(input.ClientId);
  const { pool } = client;
  const user = pool.users.find(input.Username);
  if (user === undefined) return { CodeDeliveryDetails: simulatedDelivery(input.Username, client) };
  const email = recoveryAddress(user, pool);
  user.attempts.spend('ForgotPassword', service.now());
  sendResetCode(email, user, { pool, service });
  return { CodeDeliveryDetails: deliveryTo(email) };
});

const ConfirmForgotInput = z.object({
  ClientId: shapes.clientId,
  Username: shapes.username,
  ConfirmationCode: shapes.code,
  Password: shapes.password,
});

/**
 * Sets a new password in exchange for the code. Sign-ins go on, as in AWS: who wants them ended calls GlobalSignOut.
 * Reported in aws-amplify/amplify-js#6559.
 */
export const confirmForgotPassword = open(ConfirmForgotInput, (input, service) => {
  const client = service.client(input.ClientId);
  const { pool } = client;
  // Before anything is known of the user, so that a weak password gets the same answer whoever it is for.
  refuseWeakPassword(input.Password, pool.settings.passwordPolicy);
  const user = pool.users.find(input.Username);
  if (user === undefined) throw unknownUser(client, expiredCode());
  user.attempts.spend('ConfirmForgotPassword', service.now());
  user.codes.check('reset', input.ConfirmationCode, service.now());
  setPassword(user, input.Password, pool, service);
  user.codes.spend('reset');
  if (user.status === 'RESET_REQUIRED') user.status = 'CONFIRMED';
  user.lock.succeeded();
  return {};
});

const ChangeInput = z.object({
  AccessToken: shapes.accessToken,
  PreviousPassword: z.optional(shapes.password),
  ProposedPassword: shapes.password,
});

/** Changes the password of whoever holds the token and knows the present one. */
export const changePassword = open(ChangeInput, async (input, service) => {
  const { client, signIn } = await authenticate(input.AccessToken, service);
  const { user } = signIn;
  user.attempts.spend('ChangePassword', service.now());
  if (!isPasswordOf(user, input.PreviousPassword ?? '', client.pool)) throw incorrectCredentials();
  setPassword(user, input.ProposedPassword, client.pool, service);
  return {};
});

const SetInput = z.extend(UserInput, { Password: shapes.password, Permanent: z.optional(shapes.flag) });

/** Sets a password for the user to keep, or one to be replaced at the next sign-in. Nothing is mailed. */
export const adminSetUserPassword = signed(SetInput, (input, service) => {
  const { user, pool } = findUser(input, service);
  setPassword(user, input.Password, pool, service);
  user.status = input.Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  if (!input.Permanent) limitTemporaryPassword(user, pool, service);
  return {};
});

/** Takes the password away and mails a code with which a new one can be set. Sign-ins go on. */
export const adminResetUserPassword = signed(UserInput, (input, service) => {
  const { user, pool } = findUser(input, service);
  const email = recoveryAddress(user, pool);
  user.status = 'RESET_REQUIRED';
  user.modifiedAt = service.now();
  sendResetCode(email, user, { pool, service });
  return {};
});

function sendResetCode(to: string, user: User, { pool, service }: { pool: UserPool; service: CognitoService }): void {
  const code = user.codes.issue('reset', service.now(), service.random);
  sendEmail({ to, code, username: loginOf(user, pool) }, pool.settings.codeMessage, service);
}

function recoveryAddress(user: User, { settings }: UserPool): string {
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (!settings.recoversByEmail) throw notAuthorized('Contact administrator to reset password.');
  if (user.status === 'FORCE_CHANGE_PASSWORD') {
    throw notAuthorized('User password cannot be reset in the current state.');
  }
  if (user.verifiedEmail === undefined) {
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  }
  return user.verifiedEmail;
}
