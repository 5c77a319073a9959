import { isSameName } from '../users/groups';
import { type ClientSettings, readClientSettings } from './client-settings';
import { type GroupProperties, readGroupProperties } from './group-settings';
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
  readonly groups?: readonly { readonly logicalId: string; readonly properties: Record<string, unknown> }[];
}

/** An AWS::Cognito::UserPoolDomain and the branding styles that are assigned to clients. */
export interface ManagedLoginDomain {
  /** URL in AWS, such as `https://PREFIX.auth.us-east-1.amazoncognito.com`: DescribeUserPoolDomain finds the pool by it. */
  readonly address?: string | undefined;
  /** 1: classic hosted UI. 2: managed login, which shows no pages for a client without a branding style. */
  readonly version: 1 | 2;
  /** Ids of the clients with a branding style. */
  readonly styledClients: readonly string[];
}

/** A definition with its properties parsed. */
export interface ParsedUserPool {
  readonly definition: UserPoolDefinition;
  readonly settings: UserPoolSettings;
  /** By client id. */
  readonly clients: ReadonlyMap<string, ClientSettings>;
  readonly groups: readonly GroupProperties[];
}

/** Parses a definition. Throws an error that names the resource and the first unsupported setting. */
export function parseUserPool(definition: UserPoolDefinition): ParsedUserPool {
  const settings = readUserPoolSettings(definition.logicalId, definition.properties);
  const clients = definition.clients.map(
    ({ logicalId, id, properties }) => [id, readClientSettings(logicalId, properties, settings)] as const,
  );
  const groups =
    definition.groups?.map(({ logicalId, properties }) => readGroupProperties(logicalId, properties)) ?? [];
  assertDistinctGroups(definition.logicalId, groups);
  return { definition, settings, clients: new Map(clients), groups };
}

function assertDistinctGroups(logicalId: string, groups: readonly GroupProperties[]): void {
  const names = groups.map(({ GroupName }) => GroupName);
  const repeated = names.find((name, index) => names.slice(0, index).some((other) => isSameName(name, other)));
  if (repeated === undefined) return;
  throw refusedByAws(`UserPool "${logicalId}"`, `two groups have the name ${repeated}, regardless of case`);
}
