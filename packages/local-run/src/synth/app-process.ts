import { type ChildProcess, spawn } from 'node:child_process';
import { UserError } from '../user-error';

/** Variables for a run of the app: where to write, and the context. */
export type AppEnvironment = Readonly<Record<string, string>>;

/** Runs the app of cdk.json once. Throws a failure with the app's own words if it fails. */
export type RunApp = (command: string, environment: AppEnvironment) => Promise<void>;

export const runApp: RunApp = async (command, environment) => {
  const app = new AppProcess(command, environment);
  app.tell('');
  await app.finish(command);
};

/** A process that runs the app once, and does not outlive this one. */
export class AppProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;
  private errors = '';

  constructor(command: string, environment: AppEnvironment) {
    this.child = spawn(command, {
      shell: true,
      // A group of its own, to be ended whole: the shell does not pass a signal on to the app that it runs.
      detached: process.platform !== 'win32',
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...process.env, ...environment },
    });
    this.child.stderr?.on('data', (chunk) => {
      this.errors += chunk;
    });
    // What it is told may come too late for one that has failed already: its end says so.
    this.child.stdin?.on('error', () => {});
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
    // Whoever ends the local run meanwhile must not leave behind a synth that goes on writing.
    process.prependOnceListener('exit', this.end);
    this.child.on('close', () => process.off('exit', this.end));
  }

  /** Gives it all that it will ever read. */
  tell(input: string): void {
    this.child.stdin?.end(input);
  }

  /** Waits for its end. `command` is what the failure calls it. */
  async finish(command: string): Promise<void> {
    if ((await this.ended) !== 0)
      throw new UserError(`The app cannot be synthesized (${command}):\n\n${essence(this.errors)}`);
  }

  readonly end = (): void => {
    if (this.child.pid === undefined) return;
    try {
      if (process.platform === 'win32') this.child.kill();
      else process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself meanwhile.
    }
  };
}

/** What is left of an app's errors without the CDK's progress, Node's own frame around them and calls inside libraries. */
function essence(errors: string): string {
  const noise =
    /^Bundling asset |^\s+at .*(node_modules|node:|<anonymous>$)|^node:internal|triggerUncaught|^\s*\^$|^Node\.js v/;
  const lines = errors.split('\n').filter((line) => !noise.test(line));
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
