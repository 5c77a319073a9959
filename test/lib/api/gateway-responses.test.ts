import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { problemBody, problems } from '../../../lambda/contract/problems';
import { addGatewayResponses } from '../../../lib/api/gateway-responses';
import { type Route, takesSignedRequests } from '../../../lib/api/route';
import { routesFor } from '../../../lib/routes';
import { type Resource, resourcesOf, stacks, testApp } from '../support/stacks';

const expected: Record<string, [status: number, code: keyof typeof problems]> = {
  BAD_REQUEST_BODY: [400, 'invalid_request'],
  BAD_REQUEST_PARAMETERS: [400, 'invalid_request'],
  UNAUTHORIZED: [401, 'unauthorized'],
  ACCESS_DENIED: [403, 'forbidden'],
  WAF_FILTERED: [403, 'blocked'],
  MISSING_AUTHENTICATION_TOKEN: [404, 'not_found'],
  RESOURCE_NOT_FOUND: [404, 'not_found'],
  INVALID_SIGNATURE: [404, 'not_found'],
  EXPIRED_TOKEN: [404, 'not_found'],
  REQUEST_TOO_LARGE: [413, 'payload_too_large'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'unsupported_media_type'],
  THROTTLED: [429, 'rate_limited'],
  QUOTA_EXCEEDED: [429, 'rate_limited'],
  API_CONFIGURATION_ERROR: [500, 'misconfigured'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'misconfigured'],
  AUTHORIZER_FAILURE: [500, 'internal_error'],
  INTEGRATION_FAILURE: [502, 'bad_gateway'],
  INTEGRATION_TIMEOUT: [504, 'gateway_timeout'],
  DEFAULT_4XX: [403, 'forbidden'],
  DEFAULT_5XX: [502, 'bad_gateway'],
};

function gatewayResponses(template: (typeof stacks)[number]['template']): Map<string, Resource['Properties']> {
  const found = resourcesOf(template, 'AWS::ApiGateway::GatewayResponse');
  return new Map(found.map(([, { Properties }]) => [Properties.ResponseType, Properties]));
}

function headersOf({ ResponseParameters }: Resource['Properties']): Record<string, string> {
  const prefix = 'gatewayresponse.header.';
  return Object.fromEntries(
    Object.entries<string>(ResponseParameters).map(([key, value]) => [key.replace(prefix, ''), value]),
  );
}

/** What changes with a route that takes signed requests. */
const withSignatures: typeof expected = {
  INVALID_SIGNATURE: [403, 'invalid_signature'],
  EXPIRED_TOKEN: [403, 'invalid_signature'],
};

describe.each(stacks)('the gateway responses, $title', ({ stage, stack, template }) => {
  const responses = gatewayResponses(template);
  // A feature may add such a route.
  const isSigned = takesSignedRequests(stack.api.routes.map(({ row }) => row));

  it.each(Object.entries({ ...expected, ...(isSigned && withSignatures) }))(
    'answer %s with a problem',
    (type, [status, code]) => {
      const { StatusCode, ResponseTemplates } = responses.get(type) ?? {};
      expect([StatusCode, problems[code].status]).toEqual([String(status), status]);
      // API Gateway uses no other key, whatever the caller accepts.
      expect(Object.keys(ResponseTemplates)).toEqual(['application/json']);
      expect(JSON.parse(ResponseTemplates['application/json'])).toEqual(problemBody(code, '$context.requestId'));
    },
  );

  it('cover every type', () => {
    expect([...responses.keys()].sort()).toEqual(Object.keys(expected).sort());
  });

  it('repeat nothing of the request but its request id', () => {
    for (const { ResponseTemplates, ResponseParameters } of responses.values()) {
      const variables = JSON.stringify(ResponseTemplates).match(/\$[\w.{!]+/g);
      expect(variables).toEqual(['$context.requestId']);
      for (const value of Object.values<string>(ResponseParameters)) expect(value).toMatch(/^'[^']*'$/);
    }
  });

  it('have the headers against caching and sniffing, for retry and authentication, and for CORS', () => {
    const [origin] = stage.allowedOrigins;
    for (const [type, reply] of responses) {
      const status = Number(reply.StatusCode);
      expect([type, headersOf(reply)]).toEqual([
        type,
        {
          'Content-Type': "'application/problem+json'",
          'Cache-Control': "'no-store'",
          'X-Content-Type-Options': "'nosniff'",
          ...(origin && {
            'Access-Control-Allow-Origin': `'${origin}'`,
            'Access-Control-Expose-Headers': "'Retry-After'",
          }),
          ...(status === 401 && { 'WWW-Authenticate': "'Bearer'" }),
          ...((status === 429 || status === 503) && { 'Retry-After': expect.stringMatching(/^'[1-9]\d*'$/) }),
        },
      ]);
    }
  });
});

/** The gateway responses of an API with these origins and routes. */
function responsesFor(allowedOrigins: readonly string[], routes: readonly Route[] = []) {
  const restApi = new RestApi(new Stack(testApp()), 'RestApi');
  restApi.root.addMethod('GET');
  addGatewayResponses(restApi, allowedOrigins, routes);
  return gatewayResponses(Template.fromStack(Stack.of(restApi)));
}

describe('the gateway responses without a route that takes signed requests', () => {
  const responses = responsesFor(['*']);

  it('answer an invalid signature like an unknown path', () => {
    const [missing, ...others] = ['MISSING_AUTHENTICATION_TOKEN', 'INVALID_SIGNATURE', 'EXPIRED_TOKEN'].map((type) => {
      const { ResponseType, ...reply } = responses.get(type) ?? {};
      return reply;
    });
    expect(others).toEqual([missing, missing]);
  });
});

describe('the gateway responses with a route that takes signed requests', () => {
  const responses = responsesFor(['*'], routesFor('username', { identityPool: true }));

  it('answer an invalid signature with 403, and all other types as without such a route', () => {
    const answered = [...responses].map(([type, { StatusCode, ResponseTemplates }]) => [
      type,
      [Number(StatusCode), JSON.parse(ResponseTemplates['application/json']).code],
    ]);
    expect(Object.fromEntries(answered)).toEqual({ ...expected, ...withSignatures });
  });
});

describe('the gateway responses with listed origins', () => {
  const listed = ['https://app.example.com', 'https://www.example.com'];

  it.each([
    [listed.slice(0, 1), "'https://app.example.com'"],
    [listed, 'method.request.header.origin'],
  ])('allow the origins %j to read them', (allowedOrigins, value) => {
    const responses = responsesFor(allowedOrigins);
    expect([...responses.keys()].sort()).toEqual(Object.keys(expected).sort());
    for (const reply of responses.values()) {
      expect(headersOf(reply)).toMatchObject({ 'Access-Control-Allow-Origin': value, Vary: "'Origin'" });
    }
  });
});
