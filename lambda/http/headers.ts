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

/** API Gateway answers the preflight request; the reply itself needs these headers too. */
function corsHeaders(origin: string | undefined): Record<string, string> {
  const expose = { 'Access-Control-Expose-Headers': 'Retry-After' };
  if (allowedOrigins.includes('*')) return { 'Access-Control-Allow-Origin': '*', ...expose };
  if (!origin || !allowedOrigins.includes(origin)) return { Vary: 'Origin' };
  return { 'Access-Control-Allow-Origin': origin, Vary: 'Origin', ...expose };
}
