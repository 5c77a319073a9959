import { UserError } from '../user-error';
import type { ManagedLogin, UserPoolDefinition } from './deployment';
import type { Resources } from './resources';

/** Reads the user pools with their app clients, groups and domains. */
export function readUserPools(resources: Resources, region: string): UserPoolDefinition[] {
  const clients = resources['AWS::Cognito::UserPoolClient'];
  const groups = resources['AWS::Cognito::UserPoolGroup'];
  return resources['AWS::Cognito::UserPool'].map((pool) => ({
    ...pool,
    clients: clients.filter(({ properties }) => properties.UserPoolId === pool.id),
    groups: groups.filter(({ properties }) => properties.UserPoolId === pool.id),
    managedLogin: readManagedLogin(pool.id, resources, region),
  }));
}

function readManagedLogin(userPoolId: string, resources: Resources, region: string): ManagedLogin | undefined {
  const ofPool = ({ properties }: { properties: { UserPoolId: string } }) => properties.UserPoolId === userPoolId;
  const [domain, second] = resources['AWS::Cognito::UserPoolDomain'].filter(ofPool);
  if (second) {
    throw new UserError(
      `${second.logicalId} is a second domain of its user pool. The local run supports one domain per user pool.`,
    );
  }
  if (!domain) return undefined;
  const { CustomDomainConfig, Domain, ManagedLoginVersion } = domain.properties;
  const brandings = resources['AWS::Cognito::ManagedLoginBranding'].filter(ofPool);
  return {
    address: `https://${CustomDomainConfig ? Domain : `${Domain}.auth.${region}.amazoncognito.com`}`,
    version: ManagedLoginVersion,
    styledClients: brandings.map(({ properties }) => properties.ClientId),
  };
}
