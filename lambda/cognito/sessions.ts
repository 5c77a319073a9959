import type * as z from 'zod/mini';
import type { Operation } from '../contract/cognito-errors';
import { readEnvironment } from '../contract/environment';
import type { Challenge, Tokens } from '../contract/replies';
import type { ChallengeRequest } from '../contract/requests';
import { Problem } from '../http/route';
import { call, client } from './client';
import {
  type AuthenticationResultType,
  GetTokensFromRefreshTokenCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from './sdk';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment();

/** Starts a session with a password. */
export async function signIn(username: string, password: string): Promise<Tokens | Challenge> {
  const AuthParameters = { USERNAME: username, PASSWORD: password };
  const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
  const output = await call('InitiateAuth', (options) => client.send(command, options), { login: username });
  return tokensOrChallenge('InitiateAuth', username, output);
}

/** Goes on with a session that Cognito has put a challenge before. */
export async function answerChallenge(answer: z.output<typeof ChallengeRequest>): Promise<Tokens | Challenge> {
  const { challenge: ChallengeName, session: Session, username: USERNAME } = answer;
  const response =
    answer.challenge === 'NEW_PASSWORD_REQUIRED'
      ? { NEW_PASSWORD: answer.newPassword }
      : { SOFTWARE_TOKEN_MFA_CODE: answer.code };
  const ChallengeResponses = { USERNAME, ...response };
  const command = new RespondToAuthChallengeCommand({ ClientId, ChallengeName, Session, ChallengeResponses });
  const output = await call('RespondToAuthChallenge', (options) => client.send(command, options), {
    login: USERNAME,
  });
  return tokensOrChallenge('RespondToAuthChallenge', USERNAME, output);
}

/** New tokens for a session, the refresh token among them: the one given is used up. */
export async function refresh(refreshToken: string): Promise<Tokens> {
  const command = new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: refreshToken });
  const output = await call('GetTokensFromRefreshToken', (options) => client.send(command, options));
  // Without rotation there is no new one, and the one given stays good.
  const tokens = tokensIn({ RefreshToken: refreshToken, ...output?.AuthenticationResult });
  if (tokens) return tokens;
  throw new Problem('upstream_unavailable', { cause: 'GetTokensFromRefreshToken: no tokens' });
}

/** Ends one session. A token that is unknown or revoked already is as good as revoked. */
export async function signOut(refreshToken: string): Promise<void> {
  const command = new RevokeTokenCommand({ ClientId, Token: refreshToken });
  await call('RevokeToken', (options) => client.send(command, options));
}

/** Ends every session of whoever holds the token, on all devices. */
export async function signOutEverywhere(accessToken: string): Promise<void> {
  const command = new GlobalSignOutCommand({ AccessToken: accessToken });
  await call('GlobalSignOut', (options) => client.send(command, options));
}

function tokensOrChallenge(
  operation: Operation,
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
