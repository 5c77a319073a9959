import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { LambdaFunction } from '../../src/functions/functions';
import { createLogger, type LogOutput } from '../../src/log/logger';
import type { FunctionDefinition } from '../../src/template/deployment';
import { eventually } from '../support/eventually';
import { handler } from '../support/running-api';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const folder = temporaryFolder();
const functions: LambdaFunction[] = [];

afterAll(() => {
  for (const lambda of functions) lambda.close();
});

/** Creates a function with this source, and collects its log. */
function lambda(source: string, definition: Partial<FunctionDefinition> = {}, output: Partial<LogOutput> = {}) {
  const name = `Function${functions.length}`;
  const arn = `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
  const module = join(writeFiles(join(folder, name), { 'index.mjs': source }), 'index.mjs');
  const log: string[] = [];
  const created = new LambdaFunction(
    { name, arn, module, handler: 'handler', environment: {}, timeout: 20, memory: 128, ...definition },
    {
      runtimeEnvironment: { AWS_REGION: 'eu-west-1' },
      log: createLogger({ format: 'json', colors: false, verbose: false, ...output }, (line) => log.push(line)),
    },
  );
  functions.push(created);
  return {
    log,
    lambda: created,
    invoke: (event: unknown, requestId = 'id', label: string = name) =>
      created.invoke(JSON.stringify(event), { requestId, label }),
  };
}

describe('a handler', () => {
  it('receives the event and a context, and its result is returned', async () => {
    const { invoke } = lambda(handler('return { event, context, time: context.getRemainingTimeInMillis() };'), {
      name: 'Hello',
      timeout: 2,
      memory: 256,
    });
    const result = await invoke({ a: ['ä', null] }, 'request-1');
    expect(result).toEqual({
      event: { a: ['ä', null] },
      context: { awsRequestId: 'request-1', functionName: 'Hello', memoryLimitInMB: '256' },
      time: expect.any(Number),
    });
    const { time } = result as { time: number };
    expect(time).toBeGreaterThan(0);
    expect(time).toBeLessThanOrEqual(2000);
  });

  it('keeps the state of its module between requests', async () => {
    const { invoke } = lambda(`let count = 0; ${handler('return ++count;')}`);
    const results: unknown[] = [];
    for (let time = 0; time < 10; time++) results.push(await invoke({}));
    expect(results).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it.each([
    ['nothing', 'return;'],
    ['a function', 'return () => 1;'],
    ['a symbol', 'return Symbol();'],
    ['null', 'return null;'],
  ])('that returns %s results in null', async (_, body) => {
    expect(await lambda(handler(body)).invoke({})).toBeNull();
  });

  it('may have another name and be synchronous', async () => {
    const { invoke } = lambda('export function main() { return 7; }', { handler: 'main' });
    expect(await invoke({})).toBe(7);
  });
});

describe('a function fails and can be called again', () => {
  it.each([
    ['when it throws', "export const handler = () => { throw new TypeError('boom'); };", /TypeError: boom\n/],
    ['when it rejects', handler("throw new Error('late');"), /Error: late\n/],
    ['when it throws a string', handler("throw 'text';"), /^text$/],
    [
      'when it ends its process',
      handler('process.exit(7);'),
      /^The function ended with exit code 7, as by process\.exit\(\)$/,
    ],
    ['when it has a syntax error', 'export const handler = ;', /SyntaxError/],
    ['when its module throws', "throw new Error('no table');", /Error: no table/],
    ['when it imports a missing package', "import 'missing';", /Cannot find package 'missing'/],
    ['when it exports nothing', 'export const other = 1;', /does not export handler/],
    ['when its handler is not a function', 'export const handler = 1;', /does not export handler/],
    ['when its result is circular', handler('const a = {}; a.a = a; return a;'), /circular/],
    ['when its result has no JSON form', handler('return { n: 1n };'), /BigInt/],
    [
      'when it has an unhandled rejection',
      handler("Promise.reject(new Error('unhandled')); await new Promise(() => {});"),
      /Error: unhandled/,
    ],
  ])('%s', async (_, source, message) => {
    const { invoke } = lambda(source);
    for (let time = 0; time < 2; time++) {
      const error = await invoke({}).catch((thrown) => thrown);
      expect(error).toMatchObject({ name: 'FunctionFailed', message: expect.stringMatching(message) });
    }
  });

  it('when it exceeds its memory', async () => {
    const { invoke } = lambda(
      handler(`
        if (!event.hungry) return 'fine';
        for (const all = []; ; ) all.push(new Array(1e5).fill(Math.random()));`),
      { memory: 20, timeout: 20 },
    );
    await expect(invoke({ hungry: true })).rejects.toMatchObject({
      name: 'FunctionFailed',
      message: expect.stringMatching(/memory/),
    });
    expect(await invoke({})).toBe('fine');
  });

  it.each([
    ['does not answer', 'await new Promise(() => {});'],
    ['blocks its thread', 'for (;;);'],
  ])('when it %s', async (_, body) => {
    const { invoke } = lambda(handler(`if (event.hang) { ${body} } return 'fine';`), { timeout: 1 });
    await expect(invoke({ hang: true })).rejects.toMatchObject({
      name: 'FunctionTimedOut',
      message: 'Task timed out after 1 seconds',
    });
    expect(await invoke({})).toBe('fine');
  });

  it('when it ends its process after its reply, which is logged', async () => {
    const { invoke, log } = lambda(
      `let count = 0; ${handler('if (event.end) setTimeout(() => process.exit(3), 1); return ++count;')}`,
      { name: 'Hello' },
    );
    expect(await invoke({ end: true })).toBe(1);
    await eventually(() =>
      log.includes('Hello failed after its reply: The function ended with exit code 3, as by process.exit()'),
    );
    expect(await invoke({})).toBe(1);
  });
});

describe('concurrent requests', () => {
  const busyHandler = `
    import { threadId } from 'node:worker_threads';
    let running = 0;
    ${handler(`
      running += 1;
      const seen = running;
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
      return { threadId, seen, event };`)}`;

  it('run in separate workers', async () => {
    const { invoke } = lambda(busyHandler);
    const results = (await Promise.all([1, 2, 3].map((n) => invoke(n)))) as Record<string, number>[];
    expect(results.map(({ seen }) => seen)).toEqual([1, 1, 1]);
    expect(new Set(results.map(({ threadId }) => threadId)).size).toBe(3);
  });

  it('above four are queued and all answered', async () => {
    const { invoke } = lambda(busyHandler);
    const numbers = Array.from({ length: 30 }, (_, n) => n);
    const results = (await Promise.all(numbers.map((n) => invoke(n)))) as Record<string, number>[];
    expect(results.map(({ event }) => event)).toEqual(numbers);
    expect(results.every(({ seen }) => seen === 1)).toBe(true);
    expect(new Set(results.map(({ threadId }) => threadId)).size).toBe(4);
  });

  it('are answered when earlier ones fail', async () => {
    const { invoke } = lambda(handler('if (event < 10) process.exit(1); return event;'));
    const results = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => invoke(n)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toEqual([
      { status: 'fulfilled', value: 10 },
      { status: 'fulfilled', value: 11 },
    ]);
  });
});

describe('the environment', () => {
  it('has the variables of Lambda and of the template only', async () => {
    const { invoke } = lambda(handler('return { ...process.env };'), {
      name: 'Hello',
      environment: { TABLE: 'users', AWS_REGION: 'from-the-template' },
    });
    expect(process.env.PATH).toBeDefined();
    expect(await invoke({})).toEqual({
      AWS_CONFIG_FILE: devNull,
      AWS_LAMBDA_FUNCTION_NAME: 'Hello',
      AWS_REGION: 'from-the-template',
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      TABLE: 'users',
    });
  });
});

describe('the environment overrides', () => {
  it('take precedence over the variables of the template', async () => {
    const module = join(
      writeFiles(join(folder, 'overrides'), { 'index.mjs': handler('return process.env.TABLE;') }),
      'index.mjs',
    );
    const lambda = new LambdaFunction(
      {
        name: 'Hello',
        arn: 'arn',
        module,
        handler: 'handler',
        environment: { TABLE: 'template' },
        timeout: 20,
        memory: 128,
      },
      {
        runtimeEnvironment: { TABLE: 'runtime' },
        environmentOverrides: { TABLE: 'file' },
        log: createLogger({ format: 'json', colors: false, verbose: false }, () => {}),
      },
    );
    expect(await lambda.invoke('{}', { requestId: 'request-1', label: 'Hello' })).toBe('file');
    lambda.close();
  });
});

describe('the console', () => {
  const logged = async (statements: string) => {
    const { invoke, log } = lambda(handler(statements));
    await invoke({}, 'request-1');
    return log.map((line) => JSON.parse(line));
  };

  it.each([
    ['trace', 'TRACE'],
    ['debug', 'DEBUG'],
    ['log', 'INFO'],
    ['info', 'INFO'],
    ['warn', 'WARN'],
    ['error', 'ERROR'],
  ])('.%s writes a JSON line of level %s with the id of the request', async (method, level) => {
    const [line] = await logged(`console.${method}({ outcome: 'ok' });`);
    expect(line).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      level,
      requestId: 'request-1',
      message: { outcome: 'ok' },
    });
  });

  it.each([
    ['several values', "console.log('%s is', 'ada', { a: 1 });", 'ada is { a: 1 }'],
    ['a circular value', 'const a = {}; a.a = a; console.log(a);', '<ref *1> { a: [Circular *1] }'],
    ['a BigInt', 'console.log(1n);', '1n'],
    ['nothing', 'console.log();', ''],
  ])('prints %s', async (_, statements, message) => {
    expect((await logged(statements))[0].message).toBe(message);
  });

  it('prints an error with its stack trace', async () => {
    const [line] = await logged("console.error({ cause: new TypeError('boom') });");
    expect(line.message.cause).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'boom',
      stackTrace: expect.arrayContaining(['TypeError: boom']),
    });
  });
});

describe('the console in text format', () => {
  const logged = async (statements: string, output: Partial<LogOutput> = {}) => {
    const { invoke, log } = lambda(handler(statements), {}, { format: 'text', ...output });
    await invoke({}, 'request-1', 'GET /notes');
    return log.join('\n');
  };
  const record = "{ route: 'GET /notes', outcome: 'ok', requestId: context.awsRequestId }";

  it.each([
    ['several values', "console.log('%s is', 'ada', { a: [1] });", 'ada is { a: [ 1 ] }'],
    ['an object', 'console.log({ user: new Map([[1, 2]]) });', '{ user: Map(1) { 1 => 2 } }'],
    [
      'an object with an id of the request',
      "console.log({ requestId: context.awsRequestId, a: 'b c' });",
      "{ requestId: 'request-1', a: 'b c' }",
    ],
    ['a text of several lines', "console.warn('a\\nb');", 'a\nb'],
    ['nothing', 'console.log();', ''],
    [
      'a record of the request with more than an outcome',
      `console.info({ ...${record}, note: 'two words' });`,
      "outcome=ok note='two words'",
    ],
    ['a record of the request with an outcome that is a warning', `console.warn(${record});`, 'outcome=ok'],
    [
      'a stack in a field',
      "console.error({ outcome: 'failed', cause: 'Error: boom\\n    at f (a.js:1:2)' });",
      'outcome=failed\nError: boom\n    at f (a.js:1:2)',
    ],
  ])('prints %s with the route in front', async (_, statements, text) => {
    const log = await logged(statements);
    expect(log.replace('  a.js:1  ', '  ')).toBe(`GET /notes  ${text}`);
  });

  it('leaves out a record of the request that repeats its line, unless the log is verbose', async () => {
    expect(await logged(`console.info(${record});`)).toBe('');
    expect(await logged(`console.info(${record});`, { verbose: true })).toBe('GET /notes  outcome=ok');
  });

  it('prints values in colors, if the log has colors', async () => {
    expect(await logged('console.log({ a: 1 });', { colors: true })).toContain('\u001b[33m1\u001b[39m');
  });

  it('prints the properties and the cause of an error', async () => {
    const error = "Object.assign(new Error('boom', { cause: new TypeError('inner') }), { code: 'E1' })";
    expect(await logged(`console.error(${error});`)).toMatch(
      /^GET \/notes {2}index\.mjs:1 {2}Error: boom\n +at handler \(index\.mjs:1:\d+\) \{\n +code: 'E1',\n +\[cause\]: TypeError: inner\n/,
    );
  });
});

describe('the workers', () => {
  // A thread that ends closes its sockets, which is visible from outside.
  const connecting = (port: number) => `
    import { connect } from 'node:net';
    const socket = connect(${port}, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    ${handler("if (event.wait) await new Promise((resolve) => socket.once('data', resolve)); return 'done';")}`;
  const sockets: Socket[] = [];
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer((socket) => sockets.push(socket.on('error', () => {})));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    port = (server.address() as AddressInfo).port;
  });

  beforeEach(() => sockets.splice(0));

  afterAll(() => server.close());

  it('end when the function is closed, if they are idle', async () => {
    const { invoke, lambda: created } = lambda(connecting(port));
    await invoke({});
    created.close();
    await eventually(() => sockets.length === 1 && sockets.every(({ closed }) => closed));
  });

  it('end when they have been idle for a minute', async () => {
    // The sockets and workers of this test need the other clocks.
    const timers = jest.useFakeTimers({
      doNotFake: ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'],
    });
    const { invoke } = lambda(connecting(port));
    await invoke({});
    timers.advanceTimersByTime(59_000);
    await invoke({});
    timers.advanceTimersByTime(59_000);
    await invoke({});
    expect(sockets.map(({ closed }) => closed)).toEqual([false]);
    timers.advanceTimersByTime(60_000);
    jest.useRealTimers();
    await eventually(() => sockets.length === 1 && sockets.every(({ closed }) => closed));
    await invoke({});
    expect(sockets).toHaveLength(2);
  });

  it('end after a timeout', async () => {
    const { invoke } = lambda(connecting(port), { timeout: 1 });
    await expect(invoke({ wait: true })).rejects.toMatchObject({ name: 'FunctionTimedOut' });
    await eventually(() => sockets.length === 1 && sockets.every(({ closed }) => closed));
  });

  it('answer the request in progress before they end', async () => {
    const { invoke, lambda: created } = lambda(connecting(port));
    const answer = invoke({ wait: true });
    const socket = await eventually(() => sockets[0]);
    created.close();
    socket.write('go');
    expect(await answer).toBe('done');
    await eventually(() => socket.closed);
  });
});
