import { EmbeddedCognito } from '../../src/cognito/embedded-cognito';
import { Clock } from '../../src/control/clock';
import { controlReply } from '../../src/control/control';
import { type LoopbackServer, listen } from '../../src/http/loopback-server';
import { sendReply } from '../../src/http/reply';
import { call, exchange, type Sent } from '../support/call';

const user = { logicalId: 'Users', id: 'eu-west-1_Users0001', properties: {}, clients: [], groups: [] };

let clock: Clock;
let cognito: EmbeddedCognito;
let server: LoopbackServer;
let isLoaded: boolean;
let usesOtherCognito: boolean;
let log: string[];

beforeAll(async () => {
  cognito = new EmbeddedCognito({ region: 'eu-west-1', log: () => {} });
  cognito.configure([user]);
  server = await listen(
    async (incoming, response) => {
      const targets = { clock, cognito: usesOtherCognito ? undefined : cognito, isLoaded };
      const reply = await controlReply(incoming, { ...targets, log: (line) => log.push(line) });
      if (reply) sendReply(response, reply);
      else response.writeHead(404).end('not controlled');
    },
    0,
    'PORT',
  );
});

afterAll(() => server.close());

beforeEach(() => {
  clock = new Clock();
  isLoaded = true;
  usesOtherCognito = false;
  log = [];
});

afterEach(() => {
  cognito.codes.release();
  cognito.faults.clear();
});

const json = { 'Content-Type': 'application/json' };

/** Sends a request. A body that is not a string is sent as JSON. */
async function send(line: string, { body, headers = json, ...sent }: Omit<Sent, 'body'> & { body?: unknown } = {}) {
  const [method = '', path = ''] = line.split(' ');
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await call(server.url + path, { method, headers, body: text, ...sent });
  return { ...answer, json: answer.body ? JSON.parse(answer.body) : undefined };
}

/** One request that changes something for each endpoint, with a valid body. */
const changes: readonly (readonly [line: string, body: unknown])[] = [
  ['DELETE /_local/users', undefined],
  ['DELETE /_local/messages', undefined],
  ['POST /_local/clock', { advanceSeconds: 60 }],
  ['DELETE /_local/clock', undefined],
  ['PUT /_local/next-code', { code: '123456' }],
  ['DELETE /_local/next-code', undefined],
  ['POST /_local/faults', { fault: 'throttle' }],
  ['DELETE /_local/faults', undefined],
];

describe('/_local/clock', () => {
  it('shows the time and moves it on', async () => {
    expect((await send('GET /_local/clock')).json).toEqual({ now: expect.any(String), aheadSeconds: 0 });
    await send('POST /_local/clock', { body: { advanceSeconds: 900 } });
    const { status, json } = await send('POST /_local/clock', { body: { advanceSeconds: 0.5 } });
    expect([status, json.aheadSeconds]).toEqual([200, 900.5]);
    expect(Math.abs(Date.parse(json.now) - Date.now() - 900_500)).toBeLessThan(10_000);
    expect(clock.now() - Date.now()).toBeGreaterThan(900_000);
  });

  it('DELETE goes back to real time', async () => {
    clock.advance(60_000);
    expect((await send('DELETE /_local/clock')).status).toBe(204);
    expect(clock.aheadMs).toBe(0);
  });

  it('answers 400 to more than 20 years in all', async () => {
    const tenYears = { body: { advanceSeconds: 10 * 366 * 86_400 } };
    expect((await send('POST /_local/clock', tenYears)).status).toBe(200);
    expect((await send('POST /_local/clock', tenYears)).status).toBe(200);
    expect(await send('POST /_local/clock', { body: { advanceSeconds: 1 } })).toMatchObject({
      status: 400,
      json: { message: 'advanceSeconds must be a number of seconds above 0 and up to 632448000 in all.' },
    });
  });

  it('moves on by the sum of concurrent requests', async () => {
    const requests = Array.from({ length: 20 }, () => send('POST /_local/clock', { body: { advanceSeconds: 3 } }));
    expect((await Promise.all(requests)).every(({ status }) => status === 200)).toBe(true);
    expect(clock.aheadMs).toBe(60_000);
  });
});

describe('/_local/next-code', () => {
  it('fixes the codes until DELETE', async () => {
    expect(await send('PUT /_local/next-code', { body: { code: '004711' } })).toMatchObject({
      status: 200,
      json: { code: '004711' },
    });
    expect([cognito.codes.next(), cognito.codes.next()]).toEqual(['004711', '004711']);
    expect((await send('DELETE /_local/next-code')).status).toBe(204);
    expect((await send('GET /_local/next-code')).json).toEqual({});
  });

  it('fixes so many codes', async () => {
    await send('PUT /_local/next-code', { body: { code: '004711', times: 2 } });
    cognito.codes.next();
    expect((await send('GET /_local/next-code')).json).toEqual({ code: '004711', times: 1 });
  });
});

describe('/_local/faults', () => {
  it('adds, shows and clears faults', async () => {
    const slow = { fault: 'slow', delayMs: 10, operation: 'SignUp', times: 1 };
    await send('POST /_local/faults', { body: { fault: 'throttle', operation: 'GetId' } });
    expect(await send('POST /_local/faults', { body: slow })).toMatchObject({
      status: 200,
      json: [{ fault: 'throttle', operation: 'GetId' }, slow],
    });
    expect((await send('GET /_local/faults')).json).toHaveLength(2);
    expect(cognito.faults.take('SignUp')).toEqual(slow);
    expect((await send('DELETE /_local/faults')).status).toBe(204);
    expect(cognito.faults.all).toEqual([]);
  });
});

describe('/_local/users and /_local/messages', () => {
  beforeEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ['DELETE /_local/users', 'removeUsers', []],
    ['DELETE /_local/users?username=ada%40example.org', 'removeUser', ['ada@example.org']],
    ['DELETE /_local/messages', 'clearMessages', [undefined]],
    ['DELETE /_local/messages?to=ada@example.org', 'clearMessages', ['ada@example.org']],
    ['DELETE /_local/messages?id=1f0c', 'removeMessage', ['1f0c']],
  ] as const)('%s answers 204', async (line, method, parameters) => {
    const act = jest.spyOn(cognito, method).mockReturnValue(true as never);
    expect(await send(line)).toMatchObject({ status: 204, body: '' });
    expect(act.mock.calls).toEqual([parameters]);
  });

  it('answers 404 when no user has the name', async () => {
    expect(await send('DELETE /_local/users?username=nobody')).toMatchObject({
      status: 404,
      json: { message: 'No user signs in with this username or e-mail address.' },
    });
  });

  it('answers 404 when no message has the id', async () => {
    expect(await send('DELETE /_local/messages?id=x')).toMatchObject({
      status: 404,
      json: { message: 'No message has this id.' },
    });
  });

  it('answers 400 to two filters and removes nothing', async () => {
    const acts = (['removeMessage', 'clearMessages'] as const).map((method) => jest.spyOn(cognito, method));
    expect(await send('DELETE /_local/messages?id=1f0c&to=ada@example.org')).toMatchObject({
      status: 400,
      json: { message: 'More than one query parameter. Use ?to=VALUE, ?id=VALUE or none.' },
    });
    for (const act of acts) expect(act).not.toHaveBeenCalled();
  });

  it.each(['DELETE /_local/users?user=ada', 'DELETE /_local/users?username=ada&x', 'DELETE /_local/messages?email=a'])(
    '%s answers 400 and removes nothing',
    async (line) => {
      const acts = (['removeUsers', 'removeUser', 'clearMessages'] as const).map((method) =>
        jest.spyOn(cognito, method),
      );
      expect(await send(line)).toMatchObject({
        status: 400,
        json: {
          message: expect.stringMatching(
            /^Unknown query parameter .* Use \?(username|to)=VALUE(, \?id=VALUE)? or none\.$/,
          ),
        },
      });
      for (const act of acts) expect(act).not.toHaveBeenCalled();
    },
  );

  it('leaves GET /_local/messages to the console', async () => {
    expect((await call(`${server.url}/_local/messages`)).body).toBe('not controlled');
  });
});

it.each(changes)('%s is logged', async (line, body) => {
  await send(line, { body });
  expect(log).toEqual([expect.stringMatching(`^${line} 20[04]$`)]);
});

describe.each(changes)('%s answers 403', (line, body) => {
  const port = () => new URL(server.url).port;

  it.each(['evil.example', 'localhost.evil.example', 'evil.example:3000', 'localhost@evil.example'])(
    'when the host is %s (DNS rebinding)',
    async (host) => {
      expect((await send(line, { body, headers: { ...json, Host: host } })).status).toBe(403);
    },
  );

  it.each(['https://evil.example', 'http://localhost:1', 'http://localhost.evil.example', 'null', ''])(
    'when the origin is "%s"',
    async (Origin) => {
      expect((await send(line, { body, headers: { ...json, Origin } })).status).toBe(403);
    },
  );

  it('when the origin is that of the page, but with TLS', async () => {
    expect((await send(line, { body, headers: { ...json, Origin: `https://localhost:${port()}` } })).status).toBe(403);
  });

  it.each(['cross-site', 'same-site'])('when a browser says that the request is %s', async (site) => {
    expect((await send(line, { body, headers: { ...json, 'Sec-Fetch-Site': site } })).status).toBe(403);
  });

  it('when a page of another site sends it without CORS', async () => {
    const headers = { 'Content-Type': 'text/plain', Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    expect((await send(line, { body, headers })).status).toBe(403);
  });

  afterEach(() => {
    expect([clock.aheadMs, cognito.codes.fixed, cognito.faults.all, log]).toEqual([0, undefined, [], []]);
  });
});

it('accepts requests of a page of the same origin', async () => {
  const headers = { ...json, Origin: server.url, 'Sec-Fetch-Site': 'same-origin' };
  expect((await send('POST /_local/clock', { body: { advanceSeconds: 1 }, headers })).status).toBe(200);
});

it.each(['/_local/clock', '/_local/next-code', '/_local/faults'])(
  'GET %s answers 403 to a page of another site',
  async (path) => {
    expect((await send(`GET ${path}`, { headers: { 'Sec-Fetch-Site': 'cross-site' } })).status).toBe(403);
  },
);

describe('a body', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', undefined])(
    'of the type %s gets 415, because a page of any site can send it',
    async (type) => {
      const headers = type === undefined ? {} : { 'Content-Type': type };
      expect(await send('POST /_local/clock', { body: { advanceSeconds: 1 }, headers })).toMatchObject({
        status: 415,
        json: { message: 'Send a JSON object such as {"advanceSeconds":900} with Content-Type: application/json.' },
      });
      expect(clock.aheadMs).toBe(0);
    },
  );

  it('may have a type with parameters', async () => {
    const headers = { 'Content-Type': 'Application/JSON; charset=utf-8' };
    expect((await send('POST /_local/clock', { body: { advanceSeconds: 1 }, headers })).status).toBe(200);
  });

  it('of more than 4096 bytes gets 413, and the connection stays usable', async () => {
    expect(await send('POST /_local/clock', { body: ' '.repeat(5_000_000) })).toMatchObject({
      status: 413,
      json: { message: expect.stringMatching(/^The body is too large\. Send a JSON object/) },
    });
    const long = `POST /_local/clock HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n${' '.repeat(5000)}`;
    const replies = await exchange(
      server.url,
      `${long}GET /_local/clock HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(replies.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 415', 'HTTP/1.1 200']);
  });

  const clockHint = 'Send a JSON object such as {"advanceSeconds":900}.';
  const codeHint = 'Send a JSON object such as {"code":"123456"}.';
  const faultHint = 'Send a JSON object such as {"fault":"slow","delayMs":5000,"operation":"InitiateAuth","times":1}.';
  const wrongSeconds = 'advanceSeconds must be a number of seconds above 0 and up to 632448000 in all';
  const wrongCode = 'code must be a string of six or eight digits';
  const wrongTimes = 'times must be a whole number above 0';
  const wrongDelay = 'delayMs must be a number of milliseconds from 1 to 60000';
  const wrongFault = 'fault must be throttle, unavailable, internalError, reset or slow';
  const wrongOperation = 'operation must be the name of an operation of Amazon Cognito';

  it.each<[line: string, body: unknown, problem: string, hint: string]>([
    ['POST /_local/clock', '', 'it is not a JSON object', clockHint],
    ['POST /_local/clock', '{', 'it is not a JSON object', clockHint],
    ['POST /_local/clock', 'null', 'it is not a JSON object', clockHint],
    ['POST /_local/clock', '[1]', 'it is not a JSON object', clockHint],
    ['POST /_local/clock', '900', 'it is not a JSON object', clockHint],
    ['POST /_local/clock', {}, wrongSeconds, clockHint],
    ['POST /_local/clock', { advanceSeconds: '15m' }, wrongSeconds, clockHint],
    ['POST /_local/clock', { advanceSeconds: 0 }, wrongSeconds, clockHint],
    ['POST /_local/clock', { advanceSeconds: -60 }, wrongSeconds, clockHint],
    ['POST /_local/clock', '{"advanceSeconds":1e999}', wrongSeconds, clockHint],
    ['POST /_local/clock', { advance: 1 }, `${wrongSeconds}; unknown field advance`, clockHint],
    ['PUT /_local/next-code', {}, wrongCode, codeHint],
    ['PUT /_local/next-code', { code: 123456 }, wrongCode, codeHint],
    ['PUT /_local/next-code', { code: '1234567' }, wrongCode, codeHint],
    ['PUT /_local/next-code', { code: '123456\n' }, wrongCode, codeHint],
    ['PUT /_local/next-code', { code: '１２３４５６' }, wrongCode, codeHint],
    ['PUT /_local/next-code', { code: '1', times: 0 }, `${wrongCode}; ${wrongTimes}`, codeHint],
    ['PUT /_local/next-code', { code: '123456', times: 1.5 }, wrongTimes, codeHint],
    ['POST /_local/faults', '"throttle"', 'it is not a JSON object', faultHint],
    ['POST /_local/faults', {}, wrongFault, faultHint],
    ['POST /_local/faults', { fault: 'down' }, wrongFault, faultHint],
    ['POST /_local/faults', { fault: 'slow' }, wrongDelay, faultHint],
    ['POST /_local/faults', { fault: 'slow', delayMs: 60_001 }, wrongDelay, faultHint],
    ['POST /_local/faults', { fault: 'throttle', delayMs: 5 }, 'unknown field delayMs', faultHint],
    ['POST /_local/faults', { fault: 'throttle', operation: 'SignIn' }, wrongOperation, faultHint],
    ['POST /_local/faults', { fault: 'reset', operation: 1, times: -1 }, `${wrongOperation}; ${wrongTimes}`, faultHint],
  ])('of %s that is %j gets 400 with what is wrong and an example', async (line, body, problem, hint) => {
    expect(await send(line, { body })).toMatchObject({
      status: 400,
      json: { message: `Wrong body: ${problem}. ${hint}` },
    });
    expect([clock.aheadMs, cognito.codes.fixed, cognito.faults.all, log]).toEqual([0, undefined, [], []]);
  });
});

it.each([
  ['GET /_local/users', undefined],
  ['POST /_local/users', 'DELETE'],
  ['PUT /_local/messages', 'DELETE'],
  ['PUT /_local/clock', 'GET, POST, DELETE'],
  ['PATCH /_local/next-code', 'GET, PUT, DELETE'],
  ['OPTIONS /_local/faults', 'GET, POST, DELETE'],
])('%s is not an endpoint', async (line, allow) => {
  const { status, headers, body } = await call(server.url + line.split(' ')[1], { method: line.split(' ')[0] ?? '' });
  expect(headers['access-control-allow-origin']).toBeUndefined();
  if (allow === undefined) expect(body).toBe('not controlled');
  else {
    expect([status, headers.allow]).toEqual([405, allow]);
    expect(JSON.parse(body)).toEqual({ message: `Use ${allow}.` });
  }
});

it('HEAD /_local/clock answers 405 without a body', async () => {
  expect(await send('HEAD /_local/clock')).toMatchObject({ status: 405, body: '' });
});

it.each(['/_local/clock/', '/_local/CLOCK', '/_local/x', '/clock', '/_local/__proto__', '//_local/clock'])(
  'DELETE %s is not an endpoint',
  async (path) => {
    expect((await call(server.url + path, { method: 'DELETE' })).body).toBe('not controlled');
  },
);

it.each(changes)('%s answers 503 until the app is loaded', async (line, body) => {
  isLoaded = false;
  expect(await send(line, { body })).toMatchObject({
    status: 503,
    json: { message: 'The app is not loaded yet. Try again when the local run is ready.' },
  });
});

it.each(changes)('%s answers 404 when the run uses another Cognito', async (line, body) => {
  usesOtherCognito = true;
  expect(await send(line, { body })).toMatchObject({
    status: 404,
    json: { message: 'This run uses another Cognito. Only the embedded Cognito can be controlled.' },
  });
});
