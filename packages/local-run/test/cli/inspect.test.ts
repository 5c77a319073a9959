import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { call } from '../support/call';
import { attachDebugger, type Debugger, type ProtocolMessage } from '../support/debugger';
import { eventually } from '../support/eventually';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const COMMAND = join(__dirname, '../../bin/local-run.mjs');
const SOURCE = `
interface Reply { readonly statusCode: number; readonly body: string }

export const handler = async (): Promise<Reply> => {
  const body: string = ['paused', 'here'].join(' ');
  return { statusCode: 200, body };
};
`;
/** Seconds. Lambda's default, which the functions of the second app have. */
const TIMEOUT = 3;

jest.setTimeout(120_000);

const project = join(realpathSync(temporaryFolder()), 'project');
const source = pathToFileURL(join(project, 'lambda/status.ts')).href;
const started: ChildProcess[] = [];

beforeAll(() => {
  cpSync(join(__dirname, '../fixtures/second-app'), project, { recursive: true });
  symlinkSync(join(dirname(require.resolve('aws-cdk-lib/package.json')), '..'), join(project, 'node_modules'));
  writeFiles(project, { 'lambda/status.ts': SOURCE });
  buildSync({
    absWorkingDir: project,
    entryPoints: [{ in: 'lambda/status.ts', out: 'handlers/status' }],
    outdir: '.',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    sourcemap: 'linked',
  });
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Starts the local run and returns its output. */
function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: project,
    env: { PATH: process.env.PATH, PORT: '0', COGNITO_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  return { child, output: () => output, until: (text: RegExp) => eventually(() => output.match(text), 50_000) };
}

/** Sends to the worker threads with the session ids of a debugger, as VS Code and Chrome do. */
function workersOf(attached: Debugger) {
  const params = (name: string) => attached.messages.flatMap(({ method, params }) => (method === name ? [params] : []));
  const received = (): ProtocolMessage[] =>
    params('NodeWorker.receivedMessageFromWorker').map(({ message }) => JSON.parse(String(message)));
  return {
    sessions: () => params('NodeWorker.attachedToWorker').map(({ sessionId }) => sessionId),
    send(sessionId: unknown, id: number, method: string, values: object = {}) {
      const message = JSON.stringify({ id, method, params: values });
      attached.send('NodeWorker.sendMessageToWorker', { sessionId, message });
    },
    events: (name: string) => received().flatMap(({ method, params: values }) => (method === name ? [values] : [])),
  };
}

describe('--inspect', () => {
  it('lets a debugger stop in the TypeScript source of a handler, for longer than the timeout of the function', async () => {
    const run = start('--inspect=0');
    const [, api = ''] = await run.until(/^Ready in .*: (http:\S+)/m);
    expect(run.output()).toContain('A debugger can attach, and functions have no timeout.\n');
    const [, address = ''] = await run.until(/Debugger listening on (ws:\/\/127\.0\.0\.1:\S+)/);
    const attached = await attachDebugger(address);
    const workers = workersOf(attached);
    attached.send('NodeWorker.enable', { waitForDebuggerOnStart: true });

    const answer = call(`${api}/status`);
    // Fails if the test has failed before and ends the local run.
    answer.catch(() => {});
    const session = await eventually(() => workers.sessions()[0]);
    workers.send(session, 1, 'Debugger.enable');
    workers.send(session, 2, 'Debugger.setBreakpointByUrl', { urlRegex: 'status\\.mjs$', lineNumber: bundleLine() });
    // Repeated, because a worker that does not wait yet ignores it.
    const release = setInterval(() => workers.send(session, 3, 'Runtime.runIfWaitingForDebugger'), 500);
    // A worker may also stop at its start.
    let resumed = 0;
    await eventually(() => {
      const stops = workers.events('Debugger.paused');
      const atBreakpoint = stops.find(
        ({ hitBreakpoints }) => Array.isArray(hitBreakpoints) && hitBreakpoints.length > 0,
      );
      if (!atBreakpoint && stops.length > resumed) workers.send(session, 10 + resumed++, 'Debugger.resume');
      return atBreakpoint;
    }, 50_000).finally(() => clearInterval(release));

    const script = await eventually(() =>
      workers.events('Debugger.scriptParsed').find(({ url }) => String(url).endsWith('status.mjs')),
    );
    const map = new URL(String(script.sourceMapURL), String(script.url));
    expect(JSON.parse(readFileSync(fileURLToPath(map), 'utf8')).sources).toEqual([source]);

    await delay((TIMEOUT + 0.5) * 1000);
    workers.send(session, 4, 'Debugger.resume');
    expect(await answer).toMatchObject({ status: 200, body: 'paused here' });
    attached.close();
  });

  it('ends with 1 and one sentence when the port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const run = start(`--inspect=${port}`);
    const [code] = await once(run.child, 'close');
    server.close();
    expect([code, run.output()]).toEqual([
      1,
      `Port ${port} is in use. Stop the process that uses it, or choose another port, such as --inspect=${port + 1}.\n`,
    ]);
  });
});

/** The line of the bundle with `const body`, counted from zero. */
function bundleLine(): number {
  return readFileSync(join(project, 'handlers/status.mjs'), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes('const body'));
}
