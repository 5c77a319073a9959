import type { APIGatewayProxyEvent } from 'aws-lambda';
import { readEnvironment } from '../contract/environment';

const allowedOrigins = readEnvironment().ALLOWED_ORIGINS.split(',');

/** Headers of every reply: no caching, no MIME sniffing, and CORS for the allowed origins. */
export function headersFor({ headers }: APIGatewayProxyEvent): Record<string, string> {
  return {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...corsHeaders(headers.origin ?? headers.Origin),
  };
}

/** Readable for pages of other origins. The second is what API Gateway makes of WWW-Authenticate: see route.ts. */
const EXPOSED = 'Retry-After, x-amzn-remapped-www-authenticate';

/** API Gateway answers the preflight request; the reply itself needs these headers too. */
function corsHeaders(origin: string | undefined): Record<string, string> {
  const expose = { 'Access-Control-Expose-Headers': EXPOSED };
  if (allowedOrigins.includes('*')) return { 'Access-Control-Allow-Origin': '*', ...expose };
  if (!origin || !allowedOrigins.includes(origin)) return { Vary: 'Origin' };
  return { 'Access-Control-Allow-Origin': origin, Vary: 'Origin', ...expose };
}
