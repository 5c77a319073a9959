import type { Context } from '../context';
import { CognitoException, incorrectCredentials, invalidParameter, notAuthorized, userNotFound } from '../exceptions';
import { matches } from '../passwords/credentials';
import { isCurrentPassword } from '../passwords/passwords';
import { clientValue, groupBytes, serverKey } from '../passwords/srp';
import { issueTokensWithRefresh } from '../tokens/tokens';
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

/** Signs in with user name and password. */
export function signInWithPassword(
  parameters: Parameters | undefined,
  client: AppClient,
  context: Context,
): StepResult {
  const attempt = checkPassword(parameters, client);
  assertMaySignIn(attempt.user, context);
  assertCorrect(attempt, context);
  return nextStep(attempt.user, client, context);
}

/** The same on the sign-in page, which reveals only with the right password that an account is not ready. */
export function signInOnPage(parameters: Parameters, client: AppClient, context: Context): StepResult {
  const attempt = checkPassword(parameters, client);
  attempt.user.lock.assertUnlocked(context.now());
  assertCorrect(attempt, context);
  assertMaySignIn(attempt.user, context);
  return nextStep(attempt.user, client, context);
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

/** The API's reply to a step: the challenge, or the tokens. */
export async function toResponse(result: StepResult, client: AppClient, context: Context): Promise<object> {
  if (!('authenticated' in result)) return result;
  const signIn = startSignIn({ user: result.authenticated }, client, context);
  return { AuthenticationResult: await issueTokensWithRefresh({ signIn, client }, context), ChallengeParameters: {} };
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
