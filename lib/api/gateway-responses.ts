import { Lazy } from 'aws-cdk-lib';
import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  PROBLEM_MEDIA_TYPE,
  type ProblemCode,
  type ProblemDefinition,
  problemBody,
  problems,
} from '../../lambda/contract/problems';
import { corsHeaders } from './cors';
import { type Route, takesSignedRequests } from './route';

/**
 * Every gateway response type has a row: DEFAULT_4XX and DEFAULT_5XX would give all types without a row the same status.
 * Source of the types: "Gateway response types for API Gateway" in the API Gateway developer guide.
 */
const codes: readonly (readonly [ResponseType, ProblemCode])[] = [
  [ResponseType.BAD_REQUEST_BODY, 'invalid_request'],
  [ResponseType.BAD_REQUEST_PARAMETERS, 'invalid_request'],
  [ResponseType.UNAUTHORIZED, 'unauthorized'],
  [ResponseType.ACCESS_DENIED, 'forbidden'],
  [ResponseType.WAF_FILTERED, 'blocked'],
  // API Gateway's type for a route or method that does not exist. Its own status for it is 403.
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, 'not_found'],
  [ResponseType.RESOURCE_NOT_FOUND, 'not_found'],
  // On a path that does not exist, API Gateway takes a Bearer token for an invalid AWS signature.
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
 * If a route takes signed requests, a bad signature has a code of its own. A missing signature cannot have one: API
 * Gateway answers it like a route that does not exist.
 */
const codesWithSignatures = new Map(codes)
  .set(ResponseType.INVALID_SIGNATURE, 'invalid_signature')
  .set(ResponseType.EXPIRED_TOKEN, 'invalid_signature');

/**
 * Gives the errors that API Gateway answers itself the same shape as those of the handlers. The CDK resolves status and body
 * at synth: `routes` may have more routes by then.
 */
export function addGatewayResponses(
  restApi: RestApi,
  allowedOrigins: readonly string[],
  routes: readonly Route[] = [],
): void {
  for (const [type, code] of codes) {
    const actual = () => (takesSignedRequests(routes) ? codesWithSignatures.get(type) : undefined) ?? code;
    restApi.addGatewayResponse(type.responseType, {
      type,
      statusCode: Lazy.string({ produce: () => String(problems[actual()].status) }),
      responseHeaders: { ...problemHeaders(problems[code]), ...corsHeaders(allowedOrigins) },
      // API Gateway knows only this key; the reply's Content-Type is the header above.
      templates: {
        'application/json': Lazy.string({ produce: () => JSON.stringify(problemBody(actual(), '$context.requestId')) }),
      },
    });
  }
}

/** In API Gateway's notation: a literal is in single quotes, a bare word is a parameter of the request. */
function problemHeaders({ status, retryAfter }: ProblemDefinition): Record<string, string> {
  return {
    'Content-Type': `'${PROBLEM_MEDIA_TYPE}'`,
    'Cache-Control': "'no-store'",
    'X-Content-Type-Options': "'nosniff'",
    ...(status === 401 && { 'WWW-Authenticate': "'Bearer'" }),
    ...(retryAfter !== undefined && { 'Retry-After': `'${retryAfter}'` }),
  };
}
