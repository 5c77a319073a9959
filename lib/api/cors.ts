import { Duration } from 'aws-cdk-lib';
import type { CorsOptions } from 'aws-cdk-lib/aws-apigateway';
import { type Route, takesSignatures } from '../routes';

/** What a signature stands in or is made of, beside Authorization. */
const headersOfSignatures = ['X-Amz-Date', 'X-Amz-Security-Token', 'X-Amz-Content-Sha256'];

/** What API Gateway answers a browser that asks before it calls; nothing where no origin is allowed. */
export function preflight(
  allowedOrigins: readonly string[],
  routes: readonly Route[],
): { defaultCorsPreflightOptions?: CorsOptions } {
  if (allowedOrigins.length === 0) return {};
  return {
    defaultCorsPreflightOptions: {
      allowOrigins: [...allowedOrigins],
      allowMethods: [...new Set(routes.map(({ method }) => method))],
      allowHeaders: ['Authorization', 'Content-Type', ...(takesSignatures(routes) ? headersOfSignatures : [])],
      maxAge: Duration.hours(1),
    },
  };
}

/**
 * What a gateway response tells the browser, in API Gateway's notation. Without these, a page could not read that it is
 * signed out: the browser would show it a CORS error instead.
 */
export function corsHeaders([origin, ...others]: readonly string[]): Record<string, string> {
  if (origin === undefined) return {};
  return {
    // One value is all a gateway response can hold. Where several are allowed it repeats the caller's, listed or not:
    // docs/security.md says why that is no loss. In lower case, as HTTP/2 has it, which browsers speak to API Gateway.
    'Access-Control-Allow-Origin': others.length > 0 ? 'method.request.header.origin' : `'${origin}'`,
    'Access-Control-Expose-Headers': "'Retry-After'",
    ...(origin !== '*' && { Vary: "'Origin'" }),
  };
}
