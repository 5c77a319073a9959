import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server that a guide starts. */
export interface ServerProcess {
  /** What the pattern found in the output: the server's URL. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The environment for a command of a guide: npm does not ask for a newer version of itself. */
export const environment: NodeJS.ProcessEnv = { ...process.env, npm_config_update_notifier: 'false', NO_COLOR: '1' };

/** Runs a command with bash until its output matches a pattern, whose group is the URL. Throws if it ends before. */
export async function startServer(
  commands: string,
  { cwd, env = {}, pattern }: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly pattern: RegExp },
): Promise<ServerProcess> {
  // A process group of its own: npm and bash do not pass a signal on to the server.
  const child = spawn('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd,
    env: { ...environment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = once(child, 'exit');
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        const [, found] = pattern.exec(output) ?? [];
        if (found) resolve(found);
      });
    }
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`The server ended before it was ready:\n${output}`)));
  });
  return {
    url,
    async stop() {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
      await ended;
    },
  };
}
