import { CfnUserPoolGroup, type IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { constructId } from '../construct-id';
import type { StageConfig } from '../stages/stage-config';

/** The groups of the user pool, each with its description. The row of a route names the group that may call it. */
export const groups = {
  admins: 'Administrators of the product: may call GET /admin',
} as const;
export type Group = keyof typeof groups;

/** Adds the groups to the pool. They have the pool's removal policy, so that memberships are kept as long as the users. */
export function addGroups(
  scope: Construct,
  { userPoolId }: IUserPool,
  { userRemovalPolicy }: Pick<StageConfig, 'userRemovalPolicy'>,
): void {
  for (const [groupName, description] of Object.entries(groups)) {
    const group = new CfnUserPoolGroup(scope, `${constructId(groupName)}Group`, { userPoolId, groupName, description });
    group.applyRemovalPolicy(userRemovalPolicy);
  }
}
