/** An identity provider of the template, for which a stand-in is served. */
export interface ProviderDefinition {
  readonly userPoolId: string;
  /** `ProviderName`, such as `Google`. */
  readonly name: string;
  /** `ProviderType`. */
  readonly type: string;
  /** The id that the user pool has as a client of the provider. */
  readonly clientId: string;
}

/** A user pool with the CloudFormation properties of its identity providers. */
interface PoolWithProviders {
  readonly id: string;
  readonly identityProviders?: readonly { readonly properties: Readonly<Record<string, unknown>> }[] | undefined;
}

/** The providers of user pools that have a stand-in: all except those of SAML. The properties are checked by the embedded Cognito. */
export function providerDefinitions(pools: readonly PoolWithProviders[]): ProviderDefinition[] {
  return pools.flatMap(({ id: userPoolId, identityProviders = [] }) =>
    identityProviders.flatMap(({ properties: { ProviderName, ProviderType, ProviderDetails } }) => {
      if (ProviderType === 'SAML') return [];
      const { client_id: clientId } = Object(ProviderDetails);
      return { userPoolId, name: String(ProviderName), type: String(ProviderType), clientId: String(clientId) };
    }),
  );
}
