import { createHash } from 'node:crypto';
import type { Region } from '../cognito-service';
import { uuid } from '../randomness';
import { fingerprint, type SignIn, startSignIn } from '../sign-in/sign-ins';
import type { AppClient } from '../user-pool';
import { equal } from '../users/codes';
import type { AuthorizationRequest } from './authorization-request';
import type { BrowserSession } from './browser-sessions';
import { OAuthError } from './oauth-error';

/** Source: "The token issuer endpoint" in the Cognito developer guide. */
const LIFE_MS = 5 * 60_000;

/** A code between the sign-in page and the token endpoint, kept under its hash. */
export interface AuthorizationCode {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  readonly session: BrowserSession;
  readonly expiresAt: number;
  /** Set by the first try, whatever comes of it. */
  used: boolean;
  /** What a first try that succeeded has led to: ended if there is a second. */
  signIn?: SignIn;
}

/** A code for whoever the browser session belongs to, good for the request that asked for it. */
export function issueCode(request: AuthorizationRequest, session: BrowserSession, region: Region): string {
  const { client, redirectUri, challenge, scopes, nonce } = request;
  const code = uuid(region.random);
  const expiresAt = region.now() + LIFE_MS;
  const issued = { clientId: client.id, redirectUri, challenge, scopes, nonce, session, expiresAt, used: false };
  client.pool.authorizationCodes.set(fingerprint(code), issued, region.now());
  return code;
}

/** What a client sends to have a code exchanged. */
interface Redemption {
  readonly code: string;
  readonly redirectUri: string;
  readonly verifier: string;
}

/**
 * Exchanges a code for a sign-in. It can be tried once: who has it without the verifier must not try on, and a code
 * that comes again may have been stolen, so that what it has led to ends (RFC 6749, 4.1.2).
 */
export function redeemCode(
  { code, redirectUri, verifier }: Redemption,
  client: AppClient,
  region: Region,
): { signIn: SignIn; nonce: string | undefined } {
  const issued = client.pool.authorizationCodes.get(fingerprint(code));
  if (issued === undefined || issued.clientId !== client.id) throw invalidCode();
  if (issued.signIn) issued.signIn.revoked = true;
  if (issued.used || region.now() >= issued.expiresAt) throw invalidCode();
  issued.used = true;
  if (issued.redirectUri !== redirectUri) throw new OAuthError('invalid_grant', 'redirect_uri is another one');
  if (!equal(issued.challenge, challengeOf(verifier))) throw new OAuthError('invalid_grant', 'code_verifier is wrong');
  const { user, authenticatedAt } = issued.session;
  if (!user.enabled || !client.pool.users.has(user)) throw invalidCode();
  issued.signIn = startSignIn({ user, authenticatedAt, scopes: issued.scopes }, client, region);
  return { signIn: issued.signIn, nonce: issued.nonce };
}

/** S256 of RFC 7636. */
function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

const invalidCode = () => new OAuthError('invalid_grant', 'The code is unknown, expired or used');
