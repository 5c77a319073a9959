import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AuthApi } from './api/auth-api';
import { FederatedIdentities } from './identities/identities';
import { Monitoring } from './monitoring/monitoring';
import type { StageConfig } from './stages/stage-config';
import { ManagedLogin } from './users/managed-login';
import { UserDirectory } from './users/users';

/** A directory of users, and the REST API through which they sign up, sign in and reach what is theirs. */
export class AuthStack extends Stack {
  constructor(scope: Construct, id: string, { stage }: { stage: StageConfig }) {
    super(scope, id, {
      description: `Sign-up, sign-in and guarded routes on Amazon Cognito (${stage.name})`,
      terminationProtection: stage.deletionProtection,
    });

    const directory = new UserDirectory(this, 'UserDirectory', { stage });
    new ManagedLogin(this, 'ManagedLogin', { stage, directory });
    const api = new AuthApi(this, 'AuthApi', { stage, directory });
    new Monitoring(this, 'Monitoring', { stage, directory, api });
    new FederatedIdentities(this, 'FederatedIdentities', { stage, directory, api });

    new CfnOutput(this, 'ApiUrl', { value: api.restApi.address });
    new CfnOutput(this, 'UserPoolId', { value: directory.userPool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: directory.userPoolClient.userPoolClientId });
    new CfnOutput(this, 'Region', { value: this.region });
  }
}
