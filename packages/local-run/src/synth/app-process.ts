import { type ChildProcess, spawn } from 'node:child_process';
import { UserError } from '../user-error';

/** Environment variables for one run of the CDK app: the output folder and the context. */
export type AppEnvironment = Readonly<Record<string, string>>;

/** Runs the command of the CDK app once. Throws a UserError with the app's error output if it fails. */
export type RunApp = (command: string, environment: AppEnvironment) => Promise<void>;

/** Runs the CDK app in a new process. */
export const runApp: RunApp = async (command, environment) => {
  const app = new AppProcess(command, environment);
  app.sendInput('');
  await app.finish(command);
};

/** A process that runs the CDK app once. It ends when this process ends. */
export class AppProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;
  private errors = '';

  constructor(command: string, environment: AppEnvironment) {
    this.child = spawn(command, {
      shell: true,
      // A process group of its own, so that it can be ended as a whole: the shell does not forward signals to the app.
      detached: process.platform !== 'win32',
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...process.env, ...environment },
    });
    this.child.stderr?.on('data', (chunk) => {
      this.errors += chunk;
    });
    // Writing fails if the process has already ended. Its exit code tells that.
    this.child.stdin?.on('error', () => {});
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
    // Otherwise an app that still runs would go on writing files after this process has ended.
    process.prependOnceListener('exit', this.end);
    this.child.on('close', () => process.off('exit', this.end));
  }

  /** Writes to stdin and closes it. */
  sendInput(input: string): void {
    this.child.stdin?.end(input);
  }

  /** Waits until the process has ended. Throws a UserError if it failed; `command` is for its message. */
  async finish(command: string): Promise<void> {
    if ((await this.ended) !== 0) {
      throw new UserError(`The app cannot be synthesized (${command}):\n\n${removeNoise(this.errors)}`);
    }
  }

  readonly end = (): void => {
    if (this.child.pid === undefined) return;
    try {
      if (process.platform === 'win32') this.child.kill();
      else process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // The process has already ended.
    }
  };
}

/** Length from which a line is minified code: Node.js prints the line of a library that throws. */
const MINIFIED = 1000;

/** Removes the progress of the CDK, the frame that Node.js prints around an error, and calls inside libraries. */
function removeNoise(errors: string): string {
  const noise =
    /^Bundling asset |^\s+at .*(node_modules|node:|<anonymous>$)|^node:internal|triggerUncaught|^\/.*node_modules.*:\d+$|^\s*\^$|^Node\.js v/;
  const lines: string[] = [];
  for (const line of errors.split('\n')) {
    if (line.trimEnd().length < MINIFIED && !noise.test(line)) lines.push(line);
    // The last frame may open the properties of the error: "at … {".
    else if (/^\s+at .* \{$/.test(line)) lines.push(`${lines.pop() ?? ''} {`);
  }
  return (
    lines
      .join('\n')
      // esbuild's error for a syntax error has no other property than this one.
      .replace(/ \{\n {2}name: 'TransformError'\n\}/g, '')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  );
}
