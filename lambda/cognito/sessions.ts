import type * as z from 'zod/mini';
import type { CognitoOperation, MappedError } from '../contract/cognito-errors';
import { readEnvironment } from '../contract/environment';
import { Problem } from '../contract/problems';
import type { Challenge, Tokens } from '../contract/replies';
import type { ChallengeRequest, FinishMfaSetupRequest } from '../contract/requests';
import { type CallOptions, callCognito, client, deadline } from './client';
import {
  type AuthenticationResultType,
  GetTokensFromRefreshTokenCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from './cognito-sdk';
import { enablePasskeyMfa, withoutPasskeys } from './mfa-preference';
import { verifyNewTotpKey } from './mfa-setup';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment();

/** Signs in with a password. Returns the tokens or a challenge. */
export async function signIn(
  username: string,
  password: string,
  options: CallOptions = {},
): Promise<Tokens | Challenge> {
  const AuthParameters = { USERNAME: username, PASSWORD: password };
  const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
  const output = await callCognito('InitiateAuth', (sendOptions) => client.send(command, sendOptions), {
    login: username,
    ...options,
  });
  return tokensOrChallenge('InitiateAuth', username, output);
}

type ChallengeAnswer = z.output<typeof ChallengeRequest>;

/** Answers a challenge. Returns the tokens or the next challenge. */
export async function answerChallenge(answer: ChallengeAnswer): Promise<Tokens | Challenge> {
  const { challenge: name, session, username } = answer;
  return respondToChallenge({ name, session, username, responses: responsesIn(answer) });
}

/** Finishes the setup of a second factor during a sign-in, with a code made with the new key. */
export async function finishMfaSetup(setup: z.output<typeof FinishMfaSetupRequest>): Promise<Tokens | Challenge> {
  const abortSignal = deadline();
  const session = await verifyNewTotpKey(setup, { abortSignal });
  const answer = { name: 'MFA_SETUP', session, username: setup.username, responses: {} } as const;
  const result = await respondToChallenge(answer, { abortSignal });
  if ('accessToken' in result) {
    await enablePasskeyMfa(result.accessToken, { abortSignal, exceptions: withoutPasskeys });
  }
  return result;
}

interface ChallengeResponse {
  readonly name: ChallengeAnswer['challenge'] | 'MFA_SETUP';
  readonly session: string;
  readonly username: string;
  /** Cognito's form of the answer, without the username. */
  readonly responses: Readonly<Record<string, string>>;
}

async function respondToChallenge(
  { name, session, username, responses }: ChallengeResponse,
  options: CallOptions = {},
): Promise<Tokens | Challenge> {
  const ChallengeResponses = { USERNAME: username, ...responses };
  const command = new RespondToAuthChallengeCommand({
    ClientId,
    ChallengeName: name,
    Session: session,
    ChallengeResponses,
  });
  const output = await callCognito('RespondToAuthChallenge', (sendOptions) => client.send(command, sendOptions), {
    login: username,
    exceptions: failuresOf(name),
    ...options,
  });
  return tokensOrChallenge('RespondToAuthChallenge', username, output);
}

function responsesIn(answer: ChallengeAnswer): Record<string, string> {
  switch (answer.challenge) {
    case 'NEW_PASSWORD_REQUIRED':
      return { NEW_PASSWORD: answer.newPassword };
    case 'SOFTWARE_TOKEN_MFA':
      return { SOFTWARE_TOKEN_MFA_CODE: answer.code };
    case 'EMAIL_OTP':
      return { EMAIL_OTP_CODE: answer.code };
    case 'WEB_AUTHN':
      return { CREDENTIAL: JSON.stringify(answer.credential) };
  }
}

/**
 * One error for all that can be wrong with a code or a passkey. Which exception Cognito throws depends on the account: whether
 * it exists, is confirmed and enabled, and has a passkey.
 */
function failuresOf(challenge: ChallengeResponse['name']): Record<string, MappedError> {
  if (challenge !== 'EMAIL_OTP' && challenge !== 'WEB_AUTHN') return {};
  const failure = challenge === 'EMAIL_OTP' ? 'invalid_code' : 'invalid_passkey';
  return Object.fromEntries(accountExceptions.map((name) => [name, failure]));
}

const accountExceptions = [
  'CodeMismatchException',
  'ExpiredCodeException',
  'InvalidParameterException',
  'MFAMethodNotFoundException',
  'NotAuthorizedException',
  'PasswordResetRequiredException',
  'UserNotConfirmedException',
  'UserNotFoundException',
];

/** Signs in with the session of ConfirmSignUp, without a password. Returns the tokens or a challenge. */
export async function signInAfterConfirmation(
  username: string,
  session: string,
  options: CallOptions = {},
): Promise<Tokens | Challenge> {
  const AuthParameters = { USERNAME: username };
  const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_AUTH', AuthParameters, Session: session });
  const output = await callCognito('InitiateAuth', (sendOptions) => client.send(command, sendOptions), {
    login: username,
    ...options,
  });
  return tokensOrChallenge('InitiateAuth', username, output);
}

/** New tokens for a session, including a new refresh token. The old refresh token becomes invalid. */
export async function refresh(refreshToken: string): Promise<Tokens> {
  const command = new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: refreshToken });
  const output = await callCognito('GetTokensFromRefreshToken', (options) => client.send(command, options));
  // Without rotation, Cognito returns no refresh token and the old one stays valid.
  const tokens = tokensIn({ RefreshToken: refreshToken, ...output?.AuthenticationResult });
  if (tokens) return tokens;
  throw new Problem('upstream_unavailable', { cause: 'GetTokensFromRefreshToken: no tokens' });
}

/** Ends one session by revoking its refresh token. Succeeds for an unknown or revoked token too (RFC 7009). */
export async function signOut(refreshToken: string, options: CallOptions = {}): Promise<void> {
  const command = new RevokeTokenCommand({ ClientId, Token: refreshToken });
  await callCognito('RevokeToken', (sendOptions) => client.send(command, sendOptions), options);
}

/** Ends every session of the token's user, on all devices. */
export async function signOutEverywhere(accessToken: string, options: CallOptions = {}): Promise<void> {
  const command = new GlobalSignOutCommand({ AccessToken: accessToken });
  await callCognito('GlobalSignOut', (sendOptions) => client.send(command, sendOptions), options);
}

function tokensOrChallenge(
  operation: CognitoOperation,
  username: string,
  output: InitiateAuthCommandOutput | undefined,
): Tokens | Challenge {
  const tokens = tokensIn(output?.AuthenticationResult);
  if (tokens) return tokens;
  const { ChallengeName, Session, ChallengeParameters } = output ?? {};
  if (ChallengeName && Session) {
    const known = ChallengeParameters?.USER_ID_FOR_SRP ?? username;
    return { challenge: ChallengeName, session: Session, username: known };
  }
  throw new Problem('upstream_unavailable', { cause: `${operation}: neither tokens nor a challenge` });
}

function tokensIn(result: AuthenticationResultType = {}): Tokens | undefined {
  const { IdToken, AccessToken, RefreshToken, ExpiresIn } = result;
  if (!IdToken || !AccessToken || !RefreshToken || !ExpiresIn) return undefined;
  return {
    idToken: IdToken,
    accessToken: AccessToken,
    refreshToken: RefreshToken,
    tokenType: 'Bearer',
    expiresIn: ExpiresIn,
  };
}
