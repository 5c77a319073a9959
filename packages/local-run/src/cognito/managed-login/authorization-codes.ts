import { createHash } from 'node:crypto';
import type { Context } from '../context';
import { uuid } from '../randomness';
import { hashSecret, secretsEqual } from '../secrets';
import type { SignIn } from '../sign-in/sign-in';
import { startSignIn } from '../sign-in/start-sign-in';
import type { AppClient } from '../user-pool';
import type { AuthorizationRequest } from './authorization-request';
import type { BrowserSession } from './browser-session';
import { OAuthError } from './oauth-error';

/** Source: "The token issuer endpoint" in the Cognito developer guide. */
const LIFETIME_MS = 5 * 60_000;

/** Issues a code for the session's user. It can be exchanged only by the client of the request. */
export function issueCode(request: AuthorizationRequest, session: BrowserSession, context: Context): string {
  const { client, redirectUri, challenge, scopes, nonce } = request;
  const code = uuid(context.random);
  const expiresAt = context.now() + LIFETIME_MS;
  const issued = { clientId: client.id, redirectUri, challenge, scopes, nonce, session, expiresAt, used: false };
  client.pool.authorizationCodes.set(hashSecret(code), issued, context.now());
  return code;
}

/** What a client sends to exchange a code. */
interface CodeExchange {
  readonly code: string;
  readonly redirectUri: string;
  /** PKCE `code_verifier`. */
  readonly verifier: string;
}

/**
 * Exchanges a code for a sign-in. One attempt is allowed, so that a client without the verifier cannot guess it. A code that
 * is sent again may have been stolen: the sign-in of the first exchange is revoked (RFC 6749, 4.1.2).
 */
export function exchangeCode(
  { code, redirectUri, verifier }: CodeExchange,
  client: AppClient,
  context: Context,
): { signIn: SignIn; nonce: string | undefined } {
  const issued = client.pool.authorizationCodes.get(hashSecret(code));
  if (issued === undefined || issued.clientId !== client.id) throw invalidCode();
  if (issued.signIn) issued.signIn.revoked = true;
  if (issued.used || context.now() >= issued.expiresAt) throw invalidCode();
  issued.used = true;
  if (issued.redirectUri !== redirectUri) {
    throw new OAuthError('invalid_grant', 'redirect_uri differs from the one of the authorization request');
  }
  if (!secretsEqual(issued.challenge, challengeOf(verifier))) {
    throw new OAuthError('invalid_grant', 'code_verifier is wrong');
  }
  const { user, authenticatedAt } = issued.session;
  if (!user.enabled || !client.pool.users.has(user)) throw invalidCode();
  issued.signIn = startSignIn({ user, authenticatedAt, scopes: issued.scopes }, client, context);
  return { signIn: issued.signIn, nonce: issued.nonce };
}

/** S256 of RFC 7636. */
function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

const invalidCode = () => new OAuthError('invalid_grant', 'The code is unknown, expired or used');
