import { CfnOutput, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CognitoUserPoolsAuthorizer,
  EndpointType,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Route } from '../routes';
import type { StageConfig } from '../stages/stage-config';
import { preflight } from './cors';
import { deployOptions } from './deploy-options';
import { addGatewayProblems } from './gateway-responses';
import { Firewall } from './web-acl';

export interface GuardedRestApiProps {
  readonly stage: StageConfig;
  readonly routes: readonly Route[];
  readonly userPool: IUserPool;
  readonly accessLog: ILogGroup;
}

/** A REST API before any method: each that is added takes an ID token of the pool unless it says otherwise. */
export class GuardedRestApi extends RestApi {
  /** Where the API answers, without a slash at the end. */
  readonly address: string;

  constructor(scope: Construct, id: string, { stage, routes, userPool, accessLog }: GuardedRestApiProps) {
    const { stackName, region, urlSuffix } = Stack.of(scope);
    super(scope, id, {
      restApiName: stackName,
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: deployOptions(stage, routes, accessLog),
      // The role with which API Gateway writes logs belongs to the account and region: without one this stage fails to
      // deploy, and all other APIs there lose theirs if it is deleted.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      defaultMethodOptions: {
        authorizationType: AuthorizationType.COGNITO,
        authorizer: new CognitoUserPoolsAuthorizer(scope, 'Authorizer', { cognitoUserPools: [userPool] }),
      },
      ...preflight(stage.allowedOrigins, routes),
    });
    addGatewayProblems(this, stage.allowedOrigins, routes);
    if (stage.waf) {
      new Firewall(this, 'Firewall', { apiStage: this.deploymentStage, allowedOrigins: stage.allowedOrigins });
    }
    this.acknowledgeFindings(stage);
    // RestApi has an output of its own, under a name made of construct ids and with a slash that doubles in use.
    this.node.tryRemoveChild('Endpoint');
    this.address = `https://${this.restApiId}.execute-api.${region}.${urlSuffix}/${stage.name}`;
    if (stage.domain) this.address = this.answerAt(stage.domain);
  }

  /** Takes a name of the stage's own, and publishes where its DNS record has to point. */
  private answerAt({ name, certificateArn }: NonNullable<StageConfig['domain']>): string {
    const { domainNameAliasDomainName: value } = this.addDomainName('Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new CfnOutput(Stack.of(this), 'DomainTarget', { value });
    return `https://${name}`;
  }

  private acknowledgeFindings({ waf }: StageConfig): void {
    Validations.of(this.node.findChild('CloudWatchRole')).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: 'The policy that AWS keeps for this one purpose: what API Gateway needs to write logs.',
    });
    const ofTheStage = Validations.of(this.deploymentStage);
    ofTheStage.acknowledge({
      id: 'AwsSolutions-APIG6',
      reason:
        'The access log has a line for every request. The execution log would add headers, and keep them for ever.',
    });
    if (!waf) {
      const reason = 'The setting waf puts one before it, for what that costs a month.';
      ofTheStage.acknowledge({ id: 'AwsSolutions-APIG3', reason });
    }
  }
}
