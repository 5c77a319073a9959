import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type * as z from 'zod/mini';
import { readEnvironment } from './environment';
import { type FieldError, PROBLEM_MEDIA_TYPE, type ProblemCode, problemBody, problems } from './problems';
import { IdTokenClaims } from './requests';

const allowedOrigins = readEnvironment().ALLOWED_ORIGINS.split(',');

/** An error meant for the caller. Whatever else a handler throws reaches them as a blank 500. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly errors: readonly FieldError[] | undefined;

  constructor(
    readonly code: ProblemCode,
    { errors, cause }: { errors?: readonly FieldError[]; cause?: unknown } = {},
  ) {
    super(problems[code].title, { cause });
    this.errors = errors;
  }
}

/** What a handler answers; `route` adds the headers that every reply carries. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A reply with a JSON body. */
export function reply(status: number, body: unknown): Reply {
  return { status, body };
}

/** Takes from a request what a handler works with, or throws the problem that it is not there. */
export type Reader<Input> = (event: APIGatewayProxyEvent) => Input;

/** For a route that takes nothing from its caller. */
export const nothing: Reader<void> = () => undefined;

/** The body, parsed and checked; every field that does not fit is reported at once, and never with its value. */
export function body<Schema extends z.ZodMiniType>(schema: Schema): Reader<z.output<Schema>> {
  return ({ body }) => {
    const parsed = schema.safeParse(parseJson(body));
    if (parsed.success) return parsed.data;
    throw new Problem('invalid_request', { errors: parsed.error.issues.flatMap(fieldErrors) });
  };
}

/** Who calls, from the claims of the ID token. API Gateway has checked it: without claims the route is not guarded. */
export const caller: Reader<{ username: string; sub: string; email: string | undefined }> = ({
  requestContext,
}) => {
  const claims = IdTokenClaims.safeParse(requestContext.authorizer?.claims);
  if (!claims.success) throw new Problem('unauthorized');
  return { username: claims.data['cognito:username'], sub: claims.data.sub, email: claims.data.email };
};

/** The Lambda handler of one route: reads, handles, replies, turns what is thrown into a problem, and logs one line. */
export function route<Input>(read: Reader<Input>, handle: (input: Input) => Promise<Reply>) {
  return async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    try {
      const { status, body } = await handle(read(event));
      logOutcome(event, 'ok');
      return { statusCode: status, headers: headersFor(event), body: JSON.stringify(body) };
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem('internal_error', { cause: error });
      logOutcome(event, problem.code, problem.cause);
      return problemReply(event, problem);
    }
  };
}

function problemReply(event: APIGatewayProxyEvent, { code, errors }: Problem): APIGatewayProxyResult {
  const { status, retryAfter }: { status: number; retryAfter?: number } = problems[code];
  return {
    statusCode: status,
    headers: {
      ...headersFor(event),
      'Content-Type': PROBLEM_MEDIA_TYPE,
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    },
    body: JSON.stringify(problemBody(code, event.requestContext.requestId, errors)),
  };
}

function headersFor({ headers }: APIGatewayProxyEvent): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...corsHeaders(headers.origin ?? headers.Origin),
  };
}

/** API Gateway answers the preflight; a browser also wants to see these on the reply itself. */
function corsHeaders(origin: string | undefined): Record<string, string> {
  const expose = { 'Access-Control-Expose-Headers': 'Retry-After' };
  if (allowedOrigins.includes('*')) return { 'Access-Control-Allow-Origin': '*', ...expose };
  if (!origin || !allowedOrigins.includes(origin)) return { Vary: 'Origin' };
  return { 'Access-Control-Allow-Origin': origin, Vary: 'Origin', ...expose };
}

/** One line a request, enough to count outcomes and to find a cause; nothing that the caller sent. */
function logOutcome(
  { requestContext, resource }: APIGatewayProxyEvent,
  outcome: string,
  cause?: unknown,
): void {
  const { httpMethod, requestId } = requestContext;
  const line = { route: `${httpMethod} ${resource}`, outcome, requestId };
  if (cause === undefined) console.info(line);
  else console.error({ ...line, cause: cause instanceof Error ? cause.stack : String(cause) });
}

function parseJson(text: string | null): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('invalid_request', { errors: [{ field: 'body', message: 'must be valid JSON' }] });
  }
}

/** A name is all that is repeated of an unknown field, and not more of it than a person would read. */
function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: key.slice(0, 64), message: 'is not a field of this route' }));
  }
  return [{ field: issue.path.join('.') || 'body', message: issue.message }];
}
