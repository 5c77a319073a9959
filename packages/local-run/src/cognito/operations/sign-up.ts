import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { type CodeDeliveryDetails, deliveryDetails } from '../emails/send-email';
import { CognitoException, expiredCode, invalidParameter, notAuthorized } from '../exceptions';
import { assertPasswordPolicy } from '../passwords/password-policy';
import { uuid } from '../randomness';
import { hashSecret } from '../secrets';
import { newSession } from '../sign-in/challenges';
import { sendMessage, type UserMessage } from '../triggers/custom-message';
import { runPostConfirmation } from '../triggers/post-confirmation';
import { runPreSignUp } from '../triggers/pre-sign-up';
import type { StringMap } from '../triggers/user-attributes';
import type { AppClient, UserPool } from '../user-pool';
import {
  accountAttributes,
  attributeMap,
  claimEmailAlias,
  createAccount,
  internalUsername,
  signInName,
  verifyEmail,
} from '../users/accounts';
import { type Attributes, assertComplete, assertWritable } from '../users/attributes';
import { simulatedDeliveryDetails, unknownUser } from '../users/unknown-users';
import { assertUnconfirmed, type User } from '../users/user';
import { shapes } from './input';
import { publicOperation } from './operation';

const SignUpInput = z.object({
  ClientId: shapes.clientId,
  Username: shapes.username,
  Password: z.optional(shapes.passwordOrNone),
  UserAttributes: z.optional(shapes.attributes),
  ValidationData: z.optional(shapes.attributes),
  ClientMetadata: z.optional(shapes.map),
});

/**
 * Creates an account and sends the code that confirms it, unless the trigger PreSignUp confirms it. An address that is confirmed
 * with it but not verified gets a code for VerifyUserAttribute: this is an assumption.
 */
export const signUp = publicOperation(SignUpInput, async (input, service) => {
  const client = service.client(input.ClientId);
  const { pool } = client;
  const attributes = signUpAttributes(input, client);
  const password = signUpPassword(input.Password, pool);
  assertUsernameAvailable(input.Username, pool);
  const account = { username: input.Username, sub: uuid(service.random), password, attributes };
  const { autoConfirm, autoVerifyEmail, autoVerifyPhone } = await admitSignUp(account, input, { client, service });
  // A concurrent request may have created the user.
  assertUsernameAvailable(input.Username, pool);
  const status = autoConfirm ? 'CONFIRMED' : 'UNCONFIRMED';
  if (autoVerifyPhone) attributes.set('phone_number_verified', 'true');
  if (autoVerifyEmail) claimEmailAlias({ email: attributes.get('email') }, pool, true);
  const user = createAccount({ ...account, status }, pool, service);
  if (autoVerifyEmail) verifyEmail(user, pool);
  const message = {
    source: 'CustomMessage_SignUp',
    clientId: client.id,
    clientMetadata: input.ClientMetadata,
  } as const;
  const details =
    autoConfirm && autoVerifyEmail ? undefined : await sendSignUpCode({ user, ...message }, pool, service);
  if (autoConfirm) await runPostConfirmation(confirmationOf(user, input), pool, service);
  return {
    UserConfirmed: autoConfirm,
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
  ClientMetadata: z.optional(shapes.map),
});

/**
 * Confirms an account with the code, and verifies its e-mail address. For a client with choice-based sign-in, it returns a session
 * that signs in. Amplify does not send the session of SignUp. Source: confirmSignUp in aws-amplify/amplify-js.
 */
export const confirmSignUp = publicOperation(ConfirmSignUpInput, async (input, service) => {
  const client = service.client(input.ClientId);
  const { pool } = client;
  const user = pool.users.find(input.Username);
  if (user === undefined) throw unknownUser(client, expiredCode());
  user.attempts.record('ConfirmSignUp', service.now());
  assertUnconfirmed(user);
  user.codes.assertValid('signUp', input.ConfirmationCode, service.now());
  claimEmailAlias(user, pool, input.ForceAliasCreation ?? false);
  user.codes.consume('signUp');
  user.status = 'CONFIRMED';
  user.modifiedAt = service.now();
  verifyEmail(user, pool);
  await runPostConfirmation(confirmationOf(user, input), pool, service);
  return allowsChoice(client) ? { Session: startConfirmedSession(user, client, service) } : {};
});

const ResendInput = z.object({
  ClientId: shapes.clientId,
  Username: shapes.username,
  ClientMetadata: z.optional(shapes.map),
});

/** Sends another code, which replaces the previous one. */
export const resendConfirmationCode = publicOperation(ResendInput, async (input, service) => {
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
  const { ClientId: clientId, ClientMetadata: clientMetadata } = input;
  const message = { source: 'CustomMessage_ResendCode', user, clientId, clientMetadata } as const;
  return { CodeDeliveryDetails: await sendSignUpCode(message, client.pool, service) };
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

/** PreSignUp, which may refuse the account. It gets the attributes that the client gave. */
function admitSignUp(
  account: { readonly username: string; readonly sub: string; readonly attributes: Attributes },
  { ValidationData, ClientMetadata: clientMetadata }: z.infer<typeof SignUpInput>,
  { client, service }: { client: AppClient; service: CognitoService },
) {
  const attributes = new Map(account.attributes);
  attributes.delete('email_verified');
  const request = {
    source: 'PreSignUp_SignUp',
    username: internalUsername(account, client.pool),
    attributes,
    clientId: client.id,
    validationData: ValidationData && Object.fromEntries(attributeMap(ValidationData)),
    clientMetadata,
  } as const;
  return runPreSignUp(request, client.pool, service);
}

/** For PostConfirmation. */
const confirmationOf = (
  user: User,
  input: { readonly ClientId: string; readonly ClientMetadata?: StringMap | undefined },
) =>
  ({
    source: 'PostConfirmation_ConfirmSignUp',
    user,
    clientId: input.ClientId,
    clientMetadata: input.ClientMetadata,
  }) as const;

/** For CustomMessage. */
type SignUpMessage = Pick<UserMessage, 'source' | 'user' | 'clientId' | 'clientMetadata'>;

async function sendSignUpCode(
  message: SignUpMessage,
  pool: UserPool,
  service: CognitoService,
): Promise<CodeDeliveryDetails | undefined> {
  const { user } = message;
  if (!pool.settings.verifiesEmail || user.email === undefined) return undefined;
  if (user.status === 'CONFIRMED') user.emailToVerify = user.email;
  const purpose = user.status === 'CONFIRMED' ? 'attribute' : 'signUp';
  const code = user.codes.issue(purpose, service);
  const values = { to: user.email, code, username: signInName(user, pool), purpose } as const;
  await sendMessage({ ...message, ...values }, pool.settings.codeMessage, pool, service);
  return deliveryDetails(user.email);
}
