import { Duration, Lazy } from 'aws-cdk-lib';
import type { CorsOptions } from 'aws-cdk-lib/aws-apigateway';
import { type Route, takesSignedRequests } from './route';

/** Headers of a request signed with Signature Version 4, besides Authorization. */
const signatureHeaders = ['X-Amz-Date', 'X-Amz-Security-Token', 'X-Amz-Content-Sha256'];

/**
 * API Gateway's answer to a browser's CORS preflight request; no options if no origin is allowed. The CDK resolves methods and
 * headers at synth: `routes` may have more routes by then.
 */
export function preflightOptions(
  allowedOrigins: readonly string[],
  routes: readonly Route[],
): { defaultCorsPreflightOptions?: CorsOptions } {
  if (allowedOrigins.length === 0) return {};
  const methods = () => [...new Set(routes.map(({ method }) => method))];
  const headers = () => ['Authorization', 'Content-Type', ...(takesSignedRequests(routes) ? signatureHeaders : [])];
  return {
    defaultCorsPreflightOptions: {
      allowOrigins: [...allowedOrigins],
      allowMethods: [Lazy.string({ produce: () => methods().join() })],
      allowHeaders: [Lazy.string({ produce: () => headers().join() })],
      maxAge: Duration.hours(1),
    },
  };
}

/**
 * CORS headers for a gateway response, in API Gateway's notation. Without them the browser hides a 401 from the page and
 * reports a CORS error instead.
 */
export function corsHeaders([origin, ...others]: readonly string[]): Record<string, string> {
  if (origin === undefined) return {};
  return {
    // A gateway response can have one value only. If several origins are allowed, it repeats the caller's origin, listed
    // or not: docs/security.md says why that is safe. Lower case, as in HTTP/2, which browsers use with API Gateway.
    'Access-Control-Allow-Origin': others.length > 0 ? 'method.request.header.origin' : `'${origin}'`,
    'Access-Control-Expose-Headers': "'Retry-After'",
    ...(origin !== '*' && { Vary: "'Origin'" }),
  };
}
