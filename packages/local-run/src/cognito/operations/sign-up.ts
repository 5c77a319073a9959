import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { type CodeDeliveryDetails, deliveryTo, sendEmail } from '../emails/send-email';
import { CognitoException, expiredCode, invalidParameter, notAuthorized } from '../exceptions';
import { refuseWeakPassword } from '../passwords/password-policy';
import type { AppClient, UserPool } from '../user-pool';
import {
  admissibleAttributes,
  attributeMap,
  loginOf,
  openAccount,
  refuseSharedAlias,
  verifyEmail,
} from '../users/accounts';
import { refuseIncomplete, refuseUnwritable } from '../users/attributes';
import { simulatedDelivery, unknownUser } from '../users/unknown-users';
import type { User } from '../users/user';
import { shapes } from './input';
import { open } from './operation';

const SignUpInput = z.object({
  ClientId: shapes.clientId,
  Username: shapes.username,
  Password: z.optional(shapes.password),
  UserAttributes: z.optional(shapes.attributes),
});

/** Opens an account and mails the code that confirms it. */
export const signUp = open(SignUpInput, (input, service) => {
  const client = service.client(input.ClientId);
  const { pool } = client;
  const attributes = admitApplicant(input, client);
  const password = input.Password ?? '';
  refuseWeakPassword(password, pool.settings.passwordPolicy);
  refuseTakenName(input.Username, pool);
  const user = openAccount({ username: input.Username, password, attributes, status: 'UNCONFIRMED' }, pool, service);
  const details = sendSignUpCode(user, pool, service);
  return { UserConfirmed: false, UserSub: user.sub, ...(details && { CodeDeliveryDetails: details }) };
});

const ConfirmSignUpInput = z.object({
  ClientId: shapes.clientId,
  Username: shapes.username,
  ConfirmationCode: shapes.code,
  ForceAliasCreation: z.optional(shapes.flag),
});

/** Takes the code as proof that the address is the user's. */
export const confirmSignUp = open(ConfirmSignUpInput, (input, service) => {
  const client = service.client(input.ClientId);
  const { pool } = client;
  const user = pool.users.find(input.Username);
  if (user === undefined) throw unknownUser(client, expiredCode());
  user.attempts.spend('ConfirmSignUp', service.now());
  refuseConfirmed(user);
  user.codes.check('signUp', input.ConfirmationCode, service.now());
  refuseSharedAlias(user, pool, input.ForceAliasCreation ?? false);
  user.status = 'CONFIRMED';
  user.modifiedAt = service.now();
  verifyEmail(user, pool);
  return {};
});

const ResendInput = z.object({ ClientId: shapes.clientId, Username: shapes.username });

/** Mails another code, which replaces the one before. */
export const resendConfirmationCode = open(ResendInput, (input, service) => {
  const client = service.client(input.ClientId);
  const user = client.pool.users.find(input.Username);
  if (user === undefined) {
    const simulated = simulatedDelivery(input.Username, client);
    return { CodeDeliveryDetails: simulated };
  }
  if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
  if (!client.pool.settings.verifiesEmail || user.email === undefined) {
    throw invalidParameter('Cannot resend codes. Auto verification not turned on.');
  }
  user.attempts.spend('ResendConfirmationCode', service.now());
  return { CodeDeliveryDetails: sendSignUpCode(user, client.pool, service) };
});

/** A user who is past signing up cannot be confirmed, by a code or by an administrator. */
export function refuseConfirmed(user: User): void {
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (user.status !== 'UNCONFIRMED') {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
}

function admitApplicant(input: z.infer<typeof SignUpInput>, { pool, settings }: AppClient) {
  if (pool.settings.signUpByAdminOnly) throw notAuthorized('SignUp is not permitted for this user pool');
  const given = attributeMap(input.UserAttributes);
  refuseUnwritable(given, settings.writable);
  const attributes = admissibleAttributes(input.Username, given, pool);
  refuseIncomplete(attributes, pool.settings.schema);
  return attributes;
}

function refuseTakenName(username: string, { users, settings }: UserPool): void {
  if (users.find(username) === undefined) return;
  const message = settings.emailAsUsername ? 'An account with the given email already exists.' : 'User already exists';
  throw new CognitoException('UsernameExistsException', message);
}

function sendSignUpCode(user: User, pool: UserPool, service: CognitoService): CodeDeliveryDetails | undefined {
  if (!pool.settings.verifiesEmail || user.email === undefined) return undefined;
  const code = user.codes.issue('signUp', service.now(), service.random);
  sendEmail({ to: user.email, code, username: loginOf(user, pool) }, pool.settings.codeMessage, service);
  return deliveryTo(user.email);
}
