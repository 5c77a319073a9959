import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { JwksValidationError, JwkValidationError, JwtBaseError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { TokenAuth } from '../template/read-deployment';
import { formatJavaDate } from './log-date';

/** What a token says of its bearer, as API Gateway passes it on to a function: every value a string. */
export type TokenClaims = Readonly<Record<string, string>>;

/** Looks at an Authorization header; undefined means that it opens nothing. */
export type Authorizer = (header: string | undefined) => Promise<TokenClaims | undefined>;

/** Milliseconds to wait for the public keys. */
const KEYS_DEADLINE = 3000;

/** The pools' public keys, fetched once over HTTP from the Cognito that stands in for the real one. */
export function createKeyCache(cognitoEndpoint: string): SimpleJwksCache {
  return new SimpleJwksCache({
    fetcher: {
      async fetch(uri) {
        const url = new URL(new URL(uri).pathname, cognitoEndpoint);
        const reply = await fetch(url, { signal: AbortSignal.timeout(KEYS_DEADLINE) });
        if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
        return reply.arrayBuffer();
      },
    },
  });
}

/**
 * Checks tokens as a Cognito authorizer does: signature, issuer, expiry and kind, but neither the client nor whether
 * the token was revoked. Throws when it cannot tell, because the keys are out of reach.
 */
export function createCognitoAuthorizer({ userPoolIds, scopes }: TokenAuth, jwksCache: SimpleJwksCache): Authorizer {
  const kind = scopes.length > 0 ? { tokenUse: 'access' as const, scope: [...scopes] } : { tokenUse: 'id' as const };
  const verifier = CognitoJwtVerifier.create(
    userPoolIds.map((userPoolId) => ({ userPoolId, clientId: null, ...kind })),
    { jwksCache },
  );
  return async (header) => {
    const token = header?.replace(/^Bearer /i, '').trim();
    if (!token) return undefined;
    try {
      return asStrings(await verifier.verify(token));
    } catch (error) {
      const keysAreBroken = error instanceof JwksValidationError || error instanceof JwkValidationError;
      if (error instanceof JwtBaseError && !keysAreBroken) return undefined;
      throw error;
    }
  };
}

function asStrings(payload: object): TokenClaims {
  const isDate = (name: string) => name === 'exp' || name === 'iat';
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [name, isDate(name) ? formatJavaDate(value * 1000) : String(value)]),
  );
}
