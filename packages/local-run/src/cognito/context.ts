import type { Mailbox } from './emails/mailbox';
import type { Random } from './randomness';
import type { InvokeFunction } from './triggers/invocation';
import type { CodeSource } from './users/code-source';

/** The messages; the users, with their groups and sessions; or the faults and the fixed code. */
export type Changed = 'messages' | 'users' | 'faults';

/** What each part of the embedded Cognito may use from its surroundings. */
export interface Context {
  /** Region name, such as `us-east-1`. */
  readonly region: string;
  /** Current time in milliseconds since 1970. */
  readonly now: () => number;
  readonly random: Random;
  /** The only source of codes that are sent to users. */
  readonly codes: CodeSource;
  readonly mailbox: Mailbox;
  /** Writes a line for the developer. Never pass it request bodies, passwords, codes or tokens. */
  readonly log: (line: string) => void;
  /** Call it after each request that may have changed something. */
  readonly onChange: (changed: Changed) => void;
  /** Calls the Lambda functions of triggers. A pool with a trigger is configured only if it is given. */
  readonly invokeFunction: InvokeFunction | undefined;
  /** How long a trigger may take, in milliseconds. */
  readonly triggerTimeoutMs: number;
}
