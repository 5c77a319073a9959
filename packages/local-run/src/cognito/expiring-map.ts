const KEPT_AFTER_EXPIRY_MS = 60 * 60_000;
const FIRST_SWEEP_AT = 1024;

/**
 * A map of entries that expire. An expired entry can still be found for an hour, because Cognito replies differently to
 * an expired and an unknown key: the reader compares `expiresAt`. A sweep whenever the size has doubled bounds the memory
 * by the live entries, at a constant cost per entry and without a timer.
 */
export class ExpiringMap<Value extends { readonly expiresAt: number }> {
  private readonly entries = new Map<string, Value>();
  private sweepAt = FIRST_SWEEP_AT;

  get size(): number {
    return this.entries.size;
  }

  get(key: string): Value | undefined {
    return this.entries.get(key);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }

  set(key: string, value: Value, now: number): void {
    if (this.entries.size >= this.sweepAt) this.sweep(now);
    this.entries.set(key, value);
  }

  private sweep(now: number): void {
    for (const [key, { expiresAt }] of this.entries) {
      if (expiresAt + KEPT_AFTER_EXPIRY_MS <= now) this.entries.delete(key);
    }
    this.sweepAt = Math.max(FIRST_SWEEP_AT, this.entries.size * 2);
  }
}
