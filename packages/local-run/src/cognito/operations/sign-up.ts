import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { type CodeDeliveryDetails, deliveryDetails, sendEmail } from '../emails/send-email';
import { CognitoException, expiredCode, invalidParameter, notAuthorized } from '../exceptions';
import { assertPasswordPolicy } from '../passwords/password-policy';
import { hashSecret } from '../secrets';
import { newSession } from '../sign-in/challenges';
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
  Password: z.optional(shapes.passwordOrNone),
  UserAttributes: z.optional(shapes.attributes),
});

/** Creates an account and sends the code that confirms it. */
export const signUp = publicOperation(SignUpInput, (input, service) => {
  const client = service.client(input.ClientId);
  const { pool } = client;
  const attributes = signUpAttributes(input, client);
  const password = signUpPassword(input.Password, pool);
  assertUsernameAvailable(input.Username, pool);
  const user = createAccount({ username: input.Username, password, attributes, status: 'UNCONFIRMED' }, pool, service);
  const details = sendSignUpCode(user, pool, service);
  return {
    UserConfirmed: false,
    UserSub: user.sub,
    ...(details && { CodeDeliveryDetails: details }),
    // Only the session of ConfirmSignUp signs in: clients may send this one to ConfirmSignUp, which does not need it.
    ...(allowsChoice(client) && { Session: newSession(service.random) }),
  };
});

const ConfirmSignUpInput = z.object({
  ClientId: shapes.clientId,
  Username: shapes.username,
  ConfirmationCode: shapes.code,
  ForceAliasCreation: z.optional(shapes.flag),
  Session: z.optional(shapes.session),
});

/**
 * Confirms an account with the code, and verifies its e-mail address. For a client with choice-based sign-in, it returns a session
 * that signs in. Amplify does not send the session of SignUp. Source: confirmSignUp in aws-amplify/amplify-js.
 */
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
  return allowsChoice(client) ? { Session: startConfirmedSession(user, client, service) } : {};
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

/** Source: the issue aws/aws-sdk-js-v3#6724, "Cognito Sign Up not returning Session". */
const allowsChoice = ({ settings }: AppClient) => settings.allowedFlows.has('ALLOW_USER_AUTH');

function startConfirmedSession(user: User, client: AppClient, service: CognitoService): string {
  const session = newSession(service.random);
  const expiresAt = service.now() + client.settings.sessionMinutes * 60_000;
  const confirmed = { user, clientId: client.id, expiresAt };
  client.pool.confirmedSignUps.set(hashSecret(session), confirmed, service.now());
  return session;
}

/** Without a password, users sign in with codes from e-mails. Source: `Password` of SignUp in the API reference. */
function signUpPassword(password: string | undefined, { settings }: UserPool): string | undefined {
  if (!password && settings.allowsEmailCode) return undefined;
  assertPasswordPolicy(password ?? '', settings.passwordPolicy, 'signUp');
  return password;
}

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
