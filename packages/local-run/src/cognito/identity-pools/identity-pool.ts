import { z } from 'zod/mini';
import type { Region } from '../cognito-service';
import { uuid } from '../randomness';
import { readSettings, withoutEffect } from '../settings/read-settings';

/** An identity pool as the synthesized template has it. */
export interface IdentityPoolDefinition {
  /** For messages to the developer. */
  readonly logicalId: string;
  /** Of real form, like `us-east-1:0b8a3c1e-…`: clients take the region from it. */
  readonly id: string;
  /** The resolved CloudFormation properties of the AWS::Cognito::IdentityPool. */
  readonly properties: Record<string, unknown>;
  /** The role of who has signed in, if the template attaches one. */
  readonly authenticatedRoleArn: string | undefined;
}

const Provider = z.strictObject({
  ClientId: z.string(),
  ProviderName: z.string(),
  ServerSideTokenCheck: z.optional(z.boolean()),
});

/** Whose logins are no user pool's, or none at all, nobody could check here. */
const Properties = z.strictObject({
  // Cognito takes silence for yes.
  AllowClassicFlow: z._default(z.boolean(), true),
  AllowUnauthenticatedIdentities: z.literal(false),
  CognitoIdentityProviders: z._default(z.array(Provider), []),
  IdentityPoolName: withoutEffect,
  IdentityPoolTags: withoutEffect,
});

export type IdentityProvider = z.infer<typeof Provider>;

/** What a checked token proves: who somebody is at which user pool. */
export interface Login {
  /** Such as `cognito-idp.us-east-1.amazonaws.com/us-east-1_Ab3dEf6h9`. */
  readonly provider: string;
  readonly sub: string;
}

/** One user, as the identity pool knows them. */
export interface Identity {
  readonly id: string;
  readonly login: Login;
}

/** What the template says of an identity pool. */
export interface IdentityPoolSettings {
  readonly id: string;
  readonly providers: readonly IdentityProvider[];
  readonly allowsClassicFlow: boolean;
  readonly authenticatedRoleArn: string | undefined;
}

/** Reads a definition. Throws a sentence for a setting that AWS would act upon and the embedded Cognito would not. */
export function readIdentityPool(definition: IdentityPoolDefinition): IdentityPoolSettings {
  const { logicalId, id, properties, authenticatedRoleArn } = definition;
  const { CognitoIdentityProviders, AllowClassicFlow } = readSettings(logicalId, Properties, properties);
  return { id, providers: CognitoIdentityProviders, allowsClassicFlow: AllowClassicFlow, authenticatedRoleArn };
}

/** One identity pool and all identities that it has given out. */
export class IdentityPool {
  readonly #byId = new Map<string, Identity>();
  readonly #byLogin = new Map<string, Identity>();

  constructor(public settings: IdentityPoolSettings) {}

  find(identityId: string): Identity | undefined {
    return this.#byId.get(identityId);
  }

  /** The identity of whoever has this login: always the same one, made when they first come. */
  identityOf(login: Login, region: Region): Identity {
    const key = `${login.provider} ${login.sub}`;
    const known = this.#byLogin.get(key);
    if (known !== undefined) return known;
    const identity = { id: `${region.name}:${uuid(region.random)}`, login };
    this.#byLogin.set(key, identity);
    this.#byId.set(identity.id, identity);
    return identity;
  }
}
