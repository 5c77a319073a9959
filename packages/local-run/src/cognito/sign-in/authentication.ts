import type { Context } from '../context';
import { CognitoException, incorrectCredentials, invalidParameter, notAuthorized, userNotFound } from '../exceptions';
import { matches } from '../passwords/credentials';
import { isCurrentPassword } from '../passwords/passwords';
import { clientValue, groupBytes, serverKey } from '../passwords/srp';
import { issueTokensWithRefresh } from '../tokens/tokens';
import { runPostAuthentication, runPreAuthentication } from '../triggers/authentication';
import type { TokenSource } from '../triggers/pre-token-generation';
import type { StringMap } from '../triggers/user-attributes';
import { migrateUser } from '../triggers/user-migration';
import type { AppClient } from '../user-pool';
import { missingAttributes } from '../users/attributes';
import { simulatedCredential, simulatedUserId } from '../users/unknown-users';
import type { User } from '../users/user';
import type { Challenge } from './challenge';
import { issueChallenge } from './challenges';
import type { FirstFactor } from './first-factor';
import { type Parameters, required } from './parameters';
import { startSignIn } from './start-sign-in';

/** A challenge as InitiateAuth returns it. */
export interface IssuedChallenge {
  readonly ChallengeName: Challenge['name'];
  /** Missing for PASSWORD_VERIFIER, which its secret block identifies. */
  readonly Session?: string;
  readonly ChallengeParameters: Parameters;
  /** In choice-based sign-in only. */
  readonly AvailableChallenges?: readonly FirstFactor[];
}

/** The result of a step: the user has passed every challenge, or has to answer another one. */
export type StepResult = { readonly authenticated: User } | IssuedChallenge;

/** A request to sign in. */
export interface SignInRequest {
  readonly parameters: Parameters | undefined;
  /** ClientMetadata of InitiateAuth, for the triggers that run before the sign-in. */
  readonly validationData?: StringMap | undefined;
}

/** Signs in with user name and password. */
export async function signInWithPassword(
  request: SignInRequest,
  client: AppClient,
  context: Context,
): Promise<StepResult> {
  await migrateBySignIn(request, client, context);
  await admit(request, client, context);
  return givePasswordOf(request.parameters, client, context);
}

/** The same on the sign-in page, which reveals only with the right password that an account is not ready. */
export async function signInOnPage(parameters: Parameters, client: AppClient, context: Context): Promise<StepResult> {
  await migrateBySignIn({ parameters }, client, context);
  await admit({ parameters }, client, context);
  const attempt = checkPassword(parameters, client);
  attempt.user.lock.assertUnlocked(context.now());
  assertCorrect(attempt, context);
  assertMaySignIn(attempt.user, context);
  return nextStep(attempt.user, client, context);
}

/** Checks user name and password, without the triggers that run before. */
export function givePasswordOf(parameters: Parameters | undefined, client: AppClient, context: Context): StepResult {
  const attempt = checkPassword(parameters, client);
  assertMaySignIn(attempt.user, context);
  assertCorrect(attempt, context);
  return nextStep(attempt.user, client, context);
}

/** UserMigration, for the flows in which the client sends the password. */
export async function migrateBySignIn(
  { parameters, validationData }: SignInRequest,
  client: AppClient,
  context: Context,
): Promise<void> {
  const [username, password] = [required(parameters, 'USERNAME'), required(parameters, 'PASSWORD')];
  await migrateUser({ source: 'UserMigration_Authentication', username, password, validationData }, client, context);
}

/**
 * PreAuthentication: once for each sign-in, before the password is checked, as in AWS. That InitiateAuth runs it in all flows follows
 * from its ClientMetadata, which RespondToAuthChallenge does not pass on.
 */
export async function admit(
  { parameters, validationData }: SignInRequest,
  client: AppClient,
  context: Context,
): Promise<void> {
  const username = required(parameters, 'USERNAME');
  const user = client.pool.users.find(username);
  await runPreAuthentication({ user, username, clientId: client.id, validationData }, client.pool, context);
}

interface PasswordAttempt {
  readonly user: User;
  readonly correct: boolean;
}

/** Checks the password before the state of the account, so that the reply takes as long for an account that is not ready. */
function checkPassword(parameters: Parameters | undefined, client: AppClient): PasswordAttempt {
  const [name, password] = [required(parameters, 'USERNAME'), required(parameters, 'PASSWORD')];
  const user = client.pool.users.find(name);
  if (user === undefined) throw unknownUserException(name, password, client);
  return { user, correct: isCurrentPassword(user, password, client.pool) };
}

function assertCorrect({ user, correct }: PasswordAttempt, context: Context): void {
  if (correct) return;
  user.lock.recordFailure(context.now());
  throw incorrectCredentials();
}

/** Begins an SRP exchange. The reply does not reveal whether the user exists, is confirmed or is locked. */
export async function signInBySrp(
  request: SignInRequest,
  client: AppClient,
  context: Context,
): Promise<IssuedChallenge> {
  // Checked before a function is called.
  for (const name of ['USERNAME', 'SRP_A']) required(request.parameters, name);
  await admit(request, client, context);
  return beginSrp(request.parameters, client, context);
}

/** The same without the trigger that runs before. */
export function beginSrp(parameters: Parameters | undefined, client: AppClient, context: Context): IssuedChallenge {
  const name = required(parameters, 'USERNAME');
  const clientKey = clientValue(required(parameters, 'SRP_A'));
  if (clientKey === undefined) throw invalidParameter('SRP_A is not a valid public value.');
  const user = client.pool.users.find(name);
  if (user === undefined && !client.settings.preventsExistenceErrors) throw userNotFound();
  const userId = user?.username ?? simulatedUserId(name, client);
  const credential = user?.credentials[0] ?? simulatedCredential(name, client);
  const server = serverKey(credential.verifier, context.random(32));
  const exchange = { name: 'PASSWORD_VERIFIER', userId, user, credential, server, client: clientKey } as const;
  return {
    ChallengeName: exchange.name,
    ChallengeParameters: {
      SALT: credential.salt.toString(16),
      SECRET_BLOCK: issueChallenge(exchange, client, context),
      SRP_B: groupBytes(server.publicValue).toString('hex'),
      USERNAME: userId,
      USER_ID_FOR_SRP: userId,
    },
  };
}

/** Throws if the account is locked or unconfirmed, or its password was reset: then no password is accepted. */
export function assertMaySignIn(user: User, context: Context): void {
  user.lock.assertUnlocked(context.now());
  assertReady(user);
}

/** Throws if the account is unconfirmed, or its password was reset. */
export function assertReady(user: User): void {
  if (user.status === 'UNCONFIRMED') {
    throw new CognitoException('UserNotConfirmedException', 'User is not confirmed.');
  }
  if (user.status === 'RESET_REQUIRED') {
    throw new CognitoException('PasswordResetRequiredException', 'Password reset required for the user');
  }
}

/** The step after a correct first factor: the next challenge, or none. */
export function nextStep(user: User, client: AppClient, context: Context): StepResult {
  assertEnabled(user);
  if (user.status === 'FORCE_CHANGE_PASSWORD') return requireNewPassword(user, client, context);
  const { requiresSecondFactor } = client.pool.settings;
  // Independent of the pool's settings: AWS requires a code even after the pool has stopped accepting new apps.
  if (user.secondFactor.enabled) return requireCode(user, client, context);
  if (!requiresSecondFactor) return complete(user);
  return user.secondFactor.hasApp ? requireCode(user, client, context) : requireSetup(user, client, context);
}

/** Throws if an administrator disabled the account. */
export function assertEnabled(user: User): void {
  if (!user.enabled) throw notAuthorized('User is disabled.');
}

/** Completes the challenges. Only this resets the lock: a password without its code is not a success. */
export function complete(user: User): StepResult {
  user.lock.reset();
  return { authenticated: user };
}

/** What else the triggers of a completed sign-in are told. */
interface Completion {
  /** @default 'TokenGeneration_Authentication' */
  readonly source?: TokenSource;
  /** Of RespondToAuthChallenge: that of InitiateAuth is not passed on. */
  readonly clientMetadata?: StringMap | undefined;
}

/** The API's reply to a step: the challenge, or the tokens. */
export async function toResponse(
  result: StepResult,
  client: AppClient,
  context: Context,
  { source = 'TokenGeneration_Authentication', clientMetadata }: Completion = {},
): Promise<object> {
  if (!('authenticated' in result)) return result;
  const user = result.authenticated;
  await finishSignIn({ user, clientMetadata }, client, context);
  const signIn = startSignIn({ user }, client, context);
  const tokens = await issueTokensWithRefresh({ signIn, client, source, clientMetadata }, context);
  return { AuthenticationResult: tokens, ChallengeParameters: {} };
}

/**
 * PostAuthentication: before the tokens or the session of the browser, an order that AWS does not document. The account may have been
 * disabled or deleted meanwhile.
 */
export async function finishSignIn(
  { user, clientMetadata }: { readonly user: User; readonly clientMetadata?: StringMap | undefined },
  client: AppClient,
  context: Context,
): Promise<void> {
  await runPostAuthentication({ user, clientId: client.id, clientMetadata }, client.pool, context);
  if (!client.pool.users.has(user)) throw userNotFound();
  assertEnabled(user);
}

function requireNewPassword(user: User, client: AppClient, context: Context): StepResult {
  if (context.now() >= user.temporaryUntil) {
    throw notAuthorized('Temporary password has expired and must be reset by an administrator.');
  }
  const attributes = [...user.attributes].filter(([name]) => name !== 'sub');
  const missing = missingAttributes(user.attributes, client.pool.settings.schema);
  const challenge = { name: 'NEW_PASSWORD_REQUIRED', user, credential: user.credentials[0] } as const;
  return {
    ChallengeName: challenge.name,
    Session: issueChallenge(challenge, client, context),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(missing.map((name) => `userAttributes.${name}`)),
      userAttributes: JSON.stringify(Object.fromEntries(attributes)),
    },
  };
}

function requireCode(user: User, client: AppClient, context: Context): StepResult {
  const challenge = { name: 'SOFTWARE_TOKEN_MFA', user, credential: user.credentials[0] } as const;
  const { deviceName } = user.secondFactor;
  return {
    ChallengeName: challenge.name,
    Session: issueChallenge(challenge, client, context),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      ...(deviceName && { FRIENDLY_DEVICE_NAME: deviceName }),
    },
  };
}

/**
 * Requires an authenticator app of a user who has none. Source: MFA_SETUP of InitiateAuth in the API reference; the format of
 * MFAS_CAN_SETUP is that which Amplify parses.
 */
function requireSetup(user: User, client: AppClient, context: Context): StepResult {
  const challenge = { name: 'MFA_SETUP', user, credential: user.credentials[0], verified: false } as const;
  return {
    ChallengeName: challenge.name,
    Session: issueChallenge(challenge, client, context),
    ChallengeParameters: {
      MFAS_CAN_SETUP: JSON.stringify(['SOFTWARE_TOKEN_MFA']),
      USER_ID_FOR_SRP: user.username,
    },
  };
}

/** Verifies the password against a simulated credential first, so that the reply takes as long as for a real user. */
function unknownUserException(name: string, password: string, client: AppClient): CognitoException {
  if (!client.settings.preventsExistenceErrors) return userNotFound();
  const owner = { poolId: client.pool.id, userId: simulatedUserId(name, client) };
  matches(password, simulatedCredential(name, client), owner);
  return incorrectCredentials();
}
