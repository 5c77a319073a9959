import type { Context } from '../context';
import { CognitoException, incorrectCredentials, invalidParameter, notAuthorized } from '../exceptions';
import { noSoftwareToken } from '../mfa/second-factor';
import { setPassword } from '../passwords/passwords';
import { expectedProof } from '../passwords/srp';
import { secretsEqual } from '../secrets';
import type { StringMap } from '../triggers/user-attributes';
import type { AppClient } from '../user-pool';
import { assertConforming, assertWritable, missingAttributes } from '../users/attributes';
import type { User } from '../users/user';
import { assertEnabled, assertMaySignIn, complete, nextStep, type StepResult } from './authentication';
import { type Challenge, isCurrent } from './challenge';
import { challengeOfSession, findChallenge, invalidSession } from './challenges';
import { type Parameters, required } from './parameters';
import { giveEmailCode, givePassword, giveSrpValue, selectFactor, usePasskey } from './user-auth';

/** A client's response to a challenge. */
export interface ChallengeResponse {
  /** A name of the API's model, issued by this emulation or not. */
  readonly name: string;
  readonly session: string | undefined;
  readonly responses: Parameters;
  /** Of AdminRespondToAuthChallenge and RespondToAuthChallenge. */
  readonly clientMetadata?: StringMap | undefined;
}

type Responder = (response: ChallengeResponse, client: AppClient, context: Context) => StepResult | Promise<StepResult>;

/** Add a further kind of challenge here. */
const responders: Readonly<Record<Challenge['name'], Responder>> = {
  EMAIL_OTP: giveEmailCode,
  MFA_SETUP: finishSetup,
  NEW_PASSWORD_REQUIRED: chooseNewPassword,
  PASSWORD: givePassword,
  PASSWORD_SRP: giveSrpValue,
  PASSWORD_VERIFIER: verifyPassword,
  SELECT_CHALLENGE: selectFactor,
  SOFTWARE_TOKEN_MFA: verifyCode,
  WEB_AUTHN: usePasskey,
};

/** Checks the response to one challenge. */
export async function respondToChallenge(
  response: ChallengeResponse,
  client: AppClient,
  context: Context,
): Promise<StepResult> {
  const { name } = response;
  // Other challenges are never issued, so no session of theirs exists.
  if (!isSupported(name)) throw invalidSession();
  return responders[name](response, client, context);
}

const isSupported = (name: string): name is Challenge['name'] => Object.hasOwn(responders, name);

/** Second step of SRP. An exchange accepts one response, correct or not. */
function verifyPassword({ responses }: ChallengeResponse, client: AppClient, context: Context): StepResult {
  const username = required(responses, 'USERNAME');
  const secretBlock = required(responses, 'PASSWORD_CLAIM_SECRET_BLOCK');
  const signature = Buffer.from(required(responses, 'PASSWORD_CLAIM_SIGNATURE'), 'base64');
  const timestamp = normalizeTimestamp(required(responses, 'TIMESTAMP'));
  const exchange = findChallenge({ name: 'PASSWORD_VERIFIER', key: secretBlock }, client);
  if (exchange === undefined || exchange.used || context.now() >= exchange.expiresAt) throw incorrectCredentials();
  exchange.used = true;
  const input = { poolId: client.pool.id, userId: exchange.userId, secretBlock, timestamp };
  // Computed for unknown users too, so that the reply takes as long as for a real one.
  const expected = expectedProof({ ...exchange, verifier: exchange.credential.verifier }, input);
  const { user } = exchange;
  if (user === undefined || client.pool.users.find(username) !== user) throw incorrectCredentials();
  assertMaySignIn(user, context);
  if (!secretsEqual(expected, signature) || !isCurrent(exchange)) {
    user.lock.recordFailure(context.now());
    throw incorrectCredentials();
  }
  return nextStep(user, client, context);
}

const TIMESTAMP = /^((?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) [A-Z][a-z]{2}) ([0-9]{1,2}) ([0-9:]{8} [A-Z]{3,4} [0-9]{4})$/;

/**
 * Cognito computes the proof with its own form of the time, so that one with a zero before the day (`Nov 05`) is well-formed but
 * its signature is wrong. Reported in aws-amplify/amazon-cognito-identity-js#683.
 */
function normalizeTimestamp(timestamp: string): string {
  const [, date, day, rest] = TIMESTAMP.exec(timestamp) ?? [];
  if (day === undefined) throw invalidParameter('TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.');
  return `${date} ${Number(day)} ${rest}`;
}

/** An invited user replaces the temporary password. */
function chooseNewPassword(response: ChallengeResponse, client: AppClient, context: Context): StepResult {
  const { responses } = response;
  required(responses, 'USERNAME');
  const password = required(responses, 'NEW_PASSWORD');
  const challenge = challengeOfSession('NEW_PASSWORD_REQUIRED', response, { client, context });
  const { user } = challenge;
  assertEnabled(user);
  const attributes = newAttributes(responses, user, client);
  setPassword({ user, password, pool: client.pool }, context);
  for (const [name, value] of attributes) user.attributes.set(name, value);
  user.codes.consume('invitation');
  user.status = 'CONFIRMED';
  challenge.used = true;
  return nextStep(user, client, context);
}

/**
 * Verifies the code of an authenticator app. After a wrong code the session can be used again, as in AWS. A wrong code
 * counts like a wrong password: AWS documents no limit for codes, and a million of them can be guessed in a short time.
 */
function verifyCode(response: ChallengeResponse, client: AppClient, context: Context): StepResult {
  required(response.responses, 'USERNAME');
  const code = required(response.responses, 'SOFTWARE_TOKEN_MFA_CODE');
  const challenge = challengeOfSession('SOFTWARE_TOKEN_MFA', response, { client, context });
  const { user } = challenge;
  assertMaySignIn(user, context);
  assertEnabled(user);
  const result = user.secondFactor.consume(code, context.now());
  if (result === 'used') {
    throw new CognitoException('ExpiredCodeException', 'Your software token has already been used once.');
  }
  if (result === 'wrong') {
    user.lock.recordFailure(context.now());
    throw new CognitoException('CodeMismatchException', 'Invalid code received for user');
  }
  challenge.used = true;
  return complete(user);
}

/** Ends a sign-in during which the user added an authenticator app: it is required from now on. */
function finishSetup(response: ChallengeResponse, client: AppClient, context: Context): StepResult {
  const challenge = challengeOfSession('MFA_SETUP', response, { client, context });
  const { user, verified } = challenge;
  if (!verified) throw noSoftwareToken();
  assertMaySignIn(user, context);
  assertEnabled(user);
  user.secondFactor.setPreference({ enabled: true, preferred: true });
  challenge.used = true;
  return complete(user);
}

/** The attributes in a response. They may add values, but not replace required ones, the e-mail address or the phone number. */
function newAttributes(responses: Parameters, user: User, client: AppClient): Map<string, string> {
  const { schema } = client.pool.settings;
  const prefix = 'userAttributes.';
  const given = new Map(
    Object.entries(responses)
      .filter(([name, value]) => name.startsWith(prefix) && value !== '')
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
  assertWritable(given, client.settings.writable);
  for (const name of given.keys()) {
    const fixed = schema.get(name)?.Required || name === 'email' || name === 'phone_number';
    if (fixed && user.attributes.has(name)) throw notAuthorized(`Cannot modify an already provided ${name}`);
  }
  assertConforming(given, schema);
  const [missing] = missingAttributes(new Map([...user.attributes, ...given]), schema);
  if (missing !== undefined) throw invalidParameter(`Invalid attributes given, ${missing} is missing`);
  return given.has('email') ? given.set('email_verified', 'false') : given;
}
