import { createGatewayReply, type ResponseType } from '../../src/api-gateway/gateway-responses';
import type { GatewayResponse } from '../../src/template/deployment';
import { parseHeaderTemplate } from '../../src/template/parameter-mapping';

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
  ])('%s has the default status %s and message of API Gateway', (type, status, message) => {
    expect(reply(type)).toEqual({
      status,
      headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': expect.stringMatching(/^[A-Z]\w+Exception$/) },
      body: JSON.stringify({ message }),
    });
  });
});

describe('a gateway response of the template', () => {
  it('replaces status, headers and body', () => {
    const own = response('{"code":"not_found"}', { 'Content-Type': "'application/problem+json'" }, 404);
    expect(reply('MISSING_AUTHENTICATION_TOKEN', { MISSING_AUTHENTICATION_TOKEN: own })).toEqual({
      status: 404,
      headers: {
        'Content-Type': 'application/problem+json',
        'x-amzn-ErrorType': 'MissingAuthenticationTokenException',
      },
      body: '{"code":"not_found"}',
    });
  });

  it('cannot replace the default of REQUEST_TOO_LARGE', () => {
    const own = response('own', { 'Access-Control-Allow-Origin': "'*'" }, 400);
    const expected = reply('REQUEST_TOO_LARGE');
    expect(reply('REQUEST_TOO_LARGE', { REQUEST_TOO_LARGE: own, DEFAULT_4XX: own })).toEqual(expected);
  });

  it('keeps the default status when it has none', () => {
    expect(reply('UNAUTHORIZED', { UNAUTHORIZED: response('{}') }).status).toBe(401);
  });

  it('replaces $context variables, messageString with a JSON string', () => {
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

  it('maps a header of the request, and leaves out one that was not sent', () => {
    const own = response('{}', {
      'Access-Control-Allow-Origin': 'method.request.header.Origin',
      'X-Other': 'method.request.header.Other',
      'X-Quoted': "'it's'",
    });
    expect(reply('UNAUTHORIZED', { UNAUTHORIZED: own }).headers).toEqual({
      'Content-Type': 'application/json',
      'x-amzn-ErrorType': 'UnauthorizedException',
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
  ])('%s uses the response for its class only when it has no response of its own', (type, body) => {
    const responses = {
      UNAUTHORIZED: response('own'),
      DEFAULT_4XX: response('four'),
      DEFAULT_5XX: response('five'),
    };
    expect(reply(type, responses).body).toBe(body);
  });

  it('uses the status of the response for its class too, as in AWS', () => {
    expect(reply('BAD_REQUEST_BODY', { DEFAULT_4XX: response('{}', {}, 418) }).status).toBe(418);
  });
});
