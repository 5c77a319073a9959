import { writeFileSync } from 'node:fs';
import inspector from 'node:inspector';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Endpoints, LocalRun } from '../src/local-run';
import { createLogger } from '../src/log/logger';
import { type Assembly, synthesize } from '../src/synth/assembly';
import type { Deployment } from '../src/template/deployment';
import { assemblyOf } from './support/assembly';
import { call } from './support/call';
import { eventually } from './support/eventually';
import { handler } from './support/running-api';
import { temporaryFolder, writeFiles } from './support/temporary-folder';

jest.mock('../src/synth/assembly');

const SDK = pathToFileURL(require.resolve('@aws-sdk/client-cognito-identity-provider')).href;
const folder = temporaryFolder();
const options = {
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
  state: undefined,
  fresh: false,
  seed: undefined,
};

let log: string[];
let run: LocalRun;
let endpoints: Endpoints;
let deployment: Deployment;
let cognito: CognitoIdentityProviderClient;

beforeEach(() => {
  log = [];
});

afterEach(() => {
  cognito?.destroy();
  run.close();
});

async function start(): Promise<void> {
  const logger = createLogger({ format: 'text', colors: false, verbose: false }, (line) => log.push(line));
  run = new LocalRun(options, logger);
  endpoints = await run.listen();
  cognito = new CognitoIdentityProviderClient({
    endpoint: endpoints.cognito,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
}

/** Loads an app whose function is called by GET / and by the trigger PreSignUp of its user pool. */
async function load(source: string, Timeout = 20): Promise<void> {
  const RestApiId = { Ref: 'Api' };
  const resource = (Type: string, Properties: object = {}) => ({ Type, Properties });
  const Resources = {
    Api: resource('AWS::ApiGateway::RestApi'),
    Stage: resource('AWS::ApiGateway::Stage', { RestApiId, StageName: 'dev' }),
    Pool: resource('AWS::Cognito::UserPool', { LambdaConfig: { PreSignUp: { 'Fn::GetAtt': ['Check', 'Arn'] } } }),
    Client: resource('AWS::Cognito::UserPoolClient', { UserPoolId: { Ref: 'Pool' } }),
    Check: resource('AWS::Lambda::Function', {
      Code: { S3Key: 'code' },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout,
    }),
    Method: resource('AWS::ApiGateway::Method', {
      RestApiId,
      ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: 'arn:aws:lambda:::function:Check/invocations',
      },
    }),
  };
  jest.mocked(synthesize).mockImplementationOnce(async (output): Promise<Assembly> => {
    const code = writeFiles(join(output, 'code'), { 'index.mjs': source });
    return assemblyOf([{ template: { Resources } }], { code });
  });
  deployment = await run.load(endpoints);
}

const signUp = (Username: string) =>
  cognito.send(
    new SignUpCommand({ ClientId: deployment.userPools[0]?.clients[0]?.id, Username, Password: 'Correct-Horse-7' }),
  );

const usernames = async () => {
  const { Users = [] } = await cognito.send(new ListUsersCommand({ UserPoolId: deployment.userPools[0]?.id }));
  return Users.map(({ Username }) => Username);
};

it('runs the function of a trigger, which refuses the sign-up by an error', async () => {
  await start();
  await load(handler("if (event.userName === 'eve') throw new Error('not_allowed'); return event;"));
  await expect(signUp('eve')).rejects.toMatchObject({
    name: 'UserLambdaValidationException',
    message: 'PreSignUp failed with error not_allowed.',
  });
  await signUp('ada');
  expect(await usernames()).toEqual(['ada']);
  const lines = log.join('\n');
  expect(lines).toMatch(/^trigger PreSignUp_SignUp {2}index\.mjs:1 {2}Error: not_allowed\n +at handler/m);
  expect(lines).toMatch(/^\S+ error trigger PreSignUp_SignUp \d+ ms not_allowed$/m);
  expect(lines.match(/Error: |threw/g)).toHaveLength(1);
  expect(lines).toMatch(/^\S+ ok trigger PreSignUp_SignUp \d+ ms$/m);
});

it('uses the workers of a function for its routes and its triggers', async () => {
  await start();
  await load(`
    let count = 0;
    ${handler('count += 1; return event.triggerSource ? event : { statusCode: 200, body: String(count) };')}`);
  await signUp('ada');
  expect((await call(endpoints.api)).body).toBe('2');
});

it('runs the function of the last load, and lets a call in progress finish', async () => {
  await start();
  const signal = join(folder, 'signal');
  await load(`
    import { existsSync } from 'node:fs';
    ${handler(`
      console.info('started');
      while (!existsSync(${JSON.stringify(signal)})) await new Promise((resolve) => setTimeout(resolve, 5));
      event.response.autoConfirmUser = true;
      return event;`)}`);
  const first = signUp('ada');
  await eventually(() => log.some((line) => line.includes('started')));
  await load(handler('return event;'));
  expect((await signUp('bob')).UserConfirmed).toBe(false);
  writeFileSync(signal, '');
  expect((await first).UserConfirmed).toBe(true);
});

it('lets the function of a trigger call Cognito, which waits for it, by an AWS SDK that tells where the call comes from', async () => {
  await start();
  await load(`
    import sdk from ${JSON.stringify(SDK)};
    const cognito = new sdk.CognitoIdentityProviderClient({});
    const show = (next) => (args) => {
      console.info(args.request.headers['X-Amzn-Trace-Id'] === process.env._X_AMZN_TRACE_ID);
      return next(args);
    };
    cognito.middlewareStack.add(show, { step: 'finalizeRequest', priority: 'low' });
    ${handler(`
      const { Users } = await cognito.send(new sdk.ListUsersCommand({ UserPoolId: event.userPoolId }));
      if (Users.length > 0) throw new Error('full');
      return event;`)}`);
  await signUp('ada');
  await expect(signUp('bob')).rejects.toMatchObject({ message: 'PreSignUp failed with error full.' });
  expect(log).toContain('trigger PreSignUp_SignUp  true');
});

describe('a trigger whose function triggers itself', () => {
  // Sends the header of the AWS SDKs, which take long to load in each worker.
  const creatingUsers = (limit: number) =>
    handler(`
      const Username = event.userName + 'x';
      if (Username.length > ${limit}) return event;
      const response = await fetch(process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER, {
        method: 'POST',
        headers: {
          Authorization: 'AWS4-HMAC-SHA256 Credential=any/20261121/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0',
          'Content-Type': 'application/x-amz-json-1.1',
          'X-Amz-Target': 'AWSCognitoIdentityProviderService.AdminCreateUser',
          'X-Amzn-Trace-Id': process.env._X_AMZN_TRACE_ID,
        },
        body: JSON.stringify({ UserPoolId: event.userPoolId, Username, MessageAction: 'SUPPRESS' }),
      });
      if (!response.ok) throw new Error(await response.text());
      return event;`);
  const create = (Username: string) =>
    cognito.send(
      new AdminCreateUserCommand({ UserPoolId: deployment.userPools[0]?.id, Username, MessageAction: 'SUPPRESS' }),
    );

  it('works as long as it ends', async () => {
    await start();
    await load(creatingUsers(4));
    await create('a');
    expect((await usernames()).sort()).toEqual(['a', 'ax', 'axx', 'axxx']);
  });

  it('ends with an error and a sentence in the log if it does not end', async () => {
    await start();
    await load(creatingUsers(1000));
    await expect(create('a')).rejects.toMatchObject({ name: 'UserLambdaValidationException' });
    expect(await usernames()).toEqual([]);
    expect(log.join('\n')).toContain(
      'this is call 5 in a chain in which functions of triggers call Cognito, and Cognito calls triggers. The local run ends the ' +
        'chain here. In AWS, it goes on until a time-out.',
    );
    // The function can be called again.
    await load(handler('return event;'));
    await signUp('ada');
  });
});

it('gives a trigger more time than Cognito and the function allow while a debugger can attach', async () => {
  const url = jest.spyOn(inspector, 'url').mockReturnValue('ws://127.0.0.1:9230/');
  try {
    await start();
    await load(handler('await new Promise((resolve) => setTimeout(resolve, 5500)); return event;'), 1);
    await signUp('ada');
    expect(log.filter((line) => line.includes(' ok trigger PreSignUp_SignUp '))).toHaveLength(1);
  } finally {
    url.mockRestore();
  }
});
