import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findLambdaNode } from './lambda-node';
import { startProgram, stop } from './processes';
import { BENCH } from './workspace';

/** The status of a reply and its duration in milliseconds. */
export type Call = readonly [status: number, milliseconds: number];

interface CallerOptions {
  /** Path of the bundle. */
  readonly module: string;
  readonly event: object;
  readonly environment: Readonly<Record<string, string>>;
}

/** A process of Lambda's Node version that has loaded a handler. */
export class Caller {
  readonly #child;
  readonly #lines: AsyncIterator<string>;

  constructor({ module, event, environment }: CallerOptions) {
    const args = [join(BENCH, 'benchmarks/calls.child.cjs'), module, JSON.stringify(event)];
    this.#child = startProgram(findLambdaNode(), args, { env: { AWS_REGION: 'us-east-1', ...environment } });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Calls the handler some times, one after the other. */
  async call(times: number): Promise<Call[]> {
    this.#child.stdin.write(`${times}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('The process with the handler has ended');
    return JSON.parse(value);
  }

  /** Stops the process for some milliseconds, as Lambda freezes an idle function. */
  async freeze(milliseconds: number): Promise<void> {
    this.#child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    this.#child.kill('SIGCONT');
  }

  close(): void {
    stop(this.#child);
  }
}
