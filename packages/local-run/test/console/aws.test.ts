import { EmbeddedCognito } from '../../src/cognito/embedded-cognito';
import { type AwsServices, awsReply } from '../../src/console/aws';
import { Dynamodb } from '../../src/dynamodb/dynamodb';
import { type LoopbackServer, listen } from '../../src/http/loopback-server';
import { sendReply } from '../../src/http/reply';
import type { TableDefinition } from '../../src/template/deployment';
import { UserError } from '../../src/user-error';
import { call, exchange, type Sent } from '../support/call';

const UserPoolId = 'eu-west-1_Users0001';
const pool = { logicalId: 'Users', id: UserPoolId, properties: {}, clients: [], groups: [] };
const table: TableDefinition = {
  logicalId: 'Notes',
  name: 'notes',
  timeToLiveAttribute: 'expires',
  createTable: {
    TableName: 'notes',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  },
};

const USERS = '/_local/aws/cognito-idp';
const TABLES = '/_local/aws/dynamodb';

let cognito: EmbeddedCognito;
let dynamodb: Dynamodb;
let services: AwsServices;
let server: LoopbackServer;
let log: string[];

beforeAll(async () => {
  cognito = new EmbeddedCognito({ region: 'eu-west-1', log: (line) => log.push(line) });
  cognito.configure([pool]);
  dynamodb = new Dynamodb({ endpoint: undefined, port: 0, log: (line) => log.push(line), onChange: () => {} });
  await dynamodb.start([table], undefined);
  await dynamodb.configure({ tables: [table], region: 'eu-west-1' }, { accessKeyId: '', secretAccessKey: '' });
  server = await listen(
    async (incoming, response) => {
      const reply = await awsReply(incoming, services);
      if (reply) sendReply(response, reply);
      else response.writeHead(404).end('not an operation');
    },
    0,
    'PORT',
  );
});

afterAll(() => {
  server.close();
  dynamodb.close();
});

beforeEach(() => {
  log = [];
  services = { cognito, dynamodb, isLoaded: true };
  cognito.removeUsers();
});

/** Sends a request with the headers that the page sends, and the given ones. */
async function send(path: string, target: string, input: unknown, { headers, ...sent }: Sent = {}) {
  const answer = await call(server.url + path, {
    method: 'POST',
    headers: {
      'Content-Type': path === USERS ? 'application/x-amz-json-1.1' : 'application/x-amz-json-1.0',
      'X-Amz-Target': target,
      ...headers,
    },
    body: typeof input === 'string' ? input : JSON.stringify(input),
    ...sent,
  });
  return { ...answer, json: answer.body === '' ? undefined : JSON.parse(answer.body) };
}

const users = (operation: string, input: unknown, sent?: Sent) =>
  send(USERS, `AWSCognitoIdentityProviderService.${operation}`, input, sent);
const tables = (operation: string, input: unknown, sent?: Sent) =>
  send(TABLES, `DynamoDB_20120810.${operation}`, input, sent);

const createAda = { UserPoolId, Username: 'ada', MessageAction: 'SUPPRESS' };
const putNote = { TableName: 'notes', Item: { id: { S: '1' } } };

async function usernames(): Promise<unknown[]> {
  const { json } = await users('ListUsers', { UserPoolId });
  return json.Users.map(({ Username }: { Username: string }) => Username);
}

describe(`POST ${USERS}`, () => {
  it('performs operations of an administrator', async () => {
    expect(await users('AdminCreateUser', createAda)).toMatchObject({
      status: 200,
      json: { User: { Username: 'ada', UserStatus: 'FORCE_CHANGE_PASSWORD' } },
    });
    expect(await usernames()).toEqual(['ada']);
  });

  it('answers the exception of Cognito', async () => {
    expect(await users('AdminGetUser', { UserPoolId, Username: 'nobody' })).toMatchObject({
      status: 400,
      json: { __type: 'UserNotFoundException', message: 'User does not exist.' },
    });
  });

  it.each([
    ['AWSCognitoIdentityProviderService.MakeAdmin', 'Cognito has no operation MakeAdmin'],
    [
      'AWSCognitoIdentityProviderService.AddCustomAttributes',
      'AddCustomAttributes is not implemented by the embedded Cognito',
    ],
    ['DynamoDB_20120810.Scan', 'The X-Amz-Target header names no operation'],
    ['', 'The X-Amz-Target header names no operation'],
  ])('answers 400 to the operation "%s"', async (target, message) => {
    expect(await send(USERS, target, {})).toMatchObject({
      status: 400,
      json: { __type: 'UnknownOperationException', message },
    });
  });

  it('answers 400 to a body that is not JSON', async () => {
    expect(await users('ListUsers', '{')).toMatchObject({
      status: 400,
      json: { __type: 'SerializationException', message: 'The request body is not valid JSON' },
    });
  });

  it('answers 404 when the run uses another Cognito', async () => {
    services = { ...services, cognito: undefined };
    expect(await users('ListUsers', { UserPoolId })).toMatchObject({
      status: 404,
      json: { message: 'This run uses another Cognito. Manage its users there.' },
    });
  });

  it('leaves the faults for the calls of the app', async () => {
    cognito.faults.add({ fault: 'throttle', times: 1 });
    expect((await users('ListUsers', { UserPoolId })).status).toBe(200);
    expect(cognito.faults.all).toHaveLength(1);
    cognito.faults.clear();
  });
});

describe(`POST ${TABLES}`, () => {
  it('performs operations', async () => {
    expect((await tables('PutItem', putNote)).status).toBe(200);
    expect(await tables('Scan', { TableName: 'notes' })).toMatchObject({
      status: 200,
      json: { Count: 1, Items: [{ id: { S: '1' } }] },
    });
    expect((await tables('DescribeTimeToLive', { TableName: 'notes' })).json).toEqual({
      TimeToLiveDescription: { AttributeName: 'expires', TimeToLiveStatus: 'ENABLED' },
    });
    await tables('DeleteItem', { TableName: 'notes', Key: putNote.Item });
  });

  it('answers the exception of DynamoDB', async () => {
    expect(await tables('Scan', { TableName: 'letters' })).toMatchObject({
      status: 400,
      json: { __type: expect.stringMatching(/#ResourceNotFoundException$/) },
    });
    expect(log).toEqual(['DynamoDB: The template has no table letters: its tables are notes.']);
  });

  it.each([
    ['DynamoDB_20120810.DeleteTable', /^DeleteTable is not available: the embedded DynamoDB has the tables of/],
    ['DynamoDB_20120810.MakeTable', /^MakeTable is not implemented by the embedded DynamoDB/],
    ['', /^The X-Amz-Target header names no operation$/],
  ])('answers 400 to the operation "%s"', async (target, message) => {
    expect(await send(TABLES, target, { TableName: 'notes' })).toMatchObject({
      status: 400,
      json: { __type: expect.stringMatching(/#UnknownOperationException$/), message: expect.stringMatching(message) },
    });
  });

  it.each(['{', 'null', '[]', '"x"'])('answers 400 to the body %s', async (body) => {
    expect(await tables('Scan', body)).toMatchObject({
      status: 400,
      json: { message: 'The body is not a JSON object' },
    });
  });

  it('answers 404 when the template has no table', async () => {
    const empty = new Dynamodb({ endpoint: undefined, port: 0, log: (line) => log.push(line), onChange: () => {} });
    services = { ...services, dynamodb: empty };
    expect(await tables('ListTables', {})).toMatchObject({
      status: 404,
      json: { message: 'The template of the app has no table.' },
    });
  });

  it('answers 503 when another DynamoDB does not reply', async () => {
    const answer = () => Promise.reject(new UserError('The DynamoDB at http://localhost:8000 cannot be called'));
    services = { ...services, dynamodb: { answer } };
    expect(await tables('ListTables', {})).toMatchObject({
      status: 503,
      json: { message: 'The DynamoDB at http://localhost:8000 cannot be called' },
    });
  });
});

/** An operation of each service that changes something. */
const changes = [
  [USERS, 'AWSCognitoIdentityProviderService.AdminCreateUser', createAda],
  [TABLES, 'DynamoDB_20120810.PutItem', putNote],
] as const;

describe.each(changes)('%s refuses', (path, target, input) => {
  const port = () => new URL(server.url).port;

  it.each(['evil.example', 'localhost.evil.example', 'evil.example:3000', 'localhost@evil.example'])(
    'the host %s with 403 (DNS rebinding)',
    async (Host) => {
      expect(await send(path, target, input, { headers: { Host } })).toMatchObject({
        status: 403,
        json: { message: 'The Host header must name this machine, such as localhost:3000.' },
      });
    },
  );

  it.each(['https://evil.example', 'http://localhost:1', 'http://localhost.evil.example', 'null', ''])(
    'the origin "%s" with 403',
    async (Origin) => {
      const { status, headers } = await send(path, target, input, { headers: { Origin } });
      expect([status, headers['access-control-allow-origin']]).toEqual([403, undefined]);
    },
  );

  it('the origin of the page with TLS with 403', async () => {
    const headers = { Origin: `https://localhost:${port()}` };
    expect((await send(path, target, input, { headers })).status).toBe(403);
  });

  it.each(['cross-site', 'same-site'])('a request that a browser calls %s with 403', async (site) => {
    expect((await send(path, target, input, { headers: { 'Sec-Fetch-Site': site } })).status).toBe(403);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json', ''])(
    'the media type "%s" with 415',
    async (type) => {
      expect(await send(path, target, input, { headers: { 'Content-Type': type } })).toMatchObject({
        status: 415,
        json: { message: expect.stringMatching(/^Send Content-Type: application\/x-amz-json-1\.[01]\.$/) },
      });
    },
  );

  it('a body that is too large with 413, and the connection stays usable', async () => {
    const length = path === USERS ? 1024 * 1024 : 16 * 1024 * 1024;
    expect(await send(path, target, ' '.repeat(length + 1))).toMatchObject({
      status: 413,
      json: { message: `The body is too large. It may have ${length} bytes.` },
    });
    const request = (close: string, body: string) =>
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n${close}\r\n${body}`;
    const replies = await exchange(server.url, request('', ' ') + request('Connection: close\r\n', ' '));
    expect(replies.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 415', 'HTTP/1.1 415']);
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('%s with 405', async (method) => {
    const { status, headers } = await send(path, target, '', { method });
    expect([status, headers.allow, headers['access-control-allow-origin']]).toEqual([405, 'POST', undefined]);
  });

  it('every request with 503 until the app is loaded', async () => {
    services = { ...services, isLoaded: false };
    expect(await send(path, target, input)).toMatchObject({
      status: 503,
      json: { message: 'The app is not loaded yet. Try again when the local run is ready.' },
    });
  });

  afterEach(async () => {
    services = { cognito, dynamodb, isLoaded: true };
    expect(await usernames()).toEqual([]);
    expect((await tables('Scan', { TableName: 'notes' })).json.Count).toBe(0);
  });
});

it('accepts requests of a page of the same origin', async () => {
  const headers = { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' };
  expect((await users('AdminCreateUser', createAda, { headers })).status).toBe(200);
});

it('a reply is not cached, sniffed or embedded by another origin', async () => {
  expect((await users('ListUsers', { UserPoolId })).headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  });
});

it.each(['/_local/aws', '/_local/aws/', '/_local/aws/s3', `${USERS}/`, '/_local/aws/__proto__', `/${USERS}`])(
  '%s is not an endpoint',
  async (path) => {
    expect((await call(server.url + path, { method: 'POST' })).body).toBe('not an operation');
  },
);
