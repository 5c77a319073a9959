import type { Mailbox } from './emails/mailbox';
import type { Random } from './randomness';
import type { CodeSource } from './users/code-source';

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
}
