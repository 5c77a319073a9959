import { problemsOf } from '../../lambda/contract/cognito-errors';
import {
  PROBLEM_MEDIA_TYPE,
  type ProblemCode,
  type ProblemDefinition,
  problemBody,
  problems,
} from '../../lambda/contract/problems';
import type { Route } from '../routes';
import { descriptionOf } from './descriptions';

const REQUEST_ID = '7f8d4c1e-0b1a-4f8e-9c55-2f3f0e6f1a90';

/** What API Gateway, AWS WAF where it is on, and a function can answer to any request. */
const anyTime: readonly ProblemCode[] = ['blocked', 'rate_limited', 'internal_error', 'bad_gateway', 'gateway_timeout'];

/** Of a caller whom the guard does not let in. Without a signature it is as if the route did not exist: API Gateway's choice. */
const refusals: Readonly<Record<NonNullable<Route['guard']> | 'id-token', readonly ProblemCode[]>> = {
  open: [],
  'id-token': ['unauthorized', 'forbidden'],
  'access-token': ['unauthorized', 'forbidden'],
  iam: ['not_found', 'forbidden', 'invalid_signature'],
};

/** The body of every failure. */
export const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { const: 'about:blank' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(problems) },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/** The codes that a route can answer with, by status. */
function codesByStatus(route: Route): ProblemCode[][] {
  const codes = new Set<ProblemCode>([
    ...(route.request ? (['invalid_request', 'payload_too_large'] as const) : []),
    ...refusals[route.guard ?? 'id-token'],
    ...descriptionOf(route).calls.flatMap(problemsOf),
    ...anyTime,
  ]);
  const inOrder = (Object.keys(problems) as ProblemCode[]).filter((code) => codes.has(code));
  const statuses = [...new Set(inOrder.map((code) => problems[code].status))];
  return statuses.map((status) => inOrder.filter((code) => problems[code].status === status));
}

/** Responses are shared by all routes that answer a status with the same codes. */
const responseName = (codes: readonly ProblemCode[]) => codes.join('.or.');

/** What a route answers when it does not succeed, as references to the shared responses. */
export function failures(route: Route): Record<string, object> {
  const references = codesByStatus(route).map((codes) => [
    codes[0] && problems[codes[0]].status,
    { $ref: `#/components/responses/${responseName(codes)}` },
  ]);
  return Object.fromEntries(references);
}

/** The responses that failures refer to, with an example for each code. */
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
