import { CognitoException, notAuthorized } from '../exceptions';

const HOUR_MS = 60 * 60_000;

/** Tries an hour and user. Source: "Quotas in Amazon Cognito"; AWS varies some with the risk it sees in a request. */
const perHour = {
  ConfirmSignUp: 15,
  ResendConfirmationCode: 5,
  ForgotPassword: 5,
  ConfirmForgotPassword: 15,
  ChangePassword: 5,
} as const;

/** Counts one user's tries of the operations that send or guess something. */
export class Attempts {
  readonly #times = new Map<string, number[]>();

  /** Records a try, or refuses it when the last hour has seen too many; refused tries are not counted. */
  spend(operation: keyof typeof perHour, now: number): void {
    const recent = (this.#times.get(operation) ?? []).filter((time) => time > now - HOUR_MS);
    if (recent.length >= perHour[operation]) {
      throw new CognitoException('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
    }
    this.#times.set(operation, [...recent, now]);
  }
}

const FREE_FAILURES = 5;
const LONGEST_LOCK_MS = 15 * 60_000;
const QUIET_MS = 15 * 60_000;

/**
 * Slows down the guessing of one user's password: from the fifth failure on, each one locks the account for twice as
 * long as the one before. Source: "Lockout behavior for failed sign-in attempts" in the Cognito developer guide.
 */
export class SignInLock {
  #failures = 0;
  #lockedUntil = 0;
  #lastTry = 0;

  /** A locked account refuses the right password too; such a try does not make the lock longer. */
  refuseWhileLocked(now: number): void {
    const quietSince = Math.max(this.#lastTry, this.#lockedUntil);
    if (now - quietSince >= QUIET_MS) this.#failures = 0;
    this.#lastTry = now;
    if (now < this.#lockedUntil) throw notAuthorized('Password attempts exceeded');
  }

  failed(now: number): void {
    this.#failures += 1;
    if (this.#failures < FREE_FAILURES) return;
    this.#lockedUntil = now + Math.min(1_000 * 2 ** (this.#failures - FREE_FAILURES), LONGEST_LOCK_MS);
  }

  succeeded(): void {
    this.#failures = 0;
    this.#lockedUntil = 0;
  }
}
