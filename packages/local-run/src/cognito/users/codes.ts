import { CognitoException, expiredCode } from '../exceptions';
import { type Random, sixDigits } from '../randomness';
import { secretsEqual } from '../secrets';

const HOUR_MS = 60 * 60_000;

/** How long a code of each kind can be used. */
const lifeMs = { signUp: 24 * HOUR_MS, reset: HOUR_MS } as const;

type Purpose = keyof typeof lifeMs;

/** The codes one user has been sent: at most one for each purpose, a new one replaces the old. */
export class Codes {
  readonly #codes = new Map<Purpose, { code: string; expiresAt: number }>();

  issue(purpose: Purpose, now: number, random: Random): string {
    const code = sixDigits(random);
    this.#codes.set(purpose, { code, expiresAt: now + lifeMs[purpose] });
    return code;
  }

  /** Throws unless this is the code; it stays usable until `spend`, as the rest of the operation may still fail. */
  check(purpose: Purpose, candidate: string, now: number): void {
    const issued = this.#codes.get(purpose);
    if (issued === undefined || now >= issued.expiresAt) throw expiredCode();
    if (!secretsEqual(issued.code, candidate)) {
      const message = 'Invalid verification code provided, please try again.';
      throw new CognitoException('CodeMismatchException', message);
    }
  }

  spend(purpose: Purpose): void {
    this.#codes.delete(purpose);
  }
}
