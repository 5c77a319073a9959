import { Duration } from 'aws-cdk-lib';
import type { CorsOptions } from 'aws-cdk-lib/aws-apigateway';
import type { Route } from './routes';

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
      allowHeaders: ['Authorization', 'Content-Type'],
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
    // One value is all a gateway response can hold. Where several are allowed it repeats the caller's: the preflight
    // has turned away the others, and there is nothing in these replies that they could not have guessed.
    'Access-Control-Allow-Origin': others.length > 0 ? 'method.request.header.Origin' : `'${origin}'`,
    'Access-Control-Expose-Headers': "'Retry-After'",
    ...(origin !== '*' && { Vary: "'Origin'" }),
  };
}
