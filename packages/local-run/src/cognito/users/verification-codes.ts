import type { Context } from '../context';
import { codeMismatch, expiredCode } from '../exceptions';
import { secretsEqual } from '../secrets';

const HOUR_MS = 60 * 60_000;

/** How long a code of each purpose is valid. */
const lifetimeMs = { signUp: 24 * HOUR_MS, attribute: 24 * HOUR_MS, reset: HOUR_MS } as const;

type Purpose = keyof typeof lifetimeMs;

/** The codes that were sent to one user: at most one for each purpose; a new one replaces the old. */
export class VerificationCodes {
  private readonly codes = new Map<Purpose, { code: string; expiresAt: number }>();

  issue(purpose: Purpose, { now, codes }: Pick<Context, 'now' | 'codes'>): string {
    const code = codes.next();
    this.codes.set(purpose, { code, expiresAt: now() + lifetimeMs[purpose] });
    return code;
  }

  /** Throws unless this is the code. It stays valid until `consume`, because the rest of the operation may fail. */
  assertValid(purpose: Purpose, candidate: string, now: number): void {
    const issued = this.codes.get(purpose);
    if (issued === undefined || now >= issued.expiresAt) throw expiredCode();
    if (!secretsEqual(issued.code, candidate)) throw codeMismatch();
  }

  consume(purpose: Purpose): void {
    this.codes.delete(purpose);
  }
}
