import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AuthApi } from './api/auth-api';
import { Identities } from './identities/identities';
import { Monitoring } from './monitoring/monitoring';
import type { StageConfig } from './stages/stage-config';
import { ManagedLogin } from './users/managed-login';
import { Users } from './users/users';

/** The user pool, and the REST API to sign up, sign in and call routes that require it. */
export class AuthStack extends Stack {
  readonly users: Users;
  readonly api: AuthApi;

  constructor(scope: Construct, id: string, { stage }: { stage: StageConfig }) {
    super(scope, id, {
      ...environmentOf(stage),
      description: `Sign-up, sign-in and guarded routes on Amazon Cognito (${stage.name})`,
      terminationProtection: stage.deletionProtection,
    });

    const users = new Users(this, 'Users', { stage });
    this.users = users;
    new ManagedLogin(this, 'ManagedLogin', { stage, users });
    const api = new AuthApi(this, 'Api', { stage, users });
    this.api = api;
    new Monitoring(this, 'Monitoring', { stage, users, api });
    new Identities(this, 'Identities', { stage, users, api });

    new CfnOutput(this, 'ApiUrl', { value: api.restApi.address });
    new CfnOutput(this, 'UserPoolId', { value: users.userPool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: users.userPoolClient.userPoolClientId });
    new CfnOutput(this, 'Region', { value: this.region });
  }
}

/** The account and region, where the stage fixes them. */
function environmentOf({ account, region }: StageConfig): Pick<StackProps, 'env'> {
  return { env: { ...(account && { account }), ...(region && { region }) } };
}
