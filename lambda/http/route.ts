import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type FieldError, PROBLEM_MEDIA_TYPE, type ProblemCode, problemBody, problems } from '../contract/problems';
import { isInRequiredGroup } from './groups';
import { headersFor } from './headers';
import type { Reader } from './inputs';

/** An error meant for the caller. Whatever else a handler throws reaches them as a blank 500. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly errors: readonly FieldError[] | undefined;

  constructor(
    readonly code: ProblemCode,
    { errors, cause }: { errors?: readonly FieldError[]; cause?: string } = {},
  ) {
    super(problems[code].title, { cause });
    this.errors = errors;
  }
}

/** What a handler answers; `route` adds the headers that every reply carries. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/** A reply with a JSON body, or with none. */
export function reply(status: number, body?: unknown): Reply {
  return { status, body };
}

/**
 * The Lambda handler of one route: asks for the route's group, reads, handles, replies, turns what is thrown into a
 * problem, and logs one line.
 */
export function route<Input>(read: Reader<Input>, handle: (input: Input) => Promise<Reply>) {
  return async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    try {
      if (!isInRequiredGroup(event)) throw new Problem('forbidden');
      const result = jsonResult(event, await handle(read(event)));
      logOutcome(event, 'ok');
      return result;
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem('internal_error', { cause: stackOf(error) });
      logOutcome(event, problem.code, problem.cause);
      return problemResult(event, problem);
    }
  };
}

function jsonResult(event: APIGatewayProxyEvent, { status, body }: Reply): APIGatewayProxyResult {
  if (body === undefined) return { statusCode: status, headers: headersFor(event), body: '' };
  const headers = { ...headersFor(event), 'Content-Type': 'application/json' };
  return { statusCode: status, headers, body: JSON.stringify(body) };
}

/** Without WWW-Authenticate on a 401: API Gateway would rename a function's; its own replies carry it. */
function problemResult(event: APIGatewayProxyEvent, { code, errors }: Problem): APIGatewayProxyResult {
  const { status, retryAfter }: { status: number; retryAfter?: number } = problems[code];
  return {
    statusCode: status,
    headers: {
      ...headersFor(event),
      'Content-Type': PROBLEM_MEDIA_TYPE,
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    },
    body: JSON.stringify(problemBody(code, event.requestContext.requestId, errors)),
  };
}

/** One line a request, enough to count outcomes and to find a cause; nothing of what the caller sent. */
function logOutcome(event: APIGatewayProxyEvent, outcome: ProblemCode | 'ok', cause?: unknown): void {
  const { httpMethod, requestId } = event.requestContext;
  const line = {
    route: `${httpMethod} ${event.resource}`,
    outcome,
    requestId,
    ...(cause !== undefined && { cause }),
  };
  console[levelOf(outcome)](line);
}

function levelOf(outcome: ProblemCode | 'ok'): 'info' | 'warn' | 'error' {
  // Somebody else may have the token.
  if (outcome === 'refresh_token_reused') return 'warn';
  return outcome !== 'ok' && problems[outcome].status >= 500 ? 'error' : 'info';
}

function stackOf(error: unknown): string {
  return (error instanceof Error && error.stack) || String(error);
}
