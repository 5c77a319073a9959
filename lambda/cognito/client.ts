import { type Operation, type Outcome, outcomeOf } from '../contract/cognito-errors';
import { readEnvironment, type SignInWith } from '../contract/environment';
import { Problem } from '../http/route';
import { CognitoIdentityProviderClient, CognitoIdentityProviderServiceException } from './sdk';

/** The name the SDK gives a reply that it cannot read, such as the error page of a proxy. */
const UNREADABLE = 'Unknown';

/** Milliseconds for all that a request asks of Cognito: a slow Cognito is a 503 of ours and not API Gateway's 504. */
const DEADLINE = 4000;

const { SIGN_IN_WITH } = readEnvironment();

/**
 * One attempt each: these calls send a code, use one up or count a wrong password, and a repeated SignUp would
 * tell a new user that their own name is taken. It is for the caller to try again.
 */
export const client = new CognitoIdentityProviderClient({
  maxAttempts: 1,
  // A connection kept over a frozen function's sleep is dead when it wakes, and nothing here would try a second one.
  requestHandler: { httpAgent: { keepAlive: false }, httpsAgent: { keepAlive: false } },
});

/** By when a request's calls have to be answered; those that belong to one request share one. */
export function deadline(): AbortSignal {
  return AbortSignal.timeout(DEADLINE);
}

export interface CallOptions {
  /** How the caller named a user, where they did. */
  readonly login?: string;
  readonly abortSignal?: AbortSignal;
}

/**
 * Runs one call within the deadline, and throws what its exception becomes. Undefined stands for an exception whose
 * reply is that of a success.
 */
export async function call<Output>(
  operation: Operation,
  send: (options: { abortSignal: AbortSignal }) => Promise<Output>,
  { login = '', abortSignal = deadline() }: CallOptions = {},
): Promise<Output | undefined> {
  try {
    return await send({ abortSignal });
  } catch (error) {
    const cause = `${operation}: ${nameOf(error)}`;
    const outcome = outcomeFor(operation, login, error);
    if (outcome !== 'undelivered' && outcome !== 'accepted') throw new Problem(outcome, { cause });
    // The caller sees a success, and so does the request's own line in the log: here is what went on.
    console[outcome === 'undelivered' ? 'error' : 'info']({ outcome, cause });
    return undefined;
  }
}

function outcomeFor(operation: Operation, login: string, error: unknown): Outcome {
  if (!(error instanceof CognitoIdentityProviderServiceException) || error.name === UNREADABLE) {
    return 'upstream_unavailable';
  }
  return outcomeOf(operation, error.name, kindOf(login)) ?? unforeseen(error);
}

/** Where names and addresses both sign in, an address still tells no more of its owner than where there are no names. */
function kindOf(login: string): SignInWith {
  return login.includes('@') ? 'email' : SIGN_IN_WITH;
}

/** An exception without a row is a mistake of ours, unless Cognito itself says that the fault is its own. */
function unforeseen({ $fault }: CognitoIdentityProviderServiceException): Outcome {
  return $fault === 'server' ? 'upstream_unavailable' : 'internal_error';
}

/** Enough for the log to find the cause by. The message is left out: it may quote what the caller sent. */
function nameOf(error: unknown): string {
  const { name, code, $metadata } = error as Partial<CognitoIdentityProviderServiceException & { code: unknown }>;
  const id = $metadata?.requestId ? ` (AWS request ${$metadata.requestId})` : '';
  return `${typeof code === 'string' ? code : name}${id}`;
}
