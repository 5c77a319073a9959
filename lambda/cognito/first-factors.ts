import { randomBytes, randomUUID } from 'node:crypto';
import { readEnvironment } from '../contract/environment';
import { Problem } from '../contract/problems';
import type { Challenge } from '../contract/replies';
import { callCognito, client, deadline } from './client';
import { InitiateAuthCommand, type InitiateAuthCommandOutput } from './cognito-sdk';

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
/** Milliseconds that the browser waits for the user: the lifetime of the session. */
const TIMEOUT = 180_000;

/**
 * The options for the browser's `navigator.credentials.get`. The reply is the same for every account, also for one without
 * passkeys: it lists no credentials, because the browser finds the passkeys of the relying party, all of which are discoverable.
 */
export async function requestPasskey(username: string, relyingPartyId: string): Promise<Challenge> {
  const { session, options } = await begin(username, 'WEB_AUTHN');
  const challenge = challengeIn(options) ?? randomBytes(CHALLENGE_BYTES).toString('base64url');
  const parameters = { challenge, rpId: relyingPartyId, timeout: TIMEOUT, userVerification: 'preferred' };
  return { challenge: 'WEB_AUTHN', session, username, parameters };
}

/**
 * Exceptions that only an account with an address can cause, when a code is sent to it: a visible error would reveal that the
 * account exists. Cognito's reference lists only some of them for InitiateAuth.
 */
const undelivered = {
  CodeDeliveryFailureException: 'undelivered',
  InvalidEmailRoleAccessPolicyException: 'undelivered',
  LimitExceededException: 'undelivered',
} as const;

interface FirstStep {
  readonly session: string;
  /** JSON of the request options, if Cognito asks for a passkey. */
  readonly options: string | undefined;
}

/**
 * Begins a sign-in with this first factor. If the account cannot use it, Cognito lets the caller choose another one: the session
 * is used all the same. If the account cannot sign in at all, or the code cannot be sent, the session is that of a user who does not
 * exist, for whom Cognito simulates one: a session made here would look different.
 */
async function begin(username: string, factor: 'EMAIL_OTP' | 'WEB_AUTHN'): Promise<FirstStep> {
  const abortSignal = deadline();
  const initiate = (USERNAME: string) => {
    const AuthParameters = { USERNAME, PREFERRED_CHALLENGE: factor };
    const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_AUTH', AuthParameters });
    const exceptions = factor === 'EMAIL_OTP' ? undelivered : {};
    const settings = { login: username, abortSignal, exceptions };
    return callCognito('InitiateAuth', (options) => client.send(command, options), settings);
  };
  try {
    const output = await initiate(username);
    if (output !== undefined) return firstStepIn(output);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'invalid_credentials') throw error;
  }
  return firstStepIn(await initiate(unknownLike(username)));
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
