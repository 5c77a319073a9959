import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { Options } from '../../src/cli/options';
import { LocalRun } from '../../src/local-run';
import { createLogger } from '../../src/log/logger';
import { stateName } from '../../src/state/state-name';
import { type Assembly, synthesize } from '../../src/synth/assembly';
import { exceptionOf } from '../cognito/support/harness';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

jest.mock('../../src/synth/assembly');

const state = join(temporaryFolder(), '.local');
const folder = join(state, 'shop-username');
const options: Options = {
  context: {},
  port: 0,
  cognitoPort: 0,
  cognitoEndpoint: undefined,
  dynamodbPort: 0,
  dynamodbEndpoint: undefined,
  endpointVariables: {},
  functionsEnv: undefined,
  region: 'eu-west-1',
  throttling: true,
  openapi: undefined,
  state,
  fresh: false,
  seed: undefined,
};

let log: string[];
const logger = createLogger({ format: 'json', colors: false, verbose: false }, (line) => log.push(line));
const runs: LocalRun[] = [];
const clients: CognitoIdentityProvider[] = [];

beforeEach(() => {
  log = [];
  withTable = false;
});

afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  for (const run of runs.splice(0)) run.close();
});

/** Whether the app has a table too. */
let withTable = false;

/** The next synth has a user pool with these properties. */
function nextSynth(pool: object, stackName = 'shop', region?: string): void {
  const RestApiId = { Ref: 'Api' };
  const UserPoolId = { Ref: 'Pool' };
  const Resources = {
    Api: { Type: 'AWS::ApiGateway::RestApi' },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId, StageName: 'dev' } },
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: pool },
    ...(withTable && {
      Notes: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'owner', AttributeType: 'S' }],
          BillingMode: 'PAY_PER_REQUEST',
        },
      },
    }),
    Client: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { UserPoolId, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
    },
  };
  const Outputs = { ClientId: { Value: { Ref: 'Client' } }, PoolId: { Value: { Ref: 'Pool' } } };
  jest.mocked(synthesize).mockImplementationOnce(
    async (): Promise<Assembly> => ({
      stacks: [{ stackName, region, dependencies: [], template: { Resources, Outputs } }],
      nestedTemplates: new Map(),
      assetFolders: new Map(),
    }),
  );
}

/** Starts a local run whose app has a user pool with these properties. */
async function start(pool: object = {}, changes: Partial<Options> = {}, region?: string) {
  nextSynth(pool, 'shop', region);
  const run = new LocalRun({ ...options, ...changes }, logger);
  runs.push(run);
  const endpoints = await run.listen();
  const deployment = await run.load(endpoints);
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const aws = new CognitoIdentityProvider({ endpoint: endpoints.cognito, region: 'eu-west-1', credentials });
  clients.push(aws);
  const ClientId = deployment.outputs.ClientId ?? '';
  const signUp = (Username: string) => aws.signUp({ ClientId, Username, Password: 'Correct-horse-1' });
  const reload = (nextPool: object, stackName?: string) => {
    nextSynth(nextPool, stackName);
    return run.load(endpoints);
  };
  return { run, deployment, signUp, reload };
}

const taken = 'UsernameExistsException: User already exists';

describe('a local run', () => {
  it('keeps nothing when the state is none', async () => {
    const { run, signUp } = await start({}, { state: undefined });
    await signUp('ada');
    run.close();
    expect([run.kept, existsSync(state)]).toEqual([undefined, false]);
  });

  it('starts with the users of the last run', async () => {
    const first = await start();
    expect(first.run.kept).toEqual({ users: 0, messages: 0, folder });
    await first.signUp('ada');
    first.run.close();
    const second = await start();
    expect(second.run.kept).toEqual({ users: 1, messages: 0, folder });
    expect(await exceptionOf(second.signUp('ada'))).toBe(taken);
  });

  it('keeps the users when the region of the stack is another one than that of the start', async () => {
    const first = await start({}, { state: `${state}-region` }, 'eu-central-1');
    await first.signUp('ada');
    first.run.close();
    expect((await start({}, { state: `${state}-region` }, 'eu-central-1')).run.kept).toMatchObject({ users: 1 });
  });

  it('keeps the users of each sign-in mode apart', async () => {
    const emails = await start({ UsernameAttributes: ['email'] });
    expect(emails.run.kept).toEqual({ users: 0, messages: 0, folder: join(state, 'shop-email') });
    await emails.signUp('ada@example.org');
    emails.run.close();
    expect((await start()).run.kept).toMatchObject({ users: 1 });
  });

  it('keeps the users after a change that AWS applies to the pool', async () => {
    const { run } = await start({ Policies: { PasswordPolicy: { MinimumLength: 12 } } });
    expect(run.kept).toMatchObject({ users: 1 });
  });

  it('ends the start for a change for which AWS would replace the pool, and keeps the file as it is', async () => {
    const file = join(folder, 'cognito.json');
    const before = readFileSync(file, 'utf8');
    await expect(start({ AliasAttributes: ['email'] })).rejects.toMatchObject({
      name: 'UserError',
      message:
        'UserPool "Pool": AliasAttributes cannot change while the pool has users; AWS would replace the pool by an empty ' +
        'one. Undo the change, or start with --fresh to begin with an empty pool here.',
    });
    for (const run of runs.splice(0)) run.close();
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect((await start()).run.kept).toMatchObject({ users: 1 });
  });

  it.each([
    ['sign-in mode', { UsernameAttributes: ['email'] }, 'shop', 'shop-email'],
    ['stack', {}, 'blog', 'blog-username'],
  ])('refuses a reload with another %s', async (_, pool, stackName, name) => {
    const { run, reload } = await start();
    await expect(reload(pool, stackName)).rejects.toMatchObject({
      name: 'UserError',
      message:
        `The stack or the sign-in mode has changed from shop-username to ${name}, which has users of its own. ` +
        'Restart the local run.',
    });
    expect(run.kept).toMatchObject({ users: 1, folder });
  });

  it('starts empty with --fresh, and leaves the users of another sign-in mode', async () => {
    const { run, signUp } = await start({}, { fresh: true });
    expect(run.kept).toMatchObject({ users: 0 });
    await signUp('ada');
    run.close();
    expect((await start({ UsernameAttributes: ['email'] })).run.kept).toMatchObject({ users: 1 });
  });

  it('creates the users of a seed file when it has none of them', async () => {
    const seed = join(writeFiles(join(state, '..'), { 'seed.json': seedOf('ada', 'bob') }), 'seed.json');
    const { run, deployment, signUp } = await start({}, { seed });
    expect((await run.seed(deployment))?.users).toEqual({ created: 1, existing: 1 });
    expect(await exceptionOf(signUp('bob'))).toBe(taken);
    run.close();
    expect((await start()).run.kept).toMatchObject({ users: 2 });
  });
});

it('a local run whose state folder was deleted does not count what it cannot keep', async () => {
  const { run, signUp } = await start({}, { state: `${state}-deleted` });
  await signUp('ada');
  expect(run.save()).toMatchObject({ users: 1, messages: 0 });
  rmSync(`${state}-deleted`, { recursive: true });
  await signUp('bob');
  expect(run.save()).toBeUndefined();
});

describe('a local run with a table', () => {
  const tables = { Notes: [{ owner: 'ada', text: 'Hello' }] };

  beforeEach(() => {
    withTable = true;
  });

  it('creates the items of a seed file once, keeps them, and deletes them with --fresh', async () => {
    const seed = join(writeFiles(join(state, '..'), { 'items.json': JSON.stringify({ tables }) }), 'items.json');
    const itemsAfter = async (changes: Partial<Options> = {}) => {
      const { run, deployment } = await start({}, { seed, ...changes });
      const result = await run.seed(deployment);
      expect(run.save()?.items).toBe(changes.state === undefined && 'state' in changes ? undefined : 1);
      run.close();
      return result?.items;
    };
    expect(await itemsAfter()).toEqual({ created: 1, existing: 0 });
    expect(await itemsAfter()).toEqual({ created: 0, existing: 1 });
    expect(await itemsAfter({ fresh: true })).toEqual({ created: 1, existing: 0 });
    expect(await itemsAfter({ state: undefined })).toEqual({ created: 1, existing: 0 });
    expect(statSync(join(folder, 'dynamodb')).mode & 0o077).toBe(0);
  });
});

const seedOf = (...names: readonly string[]) =>
  JSON.stringify({ users: names.map((username) => ({ username, password: 'Correct-horse-1' })) });

describe('the name of a state', () => {
  const poolOf = (UsernameAttributes?: unknown) => ({
    ...{ logicalId: 'Pool', id: 'pool', clients: [], groups: [], identityProviders: [], managedLogin: undefined },
    properties: { UsernameAttributes },
  });

  it.each([
    ['shop-username', [poolOf()]],
    ['shop-username', [poolOf([]), poolOf()]],
    ['shop-email', [poolOf(['email'])]],
    ['shop-email-username', [poolOf(), poolOf(['email'])]],
    ['shop', []],
  ])('is %s', (name, userPools) => {
    expect(stateName({ stackName: 'shop', userPools })).toBe(name);
  });

  it('is the name of a folder, whatever the stack is called', () => {
    expect(stateName({ stackName: '../a/b', userPools: [] })).toBe('..-a-b');
  });
});
