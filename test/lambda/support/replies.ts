import type { AuthEnvironment } from '../../../lambda/contract/environment';
import type { FieldError } from '../../../lambda/contract/problems';
import { descriptionOf } from '../../../lib/openapi/descriptions';
import { type InvokeRequest, type InvokeResult, load, REQUEST_ID, routeOf } from './invoke';

/** Checks a whole problem reply: body, status and headers. */
export function expectProblem(reply: InvokeResult, status: number, code: string, errors?: readonly FieldError[]) {
  expect(reply.body).toEqual({
    type: 'about:blank',
    title: expect.stringMatching(/^[A-Z]/),
    status,
    code,
    requestId: REQUEST_ID,
    ...(errors && { errors }),
  });
  expect(reply.status).toBe(status);
  expect(reply.headers).toEqual({
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Retry-After, x-amzn-remapped-www-authenticate',
    ...((status === 429 || status === 503) && { 'Retry-After': expect.stringMatching(/^[1-9]\d*$/) }),
    ...(code === 'reauthentication_required' && { 'WWW-Authenticate': expect.stringMatching(/^Bearer /) }),
  });
}

/** Tests the headers and the log line of a successful reply, for every kind of origin. */
export function describeSuccessReply(name: string, validRequest: InvokeRequest): void {
  const origin = 'https://app.example.com';
  const expose = { 'Access-Control-Expose-Headers': 'Retry-After, x-amzn-remapped-www-authenticate' };
  const { method, path } = routeOf(name);
  const hasBody = descriptionOf(routeOf(name)).reply.schemas !== undefined;
  const always = {
    ...(hasBody && { 'Content-Type': 'application/json' }),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  const twoOrigins: Partial<AuthEnvironment> = { ALLOWED_ORIGINS: `https://other.example.com,${origin}` };
  const noOrigins: Partial<AuthEnvironment> = { ALLOWED_ORIGINS: '' };

  it('sends no-store, nosniff and Access-Control-Allow-Origin * when all origins are allowed', async () => {
    const { headers } = await load(name)({ ...validRequest, headers: { origin } });
    expect(headers).toEqual({ ...always, 'Access-Control-Allow-Origin': '*', ...expose });
  });

  it.each(['origin', 'Origin'])('allows the origin when the header "%s" has an allowed one', async (header) => {
    const { headers } = await load(name, twoOrigins)({ ...validRequest, headers: { [header]: origin } });
    expect(headers).toEqual({ ...always, 'Access-Control-Allow-Origin': origin, Vary: 'Origin', ...expose });
  });

  it.each([
    ['the origin is not in the list', { origin: 'https://evil.example.com' }, twoOrigins],
    ['the origin is part of an allowed one', { origin: 'https://app.example' }, twoOrigins],
    ['the origin is the whole list', { origin: `https://other.example.com,${origin}` }, twoOrigins],
    ['the request has no origin', {}, twoOrigins],
    ['no origin is allowed', { origin }, noOrigins],
    ['no origin is allowed and the origin is empty', { origin: '' }, noOrigins],
  ])('sends no Access-Control-Allow-Origin when %s', async (_, headers, variables) => {
    const reply = await load(name, variables)({ ...validRequest, headers });
    expect(reply.headers).toEqual({ ...always, Vary: 'Origin' });
  });

  it("logs one line with the route, the outcome and API Gateway's request id when it succeeds", async () => {
    const { log } = await load(name)(validRequest);
    expect(log).toEqual([['info', { route: `${method} ${path}`, outcome: 'ok', requestId: REQUEST_ID }]]);
  });
}
