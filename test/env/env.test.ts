import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseEnv } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { readDeployment } from '../../env/deployment';
import { linesFor } from '../../env/lines';
import { readLocalRun } from '../../env/local-run';
import { parseOptions } from '../../env/options';
import { stackName, stageFromContext } from '../../lib/stages/stages';

describe('the options of npm run env', () => {
  it('name no stage by default', () => {
    expect(parseOptions([])).toEqual({ stage: undefined, isDotenv: false, prefix: '' });
  });

  it('name a stage and a format', () => {
    const { stage, ...format } = parseOptions(['--stage', 'prod', '--dotenv', '--prefix', 'VITE_']);
    expect([stage?.name, format]).toEqual(['prod', { isDotenv: true, prefix: 'VITE_' }]);
  });

  it.each([
    [['--stage', 'test'], 'stage must be dev or prod, not "test"'],
    [['prod'], `Unexpected argument 'prod'. Use --help to list the options.`],
    [['--prefix', 'VITE-'], `--prefix must be the beginning of a variable's name, such as VITE_, not "VITE-"`],
    [['--prefix', 'A=1;B'], `--prefix must be the beginning of a variable's name`],
  ])('are rejected if they are %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});

describe('the lines of npm run env', () => {
  const values = [
    'https://abc123.execute-api.eu-west-1.amazonaws.com/dev',
    '',
    'two words',
    `it's`,
    '$HOME "`id`" \\n;&|#é',
    `'`,
  ];

  it.each(values)('set a variable of a shell to %j', (value) => {
    const commands = linesFor({ VALUE: value }, { isDotenv: false, prefix: '' });
    const script = `eval "$0"; bash -c 'printf %s "$VALUE"'`;
    expect(execFileSync('bash', ['-c', script, commands], { encoding: 'utf8' })).toBe(value);
  });

  it.each(values)('hold %j in an .env file', (value) => {
    expect(parseEnv(linesFor({ VALUE: value }, { isDotenv: true, prefix: 'VITE_' }))).toEqual({ VITE_VALUE: value });
  });

  it('have no quotes in an .env file unless a value needs them', () => {
    expect(linesFor({ API_URL: 'http://localhost:3000' }, { isDotenv: true, prefix: '' })).toBe(
      'API_URL=http://localhost:3000\n',
    );
  });

  it.each([true, false])('do not hold a value of two lines (.env: %s)', (isDotenv) => {
    expect(() => linesFor({ VALUE: 'a\nb' }, { isDotenv, prefix: '' })).toThrow(
      'The value of VALUE has a control character',
    );
  });

  it('do not hold a value with both quotes in an .env file', () => {
    expect(() => linesFor({ VALUE: "'`" }, { isDotenv: true, prefix: '' })).toThrow(
      "An .env file cannot hold the value of VALUE: '`",
    );
  });
});

describe('the variables of a deployed stage', () => {
  const cloudFormation = mockClient(CloudFormationClient);
  const stage = stageFromContext({ stage: 'prod', region: 'eu-west-1' });
  const StackName = stackName(stage);
  const outputs = {
    ApiUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod',
    UserPoolId: 'eu-west-1_AbCdEfGhI',
    UserPoolClientId: 'client1',
    Region: 'eu-west-1',
  };
  const variables = {
    API_URL: outputs.ApiUrl,
    REGION: 'eu-west-1',
    USER_POOL_ID: outputs.UserPoolId,
    CLIENT_ID: 'client1',
  };

  beforeEach(() => cloudFormation.reset());

  function describeStackWith(values: Readonly<Record<string, string>>): void {
    const Outputs = Object.entries(values).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
    const stack = { StackName, CreationTime: new Date(), StackStatus: 'CREATE_COMPLETE' as const, Outputs };
    cloudFormation.on(DescribeStacksCommand, { StackName }).resolves({ Stacks: [stack] });
  }

  it('are the outputs of its stack', async () => {
    describeStackWith({ ...outputs, AnyOther: 'secret' });
    await expect(readDeployment(stage)).resolves.toEqual(variables);
  });

  it('include the address of managed login', async () => {
    describeStackWith({ ...outputs, LoginUrl: 'https://login.example.com/oauth2/authorize?client_id=client1' });
    const MANAGED_LOGIN_URL = 'https://login.example.com';
    await expect(readDeployment(stage)).resolves.toEqual({ ...variables, MANAGED_LOGIN_URL });
  });

  it('are missing if the first deployment failed', async () => {
    describeStackWith({ Region: 'eu-west-1' });
    await expect(readDeployment(stage)).rejects.toThrow(
      `The stack ${StackName} has no output ApiUrl, UserPoolId, UserPoolClientId. Deploy it again`,
    );
  });

  it('are rejected if the address is no URL', async () => {
    describeStackWith({ ...outputs, ApiUrl: 'api' });
    await expect(readDeployment(stage)).rejects.toThrow('The output ApiUrl must be a URL, not "api"');
  });

  it('are missing if the stack does not exist', async () => {
    const message = `Stack with id ${StackName} does not exist`;
    cloudFormation.on(DescribeStacksCommand).rejects(Object.assign(new Error(message), { name: 'ValidationError' }));
    await expect(readDeployment(stage)).rejects.toThrow(
      `There is no stack ${StackName} in eu-west-1. Deploy it first: npx cdk deploy -c stage=prod`,
    );
  });
});

describe('the variables of the local run', () => {
  let reply: { readonly status: number; readonly body: string };
  const server = createServer((_request, response) => {
    response.writeHead(reply.status, { location: '/' }).end(reply.body);
  });
  let port: string;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = String((server.address() as AddressInfo).port);
  });
  afterAll(() => {
    server.close();
  });

  it('are read from its configuration', async () => {
    const configuration = {
      apiUrl: 'http://localhost:3000',
      region: 'us-east-1',
      userPoolId: 'us-east-1_AbCdEfGhI',
      userPoolClientId: 'client1',
      managedLogin: { authorizationEndpoint: 'http://localhost:9229/oauth2/authorize' },
    };
    reply = { status: 200, body: JSON.stringify(configuration) };
    await expect(readLocalRun(port)).resolves.toEqual({
      API_URL: 'http://localhost:3000',
      REGION: 'us-east-1',
      USER_POOL_ID: 'us-east-1_AbCdEfGhI',
      CLIENT_ID: 'client1',
      MANAGED_LOGIN_URL: 'http://localhost:9229',
    });
  });

  it.each([
    ['the app is not loaded', { status: 503, body: '{}' }, 'has not loaded the app yet. Try again.'],
    ['the app has no user pool', { status: 200, body: '{"managedLogin":null}' }, 'has no user pool and app client'],
    ['another program has the port', { status: 200, body: '<html>' }, 'is it a local run?'],
    ['another program redirects', { status: 302, body: '' }, 'is it a local run?'],
  ])('are missing if %s', async (_name, stubbed, message) => {
    reply = stubbed;
    await expect(readLocalRun(port)).rejects.toThrow(message);
  });

  it.each(['0', '65536', '3000/x', 'x'])('are missing if PORT is %s', async (value) => {
    await expect(readLocalRun(value)).rejects.toThrow(
      `PORT must be the port of the local run, a number from 1 to 65535, not "${value}"`,
    );
  });
});
