/** Where a user pool reaches an identity provider, and what it authenticates with. */
export interface ProviderEndpoint {
  /** URL whose `/.well-known/openid-configuration` describes the provider. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Finds the endpoint of a provider by pool id and `ProviderName`; undefined if none is served. */
export type FindProviderEndpoint = (userPoolId: string, providerName: string) => ProviderEndpoint | undefined;
