import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listen } from '../../src/http/loopback-server';
import { call } from '../support/call';
import { eventually } from '../support/eventually';
import { temporaryFolder } from '../support/temporary-folder';
import { clientOf } from './support';

// An app with a table, and functions that call it through the AWS SDK from a bundle.

const COMMAND = join(__dirname, '../../bin/local-run.mjs');
const project = join(temporaryFolder(), 'project');

let child: ChildProcess;
let output: string;

/** The value of a line of the summary that the start prints. */
const printed = (name: string) => output.match(new RegExp(`^ {2}${name} +(\\S+)$`, 'm'))?.[1] ?? '';

/** Starts the local run, and returns when it is ready or has ended. */
async function start(environment: Readonly<Record<string, string>>, ...args: string[]): Promise<void> {
  output = '';
  child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: project,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      COGNITO_PORT: '0',
      DYNAMODB_PORT: '0',
      IDENTITY_PROVIDER_PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  await eventually(() => /^Ready in /m.test(output) || child.exitCode !== null, 50_000);
}

/** Waits until the local run has printed a text. */
const logged = (text: string) => eventually(() => output.includes(text));

async function stop(): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGINT');
  await once(child, 'exit');
}

async function send(method: string, body?: object) {
  const reply = await call(`${printed('API')}/notes`, { method, ...(body && { body: JSON.stringify(body) }) });
  return { status: reply.status, body: JSON.parse(reply.body) };
}

const note = { id: '1', text: 'my secret note' };

beforeAll(() => {
  cpSync(join(__dirname, '../fixtures/notes-app'), project, { recursive: true });
  const modules = join(dirname(require.resolve('aws-cdk-lib/package.json')), '..');
  symlinkSync(modules, join(project, 'node_modules'));
});

describe('the embedded DynamoDB', () => {
  beforeAll(async () => {
    writeFileSync(join(project, 'functions.env'), 'GREETING="from the file"\nMORE=1\n');
    await start(
      {
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'AKIAREALKEY',
        AWS_SECRET_ACCESS_KEY: 'real',
        AWS_SESSION_TOKEN: 'real',
        AWS_PROFILE: 'real',
        AWS_ENDPOINT_URL_S3: 'http://localhost:4566',
      },
      '--functions-env',
      'functions.env',
    );
  });

  afterAll(stop);

  it('is printed with its tables at the start', () => {
    expect(printed('DynamoDB')).toMatch(/^http:\/\/localhost:\d+$/);
    expect(printed('Table')).toMatch(/^NoteService-Notes\w+-[A-Z0-9]{12}$/);
    expect(printed('Table')).toBe(printed('NotesTable'));
  });

  it('serves the table of the template to the functions and to other clients', async () => {
    expect(await send('POST', note)).toEqual({ status: 201, body: {} });
    expect(await send('GET')).toEqual({ status: 200, body: [{ owner: 'ada', ...note }] });
    const client = clientOf(printed('DynamoDB'));
    expect((await client.scan({ TableName: printed('Table') })).Items).toEqual([{ owner: 'ada', ...note }]);
    client.destroy();
  });

  it('refuses a transaction with a sentence for the function and in the log', async () => {
    const sentence =
      'TransactWriteItems is not implemented by the embedded DynamoDB. To use it, set AWS_ENDPOINT_URL_DYNAMODB to the URL of ' +
      'another DynamoDB, such as DynamoDB Local, and start again.';
    expect(await send('PUT', note)).toEqual({
      status: 500,
      body: { name: 'UnknownOperationException', message: sentence },
    });
    await logged(`DynamoDB: ${sentence}\n`);
  });

  it('names the table that the template lacks in the log', async () => {
    expect(await send('DELETE')).toMatchObject({ status: 500, body: { name: 'ResourceNotFoundException' } });
    await logged(`DynamoDB: The template has no table Orders: its tables are ${printed('Table')}.\n`);
  });

  it('is in the environment of the functions, with dummy credentials and the variables of --functions-env', async () => {
    const { body } = await send('PATCH');
    expect(body).toMatchObject({
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: printed('DynamoDB'),
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: printed('Cognito'),
      AWS_ENDPOINT_URL_S3: 'http://localhost:4566',
      GREETING: 'from the file',
      MORE: '1',
    });
    expect(JSON.stringify(body)).not.toMatch(/real/i);
  });

  it('has the items and a further table after a reload', async () => {
    const source = readFileSync(join(project, 'app.ts'), 'utf8');
    writeFileSync(
      join(project, 'app.ts'),
      `${source}\nnew TableV2(stack, 'Orders', { tableName: 'Orders', partitionKey: { name: 'id', type: AttributeType.STRING } });\n`,
    );
    await eventually(async () => (await send('DELETE').catch(() => ({ status: 500 }))).status !== 500, 50_000);
    expect((await send('GET')).body).toEqual([{ owner: 'ada', ...note }]);
    writeFileSync(join(project, 'app.ts'), source);
  });

  it('never prints an item', () => {
    expect(output).not.toContain('secret note');
  });
});

describe('an external DynamoDB', () => {
  const dynalite = require('dynalite')({ createTableMs: 50 });

  beforeAll(() => new Promise<void>((resolve) => dynalite.listen(0, '127.0.0.1', resolve)));
  afterEach(stop);
  afterAll(() => {
    dynalite.closeAllConnections();
    return new Promise<void>((resolve) => dynalite.close(() => resolve()));
  });

  it('gets the missing tables and serves the functions', async () => {
    const url = `http://localhost:${dynalite.address().port}`;
    await start({ AWS_ENDPOINT_URL_DYNAMODB: url });
    expect(printed('DynamoDB')).toBe(url);
    await logged(`DynamoDB: created the table ${printed('Table')} at ${url}.\n`);
    expect(await send('POST', note)).toEqual({ status: 201, body: {} });
    const client = clientOf(url);
    expect((await client.scan({ TableName: printed('Table') })).Items).toEqual([{ owner: 'ada', ...note }]);
    client.destroy();
  });
});

describe('a mistake ends the start with one sentence', () => {
  it('for a port of DynamoDB that is in use', async () => {
    const { url, close } = await listen(() => {}, 0, 'PORT');
    const { port } = new URL(url);
    await start({ DYNAMODB_PORT: port });
    close();
    expect(child.exitCode).toBe(1);
    expect(output).toContain(
      `\nPort ${port} is in use. Stop the process that uses it, or choose another port, such as DYNAMODB_PORT=${Number(port) + 1}.\n`,
    );
  });

  it('for a file of --functions-env that does not exist', async () => {
    await start({}, '--functions-env', 'missing.env');
    expect(child.exitCode).toBe(1);
    expect(output).toMatch(/\nThe file of --functions-env cannot be read: ENOENT.*missing\.env'?\n$/);
  });
});
