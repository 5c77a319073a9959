import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

const COMMAND = 'node_modules/cdk-local-run/bin/local-run.mjs';

/** The app as `npm start` runs it, on free ports. */
export interface LocalRun {
  readonly api: string;
  readonly cognito: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly identityPoolId: string;
  /** All that it has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

let run: LocalRun | undefined;
let registered = false;

/** A context option such as `signInWith=email`; one that has to name the page's address is made when that is known. */
type Option = string | ((page: string) => string);

/**
 * Starts the app once for all tests of a suite. In a suite that requires other test files, the first call counts: theirs
 * have no effect then.
 */
export function runOnce(...context: Option[]): void {
  if (registered) return;
  registered = true;
  beforeAll(async () => {
    run = await startLocalRun(...context);
  });
  afterAll(() => run?.stop());
}

/** The app that a story is about. */
export function localRun(): LocalRun {
  if (!run) throw new Error('The local run has not started: see runOnce');
  return run;
}

/** Starts the app and waits until it is ready. */
async function startLocalRun(...context: Option[]): Promise<LocalRun> {
  const port = context.some((option) => typeof option === 'function') ? await freePort() : 0;
  const page = `http://localhost:${port}/_local/`;
  const options = context.flatMap((option) => ['-c', typeof option === 'function' ? option(page) : option]);
  const child = spawn(process.execPath, [COMMAND, ...options], {
    // The stories ask more often in a second than any of the routes allows.
    env: { ...process.env, PORT: String(port), COGNITO_PORT: '0', THROTTLING: 'off' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  await ready(child, () => output);
  return {
    api: printed('API', output),
    cognito: printed('Cognito', output),
    userPoolId: printed('UserPoolId', output),
    clientId: printed('UserPoolClientId', output),
    /** Where the stage has one. */
    get identityPoolId() {
      return printed('IdentityPoolId', output);
    },
    output: () => output,
    async stop() {
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** One that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function ready(child: ChildProcess, output: () => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => /^Ready/m.test(output()) && resolve());
    child.on('exit', () => reject(new Error(`The local run ended before it was ready:\n${output()}`)));
  });
}

/** What stands in the output after a name. */
export function printed(name: string, output: string): string {
  const value = output.match(new RegExp(`^ {2}${name} +(\\S+)$`, 'm'))?.[1];
  if (!value) throw new Error(`The local run has not printed its ${name}`);
  return value;
}
