import { problemsOf } from '../../lambda/contract/cognito-errors';
import {
  PROBLEM_MEDIA_TYPE,
  type ProblemCode,
  type ProblemDefinition,
  problemBody,
  problems,
} from '../../lambda/contract/problems';
import type { Route } from '../api/route';

const REQUEST_ID = '7f8d4c1e-0b1a-4f8e-9c55-2f3f0e6f1a90';

/** Errors of every route: from API Gateway, AWS WAF and a function that fails. */
const commonProblems: readonly ProblemCode[] = [
  'blocked',
  'rate_limited',
  'internal_error',
  'bad_gateway',
  'gateway_timeout',
];

/** Errors of a failed authorization. API Gateway answers a missing signature as if the route did not exist. */
const authProblems: Readonly<Record<NonNullable<Route['auth']> | 'id-token', readonly ProblemCode[]>> = {
  open: [],
  'id-token': ['unauthorized', 'forbidden'],
  'access-token': ['unauthorized', 'forbidden'],
  iam: ['not_found', 'forbidden', 'invalid_signature'],
};

/** JSON Schema of the body of every error. */
export const problemSchema = {
  type: 'object',
  description: 'An error (RFC 9457)',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string', const: 'about:blank' },
    title: { type: 'string', description: 'For people; may change' },
    status: { type: 'integer', description: 'The HTTP status' },
    code: { type: 'string', enum: Object.keys(problems), description: 'Identifies the error; never changes' },
    requestId: { type: 'string', description: 'Finds the request in the logs' },
    errors: {
      type: 'array',
      description: 'Every field of the body that is wrong',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/** The codes that a route can answer with, grouped by status. */
function codesByStatus(route: Route): ProblemCode[][] {
  const codes = new Set<ProblemCode>([
    ...(route.request ? (['invalid_request', 'payload_too_large'] as const) : []),
    ...authProblems[route.auth ?? 'id-token'],
    ...(route.calls ?? []).flatMap(problemsOf),
    ...(route.problems ?? []),
    ...commonProblems,
  ]);
  const inOrder = (Object.keys(problems) as ProblemCode[]).filter((code) => codes.has(code));
  const statuses = [...new Set(inOrder.map((code) => problems[code].status))];
  return statuses.map((status) => inOrder.filter((code) => problems[code].status === status));
}

/** Routes that answer a status with the same codes share one response component. */
const responseName = (codes: readonly ProblemCode[]) => codes.join('.or.');

/** The error responses of a route, as references to the shared response components. */
export function failures(route: Route): Record<string, object> {
  const references = codesByStatus(route).map((codes) => [
    codes[0] && problems[codes[0]].status,
    { $ref: `#/components/responses/${responseName(codes)}` },
  ]);
  return Object.fromEntries(references);
}

/** The response components that `failures` refers to, with an example for each code. */
export function sharedFailures(routes: readonly Route[]): Record<string, object> {
  const all = routes.flatMap(codesByStatus);
  return Object.fromEntries(all.map((codes) => [responseName(codes), failure(codes)]));
}

function failure(codes: readonly ProblemCode[]): object {
  const retryAfter = codes.some((code) => (problems[code] as ProblemDefinition).retryAfter !== undefined);
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }],
  };
  const examples = codes.map((code) => [code, { value: problemBody(code, REQUEST_ID) }] as const);
  return {
    description: codes.map((code) => problems[code].title).join('. '),
    ...(retryAfter && {
      headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds' } },
    }),
    content: { [PROBLEM_MEDIA_TYPE]: { schema, examples: Object.fromEntries(examples) } },
  };
}
