import { type CognitoOperation, type MappedError, mapException } from '../contract/cognito-errors';
import { readEnvironment, type SignInWith } from '../contract/environment';
import { Problem } from '../contract/problems';
import { mapRefusal } from '../contract/trigger-refusals';
import { CognitoIdentityProviderClient, CognitoIdentityProviderServiceException } from './cognito-sdk';
import { FreshConnections } from './connections';

/** The SDK's name for an error reply that it cannot parse, such as the error page of a proxy. */
const UNREADABLE = 'Unknown';

/** Milliseconds for all calls of one request: if Cognito is slow, the reply is 503, well before the function times out (502). */
const DEADLINE = 4000;

const { SIGN_IN_WITH } = readEnvironment();

const connections = new FreshConnections();

/**
 * One attempt per call, because these calls send or consume a code, count a wrong password or rotate a token, and a second
 * SignUp would answer that the new user's own name is taken. The caller decides whether to try again.
 */
export const client = new CognitoIdentityProviderClient({
  maxAttempts: 1,
  // Only the local run uses plain HTTP, where a new connection costs little.
  requestHandler: { httpAgent: { keepAlive: false }, httpsAgent: connections },
});

/** Aborts at the deadline. All calls of one request share one signal. */
export function deadline(): AbortSignal {
  return AbortSignal.timeout(DEADLINE);
}

export interface CallOptions {
  /**
   * The username or e-mail address in the request.
   * @default - the request names no user
   */
  readonly login?: string;
  readonly abortSignal?: AbortSignal;
  /**
   * Exceptions that mean something else for this call than for the operation in general.
   * @default - none
   */
  readonly exceptions?: Readonly<Record<string, MappedError>>;
}

/**
 * Runs one call within the deadline. Throws the Problem that its exception is mapped to. Returns undefined for an exception
 * that is mapped to a success.
 */
export async function callCognito<Output>(
  operation: CognitoOperation,
  send: (options: { abortSignal: AbortSignal }) => Promise<Output>,
  { login = '', abortSignal = deadline(), exceptions = {} }: CallOptions = {},
): Promise<Output | undefined> {
  connections.closeStale();
  try {
    return await send({ abortSignal });
  } catch (error) {
    const cause = `${operation}: ${nameOf(error)}`;
    const outcome = new Map(Object.entries(exceptions)).get(exceptionName(error)) ?? mapError(operation, login, error);
    if (outcome !== 'undelivered' && outcome !== 'accepted') throw new Problem(outcome, { cause });
    // The reply and the request's log line show a success, so this line has the cause.
    console[outcome === 'undelivered' ? 'error' : 'info']({ outcome, cause });
    return undefined;
  }
}

/**
 * Runs calls that follow after a request's change has succeeded. Their failure must not change the reply, because a retry
 * of the request would fail (its code is used up): it is logged as an error with this outcome.
 */
export async function followUp(outcome: string, calls: () => Promise<void>): Promise<void> {
  try {
    await calls();
  } catch (error) {
    const cause = error instanceof Problem ? error.cause : String((error as Error).message);
    console.error({ outcome, cause });
  }
}

/** What the custom-message trigger gets of a request: the language for the e-mail, if the stage has several. */
export function emailMetadata(language: string | undefined): { ClientMetadata?: Record<string, string> } {
  return language === undefined ? {} : { ClientMetadata: { language } };
}

/** The name of an exception of Cognito; empty for another error. */
function exceptionName(error: unknown): string {
  return error instanceof CognitoIdentityProviderServiceException ? error.name : '';
}

function mapError(operation: CognitoOperation, login: string, error: unknown): MappedError {
  if (!(error instanceof CognitoIdentityProviderServiceException) || error.name === UNREADABLE) {
    return 'upstream_unavailable';
  }
  const identifier = identifierKind(login);
  const mapped = mapException(operation, error.name, identifier) ?? mapUnlistedException(error);
  if (!passesOnRefusal(operation, error.name, mapped)) return mapped;
  return mapRefusal({ operation, message: error.message, identifier }) ?? mapped;
}

/**
 * Whether an exception may have the refusal of a trigger as its message. A user migration that failed at a sign-in is a
 * UserNotFoundException, even with preventUserExistenceErrors (reported at re:Post QU3VgGes1IRne3OVkCDMjrBA).
 */
function passesOnRefusal(operation: CognitoOperation, exception: string, mapped: MappedError): boolean {
  // Other operations hide every refusal.
  if (exception === 'UserLambdaValidationException') return mapped === 'rejected';
  return exception === 'UserNotFoundException' && operation === 'InitiateAuth';
}

/** In username mode, users can also be named by their address: the replies about an address are those of e-mail mode. */
function identifierKind(login: string): SignInWith {
  return login.includes('@') ? 'email' : SIGN_IN_WITH;
}

/** An exception without a row is a defect of this API, unless Cognito marks it as a fault of the server. */
function mapUnlistedException({ $fault }: CognitoIdentityProviderServiceException): MappedError {
  return $fault === 'server' ? 'upstream_unavailable' : 'internal_error';
}

/** The name of an error for the log, with the AWS request id. Without its message, which may quote what the caller sent. */
function nameOf(error: unknown): string {
  const { name, code, $metadata } = error as Partial<CognitoIdentityProviderServiceException & { code: unknown }>;
  const id = $metadata?.requestId ? ` (AWS request ${$metadata.requestId})` : '';
  return `${typeof code === 'string' ? code : name}${id}`;
}
