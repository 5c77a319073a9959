import * as path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The result of a typical Cognito and CDK tutorial: four functions with the defaults of NodejsFunction, one with an authorizer. */
export class TutorialStack extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const userPool = new cdk.aws_cognito.UserPool(this, 'UserPool', {
      selfSignUpEnabled: true,
      autoVerify: { email: true },
    });
    const client = userPool.addClient('Client', { authFlows: { userPassword: true } });
    const api = new cdk.aws_apigateway.RestApi(this, 'Api');

    const calls = { 'sign-up': 'SignUp', confirm: 'ConfirmSignUp', 'sign-in': 'InitiateAuth' };
    for (const [name, operation] of Object.entries(calls)) {
      const handler = this.handler(name, { USER_POOL_CLIENT_ID: client.userPoolClientId });
      const actions = [`cognito-idp:${operation}`];
      handler.addToRolePolicy(new cdk.aws_iam.PolicyStatement({ actions, resources: [userPool.userPoolArn] }));
      api.root.addResource(name).addMethod('POST', new cdk.aws_apigateway.LambdaIntegration(handler));
    }

    const authorizer = new cdk.aws_apigateway.CognitoUserPoolsAuthorizer(this, 'Authorizer', {
      cognitoUserPools: [userPool],
    });
    const secret = new cdk.aws_apigateway.LambdaIntegration(this.handler('secret'));
    api.root.addResource('secret').addMethod('GET', secret, {
      authorizer,
      authorizationType: cdk.aws_apigateway.AuthorizationType.COGNITO,
    });
  }

  protected handler(name: string, environment: Record<string, string> = {}): cdk.aws_lambda_nodejs.NodejsFunction {
    const entry = path.join(__dirname, `${name}.ts`);
    return new cdk.aws_lambda_nodejs.NodejsFunction(this, name, { entry, environment });
  }
}
