import { stackOf } from '../http/error-stack';

/** What the events of all triggers have. */
interface TriggerEvent {
  readonly triggerSource: string;
}

/**
 * A trigger refuses the operation. Cognito passes the code on to the caller, so it must contain no data. The codes that the API
 * knows are in lambda/contract/trigger-refusals.ts; it answers 422 `rejected` for others.
 */
export class TriggerRefusal extends Error {
  override readonly name = 'TriggerRefusal';

  /**
   * @param code lower-case letters, digits and underscores; throws otherwise
   * @param options an error as the cause is logged
   */
  constructor(
    readonly code: string,
    options?: { readonly cause: unknown },
  ) {
    super(code, options);
    if (/^[a-z0-9_]+$/.test(code)) return;
    throw new Error('The code of a TriggerRefusal must have lower-case letters, digits and underscores only');
  }
}

/** What a trigger logs. */
export interface Outcome {
  readonly outcome: string;
  /**
   * Logs the outcome as an error, with this cause.
   * @default - none
   */
  readonly error?: unknown;
}

/**
 * The Lambda function of a Cognito trigger: runs `run`, which may change `event.response`, returns the event to Cognito, and
 * logs one line, with the outcome that `run` returns or `ok`. To refuse the operation, `run` throws a TriggerRefusal. The text
 * of any other error is only logged: Cognito would pass it on to the caller, who gets `internal_error` instead.
 *
 * @example
 * export const handler = trigger<PreAuthenticationTriggerEvent>(async ({ request }) => {
 *   if (await isSuspended(request.userAttributes.sub)) throw new TriggerRefusal('account_suspended');
 * });
 */
export function trigger<Event extends TriggerEvent>(run: (event: Event) => void | Promise<void> | Promise<Outcome>) {
  return async (event: Event): Promise<Event> => {
    try {
      const { outcome, error } = (await run(event)) ?? { outcome: 'ok' };
      logOutcome(event, outcome, error);
      return event;
    } catch (error) {
      const code = error instanceof TriggerRefusal ? error.code : 'internal_error';
      logOutcome(event, code, error instanceof TriggerRefusal ? error.cause : error);
      throw new TriggerRefusal(code);
    }
  };
}

/** One line per call, without attributes, passwords and codes, which are in the event. */
function logOutcome({ triggerSource }: TriggerEvent, outcome: string, error?: unknown): void {
  const line = { trigger: triggerSource, outcome };
  if (error === undefined) console.info(line);
  else console.error({ ...line, cause: stackOf(error) });
}
