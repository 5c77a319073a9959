import { notAuthorized } from '../exceptions';

const FREE_FAILURES = 5;
const LONGEST_LOCK_MS = 15 * 60_000;
const RESET_AFTER_MS = 15 * 60_000;

/**
 * Limits guesses of one user's password: the fifth failure locks the account for a second, each further one for twice as
 * long, up to 15 minutes. 15 minutes without an attempt reset the count.
 * Source: "Lockout behavior for failed sign-in attempts" in the Cognito developer guide.
 */
export class SignInLock {
  private failures = 0;
  private lockedUntil = 0;
  private lastAttempt = 0;

  /** Throws while the account is locked, for the right password too. Such an attempt does not extend the lock. */
  assertUnlocked(now: number): void {
    const quietSince = Math.max(this.lastAttempt, this.lockedUntil);
    if (now - quietSince >= RESET_AFTER_MS) this.failures = 0;
    this.lastAttempt = now;
    if (now < this.lockedUntil) throw notAuthorized('Password attempts exceeded');
  }

  recordFailure(now: number): void {
    this.failures += 1;
    if (this.failures < FREE_FAILURES) return;
    this.lockedUntil = now + Math.min(1_000 * 2 ** (this.failures - FREE_FAILURES), LONGEST_LOCK_MS);
  }

  reset(): void {
    this.failures = 0;
    this.lockedUntil = 0;
  }
}
