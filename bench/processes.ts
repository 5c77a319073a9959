import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from './workspace';

/** Milliseconds after which a process is ended. */
const TIMEOUT = 180_000;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) stop(child);
});

interface Options {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Standard input. Secrets go here: every user of the machine can read the arguments of a process. */
  readonly input?: string;
}

/** A program that exited with 0. */
export interface Completed {
  readonly milliseconds: number;
  readonly stdout: string;
}

/** Runs a program until it exits. Throws with the end of its output if the exit code is not 0. */
export async function run(command: string, args: readonly string[], options: Options = {}): Promise<Completed> {
  const startedAt = performance.now();
  const { child, output } = start(command, args, options);
  const timer = setTimeout(() => stop(child), TIMEOUT);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  const milliseconds = performance.now() - startedAt;
  if (code === 0) return { milliseconds, stdout: output.stdout };
  throw new Error(`${command} ${args.join(' ')} failed:\n${(output.stderr || output.stdout).slice(-2000)}`);
}

/** Starts a program in its own process group, so that `stop` ends its child processes too. */
export function startProgram(
  command: string,
  args: readonly string[],
  { cwd = ROOT, env = process.env }: Omit<Options, 'input'>,
): ChildProcessWithoutNullStreams {
  const child = spawn(command, args, { cwd, env, detached: process.platform !== 'win32' });
  running.add(child);
  child.on('close', () => running.delete(child));
  child.stdin.on('error', () => {});
  return child;
}

/** Starts a program with an input, and collects its output. */
export function start(command: string, args: readonly string[], { input = '', ...options }: Options) {
  const child = startProgram(command, args, options);
  child.stdin.end(input);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += chunk));
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  return { child, output };
}

/** Ends a process and its child processes. Does nothing if it has exited. */
export function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (child.pid === undefined || !running.has(child)) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The process has exited in the meantime.
  }
}
