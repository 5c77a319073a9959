/** The clock of the local run: real time, plus what tests have added to it. */
export class Clock {
  #aheadMs = 0;
  readonly #onChange: () => void;

  /** `onChange` is called when the clock was moved. */
  constructor(onChange: () => void = () => {}) {
    this.#onChange = onChange;
  }

  /** Milliseconds since 1970. Bound, so that it can be passed on as a function. */
  readonly now = (): number => Date.now() + this.#aheadMs;

  /** Milliseconds by which the clock is ahead of real time. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds;
    this.#onChange();
  }

  /** Sets the clock to real time. */
  reset(): void {
    this.#aheadMs = 0;
    this.#onChange();
  }
}
