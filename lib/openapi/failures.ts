import { problemsOf } from '../../lambda/contract/cognito-errors';
import {
  PROBLEM_MEDIA_TYPE,
  type ProblemCode,
  type ProblemReference,
  type ProblemType,
  problemBody,
  problems,
  problemType,
} from '../../lambda/contract/problems';
import { type Credential, credentialFor, type Route } from '../api/route';

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
const authProblems: Readonly<Record<Credential, readonly ProblemCode[]>> = {
  open: [],
  'id-token': ['unauthorized', 'forbidden'],
  'access-token': ['unauthorized', 'forbidden'],
  iam: ['not_found', 'forbidden', 'invalid_signature'],
};

/** JSON Schema of the body of every error of these routes. */
export const problemSchema = (routes: readonly Route[]) => ({
  type: 'object',
  description: 'An error (RFC 9457)',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string', const: 'about:blank' },
    title: { type: 'string', description: 'For people; may change' },
    status: { type: 'integer', description: 'The HTTP status' },
    code: { type: 'string', enum: codesIn(routes), description: 'Identifies the error; never changes' },
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
});

/** The codes of this API, then those of features. */
function codesIn(routes: readonly Route[]): string[] {
  const own = routes.flatMap((route) => route.problems ?? []).map((problem) => problemType(problem).code);
  return [...new Set([...Object.keys(problems), ...own])];
}

/** The errors that a route can answer with, by status; within a status in the order of the table of problems. */
function problemsByStatus(route: Route): ProblemType[][] {
  const takesInput = route.request || route.pathParameters || route.query;
  const references: readonly ProblemReference[] = [
    ...(takesInput ? (['invalid_request'] as const) : []),
    ...(route.request ? (['payload_too_large'] as const) : []),
    ...authProblems[credentialFor(route)],
    ...(route.stepUp ? (['reauthentication_required'] as const) : []),
    ...(route.calls ?? []).flatMap(problemsOf),
    ...(route.problems ?? []),
    ...commonProblems,
  ];
  const byCode = new Map(references.map(problemType).map((problem) => [problem.code, problem]));
  const sorted = codesIn([route]).flatMap((code) => byCode.get(code) ?? []);
  const statuses = [...new Set(sorted.map(({ status }) => status))];
  return statuses.map((status) => sorted.filter((problem) => problem.status === status));
}

/** Routes that answer a status with the same codes share one response component. */
const responseName = (all: readonly ProblemType[]) => all.map(({ code }) => code).join('.or.');

/** The error responses of a route, as references to the shared response components. */
export function failures(route: Route): Record<string, object> {
  const references = problemsByStatus(route).map((all) => [
    all[0]?.status,
    { $ref: `#/components/responses/${responseName(all)}` },
  ]);
  return Object.fromEntries(references);
}

/** The response components that `failures` refers to, with an example for each code. */
export function sharedFailures(routes: readonly Route[]): Record<string, object> {
  const all = routes.flatMap(problemsByStatus);
  return Object.fromEntries(all.map((ofStatus) => [responseName(ofStatus), failure(ofStatus)]));
}

function failure(all: readonly ProblemType[]): object {
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: all.map(({ code }) => code) } } }],
  };
  const examples = all.map((problem) => [problem.code, { value: problemBody(problem, REQUEST_ID) }] as const);
  return {
    description: all.map(({ title }) => title).join('. '),
    ...(all.some(({ retryAfter }) => retryAfter !== undefined) && {
      headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds' } },
    }),
    content: { [PROBLEM_MEDIA_TYPE]: { schema, examples: Object.fromEntries(examples) } },
  };
}
