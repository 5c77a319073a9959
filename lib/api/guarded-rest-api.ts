import { CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CognitoUserPoolsAuthorizer,
  EndpointType,
  type Integration,
  type RequestValidator,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../stages/stage-config';
import { preflightOptions } from './cors';
import { deployOptions } from './deploy-options';
import { addGatewayResponses } from './gateway-responses';
import { acknowledgeMethodFindings, methodOptions } from './method-options';
import { addRateLimit } from './rate-limits';
import type { Route } from './route';
import { WebAcl } from './web-acl';

export interface GuardedRestApiProps {
  readonly stage: StageConfig;
  readonly userPool: IUserPool;
  readonly accessLog: ILogGroup;
}

/** A REST API whose methods require an ID token of the user pool unless their options say otherwise. */
export class GuardedRestApi extends RestApi {
  /** Base URL of the API, without a trailing slash. */
  readonly address: string;
  private readonly bodyValidator: RequestValidator;
  private readonly routes: Route[];

  constructor(scope: Construct, id: string, { stage, userPool, accessLog }: GuardedRestApiProps) {
    const { stackName, region, urlSuffix } = Stack.of(scope);
    const routes: Route[] = [];
    super(scope, id, {
      restApiName: stackName,
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: deployOptions(stage, accessLog),
      // The role with which API Gateway writes logs is a setting of the account and region. Without it, a stage with an
      // access log fails to deploy; if it is deleted, the other APIs of the account lose their logs.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      defaultMethodOptions: {
        authorizationType: AuthorizationType.COGNITO,
        authorizer: new CognitoUserPoolsAuthorizer(scope, 'Authorizer', {
          cognitoUserPools: [userPool],
          // No cache (default: 300 s), so that no token is accepted after it has expired.
          resultsCacheTtl: Duration.seconds(0),
        }),
      },
      ...preflightOptions(stage.allowedOrigins, routes),
    });
    this.routes = routes;
    addGatewayResponses(this, stage.allowedOrigins, routes);
    // No route has request parameters in its model, but cdk-nag requires the validator to check them.
    const checks = { validateRequestBody: true, validateRequestParameters: true };
    this.bodyValidator = this.addRequestValidator('BodyValidator', checks);
    if (stage.waf) {
      new WebAcl(this, 'WebAcl', { apiStage: this.deploymentStage, allowedOrigins: stage.allowedOrigins });
    }
    this.acknowledgeFindings(stage);
    // The output of RestApi itself: its name has the construct path, and its trailing slash doubles when a path is added.
    this.node.tryRemoveChild('Endpoint');
    this.address = `https://${this.restApiId}.execute-api.${region}.${urlSuffix}/${stage.name}`;
    if (stage.domain) this.address = this.addCustomDomain(stage.domain);
  }

  /** Adds the method of a route, with its authorization, the model of its body and its rate limit. */
  addRoute(route: Route, integration: Integration): void {
    const { method, path } = route;
    this.routes.push(route);
    const options = methodOptions(route, this, this.bodyValidator);
    acknowledgeMethodFindings(this.root.resourceForPath(path).addMethod(method, integration, options), route);
    addRateLimit(this.deploymentStage, route);
  }

  /** Adds the stage's own domain name, and outputs the target of its DNS record. Returns the base URL. */
  private addCustomDomain({ name, certificateArn }: NonNullable<StageConfig['domain']>): string {
    const { domainNameAliasDomainName: value } = this.addDomainName('Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new CfnOutput(Stack.of(this), 'ApiDomainTarget', { value });
    return `https://${name}`;
  }

  private acknowledgeFindings({ waf }: StageConfig): void {
    Validations.of(this.node.findChild('CloudWatchRole')).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: 'AWS maintains this policy for the purpose: the permissions that API Gateway needs to write logs.',
    });
    const stageValidations = Validations.of(this.deploymentStage);
    stageValidations.acknowledge({
      id: 'AwsSolutions-APIG6',
      reason: 'The access log has a line for every request. The execution log would add headers, and never expires.',
    });
    if (!waf) {
      const reason = 'The setting waf adds a web ACL, which has a monthly cost.';
      stageValidations.acknowledge({ id: 'AwsSolutions-APIG3', reason });
    }
  }
}
