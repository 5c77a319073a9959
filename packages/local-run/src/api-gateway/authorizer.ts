import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { JwksValidationError, JwkValidationError, JwtBaseError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { TokenAuth } from '../template/deployment';
import { formatJavaDate } from './date-formats';
import type { TokenClaims } from './request';

/** Verifies the token in an Authorization header. Undefined if the token is missing or not accepted. */
export type Authorizer = (header: string | undefined) => Promise<TokenClaims | undefined>;

/** Milliseconds to wait for the public keys. */
const KEYS_TIMEOUT = 3000;

/** Fetches the public keys of the user pools once, from the Cognito endpoint instead of AWS. */
export function createKeyCache(cognitoEndpoint: string): SimpleJwksCache {
  return new SimpleJwksCache({
    fetcher: {
      async fetch(uri) {
        const url = new URL(new URL(uri).pathname, cognitoEndpoint);
        const reply = await fetch(url, { signal: AbortSignal.timeout(KEYS_TIMEOUT) });
        if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
        return reply.arrayBuffer();
      },
    },
  });
}

/** How to verify tokens. */
export interface AuthorizerOptions {
  readonly keys: SimpleJwksCache;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Verifies tokens as a Cognito authorizer does: signature, issuer, expiry, kind and scope, but neither the app client nor
 * revocation. A token without expiry is not accepted. The authorizer throws if the public keys cannot be fetched.
 */
export function createCognitoAuthorizer(
  { userPoolIds, scopes }: TokenAuth,
  { keys, clock }: AuthorizerOptions,
): Authorizer {
  const kind = scopes.length > 0 ? { tokenUse: 'access' as const, scope: [...scopes] } : { tokenUse: 'id' as const };
  const verifier = CognitoJwtVerifier.create(
    userPoolIds.map((userPoolId) => ({ userPoolId, clientId: null, ...kind })),
    { jwksCache: keys },
  );
  return async (header) => {
    const token = header?.replace(/^Bearer /i, '').trim();
    if (!token) return undefined;
    try {
      // The verifier has no option for its clock. A negative grace period has the effect of a clock that is ahead.
      const graceSeconds = (Date.now() - clock()) / 1000;
      const payload = await verifier.verify(token, { graceSeconds });
      // The verifier accepts a token that has no expiry.
      return typeof payload.exp === 'number' ? stringifyClaims(payload) : undefined;
    } catch (error) {
      const isKeyError = error instanceof JwksValidationError || error instanceof JwkValidationError;
      if (error instanceof JwtBaseError && !isKeyError) return undefined;
      throw error;
    }
  };
}

function stringifyClaims(payload: object): TokenClaims {
  const isDate = (name: string) => name === 'exp' || name === 'iat';
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [name, isDate(name) ? formatJavaDate(value * 1000) : String(value)]),
  );
}
