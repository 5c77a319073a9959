import type { Random } from '../randomness';

/** A code that is sent instead of random ones. */
export interface FixedCode {
  readonly code: string;
  /** How many more times it is sent; undefined until `release`. */
  readonly times?: number | undefined;
}

/** Generates the codes that are sent to users. A test can fix them. */
export class CodeSource {
  readonly #random: Random;
  #fixed: FixedCode | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  get fixed(): FixedCode | undefined {
    return this.#fixed;
  }

  /** Returns this code from `next` so many times, or until `release`. */
  fix(code: string, times?: number): void {
    this.#fixed = { code, times };
  }

  /** Returns random codes again. */
  release(): void {
    this.#fixed = undefined;
  }

  next(): string {
    if (this.#fixed === undefined) return sixDigits(this.#random);
    const { code, times } = this.#fixed;
    if (times !== undefined) this.#fixed = times > 1 ? { code, times: times - 1 } : undefined;
    return code;
  }
}

/** Six digits, evenly distributed: with 48 random bits the bias of the remainder is below one in 10^8. */
function sixDigits(random: Random): string {
  return String(random(6).readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}
