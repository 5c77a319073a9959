import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { contextArguments } from '../../support/product-settings';

const COMMAND = join(__dirname, '../../../node_modules/cdk-local-run/bin/local-run.mjs');

/** A process of the local run, on free ports. */
export interface LocalRun {
  readonly api: string;
  readonly cognito: string;
  /** Throws if the app has no user pool, as `clientId`. */
  readonly userPoolId: string;
  readonly clientId: string;
  /** Throws if the stage has no identity pool. */
  readonly identityPoolId: string;
  /** The output of the process so far. */
  output(): string;
  stop(): Promise<void>;
}

let run: LocalRun | undefined;
let registered = false;

/** A context option such as `signInWith=email`, or a function that makes one from the address of the console page. */
type Option = string | ((page: string) => string);

/** Starts the local run once per suite. Further calls, by other test files of a combined suite, have no effect. */
export function runOnce(...context: Option[]): void {
  if (registered) return;
  registered = true;
  beforeAll(async () => {
    run = await startLocalRun({ context, args: ['--openapi', 'docs/openapi.json'] });
  });
  afterAll(() => run?.stop());
}

/** The local run of this suite. */
export function localRun(): LocalRun {
  if (!run) throw new Error('The local run has not started: see runOnce');
  return run;
}

/** Options of `startLocalRun`. */
interface StartOptions {
  readonly context?: readonly Option[];
  /** Folder of what is kept between starts. By default nothing is kept: tests do not touch `.local/` of the repository. */
  readonly state?: string;
  /** Further command line options. */
  readonly args?: readonly string[];
  /**
   * Folder of the app.
   * @default - this repository
   */
  readonly cwd?: string;
  /** Of the API. By default a free one. */
  readonly port?: number;
}

/** Starts the process and waits until it is ready. */
export async function startLocalRun(startOptions: StartOptions): Promise<LocalRun> {
  const { context = [], state = 'none', args = [], cwd } = startOptions;
  const port = startOptions.port ?? (context.some((option) => typeof option === 'function') ? await freePort() : 0);
  const page = `http://localhost:${port}/_local/`;
  const options = contextArguments(...context.map((option) => (typeof option === 'function' ? option(page) : option)));
  const child = spawn(process.execPath, [COMMAND, ...options, '--state', state, ...args], {
    // The tests send more requests per second than the rate limits of the routes allow.
    env: {
      ...process.env,
      PORT: String(port),
      COGNITO_PORT: '0',
      DYNAMODB_PORT: '0',
      IDENTITY_PROVIDER_PORT: '0',
      THROTTLING: 'off',
    },
    ...(cwd !== undefined && { cwd }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  await untilReady(child, () => output);
  return {
    api: printedValue('API', output),
    cognito: printedValue('Cognito', output),
    get userPoolId() {
      return printedValue('UserPoolId', output);
    },
    get clientId() {
      return printedValue('UserPoolClientId', output);
    },
    get identityPoolId() {
      return printedValue('IdentityPoolId', output);
    },
    output: () => output,
    async stop() {
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** A port that is free now. Another process may take it before it is used. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilReady(child: ChildProcess, output: () => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => /^Ready/m.test(output()) && resolve());
    child.on('exit', () => reject(new Error(`The local run ended before it was ready:\n${output()}`)));
  });
}

/** The value that the local run printed for a name. */
export function printedValue(name: string, output: string): string {
  const value = output.match(new RegExp(`^ {2}${name} +(\\S+)$`, 'm'))?.[1];
  if (!value) throw new Error(`The local run printed no ${name}`);
  return value;
}
