import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { UserMigrationTriggerEvent } from 'aws-lambda';
import { fresh, type Variables } from '../support/invoke';

const PASSWORD = 'Analytical-Engine-1843';
const ADDRESS = 'ada@lovelace.example';
const SECRET = 'secret-of-the-old-system';

/** A server of this test, which records the requests. */
interface Stub {
  readonly url: string;
  readonly requests: { readonly request: IncomingMessage; readonly body: string }[];
  /** What it replies. */
  respond: RequestListener;
}

const servers: Server[] = [];

async function startStub(): Promise<Stub> {
  const stub: Stub = { url: '', requests: [], respond: replyWith(404) };
  const server = createServer(async (request, response) => {
    stub.requests.push({ request, body: await text(request) });
    stub.respond(request, response);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return Object.assign(stub, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/users` });
}

function replyWith(status: number, body: unknown = '', headers: Record<string, string> = {}): RequestListener {
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  return (_request, response) => response.writeHead(status, headers).end(content);
}

let oldSystem: Stub;
let secretsManager: Stub;
beforeAll(async () => {
  [oldSystem, secretsManager] = [await startStub(), await startStub()];
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => {
  oldSystem.requests.length = 0;
  secretsManager.requests.length = 0;
});

type Handler = (event: UserMigrationTriggerEvent) => Promise<UserMigrationTriggerEvent>;

/** Loads the trigger as a cold start does. */
function load(variables: Variables = {}): Handler {
  const endpoint = new URL(secretsManager.url).origin;
  return fresh<{ handler: Handler }>('../../../lambda/triggers/user-migration', {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint,
    OLD_SYSTEM_URL: oldSystem.url,
    ...variables,
  }).handler;
}

/** The response before the trigger has changed it, as Cognito sends it. */
const EMPTY = {
  userAttributes: null,
  forceAliasCreation: null,
  enableSMSMFA: null,
  finalUserStatus: null,
  messageAction: null,
  desiredDeliveryMediums: null,
};

/** The event of a sign-in, or with the password null of a forgotten password. */
function eventOf(userName: string, password: string | null = PASSWORD): UserMigrationTriggerEvent {
  return {
    version: '1',
    region: 'eu-central-1',
    userPoolId: 'eu-central-1_Example01',
    userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client' },
    triggerSource: password === null ? 'UserMigration_ForgotPassword' : 'UserMigration_Authentication',
    request: { ...(password !== null && { password }), validationData: null, clientMetadata: null },
    response: { ...EMPTY },
  } as unknown as UserMigrationTriggerEvent;
}

/** The lines that the trigger has logged. */
function logged(): Record<string, unknown>[] {
  return [console.info, console.error].flatMap((method) => (method as jest.Mock).mock.calls.map(([line]) => line));
}

/** Invokes a trigger. Returns the response, or the text of its error, and what it has logged, which is free of private data. */
async function invoke(handler: Handler, event: UserMigrationTriggerEvent) {
  const before = logged().length;
  const result = await handler(event).then(
    ({ response }) => response,
    (error: Error) => error.message,
  );
  const log = logged().slice(before);
  expect(log).toHaveLength(1);
  for (const value of [event.userName, ADDRESS, PASSWORD, SECRET]) expect(JSON.stringify(log)).not.toContain(value);
  const [{ outcome, cause } = {}] = log;
  return { result, outcome, cause };
}

const user = { email: ADDRESS, emailVerified: true };
const moved = { email: ADDRESS, email_verified: 'true' };

describe('a sign-in of a user of the old system', () => {
  it('sends the username and the password, and creates a confirmed user without an invitation', async () => {
    oldSystem.respond = replyWith(200, user);
    const { result, outcome } = await invoke(load(), eventOf('ada'));
    const [{ request, body } = { request: undefined, body: '' }] = oldSystem.requests;
    expect([request?.method, request?.url, request?.headers['content-type']]).toEqual([
      'POST',
      '/users',
      'application/json',
    ]);
    expect(request?.headers).not.toHaveProperty('authorization');
    expect(JSON.parse(body)).toEqual({ username: 'ada', password: PASSWORD });
    expect([result, outcome]).toEqual([
      {
        ...EMPTY,
        userAttributes: moved,
        finalUserStatus: 'CONFIRMED',
        messageAction: 'SUPPRESS',
        forceAliasCreation: false,
      },
      'moved',
    ]);
  });

  it('keeps no connection to the old system alive', async () => {
    oldSystem.respond = replyWith(200, user);
    await invoke(load(), eventOf('ada'));
    expect(oldSystem.requests.map(({ request }) => request.headers.connection)).toEqual(['close']);
  });

  it('takes the profile attributes of the stage by their names in the API, and ignores other fields', async () => {
    const attributes = { givenName: 'Ada', favoriteColor: 'green', locale: '', role: 'admin', 'custom:role': 'admin' };
    oldSystem.respond = replyWith(200, { ...user, id: 1, attributes: { ...attributes, email_verified: 'false' } });
    const handler = load({ PROFILE_ATTRIBUTES: 'given_name,custom:favorite_color,locale,name' });
    const { result } = await invoke(handler, eventOf('ada'));
    expect(result).toMatchObject({
      userAttributes: { ...moved, given_name: 'Ada', 'custom:favorite_color': 'green' },
    });
    expect((result as UserMigrationTriggerEvent['response']).userAttributes).not.toHaveProperty('locale');
  });

  it('takes the username of the old system when the user gave the e-mail address', async () => {
    oldSystem.respond = replyWith(200, { ...user, username: 'ada' });
    const { result } = await invoke(load(), eventOf('Ada@Lovelace.example'));
    expect(result).toMatchObject({ userAttributes: { ...moved, email: 'Ada@Lovelace.example', username: 'ada' } });
  });

  it('leaves the username to Cognito in e-mail mode', async () => {
    oldSystem.respond = replyWith(200, { ...user, username: 'ada' });
    const { result } = await invoke(load({ SIGN_IN_WITH: 'email' }), eventOf(ADDRESS));
    expect(result).toMatchObject({ userAttributes: moved });
    expect((result as UserMigrationTriggerEvent['response']).userAttributes).not.toHaveProperty('username');
  });
});

describe('a forgotten password of a user of the old system', () => {
  it('sends no password, and leaves the status to Cognito, because the user has no password yet', async () => {
    oldSystem.respond = replyWith(200, user);
    const { result, outcome } = await invoke(load(), eventOf('ada', null));
    expect(oldSystem.requests.map(({ body }) => JSON.parse(body))).toEqual([{ username: 'ada' }]);
    expect([result, outcome]).toEqual([
      { ...EMPTY, userAttributes: moved, messageAction: 'SUPPRESS', forceAliasCreation: false },
      'moved',
    ]);
  });
});

describe('a user who is not moved', () => {
  it.each([
    ['the password is wrong', 401],
    ['the user is unknown', 404],
  ])('gets the empty response when %s', async (_, status) => {
    oldSystem.respond = replyWith(status, user);
    expect(await invoke(load(), eventOf('ada'))).toEqual({ result: EMPTY, outcome: 'unknown' });
    expect(await invoke(load(), eventOf(ADDRESS, null))).toEqual({ result: EMPTY, outcome: 'unknown' });
  });

  it('gets the empty response when the old system has not verified the address', async () => {
    oldSystem.respond = replyWith(200, { ...user, emailVerified: false });
    for (const event of [eventOf('ada'), eventOf('ada', null)]) {
      expect(await invoke(load(), event)).toEqual({ result: EMPTY, outcome: 'address_not_verified' });
    }
  });

  it('gets the empty response without a request in e-mail mode when the name is no address', async () => {
    expect(await invoke(load({ SIGN_IN_WITH: 'email' }), eventOf('ada'))).toEqual({
      result: EMPTY,
      outcome: 'unknown',
    });
    expect(oldSystem.requests).toEqual([]);
  });
});

describe('an old system that is down', () => {
  const slow: RequestListener = () => undefined;
  const huge: RequestListener = (_request, response) => {
    const send = () => {
      if (!response.destroyed) response.write('x'.repeat(10_000), () => setImmediate(send));
    };
    response.writeHead(200);
    send();
  };
  const slowBody: RequestListener = (_request, response) => response.writeHead(200).write('{');
  const cut: RequestListener = (_request, response) => response.writeHead(200, { 'Content-Length': '9' }).destroy();

  const failures: readonly (readonly [condition: string, respond: RequestListener, cause: string])[] = [
    ['answers 500', replyWith(500, user), 'status 500'],
    ['answers 403', replyWith(403), 'status 403'],
    ['answers 204', replyWith(204), 'status 204'],
    ['answers 429', replyWith(429), 'status 429'],
    ['redirects', replyWith(307, '', { Location: '/other' }), 'status 307'],
    ['does not answer', slow, 'timeout'],
    ['does not finish its reply', slowBody, 'timeout'],
    ['closes the connection', cut, 'fetch failed'],
    ['sends a huge reply', huge, 'longer than 65536 bytes'],
    ['sends no JSON', replyWith(200, `Hello ${ADDRESS}`), 'not JSON'],
    ['sends an empty reply', replyWith(200, ''), 'not JSON'],
    ['sends null', replyWith(200, 'null'), 'it must be an object'],
    ['sends no address', replyWith(200, { emailVerified: true }), 'email is required'],
    ['sends an invalid address', replyWith(200, { ...user, email: 'lovelace' }), 'email must be an e-mail address'],
    ['does not say whether the address is verified', replyWith(200, { email: ADDRESS }), 'emailVerified must be'],
    ['sends "true" as a string', replyWith(200, { ...user, emailVerified: 'true' }), 'emailVerified must be'],
    ['sends a number as an attribute', replyWith(200, { ...user, attributes: { age: 36 } }), 'attributes.age must be'],
    ['sends an address as the username', replyWith(200, { ...user, username: 'a@b.example' }), 'username must not'],
  ];

  // Shortens the deadline.
  beforeEach(() => {
    const { timeout } = AbortSignal;
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      expect(milliseconds).toBe(2500);
      return timeout.call(AbortSignal, 300);
    });
  });

  it.each(failures)('ends a sign-in by username with old_system_unavailable when it %s', async (_, respond, cause) => {
    oldSystem.respond = respond;
    const { result, ...line } = await invoke(load(), eventOf('grace.hopper'));
    expect(result).toBe('old_system_unavailable');
    expect(line).toEqual({ outcome: 'old_system_unavailable', cause: expect.stringContaining(cause) });
    expect(oldSystem.requests).toHaveLength(1);
  });

  it.each(failures)('looks like an unknown user for an e-mail address when it %s', async (_, respond, cause) => {
    oldSystem.respond = respond;
    const { result, ...line } = await invoke(load({ SIGN_IN_WITH: 'email' }), eventOf(ADDRESS));
    expect(result).toEqual(EMPTY);
    expect(line).toEqual({ outcome: 'old_system_unavailable', cause: expect.stringContaining(cause) });
  });

  it('is reported for a forgotten password in the same way', async () => {
    oldSystem.respond = replyWith(500);
    expect(await invoke(load(), eventOf('ada', null))).toMatchObject({ result: 'old_system_unavailable' });
    expect(await invoke(load(), eventOf(ADDRESS, null))).toMatchObject({ result: EMPTY });
  });

  it('may not return a user with another address than the one that was given', async () => {
    oldSystem.respond = replyWith(200, { ...user, username: 'ada', email: 'other@lovelace.example' });
    const { result, cause } = await invoke(load(), eventOf(ADDRESS));
    expect([result, cause]).toEqual([EMPTY, expect.stringContaining('another e-mail address')]);
  });

  it('may not omit the username of a user who gave the e-mail address, if users sign in with usernames', async () => {
    oldSystem.respond = replyWith(200, user);
    const { result, cause } = await invoke(load(), eventOf(ADDRESS));
    expect([result, cause]).toEqual([EMPTY, expect.stringContaining('no username')]);
  });
});

describe('the secret', () => {
  const OLD_SYSTEM_SECRET_NAME = 'old-system';
  const tokens = () => oldSystem.requests.map(({ request }) => request.headers.authorization);

  beforeEach(() => {
    oldSystem.respond = replyWith(200, user);
    secretsManager.respond = replyWith(200, { SecretString: SECRET });
  });

  it('is read once, with the credentials of the function, and sent as a bearer token', async () => {
    const handler = load({ OLD_SYSTEM_SECRET_NAME });
    await invoke(handler, eventOf('ada'));
    await invoke(handler, eventOf('grace'));
    expect(tokens()).toEqual([`Bearer ${SECRET}`, `Bearer ${SECRET}`]);
    const [{ request, body } = { request: undefined, body: '{}' }] = secretsManager.requests;
    expect(secretsManager.requests).toHaveLength(1);
    expect(request?.headers['x-amz-target']).toBe('secretsmanager.GetSecretValue');
    expect(request?.headers.authorization).toContain('AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/');
    expect(JSON.parse(body)).toEqual({ SecretId: OLD_SYSTEM_SECRET_NAME });
  });

  it('is read again after five minutes, and after the old system has refused it', async () => {
    const handler = load({ OLD_SYSTEM_SECRET_NAME });
    await invoke(handler, eventOf('ada'));
    const now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now + 300_000);
    await invoke(handler, eventOf('ada'));
    expect(secretsManager.requests).toHaveLength(2);
    oldSystem.respond = replyWith(403);
    await invoke(handler, eventOf('ada'));
    expect(secretsManager.requests).toHaveLength(2);
    await invoke(handler, eventOf('ada'));
    expect(secretsManager.requests).toHaveLength(3);
  });

  it.each([
    ['does not exist', replyWith(400, { __type: 'ResourceNotFoundException', message: 'no such secret' })],
    ['is not a text', replyWith(200, { SecretBinary: 'AAAA' })],
  ])('ends a sign-in with old_system_unavailable when it %s, without a request', async (_, respond) => {
    secretsManager.respond = respond;
    const { result } = await invoke(load({ OLD_SYSTEM_SECRET_NAME }), eventOf('ada'));
    expect([result, oldSystem.requests]).toEqual(['old_system_unavailable', []]);
  });
});
