import type { Context } from '../context';
import { CognitoException, incorrectCredentials, invalidParameter, notAuthorized, userNotFound } from '../exceptions';
import { matches } from '../passwords/credentials';
import { isPasswordOf } from '../passwords/passwords';
import { clientValue, groupBytes, serverKey } from '../passwords/srp';
import { issueTokensWithRefresh } from '../tokens/tokens';
import type { AppClient } from '../user-pool';
import { missingAttributes } from '../users/attributes';
import { simulatedCredential, simulatedUserId } from '../users/unknown-users';
import type { User } from '../users/user';
import type { Challenge } from './challenge';
import { issueChallenge } from './challenges';
import { startSignIn } from './start-sign-in';

/** The parameters of a flow or the responses to a challenge: names to strings. */
export type Parameters = Readonly<Record<string, string>>;

/** A question that is put to whoever signs in, in the API's words. */
interface PutChallenge {
  readonly ChallengeName: Challenge['name'];
  readonly Session: string;
  readonly ChallengeParameters: Parameters;
}

/** What a try has led to: everything is proven, or there is one more question. */
export type Outcome = { readonly admitted: User } | PutChallenge;

/** One parameter that a flow or challenge cannot do without. */
export function required(parameters: Parameters | undefined, name: string): string {
  const value = parameters && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (!value) throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

/** Tries to sign in with the password itself. */
export async function signInWithPassword(
  parameters: Parameters | undefined,
  client: AppClient,
  context: Context,
): Promise<Outcome> {
  const [name, password] = [required(parameters, 'USERNAME'), required(parameters, 'PASSWORD')];
  const user = client.pool.users.find(name);
  if (user === undefined) throw refuseUnknown(name, password, client);
  return attempt(user, context, {
    proven: () => isPasswordOf(user, password, client.pool),
    proceed: () => proceed(user, client, context),
  });
}

/** Begins an SRP exchange. Nothing in the answer tells whether the user exists, is confirmed or is locked. */
export function beginSrp(parameters: Parameters | undefined, client: AppClient, context: Context): object {
  const name = required(parameters, 'USERNAME');
  const clientKey = clientValue(required(parameters, 'SRP_A'));
  if (clientKey === undefined) throw invalidParameter('SRP_A is not a valid public value.');
  const user = client.pool.users.find(name);
  if (user === undefined && !client.settings.preventsExistenceErrors) throw userNotFound();
  const userId = user?.username ?? simulatedUserId(name, client);
  const credential = user?.credentials[0] ?? simulatedCredential(name, client);
  const server = serverKey(credential.verifier, context.random(32));
  const exchange = {
    name: 'PASSWORD_VERIFIER',
    userId,
    user,
    credential,
    server,
    client: clientKey,
  } as const;
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

/** One try at proving a password, with everything that comes before and after the check. */
export async function attempt(
  user: User,
  context: Context,
  { proven, proceed }: { proven: () => boolean; proceed: () => Outcome },
): Promise<Outcome> {
  refuseUnready(user, context);
  if (!proven()) {
    user.lock.failed(context.now());
    throw incorrectCredentials();
  }
  return proceed();
}

/** Who may not even try. A user whose password an administrator reset has none, so any password gets this answer. */
export function refuseUnready(user: User, context: Context): void {
  user.lock.refuseWhileLocked(context.now());
  if (user.status === 'UNCONFIRMED') {
    throw new CognitoException('UserNotConfirmedException', 'User is not confirmed.');
  }
  if (user.status === 'RESET_REQUIRED') {
    throw new CognitoException('PasswordResetRequiredException', 'Password reset required for the user');
  }
}

/** What follows a proven password: the next challenge, or no more of them. */
export function proceed(user: User, client: AppClient, context: Context): Outcome {
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (user.status === 'FORCE_CHANGE_PASSWORD') return demandNewPassword(user, client, context);
  // What the pool offers is not asked: AWS goes on asking for codes when it has stopped to take new apps.
  if (user.secondFactor.enabled) return demandCode(user, client, context);
  return admit(user);
}

/** Ends the questions. Only this clears the lock: a password without its code is no success. */
export function admit(user: User): Outcome {
  user.lock.succeeded();
  return { admitted: user };
}

/** The API's answer to a try: the challenge, or the tokens. */
export async function conclude(outcome: Outcome, client: AppClient, context: Context): Promise<object> {
  if (!('admitted' in outcome)) return outcome;
  const signIn = startSignIn({ user: outcome.admitted }, client, context);
  const result = await issueTokensWithRefresh(signIn, client, context);
  return { AuthenticationResult: result, ChallengeParameters: {} };
}

function demandNewPassword(user: User, client: AppClient, context: Context): Outcome {
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

function demandCode(user: User, client: AppClient, context: Context): Outcome {
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

/** Does the work of a real check first, so that the time it takes does not tell either. */
function refuseUnknown(name: string, password: string, client: AppClient): CognitoException {
  if (!client.settings.preventsExistenceErrors) return userNotFound();
  const owner = { poolId: client.pool.id, userId: simulatedUserId(name, client) };
  matches(password, simulatedCredential(name, client), owner);
  return incorrectCredentials();
}
