import type { Context } from '../context';
import { deliveryDetails } from '../emails/send-email';
import { CognitoException, incorrectCredentials, invalidParameter, userNotFound } from '../exceptions';
import { newPasskeyChallenge, requestOptions, userHandleOf } from '../passkeys/options';
import { relyingPartyOf } from '../passkeys/relying-party';
import { type PasskeyAssertion, parseAssertion, verifyAssertion } from '../passkeys/verification';
import { hashSecret, secretsEqual } from '../secrets';
import { sendMessage } from '../triggers/custom-message';
import type { AppClient } from '../user-pool';
import { signInName } from '../users/accounts';
import { simulatedDeliveryDetails, simulatedPasskey } from '../users/unknown-users';
import {
  admit,
  assertEnabled,
  assertReady,
  beginSrp,
  complete,
  givePasswordOf,
  type IssuedChallenge,
  migrateBySignIn,
  nextStep,
  type SignInRequest,
  type StepResult,
} from './authentication';
import type { Account, Challenge, EmailCode, NewChallenge, PasskeyRequired } from './challenge';
import { challengeOfSession, expiredSession, invalidSession, issueChallenge, type SessionResponse } from './challenges';
import { type FirstFactor, firstFactorNames } from './first-factor';
import { firstFactorsOf, passkeysCountTwice, simulatedFirstFactors } from './first-factors';
import { type Parameters, required } from './parameters';

/** Choice-based sign-in, the flow USER_AUTH. */

/** A request to begin it. */
interface UserAuthRequest extends SignInRequest {
  /** Of ConfirmSignUp. */
  readonly session: string | undefined;
}

/** Where a step happens. */
interface Surroundings {
  readonly client: AppClient;
  readonly context: Context;
}

/** Wrong codes after which a session ends. AWS documents no limit for it. */
const MAX_WRONG_CODES = 3;

/**
 * Begins a choice-based sign-in: with the preferred factor, or if the user cannot use that or prefers none, with the choice. With
 * the session of ConfirmSignUp the user needs no first factor.
 */
export async function beginUserAuth(
  request: UserAuthRequest,
  client: AppClient,
  context: Context,
): Promise<StepResult> {
  const { parameters, session } = request;
  const username = required(parameters, 'USERNAME');
  assertNoStepUp(parameters);
  const preferred = parsePreference(parameters?.PREFERRED_CHALLENGE);
  const hasPassword = preferred === 'PASSWORD' && Boolean(parameters?.PASSWORD);
  if (session === undefined && hasPassword) await migrateBySignIn(request, client, context);
  await admit(request, client, context);
  if (session !== undefined) return signInAfterSignUp(username, session, { client, context });
  const account = findAccount(username, client);
  if (preferred === undefined || !account.factors.includes(preferred)) {
    return challengeAccount('SELECT_CHALLENGE', account, { client, context });
  }
  const step = await beginFactor(preferred, { account, parameters }, { client, context });
  // A second factor, or a new password in place of a temporary one, is no choice.
  const isChoice = 'ChallengeName' in step && firstFactorNames.some((name) => name === step.ChallengeName);
  return isChoice ? { AvailableChallenges: account.factors, ...step } : step;
}

/** Responds to SELECT_CHALLENGE. The response may contain the password or the SRP value already. */
export function selectFactor(response: SessionResponse, client: AppClient, context: Context): Promise<StepResult> {
  const answer = required(response.responses, 'ANSWER');
  const challenge = challengeOfSession('SELECT_CHALLENGE', response, { client, context });
  const { account } = challenge;
  const factor = account.factors.find((name) => name === answer);
  if (factor === undefined) throw invalidParameter(`ANSWER must be one of ${account.factors.join(', ')}`);
  const parameters = response.responses;
  return useSession(challenge, async () => {
    if (factor === 'PASSWORD' && parameters.PASSWORD) await migrateBySignIn({ parameters }, client, context);
    return beginFactor(factor, { account, parameters }, { client, context });
  });
}

/** Responds to PASSWORD. After a wrong password the session can be used again. */
export function givePassword(response: SessionResponse, client: AppClient, context: Context): Promise<StepResult> {
  const challenge = challengeOfSession('PASSWORD', response, { client, context });
  return useSession(challenge, async () => {
    await migrateBySignIn({ parameters: response.responses }, client, context);
    return givePasswordOf(response.responses, client, context);
  });
}

/** Responds to PASSWORD_SRP with the first value of an SRP exchange. */
export function giveSrpValue(response: SessionResponse, client: AppClient, context: Context): StepResult {
  const challenge = challengeOfSession('PASSWORD_SRP', response, { client, context });
  const step = beginSrp(response.responses, client, context);
  challenge.used = true;
  return step;
}

/** Responds to EMAIL_OTP. The reply does not reveal whether the user exists. */
export function giveEmailCode(response: SessionResponse, client: AppClient, context: Context): StepResult {
  const code = required(response.responses, 'EMAIL_OTP_CODE');
  const challenge = challengeOfSession('EMAIL_OTP', response, { client, context });
  const { user } = challenge;
  if (user === undefined || !isCodeOf(challenge, code)) {
    challenge.wrongCodes += 1;
    challenge.used = challenge.wrongCodes >= MAX_WRONG_CODES;
    throw new CognitoException('CodeMismatchException', 'Invalid code or auth state for the user.');
  }
  challenge.used = true;
  assertReady(user);
  return nextStep(user, client, context);
}

/**
 * Responds to WEB_AUTHN. A challenge accepts one response, correct or not. The message is the same whatever is wrong: AWS
 * documents no other exception of RespondToAuthChallenge for a passkey that it rejects.
 */
export async function usePasskey(response: SessionResponse, client: AppClient, context: Context): Promise<StepResult> {
  const assertion = parseAssertion(required(response.responses, 'CREDENTIAL'));
  const challenge = challengeOfSession('WEB_AUTHN', response, { client, context });
  // Set before the first await: of two concurrent responses, only one may be verified.
  challenge.used = true;
  const { user } = challenge;
  if (user === undefined || !(await isAssertedBy(assertion, challenge))) throw incorrectCredentials();
  assertReady(user);
  assertEnabled(user);
  const countsTwice = challenge.userVerification === 'required' && passkeysCountTwice(user, client.pool);
  return countsTwice ? complete(user) : nextStep(user, client, context);
}

/** Performs a step that the session can be used for once. If it fails, the session can be used again. */
async function useSession<Result>(challenge: Challenge, perform: () => Promise<Result>): Promise<Result> {
  // Set before the first await: of two concurrent responses, only one may be performed.
  challenge.used = true;
  try {
    return await perform();
  } catch (error) {
    challenge.used = false;
    throw error;
  }
}

/** Step-up authentication is not emulated: ignoring its parameters would issue tokens that AWS would not issue. */
function assertNoStepUp(parameters: Parameters | undefined): void {
  const name = ['TARGET_ACR_VALUES', 'MAX_AGE', 'ACCESS_TOKEN'].find((it) => parameters?.[it]);
  if (name !== undefined) throw invalidParameter(`The embedded Cognito does not support ${name}.`);
}

function findAccount(username: string, client: AppClient): Account {
  const user = client.pool.users.find(username);
  if (user !== undefined) return { username, user, factors: firstFactorsOf(user, client.pool) };
  if (!client.settings.preventsExistenceErrors) throw userNotFound();
  return { username, user, factors: simulatedFirstFactors(username, client) };
}

/** SMS_OTP is a preference that no user can have here. */
function parsePreference(name: string | undefined): FirstFactor | undefined {
  if (!name || name === 'SMS_OTP') return undefined;
  const factor = firstFactorNames.find((it) => it === name);
  if (factor === undefined) throw invalidParameter(`Invalid PREFERRED_CHALLENGE: ${name}`);
  return factor;
}

interface FactorRequest {
  readonly account: Account;
  /** AuthParameters or ChallengeResponses, which may contain the answer already. */
  readonly parameters: Parameters | undefined;
}

function beginFactor(
  name: FirstFactor,
  { account, parameters }: FactorRequest,
  where: Surroundings,
): StepResult | Promise<StepResult> {
  const { client, context } = where;
  switch (name) {
    case 'PASSWORD':
      return parameters?.PASSWORD
        ? givePasswordOf(parameters, client, context)
        : challengeAccount(name, account, where);
    case 'PASSWORD_SRP':
      return parameters?.SRP_A ? beginSrp(parameters, client, context) : challengeAccount(name, account, where);
    case 'EMAIL_OTP':
      return sendCode(account, where);
    case 'WEB_AUTHN':
      return requestPasskey(account, where);
  }
}

/** Issues a challenge without parameters. */
function challengeAccount(
  name: 'SELECT_CHALLENGE' | 'PASSWORD' | 'PASSWORD_SRP',
  account: Account,
  where: Surroundings,
): IssuedChallenge {
  assertActive(account);
  const session = issue({ name, ...firstStep(account) }, where);
  const issued = { ChallengeName: name, Session: session, ChallengeParameters: {} };
  return name === 'SELECT_CHALLENGE' ? { ...issued, AvailableChallenges: account.factors } : issued;
}

async function sendCode(account: Account, where: Surroundings): Promise<IssuedChallenge> {
  assertActive(account);
  const { client, context } = where;
  const { username, user } = account;
  const to = user?.verifiedEmail;
  const code = to === undefined ? undefined : context.codes.next(8);
  const challenge = { name: 'EMAIL_OTP', ...firstStep(account), wrongCodes: 0 } as const;
  const session = issue({ ...challenge, code: code && hashSecret(code) }, where);
  if (user !== undefined && to !== undefined && code !== undefined) {
    const message = { source: 'CustomMessage_Authentication', user, clientId: client.id } as const;
    const values = { to, code, username: signInName(user, client.pool), purpose: 'signIn', session } as const;
    await sendMessage({ ...message, ...values }, client.pool.settings.signInMessage, client.pool, context);
  }
  const details = to === undefined ? simulatedDeliveryDetails(username, client) : deliveryDetails(to);
  return {
    ChallengeName: challenge.name,
    Session: session,
    ChallengeParameters: {
      CODE_DELIVERY_DELIVERY_MEDIUM: details.DeliveryMedium,
      CODE_DELIVERY_DESTINATION: details.Destination,
    },
  };
}

function requestPasskey(account: Account, where: Surroundings): IssuedChallenge {
  assertActive(account);
  const { client, context } = where;
  const { username, user } = account;
  const { pool } = client;
  const relyingPartyId = relyingPartyOf(pool);
  if (relyingPartyId === undefined) {
    throw new CognitoException('InvalidUserPoolConfigurationException', 'The user pool has no relying party ID.');
  }
  const countsTwice = user !== undefined && passkeysCountTwice(user, pool);
  const userVerification = countsTwice ? 'required' : pool.settings.passkeys.userVerification;
  const challenge = newPasskeyChallenge(context.random);
  const passkeys = user?.passkeys.values() ?? [simulatedPasskey(username, client)];
  const timeout = client.settings.sessionMinutes * 60_000;
  const options = requestOptions({ challenge, relyingPartyId, userVerification, passkeys, timeout });
  const required = { name: 'WEB_AUTHN', ...firstStep(account), challenge, relyingPartyId, userVerification } as const;
  return {
    ChallengeName: required.name,
    Session: issue(required, where),
    ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options) },
  };
}

const firstStep = (account: Account) => ({ account, user: account.user, credential: account.user?.credentials[0] });

const issue = (challenge: NewChallenge, { client, context }: Surroundings) =>
  issueChallenge(challenge, client, context);

/** Throws if the account cannot sign in at all. AWS does not document whether it checks this before or after the factor. */
function assertActive({ user }: Account): void {
  if (user === undefined) return;
  assertReady(user);
  assertEnabled(user);
}

const isCodeOf = (challenge: EmailCode, code: string) =>
  challenge.code !== undefined && secretsEqual(challenge.code, hashSecret(code));

/** Verifies an assertion with the user's passkey and keeps its counter. */
async function isAssertedBy(assertion: PasskeyAssertion, challenge: PasskeyRequired): Promise<boolean> {
  const { user } = challenge;
  const { userHandle } = assertion.response;
  const passkey = user?.passkeys.get(assertion.id);
  if (user === undefined || passkey === undefined) return false;
  if (userHandle !== undefined && userHandle !== userHandleOf(user.sub)) return false;
  const verified = await verifyAssertion(assertion, passkey, challenge);
  // The passkey may have been deleted in the meantime.
  if (verified === undefined || user.passkeys.get(passkey.id) !== passkey) return false;
  passkey.counter = verified.counter;
  return true;
}

/**
 * Signs in with the session of ConfirmSignUp, which can be used once, and only for the first sign-in of the user. Source: `Session`
 * of InitiateAuth in the API reference; the exception for a later sign-in is an assumption.
 */
function signInAfterSignUp(username: string, session: string, { client, context }: Surroundings): StepResult {
  const { pool } = client;
  const key = hashSecret(session);
  const confirmed = pool.confirmedSignUps.get(key);
  const isValid = confirmed?.clientId === client.id && confirmed.user === pool.users.find(username);
  if (confirmed === undefined || !isValid || confirmed.user.hasSignedIn) throw invalidSession();
  if (context.now() >= confirmed.expiresAt) throw expiredSession();
  pool.confirmedSignUps.delete(key);
  assertReady(confirmed.user);
  return nextStep(confirmed.user, client, context);
}
