import type { APIGatewayProxyEvent } from 'aws-lambda';
import { readEnvironment } from '../contract/environment';

const allowedOrigins = readEnvironment().ALLOWED_ORIGINS.split(',');

/** What every reply carries: nobody keeps it or guesses its type, and pages of the allowed origins may read it. */
export function headersFor({ headers }: APIGatewayProxyEvent): Record<string, string> {
  return {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...corsHeaders(headers.origin ?? headers.Origin),
  };
}

/** API Gateway answers the preflight; a browser also wants to see these on the reply itself. */
function corsHeaders(origin: string | undefined): Record<string, string> {
  const expose = { 'Access-Control-Expose-Headers': 'Retry-After' };
  if (allowedOrigins.includes('*')) return { 'Access-Control-Allow-Origin': '*', ...expose };
  if (!origin || !allowedOrigins.includes(origin)) return { Vary: 'Origin' };
  return { 'Access-Control-Allow-Origin': origin, Vary: 'Origin', ...expose };
}
