/** How calls of Cognito's operations fail. */
export type Fault = FaultKind & {
  /**
   * Name of the operation, such as `InitiateAuth`.
   * @default all operations
   */
  readonly operation?: string | undefined;
  /**
   * Number of calls that fail.
   * @default all calls until `clear`
   */
  readonly times?: number | undefined;
};

type FaultKind =
  | {
      /** TooManyRequestsException, ServiceUnavailable (503), InternalErrorException (500), or a reset of the connection. */
      readonly fault: 'throttle' | 'unavailable' | 'internalError' | 'reset';
    }
  | {
      /** The operation is performed at once. Its reply is sent after `delayMs` milliseconds. */
      readonly fault: 'slow';
      readonly delayMs: number;
    };

/** The faults of one embedded Cognito. A call fails by the oldest fault of its operation. */
export class Faults {
  readonly #onChange: () => void;
  #faults: readonly Fault[] = [];

  /** `onChange` is called when a fault was added, used or removed. */
  constructor(onChange: () => void = () => {}) {
    this.#onChange = onChange;
  }

  /** The faults that are in effect, oldest first. `times` is the number of calls that are still to fail. */
  get all(): readonly Fault[] {
    return this.#faults;
  }

  add(fault: Fault): void {
    this.#change([...this.#faults, fault]);
  }

  clear(): void {
    this.#change([]);
  }

  /** The fault of a call, which counts as used once; undefined if the call does not fail. */
  take(operation: string): Fault | undefined {
    const taken = this.#faults.find((fault) => (fault.operation ?? operation) === operation);
    if (taken?.times === undefined) return taken;
    const rest = taken.times > 1 ? [{ ...taken, times: taken.times - 1 }] : [];
    this.#change(this.#faults.flatMap((fault) => (fault === taken ? rest : [fault])));
    return taken;
  }

  #change(faults: readonly Fault[]): void {
    this.#faults = faults;
    this.#onChange();
  }
}
