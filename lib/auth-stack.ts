import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AuthApi } from './constructs/auth-api';
import { UserDirectory } from './constructs/user-directory';
import type { StageConfig } from './stage';

/** A directory of users, and the REST API through which they sign up, sign in and reach what is theirs. */
export class AuthStack extends Stack {
  constructor(scope: Construct, id: string, { stage }: { stage: StageConfig }) {
    super(scope, id, {
      description: `Sign-up, sign-in and guarded routes on Amazon Cognito (${stage.name})`,
      terminationProtection: stage.deletionProtection,
    });

    const { userPool, userPoolClient } = new UserDirectory(this, 'UserDirectory', { stage });
    const { url } = new AuthApi(this, 'AuthApi', { stage, userPool, userPoolClient });

    new CfnOutput(this, 'ApiUrl', { value: url });
    new CfnOutput(this, 'UserPoolId', { value: userPool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: userPoolClient.userPoolClientId });
    new CfnOutput(this, 'Region', { value: this.region });
  }
}
