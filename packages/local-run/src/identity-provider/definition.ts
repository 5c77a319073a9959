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
