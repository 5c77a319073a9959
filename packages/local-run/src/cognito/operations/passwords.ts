import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { deliveryDetails } from '../emails/send-email';
import { codeMismatch, incorrectCredentials, invalidParameter, notAuthorized } from '../exceptions';
import { assertPasswordPolicy } from '../passwords/password-policy';
import { isCurrentPassword, setPassword, setTemporaryPasswordExpiry } from '../passwords/passwords';
import { verifyAccessToken } from '../tokens/tokens';
import { sendMessage, type UserMessage } from '../triggers/custom-message';
import { runPostConfirmation } from '../triggers/post-confirmation';
import { migrateUser } from '../triggers/user-migration';
import type { UserPool } from '../user-pool';
import { signInName } from '../users/accounts';
import { simulatedDeliveryDetails, unknownUser } from '../users/unknown-users';
import type { User } from '../users/user';
import { findUser, UserInput } from './administration';
import { shapes } from './input';
import { publicOperation, signedOperation } from './operation';

const ForgotInput = z.object({
  ClientId: shapes.clientId,
  Username: shapes.username,
  ClientMetadata: z.optional(shapes.map),
});

/** Sends a code that allows to set a new password. */
export const forgotPassword = publicOperation(ForgotInput, async (input, service) => {
  const client = service.client(input.ClientId);
  const { pool } = client;
  const { ClientMetadata: clientMetadata } = input;
  const migration = { source: 'UserMigration_ForgotPassword', username: input.Username, password: undefined } as const;
  await migrateUser({ ...migration, clientMetadata }, client, service);
  const user = pool.users.find(input.Username);
  if (user === undefined || (client.settings.preventsExistenceErrors && isUnreachable(user))) {
    return { CodeDeliveryDetails: simulatedDeliveryDetails(input.Username, client) };
  }
  const email = recoveryAddress(user, pool);
  user.attempts.record('ForgotPassword', service.now());
  await sendResetCode({ user, to: email, clientId: client.id, clientMetadata }, { pool, service });
  return { CodeDeliveryDetails: deliveryDetails(email) };
});

/**
 * Disabled, or without a verified address: with PreventUserExistenceErrors such users get the same reply as unknown ones. The
 * guide does not list users with a temporary password. Source: "Managing user existence error responses" in the Cognito
 * developer guide.
 */
function isUnreachable({ enabled, status, verifiedEmail }: User): boolean {
  return !enabled || (status !== 'FORCE_CHANGE_PASSWORD' && verifiedEmail === undefined);
}

const ConfirmForgotInput = z.object({
  ClientId: shapes.clientId,
  Username: shapes.username,
  ConfirmationCode: shapes.code,
  Password: shapes.password,
  ClientMetadata: z.optional(shapes.map),
});

/**
 * Sets a new password with the code. With PreventUserExistenceErrors, unknown and disabled users get CodeMismatchException; but
 * users to whom no code was sent get ExpiredCodeException, as in AWS, which reveals that they exist. Existing sign-ins stay valid, as in AWS: GlobalSignOut ends them.
 * Reported in aws-amplify/amplify-js#6559.
 */
export const confirmForgotPassword = publicOperation(ConfirmForgotInput, async (input, service) => {
  const client = service.client(input.ClientId);
  const { pool } = client;
  // Checked before the user is looked up: the reply to a weak password must not depend on whether the user exists.
  assertPasswordPolicy(input.Password, pool.settings.passwordPolicy);
  const user = pool.users.find(input.Username);
  if (user === undefined) throw unknownUser(client, codeMismatch());
  if (client.settings.preventsExistenceErrors && !user.enabled) throw codeMismatch();
  user.attempts.record('ConfirmForgotPassword', service.now());
  user.codes.assertValid('reset', input.ConfirmationCode, service.now());
  setPassword({ user, password: input.Password, pool }, service);
  user.codes.consume('reset');
  if (user.status === 'RESET_REQUIRED') user.status = 'CONFIRMED';
  user.lock.reset();
  const { ClientId: clientId, ClientMetadata: clientMetadata } = input;
  const source = 'PostConfirmation_ConfirmForgotPassword';
  await runPostConfirmation({ source, user, clientId, clientMetadata }, pool, service);
  return {};
});

const ChangeInput = z.object({
  AccessToken: shapes.accessToken,
  PreviousPassword: z.optional(shapes.password),
  ProposedPassword: shapes.password,
});

/**
 * Changes the password of the token's user, who must give the current password. A user without one sets the first.
 * Sources: `PreviousPassword` of ChangePassword in the API reference; AdminSetUserPassword there, which says that a user of an identity
 * provider can change a password after an administrator has set one.
 */
export const changePassword = publicOperation(ChangeInput, async (input, service) => {
  const { client, signIn } = await verifyAccessToken(input.AccessToken, service);
  const { user } = signIn;
  user.attempts.record('ChangePassword', service.now());
  if (user.status === 'EXTERNAL_PROVIDER') throw notAuthorized('User password cannot be changed in the current state.');
  const hasPassword = user.credentials.length > 0;
  const { PreviousPassword = '' } = input;
  if (hasPassword && !isCurrentPassword(user, PreviousPassword, client.pool)) throw incorrectCredentials();
  setPassword({ user, password: input.ProposedPassword, pool: client.pool }, service);
  return {};
});

const SetInput = z.extend(UserInput, { Password: shapes.password, Permanent: z.optional(shapes.flag) });

/**
 * Sets a permanent password, or one that must be replaced at the next sign-in. Sends no e-mail. A user of an identity provider can then
 * sign in both ways, with CONFIRMED in place of EXTERNAL_PROVIDER. Source: AdminSetUserPassword in the API reference.
 */
export const adminSetUserPassword = signedOperation(SetInput, (input, service) => {
  const { user, pool } = findUser(input, service);
  setPassword({ user, password: input.Password, pool }, service);
  user.codes.revoke('invitation');
  user.status = input.Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  if (!input.Permanent) setTemporaryPasswordExpiry(user, pool, service);
  return {};
});

const ResetInput = z.extend(UserInput, { ClientMetadata: z.optional(shapes.map) });

/** Invalidates the password and sends a code that allows to set a new one. Existing sign-ins stay valid. */
export const adminResetUserPassword = signedOperation(ResetInput, async (input, service) => {
  const { user, pool } = findUser(input, service);
  const email = recoveryAddress(user, pool);
  user.status = 'RESET_REQUIRED';
  user.modifiedAt = service.now();
  const message = { user, to: email, clientId: undefined, clientMetadata: input.ClientMetadata };
  await sendResetCode(message, { pool, service });
  return {};
});

function sendResetCode(
  message: Pick<UserMessage, 'user' | 'to' | 'clientId' | 'clientMetadata'>,
  { pool, service }: { pool: UserPool; service: CognitoService },
): Promise<void> {
  const { user } = message;
  const code = user.codes.issue('reset', service);
  const source = 'CustomMessage_ForgotPassword';
  const values = { source, code, username: signInName(user, pool), purpose: 'reset' } as const;
  return sendMessage({ ...message, ...values }, pool.settings.codeMessage, pool, service);
}

function recoveryAddress(user: User, { settings }: UserPool): string {
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (!settings.recoversByEmail) throw notAuthorized('Contact administrator to reset password.');
  // Of a user of an identity provider reported in aws-amplify/amplify-js#2383.
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER') {
    throw notAuthorized('User password cannot be reset in the current state.');
  }
  if (user.verifiedEmail === undefined) {
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  }
  return user.verifiedEmail;
}
