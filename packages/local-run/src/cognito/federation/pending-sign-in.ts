/** A browser that was sent to the page of a provider. */
export interface PendingSignIn {
  readonly userPoolId: string;
  readonly providerName: string;
  /** Query of the app's authorization request. */
  readonly query: string;
  /** Cognito's endpoint for the response of the provider. */
  readonly redirectUri: string;
  readonly nonce: string;
  /** Hash of the browser's cookie. */
  readonly browser: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}
