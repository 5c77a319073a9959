import type { Context } from '../context';
import { CognitoException, notAuthorized, userNotFound } from '../exceptions';
import { randomToken } from '../randomness';
import { hashSecret } from '../secrets';
import { isRevoked, type RefreshToken, type SignIn } from '../sign-in/sign-in';
import type { AppClient, UserPool } from '../user-pool';

/** Issues a new refresh token of the sign-in. */
export function issueRefreshToken(signIn: SignIn, client: AppClient, context: Context): string {
  const token = randomToken(context.random, 96);
  const expiresAt = signIn.startedAt + client.settings.refreshTokenSeconds * 1_000;
  client.pool.refreshTokens.set(hashSecret(token), { signIn, expiresAt }, context.now());
  return token;
}

/** The stored refresh token, used or not; undefined for an unknown one. */
export function findRefreshToken(token: string, pool: UserPool): RefreshToken | undefined {
  return pool.refreshTokens.get(hashSecret(token));
}

/** The stored refresh token. Throws unless this client may exchange it now. */
export function useRefreshToken(token: string, client: AppClient, now: number): RefreshToken {
  const known = findRefreshToken(token, client.pool);
  if (known === undefined || known.signIn.clientId !== client.id) throw notAuthorized('Invalid Refresh Token');
  const { user } = known.signIn;
  if (!client.pool.users.has(user)) throw userNotFound();
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (isRevoked(known.signIn)) throw notAuthorized('Refresh Token has been revoked');
  if (now >= known.expiresAt) throw notAuthorized('Refresh Token has expired');
  if (known.retiredAt !== undefined && now >= known.retiredAt) {
    throw new CognitoException('RefreshTokenReuseException', 'Refresh token reuse detected');
  }
  return known;
}
