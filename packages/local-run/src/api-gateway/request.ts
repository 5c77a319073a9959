import type { IncomingMessage } from 'node:http';
import { parseRequestTarget } from '../http/request-target';

/** A request without its body. */
export interface RequestHead {
  readonly id: string;
  readonly httpMethod: string;
  /** Without the additional slashes that the client may have sent at the start. */
  readonly path: string;
  /** As the client sent it. */
  readonly sentPath: string;
  readonly query: URLSearchParams;
  readonly incoming: IncomingMessage;
}

/** A request with its body. */
export interface GatewayRequest extends RequestHead {
  readonly body: Buffer;
}

const METHODS: readonly unknown[] = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/**
 * Reads the head of a request as API Gateway does: X-HTTP-Method-Override replaces the method, and `;` separates parameters as
 * `&` does ("Amazon API Gateway important notes"). Several slashes at the start of the path count as one.
 */
export function readRequestHead(id: string, incoming: IncomingMessage): RequestHead {
  const { method = 'GET', url = '/', headers } = incoming;
  const override = headers['x-http-method-override'];
  const { path: sentPath } = parseRequestTarget(url);
  return {
    id,
    httpMethod: METHODS.includes(override) ? String(override) : method,
    path: sentPath.replace(/^\/{2,}/, '/'),
    sentPath,
    query: new URLSearchParams(url.slice(sentPath.length).replaceAll(';', '&')),
    incoming,
  };
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
