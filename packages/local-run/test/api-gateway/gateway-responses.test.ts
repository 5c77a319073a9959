import { createGatewayReply, type ResponseType } from '../../src/api-gateway/gateway-responses';
import { parseHeaderTemplate } from '../../src/api-gateway/parameter-mapping';
import type { GatewayResponse } from '../../src/template/read-deployment';

const request = {
  requestId: 'request-1',
  header: (name: string) => (name === 'Origin' ? 'https://example.com' : undefined),
};

function response(body: string, headers: Record<string, string> = {}, status?: number): GatewayResponse {
  const templates = Object.entries(headers).flatMap(([name, value]) => parseHeaderTemplate(name, value) ?? []);
  return { status, headers: templates, body };
}

function reply(type: ResponseType, responses: Record<string, GatewayResponse> = {}) {
  const { status, headers, body } = createGatewayReply(type, new Map(Object.entries(responses)), request);
  return { status, headers: Object.fromEntries(headers), body: body.toString() };
}

describe('without gateway responses in the template', () => {
  it.each<[ResponseType, number, string]>([
    ['MISSING_AUTHENTICATION_TOKEN', 403, 'Missing Authentication Token'],
    ['UNAUTHORIZED', 401, 'Unauthorized'],
    ['BAD_REQUEST_BODY', 400, 'Invalid request body'],
    ['REQUEST_TOO_LARGE', 413, 'Request Too Long'],
    ['THROTTLED', 429, 'Too Many Requests'],
    ['AUTHORIZER_FAILURE', 500, 'Internal server error'],
    ['DEFAULT_5XX', 502, 'Internal server error'],
    ['INTEGRATION_TIMEOUT', 504, 'Endpoint request timed out'],
  ])("%s has AWS's own shape", (type, status, message) => {
    expect(reply(type)).toEqual({
      status,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message }),
    });
  });
});

describe('a gateway response of the template', () => {
  it('has its own status, headers and body', () => {
    const own = response('{"code":"not_found"}', { 'Content-Type': "'application/problem+json'" }, 404);
    expect(reply('MISSING_AUTHENTICATION_TOKEN', { MISSING_AUTHENTICATION_TOKEN: own })).toEqual({
      status: 404,
      headers: { 'Content-Type': 'application/problem+json' },
      body: '{"code":"not_found"}',
    });
  });

  it("keeps AWS's status when it names none", () => {
    expect(reply('UNAUTHORIZED', { UNAUTHORIZED: response('{}') }).status).toBe(401);
  });

  it('prints what $context holds, as JSON text where it says messageString', () => {
    const body =
      '{"message":$context.error.messageString,"bare":"$context.error.message",' +
      '"type":"$context.error.responseType","id":"$context.requestId.","again":"$context.extendedRequestId"}';
    expect(JSON.parse(reply('UNAUTHORIZED', { UNAUTHORIZED: response(body) }).body)).toEqual({
      message: 'Unauthorized',
      bare: 'Unauthorized',
      type: 'UNAUTHORIZED',
      id: 'request-1.',
      again: 'request-1',
    });
  });

  it('repeats a header of the request, and leaves out one that was not sent', () => {
    const own = response('{}', {
      'Access-Control-Allow-Origin': 'method.request.header.Origin',
      'X-Other': 'method.request.header.Other',
      'X-Quoted': "'it's'",
    });
    expect(reply('UNAUTHORIZED', { UNAUTHORIZED: own }).headers).toEqual({
      'Content-Type': 'application/json',
      'Access-Control-Allow-Origin': 'https://example.com',
      'X-Quoted': "it's",
    });
  });

  it.each<[ResponseType, string]>([
    ['BAD_REQUEST_BODY', 'four'],
    ['UNAUTHORIZED', 'own'],
    ['AUTHORIZER_FAILURE', 'five'],
    ['INTEGRATION_TIMEOUT', 'five'],
    ['DEFAULT_5XX', 'five'],
  ])('%s falls back to the default of its class only without one of its own', (type, body) => {
    const responses = {
      UNAUTHORIZED: response('own'),
      DEFAULT_4XX: response('four'),
      DEFAULT_5XX: response('five'),
    };
    expect(reply(type, responses).body).toBe(body);
  });

  it('takes the status of the default too, as in AWS', () => {
    expect(reply('BAD_REQUEST_BODY', { DEFAULT_4XX: response('{}', {}, 418) }).status).toBe(418);
  });
});
