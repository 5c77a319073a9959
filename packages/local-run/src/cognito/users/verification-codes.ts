import type { Context } from '../context';
import { codeMismatch, expiredCode } from '../exceptions';
import { secretsEqual } from '../secrets';
import type { CodePurpose, CodeStatus } from './code-status';

const HOUR_MS = 60 * 60_000;

/** How long a code of each purpose is valid. */
const lifetimeMs = { signUp: 24 * HOUR_MS, attribute: 24 * HOUR_MS, reset: HOUR_MS } as const;

/** Bounds what is remembered of a user. */
const MAX_PAST = 20;

/** The codes that were sent to one user: at most one for each purpose; a new one replaces the old. */
export class VerificationCodes {
  private readonly codes = new Map<CodePurpose, { code: string; expiresAt: number }>();
  /** Codes that are no longer valid, oldest first. They tell a developer what came of a message. */
  private past: { purpose: CodePurpose; code: string; status: CodeStatus }[] = [];

  issue(purpose: keyof typeof lifetimeMs, { now, codes }: Pick<Context, 'now' | 'codes'>): string {
    const code = codes.next();
    this.set(purpose, { code, expiresAt: now() + lifetimeMs[purpose] });
    return code;
  }

  /** Remembers the temporary password of an invitation. The sign-in compares the user's credential instead. */
  invite(code: string, expiresAt: number): void {
    this.set('invitation', { code, expiresAt });
  }

  /** Throws unless this is the code. It stays valid until `consume`, because the rest of the operation may fail. */
  assertValid(purpose: CodePurpose, candidate: string, now: number): void {
    const issued = this.codes.get(purpose);
    if (issued === undefined || now >= issued.expiresAt) throw expiredCode();
    if (!secretsEqual(issued.code, candidate)) throw codeMismatch();
  }

  consume(purpose: CodePurpose): void {
    this.end(purpose, 'used');
  }

  /** Ends a code that was not used. */
  revoke(purpose: CodePurpose): void {
    this.end(purpose, 'void');
  }

  status(purpose: CodePurpose, code: string, now: number): CodeStatus {
    const issued = this.codes.get(purpose);
    if (issued?.code === code) return now < issued.expiresAt ? 'valid' : 'expired';
    return this.past.findLast((it) => it.purpose === purpose && it.code === code)?.status ?? 'void';
  }

  private set(purpose: CodePurpose, issued: { code: string; expiresAt: number }): void {
    this.end(purpose, 'replaced');
    this.codes.set(purpose, issued);
  }

  private end(purpose: CodePurpose, status: CodeStatus): void {
    const issued = this.codes.get(purpose);
    if (issued === undefined) return;
    this.past = [...this.past, { purpose, code: issued.code, status }].slice(-MAX_PAST);
    this.codes.delete(purpose);
  }
}
