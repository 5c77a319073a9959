import { createHash } from 'node:crypto';
import type { Region } from '../cognito-service';
import { CognitoException, notAuthorized, userNotFound } from '../exceptions';
import { opaque, uuid } from '../randomness';
import type { AppClient, UserPool } from '../user-pool';
import type { User } from '../users/user';

/** What a successful sign-in begins with. */
interface Admission {
  readonly user: User;
  /** When they proved who they are, where that was before now: they had a session in their browser. Milliseconds. */
  readonly authenticatedAt?: number;
  /** What the OAuth endpoints granted; without them all that the API itself grants. */
  readonly scopes?: readonly string[];
}

/** One successful sign-in and all the tokens that come of it. */
export interface SignIn {
  readonly eventId: string;
  readonly originJti: string;
  readonly user: User;
  readonly clientId: string;
  readonly scopes: readonly string[] | undefined;
  /** Milliseconds, like all times here. */
  readonly authenticatedAt: number;
  readonly startedAt: number;
  /** The end of its refresh tokens; rotation does not move it. */
  readonly expiresAt: number;
  readonly generation: number;
  revoked: boolean;
}

/** A refresh token, kept under its hash: whoever reads this memory cannot use it. */
export interface RefreshToken {
  readonly signIn: SignIn;
  readonly expiresAt: number;
  /** Set by the first rotation: from then on it is good for retries only, and past this time for nothing. */
  retiredAt?: number;
}

/** Opens a sign-in for a user who has passed every challenge. */
export function startSignIn(admission: Admission, client: AppClient, region: Region): SignIn {
  const startedAt = region.now();
  const { user, scopes, authenticatedAt = startedAt } = admission;
  const { refreshTokenSeconds, accessTokenSeconds } = client.settings;
  const signIn: SignIn = {
    eventId: uuid(region.random),
    originJti: uuid(region.random),
    user,
    clientId: client.id,
    scopes,
    authenticatedAt,
    startedAt,
    // Access tokens are looked up here as well, should they outlive the refresh token.
    expiresAt: startedAt + Math.max(refreshTokenSeconds, accessTokenSeconds) * 1_000,
    generation: user.signInGeneration,
    revoked: false,
  };
  client.pool.signIns.set(signIn.eventId, signIn, startedAt);
  return signIn;
}

/** By RevokeToken, or with all others of the user: GlobalSignOut, a disabled account. */
export function isRevoked(signIn: SignIn): boolean {
  return signIn.revoked || isSignedOutEverywhere(signIn);
}

/** With all others of the user, and not this one alone. */
export function isSignedOutEverywhere(signIn: SignIn): boolean {
  return signIn.generation !== signIn.user.signInGeneration;
}

/** A new refresh token of the sign-in. */
export function issueRefreshToken(signIn: SignIn, client: AppClient, region: Region): string {
  const token = opaque(region.random, 96);
  const expiresAt = signIn.startedAt + client.settings.refreshTokenSeconds * 1_000;
  client.pool.refreshTokens.set(fingerprint(token), { signIn, expiresAt }, region.now());
  return token;
}

/** What is known of a refresh token, used up or not. */
export function findRefreshToken(token: string, pool: UserPool): RefreshToken | undefined {
  return pool.refreshTokens.get(fingerprint(token));
}

/** Throws unless the refresh token may be exchanged by this client now. */
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

/** Under what a secret is kept, so that whoever reads this memory cannot use it. */
export function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
