import { randomBytes, randomUUID } from 'node:crypto';
import type { MappedError } from '../contract/cognito-errors';
import { readEnvironment } from '../contract/environment';
import { Problem } from '../contract/problems';
import type { Challenge } from '../contract/replies';
import { type CallOptions, callCognito, client, deadline } from './client';
import { InitiateAuthCommand, type InitiateAuthCommandOutput } from './cognito-sdk';
import { hasPasskeyMfa } from './mfa-preference';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment();

/**
 * Sends a code by e-mail to sign in with. The reply is the same for every account: no account, no confirmed account, a
 * disabled one. Cognito then sends nothing, and no code answers the challenge.
 */
export async function requestEmailCode(username: string): Promise<Challenge> {
  const { session } = await begin(username, 'EMAIL_OTP');
  return { challenge: 'EMAIL_OTP', session, username };
}

/** Bytes of the challenge that a passkey signs. Cognito's number is an assumption: its documentation shows no real one. */
const CHALLENGE_BYTES = 32;
/** The same for every user of a stage: it must not tell who has a second factor. */
const userVerification = hasPasskeyMfa ? 'required' : 'preferred';
/** Milliseconds that the browser waits for the user: the lifetime of the session. */
const TIMEOUT = 180_000;

/**
 * The options for the browser's `navigator.credentials.get`. The reply is the same for every account, also for one without
 * passkeys: it lists no credentials, because the browser finds the passkeys of the relying party, all of which are discoverable.
 */
export async function requestPasskey(username: string, relyingPartyId: string): Promise<Challenge> {
  const { session, options } = await begin(username, 'WEB_AUTHN');
  const challenge = challengeIn(options) ?? randomBytes(CHALLENGE_BYTES).toString('base64url');
  const parameters = { challenge, rpId: relyingPartyId, timeout: TIMEOUT, userVerification };
  return { challenge: 'WEB_AUTHN', session, username, parameters };
}

interface FirstStep {
  readonly session: string;
  /** JSON of the request options, if Cognito asks for a passkey. */
  readonly options: string | undefined;
}

/**
 * Exceptions that Cognito throws for some accounts only: a visible error would reveal which. Its reference does not list
 * CodeDeliveryFailure and LimitExceeded for InitiateAuth, but other operations throw them when they send a code. InvalidParameter
 * and NotAuthorized have been seen for users who must sign in with a password ("Password Challenge is Required").
 */
const accountExceptions: Readonly<Record<string, MappedError>> = {
  CodeDeliveryFailureException: 'undelivered',
  InvalidEmailRoleAccessPolicyException: 'undelivered',
  InvalidParameterException: 'accepted',
  InvalidSmsRoleAccessPolicyException: 'undelivered',
  InvalidSmsRoleTrustRelationshipException: 'undelivered',
  LimitExceededException: 'undelivered',
  NotAuthorizedException: 'accepted',
  PasswordResetRequiredException: 'accepted',
  UserNotConfirmedException: 'accepted',
  UserNotFoundException: 'accepted',
};

/**
 * Begins a sign-in with this first factor. If the account cannot use it, Cognito lets the caller choose another one: the session
 * is used all the same. If the account cannot sign in at all, the session is that of a user who does not exist, for whom Cognito
 * simulates one: a session made here would look different.
 */
async function begin(username: string, factor: 'EMAIL_OTP' | 'WEB_AUTHN'): Promise<FirstStep> {
  const abortSignal = deadline();
  const initiate = (USERNAME: string, exceptions: CallOptions['exceptions'] = {}) => {
    const AuthParameters = { USERNAME, PREFERRED_CHALLENGE: factor };
    const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_AUTH', AuthParameters });
    const options = { login: username, abortSignal, exceptions };
    return callCognito('InitiateAuth', (sendOptions) => client.send(command, sendOptions), options);
  };
  return firstStepIn((await initiate(username, accountExceptions)) ?? (await initiate(unknownLike(username))));
}

/** A username or address that no user has. */
function unknownLike(username: string): string {
  return username.includes('@') ? `${randomUUID()}@example.com` : randomUUID();
}

function firstStepIn(output: InitiateAuthCommandOutput | undefined): FirstStep {
  const { Session: session, ChallengeParameters } = output ?? {};
  if (!session) throw new Problem('upstream_unavailable', { cause: 'InitiateAuth: no session' });
  return { session, options: ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS };
}

function challengeIn(options: string | undefined): string | undefined {
  if (options === undefined) return undefined;
  const { challenge }: { challenge?: unknown } = JSON.parse(options);
  return typeof challenge === 'string' ? challenge : undefined;
}
