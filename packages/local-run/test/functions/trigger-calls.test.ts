import { join } from 'node:path';
import { DeployedFunctions } from '../../src/functions/deployed-functions';
import { createTriggerCalls } from '../../src/functions/trigger-calls';
import { createLogger, type LogOutput } from '../../src/log/logger';
import { handler } from '../support/running-api';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const folder = temporaryFolder();
const deployments: DeployedFunctions[] = [];
const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:Check';
const event = {
  triggerSource: 'UserMigration_Authentication',
  userName: 'ada',
  request: { password: 'Secret-Horse-7' },
};

afterAll(() => {
  for (const functions of deployments) functions.close();
});

/** Deploys the function Check with this source. */
function deploy(source: string, log = createLogger(text, () => {})): DeployedFunctions {
  const module = join(writeFiles(join(folder, String(deployments.length)), { 'index.mjs': source }), 'index.mjs');
  const definition = { name: 'Check', arn, module, handler: 'handler', environment: {}, timeout: 1, memory: 128 };
  const functions = new DeployedFunctions([definition], { runtimeEnvironment: {}, log });
  deployments.push(functions);
  return functions;
}

const text: LogOutput = { format: 'text', colors: false, verbose: false };

/** Calls a function with this source once. */
async function call(source: string, output: Partial<LogOutput> = {}, functionArn = arn) {
  const lines: string[] = [];
  const log = createLogger({ ...text, ...output }, (line) => lines.push(line));
  const functions = deploy(source, log);
  const outcome = await createTriggerCalls(() => functions, log)(functionArn, event);
  return { outcome, log: lines.join('\n') };
}

describe('a call of the function of a trigger', () => {
  it.each([
    ['its ARN', arn],
    ['the ARN of an alias', `${arn}:live`],
    ['the ARN of a version', `${arn}:1`],
  ])('has the result of the handler, given %s', async (_, functionArn) => {
    const { outcome } = await call(handler('return { ...event, id: context.awsRequestId };'), {}, functionArn);
    expect(outcome).toEqual({ result: { ...event, id: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
  });

  it.each([
    ['the message of an error', "throw new TypeError('not this one');", 'not this one'],
    ['a text that is thrown', "throw 'not this one';", 'not this one'],
    ['the message of a rejection', "await Promise.reject(new Error('late'));", 'late'],
    ['an empty message', 'throw new Error();', ''],
  ])('has %s', async (_, body, error) => {
    expect((await call(handler(body))).outcome).toEqual({ error, isLogged: true });
  });

  it.each([
    ['ends its process', handler('process.exit(7);'), /^The function ended with exit code 7/],
    ['exceeds its time-out', handler('await new Promise(() => {});'), /Task timed out after 1 seconds$/],
    ['cannot be loaded', "throw new Error('no table');", /^Error: no table$/],
    ['has a result without a JSON form', handler('return { n: 1n };'), /BigInt/],
  ])('has a failure, but no error, if the function %s', async (_, source, failure) => {
    expect((await call(source)).outcome).toEqual({ failure: expect.stringMatching(failure), isLogged: true });
  });

  it('has a failure if the function is missing, or the app is not loaded', async () => {
    const failure = 'there is no function arn:aws:lambda:eu-west-1:000000000000:function:Other';
    const { outcome, log } = await call(handler('return event;'), {}, arn.replace('Check', 'Other'));
    expect([outcome, log]).toEqual([{ failure }, '']);
    const unloaded = createTriggerCalls(
      () => undefined,
      createLogger(text, () => {}),
    );
    expect(await unloaded(arn, event)).toEqual({ failure: `there is no function ${arn}` });
  });

  it('reaches the functions of the last load', async () => {
    let functions = deploy(handler("return 'first';"));
    const invoke = createTriggerCalls(
      () => functions,
      createLogger(text, () => {}),
    );
    expect(await invoke(arn, event)).toEqual({ result: 'first' });
    functions.close();
    functions = deploy(handler("return 'second';"));
    expect(await invoke(arn, event)).toEqual({ result: 'second' });
  });
});

describe('the log of a call of a trigger', () => {
  it('has one line with its outcome and duration', async () => {
    expect((await call(handler('return event;'))).log).toMatch(
      /^\d\d:\d\d:\d\d ok trigger UserMigration_Authentication \d+ ms$/,
    );
  });

  it('has the place and the stack of an error in front of that line, and the message if it is a code', async () => {
    expect((await call(handler("throw new Error('domain_not_allowed');"))).log).toMatch(
      /^trigger UserMigration_Authentication {2}index\.mjs:1 {2}Error: domain_not_allowed\n +at handler \(index\.mjs:1:\d+\)\n\d\d:\d\d:\d\d error trigger UserMigration_Authentication \d+ ms domain_not_allowed$/,
    );
    expect((await call(handler("throw new Error('two words');"))).log).toMatch(/ ms$/);
  });

  it('has the failure of a function that did not answer', async () => {
    expect((await call(handler('process.exit(7);'))).log).toMatch(
      /^trigger UserMigration_Authentication {2}The function ended with exit code 7, as by process\.exit\(\)\n\S+ failed trigger UserMigration_Authentication \d+ ms$/,
    );
  });

  it('has what the function prints, with the trigger in front', async () => {
    const { log } = await call(handler("console.info({ userName: 'x' }); console.warn('odd'); return event;"));
    expect(log).toMatch(
      /^trigger UserMigration_Authentication {2}\{ userName: 'x' \}\ntrigger UserMigration_Authentication {2}odd\n\S+ ok /,
    );
  });

  it('has no record of the function that repeats the line, unless it is verbose', async () => {
    const source = handler("console.info({ trigger: event.triggerSource, outcome: 'ok' }); return event;");
    expect((await call(source)).log).toMatch(/^\S+ ok trigger [^\n]*$/);
    expect((await call(source, { verbose: true })).log).toMatch(
      /^trigger UserMigration_Authentication {2}outcome=ok\n\S+ ok trigger /,
    );
  });

  it('is one JSON object per line in JSON format', async () => {
    const { log } = await call(handler("console.info('hello'); throw new Error('domain_not_allowed');"), {
      format: 'json',
    });
    const [printed, failure, line] = log.split('\n').map((each) => JSON.parse(each));
    expect(printed).toMatchObject({ level: 'INFO', message: 'hello' });
    expect(failure).toMatchObject({ level: 'ERROR', route: 'trigger UserMigration_Authentication' });
    expect(line).toEqual({
      time: expect.stringMatching(/Z$/),
      outcome: 'error',
      trigger: 'UserMigration_Authentication',
      ms: expect.any(Number),
      code: 'domain_not_allowed',
    });
  });

  it.each([
    ['returns', 'return event;'],
    ['throws', "throw new Error('boom');"],
    ['throws an error with the password', 'throw new Error(event.request.password);'],
    ['crashes', 'process.exit(1);'],
  ])('never has the event if the function %s', async (_, body) => {
    const text = await call(handler(body), { verbose: true });
    const json = await call(handler(body), { format: 'json' });
    expect(text.log + json.log).not.toMatch(/Secret-Horse-7|ada/);
  });
});
