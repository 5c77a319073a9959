import type { User } from '../users/user';

/** A user who has signed in on the pages and need not sign in again in this browser. */
export interface BrowserSession {
  readonly user: User;
  /** Milliseconds since 1970, as `expiresAt`. */
  readonly authenticatedAt: number;
  readonly expiresAt: number;
}
