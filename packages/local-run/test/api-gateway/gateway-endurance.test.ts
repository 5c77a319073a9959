import { parseHeaderTemplate } from '../../src/template/parameter-mapping';
import { call, connection, exchange } from '../support/call';
import { eventually } from '../support/eventually';
import { answered, handler, type RunningApi, serve } from '../support/running-api';

const MB = 1024 * 1024;

let api: RunningApi;

beforeAll(async () => {
  const origin = parseHeaderTemplate('Access-Control-Allow-Origin', 'method.request.header.Origin') ?? [];
  api = await serve(
    {
      'ANY /echo': handler('return { statusCode: 200, body: JSON.stringify(event) };'),
      'POST /length': handler('return { statusCode: 200, body: String(event.body?.length) };'),
      'GET /hangs': { source: handler('await new Promise(() => {});'), timeout: 0.2 },
      'GET /guarded': {
        source: handler('return { statusCode: 200 };'),
        auth: { userPoolIds: ['eu-west-1_Abc123xyz'], scopes: [] },
      },
    },
    { gatewayResponses: { UNAUTHORIZED: { status: 401, headers: [origin].flat(), body: '{}' } } },
  );
});

describe('the size of a body', () => {
  const send = (body: Buffer | (string | Buffer)[]) => call(`${api.url}/length`, { method: 'POST', body });
  const piece = Buffer.alloc(MB, 'a');
  const pieces = (count: number) => Array.from({ length: count }, () => piece);

  it('may be 5 MB', async () => {
    expect(await send(Buffer.concat(pieces(5)))).toMatchObject({ status: 200, body: `${5 * MB}` });
  });

  it.each([
    ['over 10 MB with a Content-Length', () => Buffer.concat([...pieces(10), Buffer.from('a')])],
    ['over 10 MB in chunks', () => [...pieces(10), 'a']],
    ['over 6 MB, the limit of Lambda,', () => Buffer.concat(pieces(6))],
    ['under 6 MB but over 6 MB in the JSON of the event', () => Buffer.alloc(3.5 * MB, '"')],
  ])('%s answers 413', async (_, body) => {
    expect(await send(body())).toMatchObject({
      status: 413,
      body: '{"message":"Request Too Long"}',
    });
  });

  it('over 10 MB answers 413 also for an unknown route', async () => {
    const body = pieces(11);
    expect((await call(`${api.url}/nowhere`, { method: 'POST', body })).status).toBe(413);
  });
});

describe('the gateway serves further requests', () => {
  const works = async () => expect((await call(`${api.url}/echo`)).status).toBe(200);
  const head = 'HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n';

  it.each([
    ['binary data', '\0\x01\x02 what\r\n\r\n', 400],
    ['an incomplete URL', `GET http://[ ${head}\r\n`, 403],
    ['a backslash and a bracket', `GET /\\[ ${head}\r\n`, 403],
    ['two slashes and a bracket', `GET //[ ${head}\r\n`, 403],
    ['bytes beyond ASCII in the path', `GET /\xff\xfe ${head}\r\n`, 400],
    ['an asterisk', `OPTIONS * ${head}\r\n`, 403],
    ['bytes beyond ASCII in a header that the reply repeats', `GET /guarded ${head}Origin: \xff\xfe\r\n\r\n`, 401],
    ['a control character in a header', `GET /guarded ${head}Origin: a\x7fb\r\n\r\n`, 400],
    ['an unknown method', `BREW /echo ${head}\r\n`, 400],
    ['a header without a name', `GET /echo ${head}: x\r\n\r\n`, 400],
    ['no Host', 'GET /echo HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['HTTP/1.0', 'GET /echo HTTP/1.0\r\n\r\n', 200],
    ['headers of 10,300 bytes', `GET /echo ${head}X: ${'a'.repeat(10_300)}\r\n\r\n`, 431],
    ['headers of 10,000 bytes', `GET /echo ${head}X: ${'a'.repeat(10_000)}\r\n\r\n`, 200],
    ['headers of 20,000 bytes', `GET /echo ${head}X: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['a thousand headers', `GET /echo ${head}${'A: b\r\n'.repeat(1_000)}\r\n`, 200],
    ['a thousand parameters', `GET /echo?${'a&'.repeat(5_000)} ${head}\r\n`, 200],
    ['headers with the names of prototype properties', `GET /echo ${head}__proto__: a\r\nconstructor: b\r\n\r\n`, 200],
    ['two lengths', `POST /echo ${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 400],
    ['a length and chunks', `POST /echo ${head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a broken chunk', `POST /echo ${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    ['an upgrade', 'GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n', 200],
    ['an unknown expectation', `POST /echo ${head}Expect: miracles\r\nContent-Length: 0\r\n\r\n`, 417],
  ])('after %s', async (_, bytes, status) => {
    expect(await exchange(api.url, bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    await works();
  });

  it('after a CONNECT request', async () => {
    expect(await exchange(api.url, `CONNECT localhost:1 ${head}\r\n`)).toBe('');
    await works();
  });

  it('after pipelined requests, which are answered in order', async () => {
    const requests = Array.from({ length: 20 }, (_, n) => `GET /echo?n=${n} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const replies = await exchange(api.url, `${requests.join('')}GET /nowhere ${head}\r\n`);
    const order = [...replies.matchAll(/"queryStringParameters":{"n":"(\d+)"}/g)].map(([, n]) => Number(n));
    expect(order).toEqual(requests.map((_, n) => n));
    expect(replies).toContain('Missing Authentication Token');
  });

  it('after an upload that the client canceled, which is not logged as a failure', async () => {
    const socket = await connection(api.url);
    socket.write('POST /length?canceled=yes HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf');
    await works();
    socket.destroy();
    await eventually(() => answered(api.log).includes('POST /length canceled'));
    expect(api.log.join()).not.toContain('aborted');
    await works();
  });

  it('after a client that closed the connection before the reply', async () => {
    const before = api.log.length;
    const socket = await connection(api.url);
    socket.write('GET /hangs HTTP/1.1\r\nHost: a\r\n\r\n');
    await works();
    socket.destroy();
    await eventually(() => answered(api.log.slice(before)).includes('GET /hangs 502'));
    await works();
  });
});

describe('the log', () => {
  it('has one line per request and no content of the request', async () => {
    const quiet = await serve({
      'POST /ok': {
        source: handler('return { statusCode: 200 };'),
        models: { 'application/json': { type: 'object', required: ['name'] } },
      },
    });
    const bodies = ['{"name":"hunter2"}', '{"hunter2":"hunter2"}', 'hunter2'];
    for (const body of bodies) {
      await call(`${quiet.url}/ok?password=hunter2`, {
        method: 'POST',
        headers: { Authorization: 'Bearer hunter2', Cookie: 'hunter2', 'User-Agent': 'hunter2' },
        body,
      });
    }
    expect(answered(quiet.log)).toEqual(['POST /ok 200', 'POST /ok 400', 'POST /ok 400']);
    expect(quiet.log).toHaveLength(bodies.length);
    expect(quiet.log.join()).not.toContain('hunter2');
  });

  it.each([
    ['the code of a problem', 'application/problem+json; charset=utf-8', '{"code":"note_not_found"}', 'note_not_found'],
    ['no code of a body of another type', 'application/json', '{"code":"note_not_found"}', undefined],
    ['no code that is text', 'application/problem+json', '{"code":"hunter2 is wrong"}', undefined],
    ['no code of a body that is not JSON', 'application/problem+json', 'hunter2', undefined],
  ])('has %s', async (_, type, body, code) => {
    const result = { statusCode: 404, headers: { 'content-type': type }, body };
    const quiet = await serve({ 'GET /notes': handler(`return ${JSON.stringify(result)};`) });
    await call(`${quiet.url}/notes`);
    expect(quiet.log.map((line) => JSON.parse(line))).toEqual([
      {
        time: expect.any(String),
        status: 404,
        method: 'GET',
        route: '/notes',
        ms: expect.any(Number),
        ...(code && { code }),
      },
    ]);
  });

  it('has the route instead of the path of the request', async () => {
    const quiet = await serve({
      'GET /users/{id}': handler('return { statusCode: 200 };'),
      'GET /private/{id}': { source: handler('return { statusCode: 200 };'), auth: { iam: true } },
    });
    for (const path of ['/users/hunter2', '/hunter2', '/private/hunter2', '/%']) await call(`${quiet.url}${path}`);
    await call(`${quiet.url}/nowhere`, { headers: { 'X-HTTP-Method-Override': 'hunter2' } });
    expect(answered(quiet.log)).toEqual([
      'GET /users/{id} 200',
      'GET (no such route) 403',
      'GET /private/{id} 403',
      'GET (no such route) 403',
      'GET (no such route) 403',
    ]);
    expect(quiet.log).toHaveLength(6);
    expect(quiet.log).toContain('GET /private/{id}: Missing Authentication Token');
    expect(quiet.log.join()).not.toContain('hunter2');
  });
});
