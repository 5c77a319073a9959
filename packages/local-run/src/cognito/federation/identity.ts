/** Name of the provider's own id of a user, in place of the name of a mapped attribute. */
export const SUBJECT = 'Cognito_Subject';

/** An account of an external provider that signs in as a user. */
export interface ProviderIdentity {
  readonly providerName: string;
  readonly providerType: string;
  /** What `userId` is: `Cognito_Subject`, or until the first sign-in a mapped attribute of the user. */
  readonly attribute: string;
  readonly userId: string;
  /** Whether the first sign-in with it created the user. False for a link. */
  readonly primary: boolean;
  /** Milliseconds since 1970. */
  readonly dateCreated: number;
}

/** The attribute `identities`: JSON in the form that events and users of AWS have. */
export function identitiesAttribute(identities: readonly ProviderIdentity[]): string {
  return JSON.stringify(identities.map(describeIdentity));
}

/** The claim `identities` of ID tokens, in which AWS has only strings. */
export function identitiesClaim(identities: readonly ProviderIdentity[]): object[] {
  return identities.map((identity) => ({
    ...describeIdentity(identity),
    primary: String(identity.primary),
    dateCreated: String(identity.dateCreated),
  }));
}

function describeIdentity({ userId, providerName, providerType, primary, dateCreated }: ProviderIdentity) {
  return { userId, providerName, providerType, issuer: null, primary, dateCreated };
}
