import type { User } from '../users/user';

/** A user who has just confirmed the account, and may sign in without another challenge. */
export interface ConfirmedSignUp {
  readonly user: User;
  readonly clientId: string;
  readonly expiresAt: number;
}
