import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  PROBLEM_MEDIA_TYPE,
  type ProblemCode,
  type ProblemDefinition,
  problemBody,
  problems,
} from '../../lambda/contract/problems';
import { type Route, takesSignatures } from '../routes';
import { corsHeaders } from './cors';

/**
 * Each has a row, because a default would give all types without one the same status. The types and what they are
 * for: "Gateway response types for API Gateway" in AWS's developer guide.
 */
const codes: readonly (readonly [ResponseType, ProblemCode])[] = [
  [ResponseType.BAD_REQUEST_BODY, 'invalid_request'],
  [ResponseType.BAD_REQUEST_PARAMETERS, 'invalid_request'],
  [ResponseType.UNAUTHORIZED, 'unauthorized'],
  [ResponseType.ACCESS_DENIED, 'forbidden'],
  [ResponseType.WAF_FILTERED, 'blocked'],
  // API Gateway's word for a route or method that does not exist; its own status for it is 403.
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, 'not_found'],
  [ResponseType.RESOURCE_NOT_FOUND, 'not_found'],
  // What a Bearer token is taken for on a path that does not exist: a signature of AWS's own kind, and a bad one.
  [ResponseType.INVALID_SIGNATURE, 'not_found'],
  [ResponseType.EXPIRED_TOKEN, 'not_found'],
  [ResponseType.REQUEST_TOO_LARGE, 'payload_too_large'],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, 'unsupported_media_type'],
  [ResponseType.THROTTLED, 'rate_limited'],
  [ResponseType.QUOTA_EXCEEDED, 'rate_limited'],
  [ResponseType.API_CONFIGURATION_ERROR, 'misconfigured'],
  [ResponseType.AUTHORIZER_CONFIGURATION_ERROR, 'misconfigured'],
  [ResponseType.AUTHORIZER_FAILURE, 'internal_error'],
  [ResponseType.INTEGRATION_FAILURE, 'bad_gateway'],
  [ResponseType.INTEGRATION_TIMEOUT, 'gateway_timeout'],
  [ResponseType.DEFAULT_4XX, 'forbidden'],
  [ResponseType.DEFAULT_5XX, 'bad_gateway'],
];

/**
 * Where some route takes signatures, it must be told apart whether one is bad. Not whether there is none: for API Gateway
 * that is the same as a route that does not exist.
 */
const codesWithSignatures = new Map(codes)
  .set(ResponseType.INVALID_SIGNATURE, 'invalid_signature')
  .set(ResponseType.EXPIRED_TOKEN, 'invalid_signature');

/** Gives what API Gateway answers by itself, before or instead of a handler, the shape of this API's problems. */
export function addGatewayProblems(
  restApi: RestApi,
  allowedOrigins: readonly string[],
  routes: readonly Route[] = [],
): void {
  for (const [type, code] of takesSignatures(routes) ? codesWithSignatures : codes) {
    const { status }: ProblemDefinition = problems[code];
    restApi.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(status),
      responseHeaders: { ...problemHeaders(problems[code]), ...corsHeaders(allowedOrigins) },
      // API Gateway knows only this key; the reply's Content-Type is the header above.
      templates: { 'application/json': JSON.stringify(problemBody(code, '$context.requestId')) },
    });
  }
}

/** In API Gateway's notation, where a literal stands in quotes and a bare word is a parameter of the request. */
function problemHeaders({ status, retryAfter }: ProblemDefinition): Record<string, string> {
  return {
    'Content-Type': `'${PROBLEM_MEDIA_TYPE}'`,
    'Cache-Control': "'no-store'",
    'X-Content-Type-Options': "'nosniff'",
    ...(status === 401 && { 'WWW-Authenticate': "'Bearer'" }),
    ...(retryAfter !== undefined && { 'Retry-After': `'${retryAfter}'` }),
  };
}
