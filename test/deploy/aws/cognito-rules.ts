import { isDeepStrictEqual } from 'node:util';
import { AwsError } from './aws-error';
import type { PhysicalResource, PhysicalResources } from './physical-resources';

/** What a service refuses to do with a resource of one type: each function throws an AwsError, or returns. */
export interface ServiceRules {
  assertCanCreate?(resource: PhysicalResource, existing: PhysicalResources): void;
  assertCanUpdate?(resource: PhysicalResource, previous: PhysicalResource): void;
  assertCanDelete?(resource: PhysicalResource, existing: PhysicalResources): void;
}

/** Cognito's refusals by resource type, with its messages. */
export const cognitoRules: Readonly<Record<string, ServiceRules>> = {
  'AWS::Cognito::UserPool': {
    assertCanUpdate(pool, previous) {
      for (const property of FINAL_PROPERTIES) {
        if (!isDeepStrictEqual(pool.properties[property], previous.properties[property])) {
          const reason = `Invalid request provided: Updates are not allowed for property - ${property}.`;
          throw new AwsError('InvalidRequest', reason);
        }
      }
      assertFirstFactorsAllowMfa(pool, previous);
      // Even if the schema has not changed. Sources: aws-amplify/amplify-backend#3299, aws/aws-cdk#8585.
      if (pool.properties.Schema !== undefined) {
        const reason = 'Invalid AttributeDataType input, consider using the provided AttributeDataType enum.';
        throw new AwsError('InvalidRequest', reason);
      }
    },
    // Source of both: the Cognito developer guide, "User pool deletion protection" and "Deleting a user pool domain".
    assertCanDelete(pool, existing) {
      if (pool.properties.DeletionProtection === 'ACTIVE') {
        const reason =
          'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.';
        throw new AwsError('InvalidRequest', reason);
      }
      if (domainsOf(pool.physicalId, existing).length > 0) {
        const reason = 'User pool cannot be deleted. It has a domain configured that should be deleted first.';
        throw new AwsError('InvalidRequest', reason);
      }
    },
  },

  'AWS::Cognito::UserPoolDomain': {
    assertCanCreate(domain, existing) {
      const { UserPoolId, Domain } = domain.properties;
      if (existing.ofType(domain.type).some(({ properties }) => properties.Domain === Domain)) {
        throw new AwsError('InvalidRequest', 'Domain already associated with another user pool.');
      }
      // A pool takes one prefix and one custom domain. Source: aws/aws-cdk#10062.
      const domains = domainsOf(String(UserPoolId), existing);
      if (domains.some((other) => isCustomDomain(other) === isCustomDomain(domain))) {
        throw new AwsError('InvalidRequest', 'User pool already has a domain configured.');
      }
    },
  },

  'AWS::Cognito::UserPoolGroup': {
    assertCanCreate(group, existing) {
      // Source: aws-amplify/amplify-backend#1781; Cognito's exception is GroupExistsException.
      if (existing.find(group.type, group.identifier)) {
        throw new AwsError('AlreadyExists', 'A group with the name already exists.');
      }
    },
  },
};

/** Sources: aws-samples/sample-voice-of-customer-datalake#184; UpdateUserPool has no parameters for these properties. */
const FINAL_PROPERTIES = ['UsernameAttributes', 'AliasAttributes', 'UsernameConfiguration'];

/**
 * Required MFA excludes codes as the first factor, also in the update that ends it. Cognito keeps the first factors that a template
 * leaves out. Source: what go-to-k/cdkd has measured, in its issues 1975, 1979, 2051 and 3562.
 */
function assertFirstFactorsAllowMfa(pool: PhysicalResource, previous: PhysicalResource): void {
  const isRequired = [pool, previous].some(({ properties }) => properties.MfaConfiguration === 'ON');
  const policies = JSON.stringify(signInPolicyOf(pool) ?? signInPolicyOf(previous) ?? {});
  if (!isRequired || !policies.includes('EMAIL_OTP')) return;
  const reason = 'Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled';
  throw new AwsError('InvalidRequest', reason);
}

function signInPolicyOf({ properties: { Policies } }: PhysicalResource): unknown {
  return typeof Policies === 'object' && Policies !== null && 'SignInPolicy' in Policies
    ? Policies.SignInPolicy
    : undefined;
}

function domainsOf(userPoolId: string, existing: PhysicalResources): readonly PhysicalResource[] {
  const domains = existing.ofType('AWS::Cognito::UserPoolDomain');
  return domains.filter(({ properties }) => properties.UserPoolId === userPoolId);
}

function isCustomDomain({ properties }: PhysicalResource): boolean {
  return properties.CustomDomainConfig !== undefined;
}
