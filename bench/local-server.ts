import { once } from 'node:events';
import { end, start } from './processes';

/** The local run, in a process of its own. */
export interface LocalServer {
  readonly api: string;
  readonly cognito: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly pid: number;
  /** Milliseconds from the command until it was ready. */
  readonly readyAfter: number;
  stop(): Promise<void>;
}

/** Starts the local run in a folder of the project, by `npm start` or by what that stands for. */
export async function startLocalServer(
  cwd: string,
  command: readonly [string, ...string[]] = DIRECTLY,
): Promise<LocalServer> {
  const env = { ...process.env, PORT: '0', COGNITO_PORT: '0', THROTTLING: 'off' };
  const startedAt = performance.now();
  const { child, output } = start(command[0], command.slice(1), { cwd, env });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => /^Ready/m.test(output.stdout) && resolve());
    child.on('close', () =>
      reject(new Error(`The local run ended before it was ready:\n${output.stdout}${output.stderr}`)),
    );
  });
  const printed = (name: string) => output.stdout.match(new RegExp(`^ {2}${name} +(\\S+)$`, 'm'))?.[1] ?? '';
  return {
    api: printed('API'),
    cognito: printed('Cognito'),
    userPoolId: printed('UserPoolId'),
    clientId: printed('UserPoolClientId'),
    pid: child.pid ?? 0,
    readyAfter: performance.now() - startedAt,
    async stop() {
      const closed = once(child, 'close');
      end(child, 'SIGTERM');
      await closed;
    },
  };
}

const DIRECTLY = [process.execPath, 'node_modules/cdk-local-run/bin/local-run.mjs'] as const;
