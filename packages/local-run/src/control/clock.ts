/** The clock of the local run: real time, plus what tests have added to it. */
export class Clock {
  #aheadMs = 0;

  /** Milliseconds since 1970. Bound, so that it can be passed on as a function. */
  readonly now = (): number => Date.now() + this.#aheadMs;

  /** Milliseconds by which the clock is ahead of real time. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds;
  }

  /** Sets the clock to real time. */
  reset(): void {
    this.#aheadMs = 0;
  }
}
