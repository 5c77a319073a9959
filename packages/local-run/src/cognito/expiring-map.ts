const FORGET_AFTER_MS = 60 * 60_000;
const SMALLEST_SWEEP = 1024;

/**
 * Entries with an end. An ended entry is still found for a while, because Cognito answers "has expired" and
 * "unknown" differently: who reads it compares `expiresAt`. Sweeping whenever the size has doubled keeps memory
 * bounded by what is alive, at a constant cost per entry and without a timer.
 */
export class ExpiringMap<Value extends { readonly expiresAt: number }> {
  readonly #entries = new Map<string, Value>();
  #sweepAt = SMALLEST_SWEEP;

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  set(key: string, value: Value, now: number): void {
    if (this.#entries.size >= this.#sweepAt) this.#sweep(now);
    this.#entries.set(key, value);
  }

  #sweep(now: number): void {
    for (const [key, { expiresAt }] of this.#entries) {
      if (expiresAt + FORGET_AFTER_MS <= now) this.#entries.delete(key);
    }
    this.#sweepAt = Math.max(SMALLEST_SWEEP, this.#entries.size * 2);
  }
}
