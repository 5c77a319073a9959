import { isSameName } from '../users/groups';
import { type ClientSettings, readClientSettings } from './client-settings';
import { type GroupProperties, readGroupProperties } from './group-settings';
import { type IdentityProviderSettings, readIdentityProviderSettings } from './identity-provider-settings';
import { refusedByAws } from './read-settings';
import { readUserPoolSettings, type UserPoolSettings } from './user-pool-settings';

/** A user pool, its app clients and groups as a synthesized template has them. */
export interface UserPoolDefinition {
  /** Logical id, for messages to the developer. */
  readonly logicalId: string;
  /** In AWS's format, such as `us-east-1_Ab3dEf6h9`: clients split it at the `_`. */
  readonly id: string;
  /** The resolved CloudFormation properties of the AWS::Cognito::UserPool. */
  readonly properties: Record<string, unknown>;
  /** Each AWS::Cognito::UserPoolClient of the pool. */
  readonly clients: readonly {
    readonly logicalId: string;
    readonly id: string;
    readonly properties: Record<string, unknown>;
  }[];
  /** The domain of the pool. With one, the OAuth endpoints and the sign-in pages are served. */
  readonly managedLogin?: ManagedLoginDomain | undefined;
  /** Each AWS::Cognito::UserPoolGroup of the pool. */
  readonly groups?: readonly UserPoolPart[];
  /** Each AWS::Cognito::UserPoolIdentityProvider of the pool. References to secrets are not resolved. */
  readonly identityProviders?: readonly UserPoolPart[] | undefined;
}

/** A resource that belongs to a user pool, with its resolved CloudFormation properties. */
export interface UserPoolPart {
  readonly logicalId: string;
  readonly properties: Record<string, unknown>;
}

/** An AWS::Cognito::UserPoolDomain and the branding styles that are assigned to clients. */
export interface ManagedLoginDomain {
  /** URL in AWS, such as `https://PREFIX.auth.us-east-1.amazoncognito.com`: DescribeUserPoolDomain finds the pool by it. */
  readonly address?: string | undefined;
  /** 1: classic hosted UI. 2: managed login, which shows no pages for a client without a branding style. */
  readonly version: 1 | 2;
  /** Ids of the clients with a branding style. */
  readonly styledClients: readonly string[];
  /**
   * Name of the product, which the pages show.
   * @default none
   */
  readonly productName?: string | undefined;
}

/** A definition with its properties parsed. */
export interface ParsedUserPool {
  readonly definition: UserPoolDefinition;
  readonly settings: UserPoolSettings;
  /** By client id. */
  readonly clients: ReadonlyMap<string, ClientSettings>;
  readonly groups: readonly GroupProperties[];
  /** By name, in the order of the template. */
  readonly identityProviders: ReadonlyMap<string, IdentityProviderSettings>;
}

/** Parses a definition. Throws an error that names the resource and the first unsupported setting. */
export function parseUserPool(definition: UserPoolDefinition): ParsedUserPool {
  const settings = readUserPoolSettings(definition.logicalId, definition.properties);
  const identityProviders = parseIdentityProviders(definition, settings);
  const clients = definition.clients.map(({ logicalId, id, properties }) => {
    const client = readClientSettings(logicalId, properties, settings);
    assertProviders(logicalId, client, identityProviders);
    return [id, client] as const;
  });
  const groups =
    definition.groups?.map(({ logicalId, properties }) => readGroupProperties(logicalId, properties)) ?? [];
  assertDistinctGroups(definition.logicalId, groups);
  return { definition, settings, clients: new Map(clients), groups, identityProviders };
}

function parseIdentityProviders(
  { logicalId: pool, identityProviders = [] }: UserPoolDefinition,
  settings: UserPoolSettings,
): Map<string, IdentityProviderSettings> {
  const byName = new Map<string, IdentityProviderSettings>();
  for (const { logicalId, properties } of identityProviders) {
    const provider = readIdentityProviderSettings(logicalId, properties, settings);
    if (byName.has(provider.name)) {
      throw refusedByAws(`UserPool "${pool}"`, `two identity providers have the name ${provider.name}`);
    }
    byName.set(provider.name, provider);
  }
  return byName;
}

/**
 * Throws if the client has a provider that does not exist, or may not write an attribute that a provider maps. The attributes that no
 * client can write are set all the same. Source: `WriteAttributes` of CreateUserPoolClient in the API reference.
 */
function assertProviders(
  logicalId: string,
  { identityProviders, writable }: ClientSettings,
  providers: ReadonlyMap<string, IdentityProviderSettings>,
): void {
  const resource = `UserPoolClient "${logicalId}"`;
  for (const name of identityProviders) {
    if (name === 'COGNITO') continue;
    const provider = providers.get(name);
    if (provider === undefined) {
      throw refusedByAws(resource, `SupportedIdentityProviders contains ${name}, which the user pool does not have`);
    }
    const unwritable = [...provider.mapping.keys()].find(
      (attribute) => !attribute.endsWith('_verified') && writable?.has(attribute) === false,
    );
    if (unwritable === undefined) continue;
    const problem = `WriteAttributes lacks ${unwritable}, which the identity provider ${name} maps`;
    throw new Error(`${resource}: ${problem}; AWS then refuses each sign-in with ${name}.`);
  }
}

function assertDistinctGroups(logicalId: string, groups: readonly GroupProperties[]): void {
  const names = groups.map(({ GroupName }) => GroupName);
  const repeated = names.find((name, index) => names.slice(0, index).some((other) => isSameName(name, other)));
  if (repeated === undefined) return;
  throw refusedByAws(`UserPool "${logicalId}"`, `two groups have the name ${repeated}, regardless of case`);
}
