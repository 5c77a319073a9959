import type { User } from '../users/user';

/** A user who signed up in a browser, which is signed in when the code is entered there. */
export interface PageSignUp {
  readonly user: User;
  readonly clientId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}
