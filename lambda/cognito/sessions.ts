import type * as z from 'zod/mini';
import type { CognitoOperation } from '../contract/cognito-errors';
import { readEnvironment } from '../contract/environment';
import { Problem } from '../contract/problems';
import type { Challenge, Tokens } from '../contract/replies';
import type { ChallengeRequest } from '../contract/requests';
import { type CallOptions, callCognito, client } from './client';
import {
  type AuthenticationResultType,
  GetTokensFromRefreshTokenCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from './cognito-sdk';

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

/** Answers a challenge. Returns the tokens or the next challenge. */
export async function answerChallenge(answer: z.output<typeof ChallengeRequest>): Promise<Tokens | Challenge> {
  const { challenge: ChallengeName, session: Session, username: USERNAME } = answer;
  const response: Record<string, string> =
    answer.challenge === 'NEW_PASSWORD_REQUIRED'
      ? { NEW_PASSWORD: answer.newPassword }
      : { SOFTWARE_TOKEN_MFA_CODE: answer.code };
  const ChallengeResponses = { USERNAME, ...response };
  const command = new RespondToAuthChallengeCommand({ ClientId, ChallengeName, Session, ChallengeResponses });
  const output = await callCognito('RespondToAuthChallenge', (options) => client.send(command, options), {
    login: USERNAME,
  });
  return tokensOrChallenge('RespondToAuthChallenge', USERNAME, output);
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
