import type { User } from '../users/user';

/** One successful sign-in, which all its tokens refer to. */
export interface SignIn {
  readonly eventId: string;
  readonly originJti: string;
  readonly user: User;
  readonly clientId: string;
  /** What the OAuth endpoints granted; undefined for a sign-in through the API. */
  readonly scopes: readonly string[] | undefined;
  /** Milliseconds since 1970, as all times here. */
  readonly authenticatedAt: number;
  readonly startedAt: number;
  /** When its refresh tokens expire. Rotation does not extend it. */
  readonly expiresAt: number;
  readonly generation: number;
  revoked: boolean;
}

/** A refresh token. It is stored under its hash, so that a memory dump contains no usable token. */
export interface RefreshToken {
  readonly signIn: SignIn;
  readonly expiresAt: number;
  /** Set by the first rotation: until this time the token can be used for retries, afterwards not at all. */
  retiredAt?: number;
}

/** Whether RevokeToken ended this sign-in, or all sign-ins of the user were ended. */
export function isRevoked(signIn: SignIn): boolean {
  return signIn.revoked || isSignedOutEverywhere(signIn);
}

/** Whether all sign-ins of the user were ended: by GlobalSignOut, or because the account was disabled. */
export function isSignedOutEverywhere(signIn: SignIn): boolean {
  return signIn.generation !== signIn.user.signInGeneration;
}
