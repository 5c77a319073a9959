import { UserError } from '../user-error';
import type { ManagedLogin, UserPoolDefinition } from './deployment';
import type { Resources } from './resources';

/** Reads the user pools with their app clients, groups, identity providers and domains. */
export function readUserPools(resources: Resources, region: string): UserPoolDefinition[] {
  return resources['AWS::Cognito::UserPool'].map((pool) => ({
    ...pool,
    clients: partsOf(pool.id, resources['AWS::Cognito::UserPoolClient']),
    groups: partsOf(pool.id, resources['AWS::Cognito::UserPoolGroup']),
    identityProviders: partsOf(pool.id, resources['AWS::Cognito::UserPoolIdentityProvider']),
    managedLogin: readManagedLogin(pool.id, resources, region),
  }));
}

function partsOf<Part extends { readonly properties: { readonly UserPoolId: string } }>(
  userPoolId: string,
  parts: readonly Part[],
): Part[] {
  return parts.filter(({ properties }) => properties.UserPoolId === userPoolId);
}

function readManagedLogin(userPoolId: string, resources: Resources, region: string): ManagedLogin | undefined {
  const [domain, second] = partsOf(userPoolId, resources['AWS::Cognito::UserPoolDomain']);
  if (second) {
    throw new UserError(
      `${second.logicalId} is a second domain of its user pool. The local run supports one domain per user pool.`,
    );
  }
  if (!domain) return undefined;
  const { CustomDomainConfig, Domain, ManagedLoginVersion } = domain.properties;
  const brandings = partsOf(userPoolId, resources['AWS::Cognito::ManagedLoginBranding']);
  return {
    address: `https://${CustomDomainConfig ? Domain : `${Domain}.auth.${region}.amazoncognito.com`}`,
    version: ManagedLoginVersion,
    styledClients: brandings.map(({ properties }) => properties.ClientId),
  };
}
