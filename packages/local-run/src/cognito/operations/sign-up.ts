import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { type CodeDeliveryDetails, deliveryDetails, sendEmail } from '../emails/send-email';
import { CognitoException, expiredCode, invalidParameter, notAuthorized } from '../exceptions';
import { assertPasswordPolicy } from '../passwords/password-policy';
import type { AppClient, UserPool } from '../user-pool';
import {
  accountAttributes,
  attributeMap,
  claimEmailAlias,
  createAccount,
  signInName,
  verifyEmail,
} from '../users/accounts';
import { assertComplete, assertWritable } from '../users/attributes';
import { simulatedDeliveryDetails, unknownUser } from '../users/unknown-users';
import { assertUnconfirmed, type User } from '../users/user';
import { shapes } from './input';
import { publicOperation } from './operation';

const SignUpInput = z.object({
  ClientId: shapes.clientId,
  Username: shapes.username,
  Password: z.optional(shapes.password),
  UserAttributes: z.optional(shapes.attributes),
});

/** Creates an account and sends the code that confirms it. */
export const signUp = publicOperation(SignUpInput, (input, service) => {
  const client = service.client(input.ClientId);
  const { pool } = client;
  const attributes = signUpAttributes(input, client);
  const password = input.Password ?? '';
  assertPasswordPolicy(password, pool.settings.passwordPolicy, 'signUp');
  assertUsernameAvailable(input.Username, pool);
  const user = createAccount({ username: input.Username, password, attributes, status: 'UNCONFIRMED' }, pool, service);
  const details = sendSignUpCode(user, pool, service);
  return { UserConfirmed: false, UserSub: user.sub, ...(details && { CodeDeliveryDetails: details }) };
});

const ConfirmSignUpInput = z.object({
  ClientId: shapes.clientId,
  Username: shapes.username,
  ConfirmationCode: shapes.code,
  ForceAliasCreation: z.optional(shapes.flag),
});

/** Confirms an account with the code, and verifies its e-mail address. */
export const confirmSignUp = publicOperation(ConfirmSignUpInput, (input, service) => {
  const client = service.client(input.ClientId);
  const { pool } = client;
  const user = pool.users.find(input.Username);
  if (user === undefined) throw unknownUser(client, expiredCode());
  user.attempts.record('ConfirmSignUp', service.now());
  assertUnconfirmed(user);
  user.codes.assertValid('signUp', input.ConfirmationCode, service.now());
  claimEmailAlias(user, pool, input.ForceAliasCreation ?? false);
  user.status = 'CONFIRMED';
  user.modifiedAt = service.now();
  verifyEmail(user, pool);
  return {};
});

const ResendInput = z.object({ ClientId: shapes.clientId, Username: shapes.username });

/** Sends another code, which replaces the previous one. */
export const resendConfirmationCode = publicOperation(ResendInput, (input, service) => {
  const client = service.client(input.ClientId);
  const user = client.pool.users.find(input.Username);
  if (user === undefined || (client.settings.preventsExistenceErrors && !user.enabled)) {
    return { CodeDeliveryDetails: simulatedDeliveryDetails(input.Username, client) };
  }
  if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
  if (!client.pool.settings.verifiesEmail || user.email === undefined) {
    throw invalidParameter('Cannot resend codes. Auto verification not turned on.');
  }
  user.attempts.record('ResendConfirmationCode', service.now());
  return { CodeDeliveryDetails: sendSignUpCode(user, client.pool, service) };
});

function signUpAttributes(input: z.infer<typeof SignUpInput>, { pool, settings }: AppClient) {
  if (pool.settings.signUpByAdminOnly) throw notAuthorized('SignUp is not permitted for this user pool');
  const given = attributeMap(input.UserAttributes);
  assertWritable(given, settings.writable);
  const attributes = accountAttributes(input.Username, given, pool);
  assertComplete(attributes, pool.settings.schema);
  return attributes;
}

function assertUsernameAvailable(username: string, { users, settings }: UserPool): void {
  if (users.find(username) === undefined) return;
  const message = settings.emailAsUsername ? 'An account with the given email already exists.' : 'User already exists';
  throw new CognitoException('UsernameExistsException', message);
}

function sendSignUpCode(user: User, pool: UserPool, service: CognitoService): CodeDeliveryDetails | undefined {
  if (!pool.settings.verifiesEmail || user.email === undefined) return undefined;
  const code = user.codes.issue('signUp', service);
  sendEmail({ to: user.email, code, username: signInName(user, pool) }, pool.settings.codeMessage, service);
  return deliveryDetails(user.email);
}
