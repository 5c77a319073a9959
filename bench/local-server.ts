import { once } from 'node:events';
import { start, stop } from './processes';

/** The local run in a child process. */
export interface LocalServer {
  readonly api: string;
  readonly cognito: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly pid: number;
  /** Milliseconds from the start of the command until `Ready`. */
  readonly readyAfter: number;
  stop(): Promise<void>;
}

/** Starts the local run in a directory with the app, with this command or with the program that `npm start` runs. */
export async function startLocalServer(
  cwd: string,
  command: readonly [string, ...string[]] = LOCAL_RUN,
): Promise<LocalServer> {
  const env = { ...process.env, PORT: '0', COGNITO_PORT: '0', THROTTLING: 'off' };
  const startedAt = performance.now();
  const { child, output } = start(command[0], command.slice(1), { cwd, env });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => /^Ready/m.test(output.stdout) && resolve());
    child.on('close', () =>
      reject(new Error(`The local run exited before it was ready:\n${output.stdout}${output.stderr}`)),
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
      stop(child, 'SIGTERM');
      await closed;
    },
  };
}

const LOCAL_RUN = [process.execPath, 'node_modules/cdk-local-run/bin/local-run.mjs'] as const;
