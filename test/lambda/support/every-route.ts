import type { AuthEnvironment } from '../../../lambda/contract/environment';
import type { FieldError } from '../../../lambda/contract/problems';
import { descriptionOf } from '../../../lib/openapi/descriptions';
import { type Answer, load, REQUEST_ID, type Request, routeOf } from './invoke';

/** Checks a whole problem reply: its body, its status and the headers that go with them. */
export function expectProblem(answer: Answer, status: number, code: string, errors?: readonly FieldError[]) {
  expect(answer.body).toEqual({
    type: 'about:blank',
    title: expect.stringMatching(/^[A-Z]/),
    status,
    code,
    requestId: REQUEST_ID,
    ...(errors && { errors }),
  });
  expect(answer.status).toBe(status);
  expect(answer.headers).toEqual({
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Retry-After',
    ...((status === 429 || status === 503) && { 'Retry-After': expect.stringMatching(/^[1-9]\d*$/) }),
  });
}

/** The headers and the log line of a success, whichever origin it goes to. `fine` is a request that succeeds. */
export function describeSuccess(name: string, fine: Request): void {
  const origin = 'https://app.example.com';
  const expose = { 'Access-Control-Expose-Headers': 'Retry-After' };
  const { method, path } = routeOf(name);
  const hasBody = descriptionOf(routeOf(name)).reply.schemas !== undefined;
  const always = {
    ...(hasBody && { 'Content-Type': 'application/json' }),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  const listed: Partial<AuthEnvironment> = { ALLOWED_ORIGINS: `https://other.example.com,${origin}` };
  const none: Partial<AuthEnvironment> = { ALLOWED_ORIGINS: '' };

  it('is never cached or sniffed, and any page may read it where all origins are allowed', async () => {
    const { headers } = await load(name)({ ...fine, headers: { origin } });
    expect(headers).toEqual({ ...always, 'Access-Control-Allow-Origin': '*', ...expose });
  });

  it.each(['origin', 'Origin'])('tells a listed origin that its pages may read it (%s)', async (header) => {
    const { headers } = await load(name, listed)({ ...fine, headers: { [header]: origin } });
    expect(headers).toEqual({ ...always, 'Access-Control-Allow-Origin': origin, Vary: 'Origin', ...expose });
  });

  it.each([
    ['an origin that is not listed', { origin: 'https://evil.example.com' }, listed],
    ['a part of a listed origin', { origin: 'https://app.example' }, listed],
    ['the list itself', { origin: `https://other.example.com,${origin}` }, listed],
    ['no origin', {}, listed],
    ['any origin where none is allowed', { origin }, none],
    ['an empty origin where none is allowed', { origin: '' }, none],
  ])('gives no leave to %s', async (_, headers, variables) => {
    const answer = await load(name, variables)({ ...fine, headers });
    expect(answer.headers).toEqual({ ...always, Vary: 'Origin' });
  });

  it('logs one line: which route, how it went, and the id under which API Gateway knows the request', async () => {
    const { log } = await load(name)(fine);
    expect(log).toEqual([['info', { route: `${method} ${path}`, outcome: 'ok', requestId: REQUEST_ID }]]);
  });
}
