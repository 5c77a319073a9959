import type { Context } from '../context';
import { CognitoException, notAuthorized, userNotFound } from '../exceptions';
import { type Random, randomToken } from '../randomness';
import { hashSecret } from '../secrets';
import { isRevoked, type RefreshToken, type SignIn } from '../sign-in/sign-in';
import type { AppClient, UserPool } from '../user-pool';

const tokenHeader = Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString('base64url');

/** Bytes of the encrypted key, the initialization vector, the ciphertext and the authentication tag. */
const partSizes = [256, 12, 1_014, 16] as const;

/**
 * A random token in the form and of about the length of Cognito's, a JWE of five parts and some 1,800 characters: three tokens
 * together are too large for a cookie. Nothing is encrypted in it.
 */
const randomJwe = (random: Random) => [tokenHeader, ...partSizes.map((bytes) => randomToken(random, bytes))].join('.');

/** Issues a new refresh token of the sign-in. */
export function issueRefreshToken(signIn: SignIn, client: AppClient, context: Context): string {
  const token = randomJwe(context.random);
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
