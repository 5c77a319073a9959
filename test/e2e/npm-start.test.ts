import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Answer, call } from '../../packages/local-run/test/support/call';
import { eventually } from '../../packages/local-run/test/support/eventually';
import { temporaryFolder, writeFiles } from '../../packages/local-run/test/support/temporary-folder';
import { contextArguments } from '../support/product-settings';

jest.setTimeout(60_000);

/** Milliseconds. Much longer than needed, except on a busy machine. */
const TIMEOUT = 30_000;

const folder = temporaryFolder();
const project = join(folder, 'project');
const temporary = join(folder, 'tmp');
const started: ChildProcess[] = [];

let stub: Server;
let stubPort: number;
let stubRequests: string[];

beforeAll(async () => {
  for (const part of ['bin', 'lib', 'lambda', 'cdk.json', 'package.json', 'tsconfig.json']) {
    cpSync(part, join(project, part), { recursive: true });
  }
  serveOnly('hello', 'sign-up', 'confirm', 'resend-code', 'sign-in', 'secret');
  symlinkSync(join(process.cwd(), 'node_modules'), join(project, 'node_modules'));
  writeFiles(temporary, { 'placeholder.txt': '' });
  stub = createServer((request, response) => {
    stubRequests.push(String(request.headers['x-amz-target']));
    response.writeHead(400).end(JSON.stringify({ __type: 'NotAuthorizedException', message: 'no' }));
  }).listen(0, '127.0.0.1');
  await once(stub, 'listening');
  stubPort = (stub.address() as AddressInfo).port;
});

beforeEach(() => {
  stubRequests = [];
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

afterAll(() => {
  stub.close();
  stub.closeAllConnections();
});

/** Removes all other routes, to shorten each start and each reload. */
function serveOnly(...names: readonly string[]): void {
  const table = readFileSync(join(project, 'lib/routes.ts'), 'utf8');
  const shorter = table.replace(
    /^ {2}\];$/m,
    `  ].filter(({ name }) => ${JSON.stringify(names)}.includes(name)) as Route[];`,
  );
  writeFiles(project, { 'lib/routes.ts': shorter });
  for (const file of readdirSync(join(project, 'lambda'))) {
    if (file.endsWith('.ts') && !names.includes(file.slice(0, -3))) rmSync(join(project, 'lambda', file));
  }
}

/** Starts the local run as `npm start` does, with this environment instead of the developer's. */
function start(environment: NodeJS.ProcessEnv = {}, args: readonly string[] = []) {
  const child = spawn(
    process.execPath,
    ['node_modules/cdk-local-run/bin/local-run.mjs', ...contextArguments(), ...args],
    {
      cwd: project,
      env: { PATH: process.env.PATH, TMPDIR: temporary, PORT: '0', COGNITO_PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'close');
  return {
    output: () => output,
    until: (text: RegExp) => eventually(() => output.match(text), TIMEOUT),
    exitCode: async () => (await ended)[0] as number | null,
    end: (signal: NodeJS.Signals) => child.kill(signal),
  };
}

/** The URL of the API, once it is ready. */
async function apiOf({ until }: ReturnType<typeof start>): Promise<string> {
  const [, url = ''] = await until(/^Ready in .*: (http:\S+)/m);
  return url;
}

/** Repeats a request until the rate limit of the route is exceeded, and returns that reply. */
async function untilThrottled(request: () => Promise<Answer>): Promise<Answer> {
  for (let count = 0; count < 1_000; count += 1) {
    const answer = await request();
    if (answer.status === 429 && JSON.parse(answer.body).code === 'rate_limited') return answer;
  }
  throw new Error('No request was throttled');
}

const leftovers = () => readdirSync(temporary).filter((name) => name.startsWith('cdk-local-run-'));
const save = (text: string) => writeFiles(project, { 'lambda/hello.ts': text });
const handlerFor = (name: string) => `export const handler = async () => ({ statusCode: 200, body: '${name}' });`;

describe('the run', () => {
  it('serves and throttles the app, reloads saved files with the users kept, and removes its temporary files', async () => {
    const run = start();
    await run.until(/Synthesizing/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    // A change during the start is served too.
    save(handlerFor('first'));
    const api = await apiOf(run);
    const post = (path: string, body: object) => call(`${api}${path}`, { method: 'POST', body: JSON.stringify(body) });
    const hello = async () => (await call(`${api}/hello`)).body;
    const messages = async () => JSON.parse((await call(`${api}/_local/messages?to=ada@example.com`)).body);

    await eventually(async () => (await hello()) === 'first', TIMEOUT);
    expect(run.output()).toMatch(/GET +\/secret +ID token\n/);
    expect(run.output()).toMatch(/POST +\/sign-up +open\n/);
    expect(run.output()).toMatch(/UserPoolId +us-east-1_\w{9}\n/);
    const signUp = { username: 'ada', password: 'Correct-horse-1', email: 'ada@example.com' };
    expect((await post('/sign-up', signUp)).status).toBe(201);
    const [{ code }] = await messages();

    const throttled = await untilThrottled(() => post('/resend-code', { username: 'unknown' }));
    expect(throttled.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect((await call(`${api}/hello`)).status).toBe(200);

    save(handlerFor('second'));
    await eventually(async () => (await hello()) === 'second', TIMEOUT);

    save('export const handler = ;');
    const [, report] = await run.until(
      /(The app cannot be synthesized.*)Not reloaded\. The last version that worked is still served\./s,
    );
    expect(report).toContain('lambda/hello.ts:1:23');
    expect(await hello()).toBe('second');

    save(handlerFor('third'));
    await eventually(async () => (await hello()) === 'third', TIMEOUT);
    expect((await post('/confirm', { username: 'ada', code })).status).toBe(200);

    run.end('SIGINT');
    expect(await run.exitCode()).toBe(0);
    expect(leftovers()).toEqual([]);
    for (const secret of [code, signUp.password, signUp.email]) expect(run.output()).not.toContain(secret);
  });

  it('uses the Cognito of AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER and starts none', async () => {
    const run = start({
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `http://127.0.0.1:${stubPort}`,
      COGNITO_PORT: String(stubPort),
    });
    const api = await apiOf(run);
    expect(run.output()).toMatch(new RegExp(`Cognito +http://127.0.0.1:${stubPort}$`, 'm'));
    const body = JSON.stringify({ username: 'ada', password: 'Correct-horse-1' });
    expect((await call(`${api}/sign-in`, { method: 'POST', body })).status).toBe(401);
    expect(stubRequests).toEqual(['AWSCognitoIdentityProviderService.InitiateAuth']);
    expect((await call(`${api}/_local/messages`)).status).toBe(404);
    run.end('SIGTERM');
    expect(await run.exitCode()).toBe(0);
  });

  it('ends at once when it gets a signal during the start', async () => {
    const run = start();
    await run.until(/Synthesizing/);
    // To this process only, as a process manager does. Ctrl-C also reaches the process of the synth.
    run.end('SIGTERM');
    expect(await run.exitCode()).toBe(0);
    expect(run.output()).not.toContain('Ready');
    // Long enough for a synth that still runs to create the folder again.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(leftovers()).toEqual([]);
  });
});

describe('the start ends with 1 and one sentence', () => {
  it('for an unknown stage', async () => {
    const run = start({}, ['-c', 'stage=nowhere']);
    expect(await run.exitCode()).toBe(1);
    expect(run.output()).toMatch(/\nstage must be dev or prod, not "nowhere"\n$/);
    expect(run.output()).not.toMatch(/\n\s+at /);
    expect(leftovers()).toEqual([]);
  });

  it.each(['PORT', 'COGNITO_PORT'])('for a %s that is in use', async (name) => {
    const run = start({ [name]: String(stubPort) });
    expect(await run.exitCode()).toBe(1);
    expect(run.output()).toBe(
      `Opening the ports …\nPort ${stubPort} is in use. Stop the process that uses it, or choose ` +
        `another port, such as ${name}=${stubPort + 1}.\n`,
    );
    expect(leftovers()).toEqual([]);
  });
});
