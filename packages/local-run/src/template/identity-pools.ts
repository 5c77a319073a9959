import type { Permission } from '../api-gateway/permissions';
import { UserError } from '../user-error';
import type { CloudFormationTemplate } from './intrinsics';
import type { Resources, SupportedResource } from './resources';

/** An identity pool, and the role of who has signed in to it. */
export interface IdentityPool {
  readonly logicalId: string;
  readonly id: string;
  readonly properties: Record<string, unknown>;
  readonly authenticatedRoleArn: string | undefined;
}

const ATTACHMENT = 'AWS::Cognito::IdentityPoolRoleAttachment';

/** Types that can give a role more than it says itself. */
const POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

/**
 * The logical ids of the roles that identity pools give out: what other roles may do, nothing here asks. Throws a failure
 * where such a role is given more by another resource.
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
    if (role)
      throw new UserError(
        `${id} adds to ${role}, which the local run cannot do: what it allows must stand in the role`,
      );
  }
  return new Set(roles);
}

const mentions = (json: string, logicalId: string) => json.includes(`"${logicalId}"`) || json.includes(`{${logicalId}`);

/** The identity pools with their roles. Throws a failure for a role that no member of its pool could get. */
export function readIdentityPools(resources: Resources, roleArn: (id: string) => string): IdentityPool[] {
  const attachments = resources[ATTACHMENT];
  return resources['AWS::Cognito::IdentityPool'].map((pool) => {
    const attachment = attachments.find(({ properties }) => properties.IdentityPoolId === pool.id);
    const authenticatedRoleArn = attachment?.properties.Roles.authenticated;
    const role = resources['AWS::IAM::Role'].find(({ id }) => roleArn(id) === authenticatedRoleArn);
    if (authenticatedRoleArn !== undefined && !role) {
      throw new UserError(`${attachment?.logicalId} attaches a role that is not in the template`);
    }
    if (role) assertTrusts(role, pool.id);
    return { ...pool, authenticatedRoleArn };
  });
}

function assertTrusts({ logicalId, properties }: SupportedResource<'AWS::IAM::Role'>, identityPoolId: string): void {
  const [{ Condition }] = properties.AssumeRolePolicyDocument.Statement;
  if (Condition.StringEquals['cognito-identity.amazonaws.com:aud'] === identityPoolId) return;
  throw new UserError(`${logicalId} trusts another identity pool than the one that gives it out: nobody could have it`);
}

/** What each role allows, by its ARN. */
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
