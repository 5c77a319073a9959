import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnIdentityPool, CfnIdentityPoolRoleAttachment } from 'aws-cdk-lib/aws-cognito';
import { PolicyDocument, PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { AuthApi } from '../api/auth-api';
import type { StageConfig } from '../stages/stage-config';
import type { Users } from '../users/users';

const ISSUER = 'cognito-identity.amazonaws.com';

export interface IdentitiesProps {
  readonly stage: StageConfig;
  readonly users: Users;
  readonly api: AuthApi;
}

/**
 * An identity pool, which gives signed-in users AWS credentials for their ID token. The credentials allow calling the
 * routes that take signed requests, and nothing else in the account. Guests get none. Empty without the setting `identityPool`.
 */
export class Identities extends Construct {
  constructor(scope: Construct, id: string, props: IdentitiesProps) {
    super(scope, id);
    if (props.stage.identityPool) this.addPool(props);
  }

  private addPool({ stage, users, api }: IdentitiesProps): void {
    const identityPool = new CfnIdentityPool(this, 'IdentityPool', {
      allowUnauthenticatedIdentities: false,
      // Explicit, because the default is true. In the classic flow, callers choose among all roles that trust the pool.
      allowClassicFlow: false,
      cognitoIdentityProviders: [
        {
          providerName: users.userPool.userPoolProviderName,
          clientId: users.userPoolClient.userPoolClientId,
          // Checks the token with the user pool: a deleted or globally signed-out user gets no credentials.
          serverSideTokenCheck: true,
        },
      ],
    });
    // A product refers to its users by their identity ids: the pool is kept as long as the users.
    identityPool.applyRemovalPolicy(stage.userRemovalPolicy);
    const identityPoolId = identityPool.ref;
    const { roleArn } = new Role(this, 'AuthenticatedRole', {
      assumedBy: signedInUsersOf(identityPoolId),
      // Inline, so that one place says what the credentials allow.
      inlinePolicies: { SignedRoutes: new PolicyDocument({ statements: [invokeStatement(api.signedRouteArns)] }) },
    });
    new CfnIdentityPoolRoleAttachment(this, 'Roles', { identityPoolId, roles: { authenticated: roleArn } });
    new CfnOutput(Stack.of(this), 'IdentityPoolId', { value: identityPoolId });
  }
}

/** Signed-in users of this identity pool. Without `aud`, the condition would trust every identity pool of every account. */
function signedInUsersOf(identityPoolId: string): WebIdentityPrincipal {
  return new WebIdentityPrincipal(ISSUER, {
    StringEquals: { [`${ISSUER}:aud`]: identityPoolId },
    'ForAnyValue:StringLike': { [`${ISSUER}:amr`]: 'authenticated' },
  });
}

function invokeStatement(resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: ['execute-api:Invoke'], resources: [...resources] });
}
