import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnIdentityPool, CfnIdentityPoolRoleAttachment } from 'aws-cdk-lib/aws-cognito';
import { PolicyDocument, PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { AuthApi } from '../api/auth-api';
import type { StageConfig } from '../stages/stage-config';
import type { UserDirectory } from '../users/users';

const ISSUER = 'cognito-identity.amazonaws.com';

export interface FederatedIdentitiesProps {
  readonly stage: StageConfig;
  readonly directory: UserDirectory;
  readonly api: AuthApi;
}

/**
 * An identity pool, which gives users of the directory AWS credentials for their ID token. They may call the routes that
 * take signatures, and nothing else in the account; whoever is not signed in gets none. Nothing where the stage does not
 * ask for it.
 */
export class FederatedIdentities extends Construct {
  constructor(scope: Construct, id: string, props: FederatedIdentitiesProps) {
    super(scope, id);
    if (props.stage.identityPool) this.addPool(props);
  }

  private addPool({ stage, directory, api }: FederatedIdentitiesProps): void {
    const identityPool = new CfnIdentityPool(this, 'IdentityPool', {
      allowUnauthenticatedIdentities: false,
      // Said, because Cognito takes silence for yes: with that flow, callers choose among all roles that trust the pool.
      allowClassicFlow: false,
      cognitoIdentityProviders: [
        {
          providerName: directory.userPool.userPoolProviderName,
          clientId: directory.userPoolClient.userPoolClientId,
          // Asks the user pool: no credentials for the token of somebody who was deleted or signed out everywhere.
          serverSideTokenCheck: true,
        },
      ],
    });
    // By these ids a product knows what belongs to whom: they are kept as long as the users are.
    identityPool.applyRemovalPolicy(stage.userRemovalPolicy);
    const identityPoolId = identityPool.ref;
    const { roleArn } = new Role(this, 'AuthenticatedRole', {
      assumedBy: membersOf(identityPoolId),
      // In the role itself, so that there is one place that says what its credentials may do.
      inlinePolicies: { SignedRoutes: new PolicyDocument({ statements: [mayCall(api.signedRoutes)] }) },
    });
    new CfnIdentityPoolRoleAttachment(this, 'Roles', { identityPoolId, roles: { authenticated: roleArn } });
    new CfnOutput(Stack.of(this), 'IdentityPoolId', { value: identityPoolId });
  }
}

/** Who has signed in to this pool: the same condition without `aud` would trust every identity pool of every account. */
function membersOf(identityPoolId: string): WebIdentityPrincipal {
  return new WebIdentityPrincipal(ISSUER, {
    StringEquals: { [`${ISSUER}:aud`]: identityPoolId },
    'ForAnyValue:StringLike': { [`${ISSUER}:amr`]: 'authenticated' },
  });
}

function mayCall(resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: ['execute-api:Invoke'], resources: [...resources] });
}
