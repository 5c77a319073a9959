import { CfnUserPoolGroup, type IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { pascalCase } from '../pascal-case';
import { groups } from '../routes';
import type { StageConfig } from '../stages/stage-config';

/** The groups that routes are for. Who is in one is kept as long as the users are. */
export function addUserGroups(
  scope: Construct,
  { userPoolId }: IUserPool,
  { userRemovalPolicy }: Pick<StageConfig, 'userRemovalPolicy'>,
): void {
  for (const [groupName, description] of Object.entries(groups)) {
    const group = new CfnUserPoolGroup(scope, pascalCase(groupName), { userPoolId, groupName, description });
    group.applyRemovalPolicy(userRemovalPolicy);
  }
}
