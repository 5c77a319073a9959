import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { noFindings, validate } from '../support/validate';

const gatewayResponse = (type: unknown) => ({
  type: 'AWS::ApiGateway::GatewayResponse',
  properties: { RestApiId: 'example', ResponseType: type },
});

describe('KnownGatewayResponseType', () => {
  it('reports a type that API Gateway does not have', () => {
    expect(validate({ Reply: gatewayResponse('THROTTLE') })).toEqual({
      fails: true,
      findings: [
        [
          'error KnownGatewayResponseType Stack/Reply Properties.ResponseType',
          'Reply has the response type "THROTTLE", which API Gateway does not have: use one of ACCESS_DENIED, ' +
            'API_CONFIGURATION_ERROR, AUTHORIZER_CONFIGURATION_ERROR, AUTHORIZER_FAILURE, BAD_REQUEST_BODY, ' +
            'BAD_REQUEST_PARAMETERS, DEFAULT_4XX, DEFAULT_5XX, EXPIRED_TOKEN, INTEGRATION_FAILURE, ' +
            'INTEGRATION_TIMEOUT, INVALID_API_KEY, INVALID_SIGNATURE, MISSING_AUTHENTICATION_TOKEN, QUOTA_EXCEEDED, ' +
            'REQUEST_TOO_LARGE, RESOURCE_NOT_FOUND, THROTTLED, UNAUTHORIZED, UNSUPPORTED_MEDIA_TYPE, WAF_FILTERED',
        ],
      ],
    });
  });

  it('accepts a type of API Gateway, and one that only the deployment knows', () => {
    const { responseType } = ResponseType.THROTTLED;
    const resources = { Reply: gatewayResponse(responseType), Other: gatewayResponse({ Ref: 'AWS::Region' }) };
    expect(validate(resources)).toEqual(noFindings);
  });
});
