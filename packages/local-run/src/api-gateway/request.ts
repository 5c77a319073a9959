import type { IncomingMessage } from 'node:http';

/** A request with its body. */
export interface GatewayRequest {
  readonly id: string;
  readonly httpMethod: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly incoming: IncomingMessage;
}

/** The claims of a token as API Gateway passes them to a function: every value is a string. */
export type TokenClaims = Readonly<Record<string, string>>;

/** Temporary AWS credentials of an identity. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly owner: {
    readonly roleArn: string;
    readonly identityPoolId: string;
    readonly identityId: string;
    readonly authenticationProvider: string;
  };
}

/** The authenticated caller: the claims of a token or the credentials of a signature. Both are absent for an open method. */
export interface Principal {
  readonly claims?: TokenClaims;
  readonly credentials?: SigningCredentials;
}
