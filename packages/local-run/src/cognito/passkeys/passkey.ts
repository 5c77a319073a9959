/** A passkey that a user registered. Source of the fields: WebAuthnCredentialDescription in the API reference. */
export interface Passkey {
  /** Credential id in base64url. */
  readonly id: string;
  /** COSE key. */
  readonly publicKey: Buffer;
  readonly relyingPartyId: string;
  /** `platform` or `cross-platform`, as the browser reported it. */
  readonly attachment: string | undefined;
  readonly transports: readonly string[];
  readonly createdAt: number;
  /** The authenticator's signature counter; 0 if it has none. A lower one at a sign-in shows a copied passkey. */
  counter: number;
}

/** A registration that was started and not completed. */
export interface PasskeyRegistration {
  /** In base64url. */
  readonly challenge: string;
  readonly clientId: string;
  readonly expiresAt: number;
}
