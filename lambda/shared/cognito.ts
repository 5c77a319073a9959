import {
  CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { readEnvironment } from './environment';
import { Problem } from './http';
import { type Operation, type Outcome, outcomeOf } from './outcomes';
import { problems } from './problems';

/** The name the SDK gives a reply that it cannot read, such as the error page of a proxy. */
const UNREADABLE = 'UnknownError';

/** Milliseconds for a whole call. Well under a function's own timeout: a slow Cognito is a 503 of ours, not a 504. */
const DEADLINE = 4000;

const { USER_POOL_CLIENT_ID: ClientId, SIGN_IN_WITH } = readEnvironment();

/**
 * One attempt each: these calls send a code, use one up or count a wrong password, and a repeated SignUp would
 * tell a new user that their own name is taken. It is for the caller to try again.
 */
const client = new CognitoIdentityProviderClient({ maxAttempts: 1 });

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

/** Creates an account and has a code sent to its address. Says nothing of an address that is registered already. */
export async function signUp(username: string, password: string, email: string): Promise<void> {
  const UserAttributes = [{ Name: 'email', Value: email }];
  const command = new SignUpCommand({ ClientId, Username: username, Password: password, UserAttributes });
  await call('SignUp', (options) => client.send(command, options));
}

/** Confirms an account with the code that was sent to its address. */
export async function confirmSignUp(username: string, code: string): Promise<void> {
  const command = new ConfirmSignUpCommand({ ClientId, Username: username, ConfirmationCode: code });
  await call('ConfirmSignUp', (options) => client.send(command, options));
}

/** Starts a session with a password. */
export async function signIn(username: string, password: string): Promise<Tokens | Challenge> {
  const AuthParameters = { USERNAME: username, PASSWORD: password };
  const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
  return tokensOrChallenge(username, await call('InitiateAuth', (options) => client.send(command, options)));
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
    cause: new Error('Cognito sent neither tokens nor a challenge'),
  });
}

/** Runs one call within the deadline. Undefined stands for an exception whose reply is that of a success. */
async function call<Output>(
  operation: Operation,
  send: (options: { abortSignal: AbortSignal }) => Promise<Output>,
): Promise<Output | undefined> {
  const abortSignal = AbortSignal.timeout(DEADLINE);
  try {
    return await Promise.race([send({ abortSignal }), expiry(abortSignal)]);
  } catch (error) {
    return settle(operation, error);
  }
}

/** The SDK stops listening to its signal once the headers are in; a body that never ends must not hold the function. */
function expiry(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function settle(operation: Operation, error: unknown): undefined {
  if (!(error instanceof CognitoIdentityProviderServiceException) || error.name === UNREADABLE) {
    throw new Problem('upstream_unavailable', { cause: error });
  }
  const outcome = outcomeOf(operation, error.name, SIGN_IN_WITH) ?? unforeseen(error);
  if (outcome === 'accepted') return undefined;
  if (outcome === 'undelivered') {
    console.error({ operation, exception: error.name });
    return undefined;
  }
  throw new Problem(outcome, problems[outcome].status < 500 ? {} : { cause: error });
}

/** An exception without a row is a mistake of ours, unless Cognito itself says that the fault is its own. */
function unforeseen({ $fault }: CognitoIdentityProviderServiceException): Outcome {
  return $fault === 'server' ? 'upstream_unavailable' : 'internal_error';
}
