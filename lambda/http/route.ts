import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { optionalVariable, readEnvironment } from '../contract/environment';
import { PROBLEM_MEDIA_TYPE, Problem, problemBody } from '../contract/problems';
import { stackOf } from './error-stack';
import { headersFor } from './headers';

const { REQUIRED_GROUP } = readEnvironment();
/** Seconds since the sign-in, for a route that requires a recent one. */
const MAX_AUTH_AGE = optionalVariable('MAX_AUTH_AGE');

/** Reads the input of a handler from a request, or throws the Problem with it. */
export type InputReader<Input> = (event: APIGatewayProxyEvent) => Input;

/** What a handler replies. `route` adds the headers that every reply has. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/** A reply with a JSON body, or without a body. */
export function reply(status: number, body?: unknown): Reply {
  return { status, body };
}

/**
 * The Lambda handler of one route: checks the caller's group, reads the input, calls `handle`, replies, turns what is
 * thrown into a problem reply, and logs one line.
 */
export function route<Input>(read: InputReader<Input>, handle: (input: Input) => Promise<Reply>) {
  return async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    try {
      if (!isInRequiredGroup(event)) throw new Problem('forbidden');
      if (!isRecentlySignedIn(event)) throw new Problem('reauthentication_required');
      const result = jsonResult(event, await handle(read(event)));
      logOutcome(event);
      return result;
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem('internal_error', { cause: stackOf(error) });
      logOutcome(event, problem);
      return problemResult(event, problem);
    }
  };
}

/**
 * Whether the caller is a member of the group that lib/routes.ts names for the route. API Gateway's Cognito authorizer
 * passes the groups of the ID token as a comma-separated string ("admins,authors"). A comma in the name of a group would
 * make this check wrong: see docs/security.md.
 */
function isInRequiredGroup({ requestContext }: APIGatewayProxyEvent): boolean {
  if (REQUIRED_GROUP === '') return true;
  const groups: unknown = requestContext.authorizer?.claims?.['cognito:groups'];
  return typeof groups === 'string' && groups.split(',').includes(REQUIRED_GROUP);
}

/**
 * Whether the session of the token began with a sign-in that is recent enough (RFC 9470, `max_age`). A refresh keeps the time
 * of the sign-in. API Gateway passes `auth_time` as a string with the seconds since 1970.
 */
function isRecentlySignedIn({ requestContext }: APIGatewayProxyEvent): boolean {
  if (MAX_AUTH_AGE === undefined) return true;
  const age = Date.now() / 1000 - Number(requestContext.authorizer?.claims?.auth_time);
  return age <= Number(MAX_AUTH_AGE);
}

/** The challenge of RFC 9470. API Gateway renames the header to `x-amzn-remapped-www-authenticate`. */
const stepUpChallenge = `Bearer error="insufficient_user_authentication", error_description="Sign in again", max_age="${MAX_AUTH_AGE}"`;

function jsonResult(event: APIGatewayProxyEvent, { status, body }: Reply): APIGatewayProxyResult {
  if (body === undefined) return { statusCode: status, headers: headersFor(event), body: '' };
  const headers = { ...headersFor(event), 'Content-Type': 'application/json' };
  return { statusCode: status, headers, body: JSON.stringify(body) };
}

/** A 401 has no other WWW-Authenticate header here: API Gateway renames that header of a function. Its own 401s have it. */
function problemResult(event: APIGatewayProxyEvent, { type, errors }: Problem): APIGatewayProxyResult {
  const { code, status, retryAfter } = type;
  return {
    statusCode: status,
    headers: {
      ...headersFor(event),
      'Content-Type': PROBLEM_MEDIA_TYPE,
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
      ...(code === 'reauthentication_required' && { 'WWW-Authenticate': stepUpChallenge }),
    },
    body: JSON.stringify(problemBody(type, event.requestContext.requestId, errors)),
  };
}

/** Logs one line per request: enough to count outcomes and to find a cause, and nothing that the caller sent. */
function logOutcome(event: APIGatewayProxyEvent, problem?: Problem): void {
  const { httpMethod, requestId } = event.requestContext;
  const line = {
    route: `${httpMethod} ${event.resource}`,
    outcome: problem?.code ?? 'ok',
    requestId,
    ...(problem?.cause !== undefined && { cause: problem.cause }),
  };
  console[logLevel(problem)](line);
}

function logLevel(problem: Problem | undefined): 'info' | 'warn' | 'error' {
  // The refresh token may have been stolen.
  if (problem?.code === 'refresh_token_reused') return 'warn';
  return problem && problem.type.status >= 500 ? 'error' : 'info';
}
