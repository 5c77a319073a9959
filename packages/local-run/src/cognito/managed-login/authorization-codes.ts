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
const LIFE_MS = 5 * 60_000;

/** A code for whoever the browser session belongs to, good for the request that asked for it. */
export function issueCode(request: AuthorizationRequest, session: BrowserSession, context: Context): string {
  const { client, redirectUri, challenge, scopes, nonce } = request;
  const code = uuid(context.random);
  const expiresAt = context.now() + LIFE_MS;
  const issued = { clientId: client.id, redirectUri, challenge, scopes, nonce, session, expiresAt, used: false };
  client.pool.authorizationCodes.set(hashSecret(code), issued, context.now());
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
  context: Context,
): { signIn: SignIn; nonce: string | undefined } {
  const issued = client.pool.authorizationCodes.get(hashSecret(code));
  if (issued === undefined || issued.clientId !== client.id) throw invalidCode();
  if (issued.signIn) issued.signIn.revoked = true;
  if (issued.used || context.now() >= issued.expiresAt) throw invalidCode();
  issued.used = true;
  if (issued.redirectUri !== redirectUri) throw new OAuthError('invalid_grant', 'redirect_uri is another one');
  if (!secretsEqual(issued.challenge, challengeOf(verifier)))
    throw new OAuthError('invalid_grant', 'code_verifier is wrong');
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
