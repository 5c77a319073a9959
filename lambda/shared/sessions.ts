import {
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { call, client } from './cognito';
import { readEnvironment } from './environment';
import { Problem } from './http';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment();

/** A session's tokens. `expiresIn` is the life of the ID and access token in seconds. */
export interface Tokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
}

/** What Cognito wants before it hands out tokens, to be answered with this session. */
export interface Challenge {
  readonly challenge: string;
  readonly session: string;
  readonly username: string;
}

/** Starts a session with a password. */
export async function signIn(username: string, password: string): Promise<Tokens | Challenge> {
  const AuthParameters = { USERNAME: username, PASSWORD: password };
  const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
  return tokensOrChallenge(
    username,
    await call('InitiateAuth', username, (options) => client.send(command, options)),
  );
}

function tokensOrChallenge(
  username: string,
  output: InitiateAuthCommandOutput | undefined,
): Tokens | Challenge {
  const { IdToken, AccessToken, RefreshToken, ExpiresIn } = output?.AuthenticationResult ?? {};
  if (IdToken && AccessToken && RefreshToken && ExpiresIn) {
    return {
      idToken: IdToken,
      accessToken: AccessToken,
      refreshToken: RefreshToken,
      tokenType: 'Bearer',
      expiresIn: ExpiresIn,
    };
  }
  const { ChallengeName, Session, ChallengeParameters } = output ?? {};
  if (ChallengeName && Session) {
    return {
      challenge: ChallengeName,
      session: Session,
      username: ChallengeParameters?.USER_ID_FOR_SRP ?? username,
    };
  }
  throw new Problem('upstream_unavailable', {
    cause: 'InitiateAuth: neither tokens nor a challenge',
  });
}
