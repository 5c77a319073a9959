import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from './workspace';

/** Milliseconds after which a process hangs and is not only slow. */
const PATIENCE = 180_000;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) end(child);
});

interface Options {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads from its standard input: no argument, because arguments are for everybody on the machine to see. */
  readonly input?: string;
}

/** A process that did its work. */
export interface Done {
  readonly milliseconds: number;
  readonly stdout: string;
}

/** Runs a program to its end. Throws when it fails, with the last of what it wrote. */
export async function run(command: string, args: readonly string[], options: Options = {}): Promise<Done> {
  const startedAt = performance.now();
  const { child, output } = start(command, args, options);
  const timer = setTimeout(() => end(child), PATIENCE);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  const milliseconds = performance.now() - startedAt;
  if (code === 0) return { milliseconds, stdout: output.stdout };
  throw new Error(`${command} ${args.join(' ')} failed:\n${(output.stderr || output.stdout).slice(-2000)}`);
}

/** Starts a program in a process group of its own, which `end` ends whole. */
export function start(command: string, args: readonly string[], { cwd = ROOT, env, input = '' }: Options) {
  const options: SpawnOptions = { cwd, env: env ?? process.env, detached: process.platform !== 'win32' };
  const child = spawn(command, args, options);
  running.add(child);
  child.on('close', () => running.delete(child));
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (output.stdout += chunk));
  child.stderr?.on('data', (chunk) => (output.stderr += chunk));
  return { child, output };
}

/** Ends a process and all that it has started. */
export function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (child.pid === undefined || !running.has(child)) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself meanwhile.
  }
}
