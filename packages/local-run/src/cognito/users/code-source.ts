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
  readonly #onChange: () => void;
  #fixed: FixedCode | undefined;

  /** `onChange` is called when the fixed code was set, used or released. */
  constructor(random: Random, onChange: () => void = () => {}) {
    this.#random = random;
    this.#onChange = onChange;
  }

  get fixed(): FixedCode | undefined {
    return this.#fixed;
  }

  /** Returns this code from `next` so many times, or until `release`. */
  fix(code: string, times?: number): void {
    this.#change({ code, times });
  }

  /** Returns random codes again. */
  release(): void {
    this.#change(undefined);
  }

  /** The next code. Random ones have this number of digits: six to verify or reset, eight to sign in. */
  next(length: 6 | 8 = 6): string {
    if (this.#fixed === undefined) return randomDigits(length, this.#random);
    const { code, times } = this.#fixed;
    if (times !== undefined) this.#change(times > 1 ? { code, times: times - 1 } : undefined);
    return code;
  }

  #change(fixed: FixedCode | undefined): void {
    this.#fixed = fixed;
    this.#onChange();
  }
}

/** Evenly distributed digits: with 48 random bits the bias of the remainder is below one in 10^6. */
function randomDigits(length: number, random: Random): string {
  return String(random(6).readUIntBE(0, 6) % 10 ** length).padStart(length, '0');
}
