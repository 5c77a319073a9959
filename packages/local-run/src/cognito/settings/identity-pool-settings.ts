import { z } from 'zod/mini';
import { readSettings, withoutEffect } from './read-settings';

/** An identity pool as a synthesized template has it. */
export interface IdentityPoolDefinition {
  /** Logical id, for messages to the developer. */
  readonly logicalId: string;
  /** In AWS's format, such as `us-east-1:0b8a3c1e-…`: clients take the region from it. */
  readonly id: string;
  /** The resolved CloudFormation properties of the AWS::Cognito::IdentityPool. */
  readonly properties: Record<string, unknown>;
  /** The role for authenticated identities, if the template attaches one. */
  readonly authenticatedRoleArn: string | undefined;
}

const Provider = z.strictObject({
  ClientId: z.string(),
  ProviderName: z.string(),
  ServerSideTokenCheck: z.optional(z.boolean()),
});

/** Only logins of user pools are supported: the embedded Cognito cannot verify tokens of other providers. */
const Properties = z.strictObject({
  // Cognito's own default is true.
  AllowClassicFlow: z._default(z.boolean(), true),
  AllowUnauthenticatedIdentities: z.literal(false),
  CognitoIdentityProviders: z._default(z.array(Provider), []),
  IdentityPoolName: withoutEffect,
  IdentityPoolTags: withoutEffect,
});

/** A user pool client whose ID tokens the identity pool accepts. */
export type IdentityProvider = z.infer<typeof Provider>;

/** The parsed settings of an identity pool. */
export interface IdentityPoolSettings {
  readonly id: string;
  readonly providers: readonly IdentityProvider[];
  readonly allowsClassicFlow: boolean;
  readonly authenticatedRoleArn: string | undefined;
}

/** Parses a definition. Throws an error that names the first setting that only AWS would honor. */
export function readIdentityPoolSettings(definition: IdentityPoolDefinition): IdentityPoolSettings {
  const { logicalId, id, properties, authenticatedRoleArn } = definition;
  const { CognitoIdentityProviders, AllowClassicFlow } = readSettings(logicalId, Properties, properties);
  return { id, providers: CognitoIdentityProviders, allowsClassicFlow: AllowClassicFlow, authenticatedRoleArn };
}
