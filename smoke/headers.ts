import type { StageConfig } from '../lib/stages/stage-config';
import type { Reply, SendRequest } from './api';
import type { Report } from './report';

export interface HeaderProps {
  readonly send: SendRequest;
  readonly stage: StageConfig;
  readonly report: Report;
}

const OTHER_ORIGIN = 'https://smoke.invalid';
const SECURITY_HEADERS = ['cache-control', 'x-content-type-options'];

/** Headers of replies by a function and by API Gateway itself, which have different sources. */
export async function checkHeaders({ send, stage, report }: HeaderProps): Promise<void> {
  const { allowedOrigins } = stage;
  const function_ = (origin: string) => send('POST', '/sign-in', { body: {}, headers: { origin } });
  // Lower case, as browsers send it over HTTP/2: API Gateway's header names are case-sensitive.
  const gateway = (origin: string) => send('GET', '/smoke-test-unknown', { headers: { origin } });

  for (const [source, reply] of [
    ['a function', await function_(OTHER_ORIGIN)],
    ['API Gateway', await gateway(OTHER_ORIGIN)],
  ] as const) {
    const values = SECURITY_HEADERS.map((name) => reply.headers.get(name) ?? `no ${name}`);
    report.compare(`Security headers of ${source}`, 'no-store, nosniff', values.join(', '));
  }

  const isOpen = allowedOrigins.includes('*');
  const [first] = allowedOrigins;
  if (first !== undefined) {
    const origin = isOpen ? OTHER_ORIGIN : first;
    const name = `from ${isOpen ? 'any origin' : origin}`;
    report.compare(`CORS preflight ${name}`, 'allowed', preflightResult(await preflight(send, origin), origin));
    report.compare(`CORS of a function ${name}`, 'allowed', corsResult(await function_(origin), origin));
    report.compare(`CORS of API Gateway ${name}`, 'allowed', corsResult(await gateway(origin), origin));
  }
  if (isOpen) return;
  const name = 'from another origin';
  const refused = preflightResult(await preflight(send, OTHER_ORIGIN), OTHER_ORIGIN);
  report.compare(`CORS preflight ${name}`, 'refused', refused);
  report.compare(`CORS of a function ${name}`, 'refused', corsResult(await function_(OTHER_ORIGIN), OTHER_ORIGIN));
  // With several origins, a gateway response repeats the caller's: docs/security.md says why that is safe.
  const expected = allowedOrigins.length > 1 ? 'allowed' : 'refused';
  report.compare(`CORS of API Gateway ${name}`, expected, corsResult(await gateway(OTHER_ORIGIN), OTHER_ORIGIN));
}

/** A browser's question before it sends JSON with a token. */
function preflight(send: SendRequest, origin: string): Promise<Reply> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  };
  return send('OPTIONS', '/sign-in', { headers });
}

function preflightResult(reply: Reply, origin: string): string {
  const result = corsResult(reply, origin);
  if (result !== 'allowed') return result;
  if (reply.status < 200 || reply.status > 299) return `status ${reply.status}`;
  const list = (name: string) => (reply.headers.get(name) ?? '').toLowerCase().split(/\s*,\s*/);
  if (!list('access-control-allow-methods').includes('post')) return 'refused for POST';
  const missing = ['authorization', 'content-type'].filter((it) => !list('access-control-allow-headers').includes(it));
  return missing.length > 0 ? `refused for ${missing.join(', ')}` : result;
}

/** Whether a browser lets a page of the origin read the reply. */
function corsResult({ headers, failure }: Reply, origin: string): string {
  if (failure) return `no reply: ${failure}`;
  const allowed = headers.get('access-control-allow-origin');
  return allowed === '*' || allowed === origin ? 'allowed' : 'refused';
}
