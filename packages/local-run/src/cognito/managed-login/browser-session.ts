import type { User } from '../users/user';

/** A user who has signed in on the pages and need not sign in again in this browser. */
export interface BrowserSession {
  readonly user: User;
  /** Milliseconds since 1970, as `expiresAt`. */
  readonly authenticatedAt: number;
  readonly expiresAt: number;
  /** Name of the identity provider that the user signed in with; undefined for a password. */
  readonly provider?: string | undefined;
}
