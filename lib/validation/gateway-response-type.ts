import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import type { Rule } from './rule';
import { ofType, textAt } from './template';

/** Source: "Gateway response types for API Gateway" in the API Gateway developer guide, of which the CDK has the list. */
const types = Object.values(ResponseType)
  .filter((value) => value instanceof ResponseType)
  .map(({ responseType }) => responseType)
  .sort();

/** A gateway response of a type that API Gateway does not have. */
export const knownGatewayResponseType: Rule = {
  name: 'KnownGatewayResponseType',
  severity: 'error',
  check: (resources) =>
    ofType(resources, 'AWS::ApiGateway::GatewayResponse').flatMap((resource) => {
      const type = textAt(resource, 'ResponseType');
      if (type === undefined || types.includes(type)) return [];
      const problem = `has the response type "${type}", which API Gateway does not have`;
      return { resource, property: 'ResponseType', problem, fix: `use one of ${types.join(', ')}` };
    }),
};
