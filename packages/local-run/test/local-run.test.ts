import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Endpoints, LocalRun } from '../src/local-run';
import { createLogger } from '../src/log/logger';
import { type Assembly, synthesize } from '../src/synth/assembly';
import { assemblyOf } from './support/assembly';
import { call, connection, exchange } from './support/call';
import { eventually } from './support/eventually';
import { subscribe } from './support/live-events';
import { handler } from './support/running-api';
import { temporaryFolder, writeFiles } from './support/temporary-folder';

jest.mock('../src/synth/assembly');

const folder = temporaryFolder();
let log: string[];
const logger = createLogger({ format: 'json', colors: false, verbose: false }, (line) => log.push(line));
let run: LocalRun;
let endpoints: Endpoints;

const options = {
  context: {},
  port: 0,
  cognitoPort: 0,
  cognitoEndpoint: undefined,
  dynamodbPort: 0,
  identityProviderPort: 0,
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

beforeEach(async () => {
  log = [];
  run = new LocalRun(options, logger);
  endpoints = await run.listen();
});

afterEach(() => run.close());

/** Properties of the resources, and the region of the stack. */
interface Properties {
  readonly pool?: object;
  readonly model?: object;
  readonly stage?: object;
  readonly region?: string;
}

/** Loads an app with one route whose function returns this text, and with these properties of its resources. */
async function load(text: string, properties: Properties = {}): Promise<void> {
  await loadFiles({ 'index.mjs': handler(`return { statusCode: 200, body: ${JSON.stringify(text)} };`) }, properties);
}

/** Loads an app with one route whose function has these files. */
async function loadFiles(
  files: Record<string, string>,
  { pool = {}, model = {}, stage = {}, region }: Properties = {},
): Promise<void> {
  const RestApiId = { Ref: 'Api' };
  const resource = (Type: string, Properties: object = {}) => ({ Type, Properties });
  const Resources = {
    Api: resource('AWS::ApiGateway::RestApi'),
    Stage: resource('AWS::ApiGateway::Stage', { RestApiId, StageName: 'dev', ...stage }),
    Pool: resource('AWS::Cognito::UserPool', pool),
    Hello: resource('AWS::Lambda::Function', {
      Code: { S3Key: 'code' },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
    }),
    Body: resource('AWS::ApiGateway::Model', { RestApiId, ContentType: 'application/json', Schema: model }),
    Validator: resource('AWS::ApiGateway::RequestValidator', { RestApiId, ValidateRequestBody: true }),
    Method: resource('AWS::ApiGateway::Method', {
      RestApiId,
      ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
      HttpMethod: 'ANY',
      AuthorizationType: 'NONE',
      RequestModels: { 'application/json': { Ref: 'Body' } },
      RequestValidatorId: { Ref: 'Validator' },
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: 'arn:aws:lambda:::function:Hello/invocations',
      },
    }),
  };
  jest.mocked(synthesize).mockImplementationOnce(async (output): Promise<Assembly> => {
    const code = writeFiles(join(output, 'code'), files);
    return assemblyOf([{ region, template: { Resources } }], { code });
  });
  await run.load(endpoints);
}

const served = async () => (await call(endpoints.api, { method: 'POST', body: '{}' })).body;

describe('before the app is loaded', () => {
  it('a request answers 503 with Retry-After', async () => {
    expect(await call(endpoints.api)).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
  });

  it.each(['GET http://[ HTTP/1.1', 'GET /\\[ HTTP/1.1', 'GET //[ HTTP/1.1', 'GET /% HTTP/1.1'])(
    'the malformed request %s answers 503',
    async (line) => {
      const reply = await exchange(endpoints.api, `${line}\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(reply).toMatch(/^HTTP\/1.1 503 /);
    },
  );
});

it('a canceled request below /_local/ is not logged as a failure', async () => {
  const socket = await connection(endpoints.api);
  socket.end('POST /_local/clock HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{');
  await once(socket.resume(), 'close');
  expect(log).toEqual([]);
});

it('tells open consoles what has changed', async () => {
  await load('first');
  const { names, close } = await subscribe(endpoints.api);
  const change = async (name: string, act: () => Promise<unknown>) => {
    const before = names().length;
    await act();
    await eventually(() => names().length > before);
    expect(names().slice(before)).toEqual([name]);
  };
  const send = (method: string, path: string, body = '') =>
    call(`${endpoints.api}/_local/${path}`, { method, body, headers: { 'Content-Type': 'application/json' } });
  const cognito = (operation: string) =>
    call(endpoints.cognito, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
        Authorization: 'AWS4-HMAC-SHA256 test',
      },
      body: '{}',
    });
  await change('app', () => load('second'));
  await change('clock', () => send('POST', 'clock', '{"advanceSeconds":1}'));
  await change('faults', () => send('POST', 'faults', '{"fault":"throttle","times":1,"operation":"ListUsers"}'));
  await change('faults', () => cognito('ListUsers'));
  await change('users', () => send('DELETE', 'users'));
  await change('users', () => cognito('SignUp'));
  await change('messages', () => send('DELETE', 'messages'));
  // An operation that reads changes nothing: a console that reads after each event would never end.
  await cognito('ListUsers');
  await change('clock', () => send('DELETE', 'clock'));
  close();
});

describe('the rate limits of a stage', () => {
  const once = { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 0, ThrottlingBurstLimit: 1 };
  const throttled = { stage: { MethodSettings: [once] } };

  it('are reset when the app is reloaded', async () => {
    await load('first', throttled);
    expect([await served(), await served()]).toEqual(['first', '{"message":"Too Many Requests"}']);
    await load('second', throttled);
    expect(await served()).toBe('second');
  });

  it('do not apply when throttling is off', async () => {
    run.close();
    run = new LocalRun({ ...options, throttling: false }, logger);
    endpoints = await run.listen();
    await load('again', throttled);
    expect([await served(), await served()]).toEqual(['again', 'again']);
  });
});

const configuration = async () => JSON.parse((await call(`${endpoints.api}/_local/config.json`)).body);

describe('the configuration of a front end', () => {
  it('has the address of the API', async () => {
    await load('hello');
    expect(await configuration()).toMatchObject({ apiUrl: endpoints.api, cognito: endpoints.cognito });
  });

  it('says which services are embedded, and has the title of the OpenAPI document', async () => {
    run.close();
    writeFiles(folder, { 'openapi.json': JSON.stringify({ info: { title: 'Acme' } }) });
    const external = { cognitoEndpoint: 'http://localhost:9', dynamodbEndpoint: 'http://localhost:9' };
    run = new LocalRun({ ...options, ...external, openapi: join(folder, 'openapi.json') }, logger);
    endpoints = await run.listen();
    await load('hello');
    expect(await configuration()).toMatchObject({
      cognito: 'http://localhost:9',
      productName: 'Acme',
      embedded: { cognito: false, dynamodb: false },
    });
  });
});

describe('the region of a stack', () => {
  const keysOf = (userPoolId: string) => call(`${endpoints.cognito}/${userPoolId}/.well-known/jwks.json`);

  it('is that of the options when the stack has none', async () => {
    await load('hello');
    expect((await configuration()).userPoolId).toMatch(/^eu-west-1_/);
  });

  it('takes precedence over that of the options', async () => {
    await load('hello', { region: 'eu-central-1' });
    const { userPoolId } = await configuration();
    expect(userPoolId).toMatch(/^eu-central-1_/);
    expect((await keysOf(userPoolId)).status).toBe(200);
  });

  it('cannot change while the app is served', async () => {
    await load('good', { region: 'eu-central-1' });
    await expect(load('bad', { region: 'eu-west-3' })).rejects.toMatchObject({
      name: 'UserError',
      message: 'The region of the stack has changed from eu-central-1 to eu-west-3. Restart the local run.',
    });
    expect(await served()).toBe('good');
  });
});

describe('a reload', () => {
  it('serves the new version', async () => {
    await load('first');
    expect(await served()).toBe('first');
    await load('second');
    expect(await served()).toBe('second');
  });

  it('keeps the last version when the synth fails', async () => {
    await load('good');
    jest.mocked(synthesize).mockRejectedValueOnce(new Error('no compiler'));
    await expect(run.load(endpoints)).rejects.toThrow('no compiler');
    expect(await served()).toBe('good');
  });

  it.each([0, 1, 3])('answers the requests in progress after %d failed reloads', async (failures) => {
    const signal = join(folder, `signal-${failures}`);
    await loadFiles({
      'index.mjs': `
        import { existsSync } from 'node:fs';
        ${handler(`
          console.info('started');
          while (!existsSync(${JSON.stringify(signal)})) await new Promise((resolve) => setTimeout(resolve, 5));
          return import('./result.mjs').then(({ result }) => result);`)}`,
      'result.mjs': "export const result = { statusCode: 200, body: 'from the version before' };",
    });
    const answer = served();
    await eventually(() => log.some((line) => line.includes('started')));
    for (let time = 0; time < failures; time++) {
      jest.mocked(synthesize).mockImplementationOnce(async (output) => {
        writeFiles(output, { 'half-written.json': '{' });
        throw new Error('no compiler');
      });
      await expect(run.load(endpoints)).rejects.toThrow('no compiler');
    }
    await load('next');
    writeFileSync(signal, '');
    expect(await answer).toBe('from the version before');
    expect(await served()).toBe('next');
  });

  it.each([
    ['the embedded Cognito does not support a user pool', { pool: { Unknown: 1 } }, /Unknown/],
    ['a model is not a valid schema', { model: { type: 'nonsense' } }, /^ANY \/ has a model/],
  ])('keeps the last version and throws a UserError when %s', async (_, bad, message) => {
    await load('good');
    await expect(load('bad', bad)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
    });
    expect(await served()).toBe('good');
  });
});
