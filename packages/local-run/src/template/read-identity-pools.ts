import { UserError } from '../user-error';
import type { IdentityPoolDefinition, Permission } from './deployment';
import type { CloudFormationTemplate } from './intrinsics';
import type { Resources, SupportedResource } from './resources';

const ATTACHMENT = 'AWS::Cognito::IdentityPoolRoleAttachment';

/** Types of resources that can add permissions to a role. */
const POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

/**
 * The logical ids of the roles that identity pools hand out. No other role has an effect locally. Throws a UserError if
 * another resource adds permissions to one of them.
 */
export function identityPoolRoles({ Resources }: CloudFormationTemplate): ReadonlySet<string> {
  const entries = Object.entries(Resources);
  const attached = JSON.stringify(
    entries.filter(([, { Type }]) => Type === ATTACHMENT).map(([, { Properties }]) => Properties),
  );
  const roles = entries
    .filter(([id, { Type }]) => Type === 'AWS::IAM::Role' && mentions(attached, id))
    .map(([id]) => id);
  for (const [id, { Type, Properties }] of entries) {
    const role = POLICIES.includes(Type) ? roles.find((role) => mentions(JSON.stringify(Properties), role)) : undefined;
    if (role) {
      throw new UserError(
        `${id} adds permissions to the role ${role}, which the local run does not support. Use inline policies of the role.`,
      );
    }
  }
  return new Set(roles);
}

const mentions = (json: string, logicalId: string) => json.includes(`"${logicalId}"`) || json.includes(`{${logicalId}`);

/** Reads the identity pools with their roles. Throws a UserError for a role that no identity of its pool can assume. */
export function readIdentityPools(resources: Resources, roleArn: (id: string) => string): IdentityPoolDefinition[] {
  const attachments = resources[ATTACHMENT];
  return resources['AWS::Cognito::IdentityPool'].map((pool) => {
    const attachment = attachments.find(({ properties }) => properties.IdentityPoolId === pool.id);
    const authenticatedRoleArn = attachment?.properties.Roles.authenticated;
    const role = resources['AWS::IAM::Role'].find(({ id }) => roleArn(id) === authenticatedRoleArn);
    if (authenticatedRoleArn !== undefined && !role) {
      throw new UserError(`${attachment?.logicalId} attaches a role that is not in its stack`);
    }
    if (role) assertTrusts(role, pool.id);
    return { ...pool, authenticatedRoleArn };
  });
}

function assertTrusts({ logicalId, properties }: SupportedResource<'AWS::IAM::Role'>, identityPoolId: string): void {
  const [{ Condition }] = properties.AssumeRolePolicyDocument.Statement;
  if (Condition.StringEquals['cognito-identity.amazonaws.com:aud'] === identityPoolId) return;
  throw new UserError(`${logicalId} does not trust the identity pool that it is attached to`);
}

/** The permissions of each role, by ARN. */
export function readPermissions(
  resources: Resources,
  roleArn: (id: string) => string,
): Map<string, readonly Permission[]> {
  return new Map(
    resources['AWS::IAM::Role'].map(({ id, properties }) => {
      const statements = properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      const permissions = statements.map(({ Action, Resource }) => ({
        actions: [Action].flat(),
        resources: [Resource].flat(),
      }));
      return [roleArn(id), permissions];
    }),
  );
}
