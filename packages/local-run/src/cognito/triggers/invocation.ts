/** Calls a Lambda function by its ARN with an event (a JSON value). */
export type InvokeFunction = (functionArn: string, event: object) => Promise<InvocationOutcome>;

/** What came of a call of a function. */
export type InvocationOutcome =
  /** What the handler returned. */
  | { readonly result: unknown }
  /** `errorMessage` of the Error that the handler threw. */
  | ({ readonly error: string } & Reported)
  /** There is no such function, it crashed, or it exceeded its own time-out: a sentence for the log. */
  | ({ readonly failure: string } & Reported);

interface Reported {
  /** Whether the caller of the function has already told the developer, with more than this. */
  readonly isLogged?: boolean;
}
