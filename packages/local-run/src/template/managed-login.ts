import { UserError } from '../user-error';
import type { Resources } from './resources';

/** The domain of a user pool, which serves its sign-in pages. */
export interface ManagedLogin {
  /** In AWS, without a slash at the end. */
  readonly address: string;
  readonly version: 1 | 2;
  /** The clients that a branding style is assigned to. */
  readonly styledClients: readonly string[];
}

/** The domain of one pool, if it has one. */
export function readManagedLogin(userPoolId: string, resources: Resources, region: string): ManagedLogin | undefined {
  const ofPool = ({ properties }: { properties: { UserPoolId: string } }) => properties.UserPoolId === userPoolId;
  const [domain, second] = resources['AWS::Cognito::UserPoolDomain'].filter(ofPool);
  if (second) throw new UserError(`${second.logicalId} is a second domain of its user pool: the local run serves one`);
  if (!domain) return undefined;
  const { CustomDomainConfig, Domain, ManagedLoginVersion } = domain.properties;
  const brandings = resources['AWS::Cognito::ManagedLoginBranding'].filter(ofPool);
  return {
    address: `https://${CustomDomainConfig ? Domain : `${Domain}.auth.${region}.amazoncognito.com`}`,
    version: ManagedLoginVersion,
    styledClients: brandings.map(({ properties }) => properties.ClientId),
  };
}
