import type { UserPoolDefinition } from '../../../src/cognito/settings/definitions';
import type { TriggerEvent } from '../../../src/cognito/start-cognito';
import type { InvocationOutcome } from '../../../src/cognito/triggers/invocation';

const triggerNames = [
  'CustomMessage',
  'PostAuthentication',
  'PostConfirmation',
  'PreAuthentication',
  'PreSignUp',
  'UserMigration',
] as const;

type TriggerName = (typeof triggerNames)[number] | 'PreTokenGeneration';
type TriggerFunction = (event: TriggerEvent) => unknown;

export const arnOf = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** The pool with all triggers; PreTokenGeneration gets events of this version. */
export function withTriggers(pool: UserPoolDefinition, LambdaVersion = 'V2_0'): UserPoolDefinition {
  const LambdaConfig = {
    ...Object.fromEntries(triggerNames.map((name) => [name, arnOf(name)])),
    PreTokenGenerationConfig: { LambdaArn: arnOf('PreTokenGeneration'), LambdaVersion },
  };
  return { ...pool, properties: { ...pool.properties, LambdaConfig } };
}

/** The functions of `withTriggers`. One that a test does not define returns its event unchanged. */
export class TestFunctions {
  /** The events of all calls, as they were before the function changed them. */
  events: TriggerEvent[] = [];
  readonly #functions = new Map<string, TriggerFunction>();
  readonly #outcomes = new Map<string, InvocationOutcome>();

  readonly invoke = async (arn: string, event: object): Promise<InvocationOutcome> => {
    const outcome = this.#outcomes.get(arn);
    this.events.push(structuredClone(event) as TriggerEvent);
    if (outcome !== undefined) return outcome;
    const run = this.#functions.get(arn) ?? ((it) => it);
    try {
      return { result: await run(event as TriggerEvent) };
    } catch (error) {
      return { error: (error as Error).message };
    }
  };

  on(name: TriggerName, run: TriggerFunction): void {
    this.#functions.set(arnOf(name), run);
  }

  /** Defines a function by the values that it sets in the response. */
  respond(name: TriggerName, values: Record<string, unknown>): void {
    this.on(name, (event) => ({ ...event, response: { ...event.response, ...values } }));
  }

  fail(name: TriggerName, outcome: InvocationOutcome): void {
    this.#outcomes.set(arnOf(name), outcome);
  }

  reset(): void {
    this.#functions.clear();
    this.#outcomes.clear();
    this.events = [];
  }

  /** The sources of all calls, in order. */
  get sources(): string[] {
    return this.events.map(({ triggerSource }) => triggerSource);
  }

  /** The only event of this source. */
  event(source: string): TriggerEvent {
    const [event, ...others] = this.events.filter(({ triggerSource }) => triggerSource === source);
    if (event === undefined || others.length > 0)
      throw new Error(`there is not one event of ${source}: ${this.sources}`);
    return event;
  }
}
