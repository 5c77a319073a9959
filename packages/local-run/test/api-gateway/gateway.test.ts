import inspector from 'node:inspector';
import type { Method } from '../../src/template/deployment';
import { parseHeaderTemplate } from '../../src/template/parameter-mapping';
import { type Answer, call, type Sent } from '../support/call';
import { eventually } from '../support/eventually';
import { handler, type RunningApi, serve } from '../support/running-api';
import { KeyServer, SigningPool } from '../support/signed-tokens';

const echo = handler('return { statusCode: 200, body: JSON.stringify(event) };');
const bodyModel = { 'application/json': { type: 'object', required: ['name'] } };

const pool = new SigningPool('eu-west-1_Abc123xyz');
const auth = { userPoolIds: [pool.id], scopes: [] };
/** Allows one request, and the next one after days. */
const once = { rate: 1e-6, burst: 1 };
const headers = ([name, value]: [string, string]) => parseHeaderTemplate(name, value) ?? [];
const preflight: Method = {
  httpMethod: 'OPTIONS',
  path: '/echo',
  auth: undefined,
  throttle: undefined,
  models: new Map(),
  integration: {
    status: 204,
    headers: Object.entries({
      'Access-Control-Allow-Origin': "'*'",
      'Access-Control-Allow-Methods': "'POST,GET'",
      Vary: 'method.request.header.Never-Sent',
    }).flatMap(headers),
  },
};

let keys: KeyServer;
let api: RunningApi;

beforeAll(async () => {
  keys = await KeyServer.start([pool]);
  api = await serve(
    {
      'ANY /echo': echo,
      'GET /echo/{id}/{rest+}': echo,
      'GET /guarded': { source: echo, auth },
      'POST /guarded': { source: echo, auth, models: bodyModel },
      'POST /checked': { source: echo, models: bodyModel },
      'GET /once': { source: echo, throttle: once },
      'POST /once': { source: echo, throttle: once, models: bodyModel },
      'GET /once/guarded': { source: echo, throttle: once, auth },
      'GET /reply': handler('return JSON.parse(event.queryStringParameters.with);'),
      'GET /throws': handler("throw new Error('boom');"),
      'GET /hangs': { source: handler('await new Promise(() => {});'), timeout: 0.2 },
      'GET /large': handler(`
        const size = 6_291_556 - JSON.stringify({ body: '' }).length;
        return { body: 'a'.repeat(size + Number(event.queryStringParameters.over)) };`),
    },
    {
      cognitoEndpoint: keys.url,
      methods: [preflight],
      gatewayResponses: {
        UNAUTHORIZED: {
          status: 401,
          headers: [
            ['Content-Type', "'application/problem+json'"],
            ['WWW-Authenticate', "'Bearer'"],
            ['Access-Control-Allow-Origin', 'method.request.header.Origin'],
          ].flatMap(([name = '', value = '']) => headers([name, value])),
          body: '{"code":"unauthorized","requestId":"$context.requestId"}',
        },
      },
    },
  );
});

afterAll(() => keys.close());

const event = async (answer: Promise<Answer>) => JSON.parse((await answer).body);
const post = (path: string, body: string | Buffer | (string | Buffer)[], headers = {}) =>
  call(`${api.url}${path}`, { method: 'POST', headers, body });

describe('the event of a request', () => {
  it('has exactly the fields that API Gateway documents', async () => {
    const url = `${api.url}/echo`;
    const before = Date.now();
    const sent = await call(url, { method: 'POST', headers: { 'User-Agent': 'a test' }, body: '{"ä":1}' });
    const { host } = new URL(url);
    const headers = {
      Host: host,
      'User-Agent': 'a test',
      'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      'X-Forwarded-For': '127.0.0.1',
      'X-Forwarded-Port': new URL(url).port,
      'X-Forwarded-Proto': 'http',
    };
    const { requestContext, ...request } = JSON.parse(sent.body);
    expect(request).toEqual({
      resource: '/echo',
      path: '/echo',
      httpMethod: 'POST',
      headers,
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: '{"ä":1}',
      isBase64Encoded: false,
    });
    expect(requestContext).toEqual({
      accountId: '000000000000',
      apiId: 'abcdefghij',
      stage: 'test',
      resourceId: expect.stringMatching(/^[a-z0-9]{6}$/),
      resourcePath: '/echo',
      httpMethod: 'POST',
      path: '/test/echo',
      protocol: 'HTTP/1.1',
      requestId: sent.headers['x-amzn-requestid'],
      extendedRequestId: sent.headers['x-amzn-requestid'],
      requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      requestTimeEpoch: expect.any(Number),
      domainName: host,
      domainPrefix: 'localhost',
      deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
      identity: {
        accessKey: null,
        accountId: null,
        caller: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: '127.0.0.1',
        user: null,
        userAgent: 'a test',
        userArn: null,
      },
    });
    expect(requestContext.requestTimeEpoch).toBeGreaterThanOrEqual(before);
  });

  it('has the last of several values of a header or parameter, and the list of all values', async () => {
    const sent = ['Host', 'localhost', 'X-A', '1', 'X-A', '2', '__proto__', 'p'];
    const { headers, multiValueHeaders, ...query } = await event(
      call(`${api.url}/echo?a=1&a=2&b=c%20d+e&c=?&__proto__=x`, { headers: sent }),
    );
    expect(headers).toMatchObject({ 'X-A': '2', ['__proto__']: 'p' });
    expect(multiValueHeaders['X-A']).toEqual(['1', '2']);
    expect(query.queryStringParameters).toEqual({ a: '2', b: 'c d e', c: '?', ['__proto__']: 'x' });
    expect(query.multiValueQueryStringParameters.a).toEqual(['1', '2']);
  });

  it('has no headers that concern the connection only', async () => {
    const sent = { Connection: 'close', TE: 'trailers', Upgrade: 'h2c', 'Transfer-Encoding': 'chunked', 'X-A': 'a' };
    const { headers } = await event(call(`${api.url}/echo`, { method: 'POST', headers: sent, body: ['a'] }));
    expect(Object.keys(headers).sort()).toEqual([
      'Host',
      'X-A',
      'X-Amzn-Trace-Id',
      'X-Forwarded-For',
      'X-Forwarded-Port',
      'X-Forwarded-Proto',
    ]);
  });

  it('has the address after those of X-Forwarded-For, and the trace id of the request', async () => {
    const sent = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'gopher', 'X-AMZN-Trace-Id': 'Root=1-a-b' };
    const { headers } = await event(call(`${api.url}/echo`, { headers: sent }));
    expect(headers).toMatchObject({ 'X-Forwarded-For': '203.0.113.7, 127.0.0.1', 'X-Amzn-Trace-Id': 'Root=1-a-b' });
    expect(headers).not.toHaveProperty('x-forwarded-for');
    expect(headers['X-Forwarded-Proto']).toBe('http');
  });

  it.each(['authorization', 'AUTHORIZATION'])('has the name Authorization for the header %s', async (name) => {
    const { headers, multiValueHeaders } = await event(call(`${api.url}/echo`, { headers: { [name]: 'x' } }));
    expect(headers).toMatchObject({ Authorization: 'x' });
    expect(multiValueHeaders).toMatchObject({ Authorization: ['x'] });
    expect(headers).not.toHaveProperty(name);
  });

  it('has the parameters of a query that are separated by ;', async () => {
    const { queryStringParameters } = await event(call(`${api.url}/echo?a=1;b=2&c=3%3B4`));
    expect(queryStringParameters).toEqual({ a: '1', b: '2', c: '3;4' });
  });

  it.each(['//echo', '////echo'])('has one slash at the start of the path for %s', async (sent) => {
    const { path, resource, requestContext } = await event(call(`${api.url}${sent}`));
    expect([path, resource, requestContext.path]).toEqual(['/echo', '/echo', `/test${sent}`]);
  });

  it('has the method of X-HTTP-Method-Override', async () => {
    const sent = { method: 'POST', headers: { 'X-HTTP-Method-Override': 'PATCH' } };
    const { httpMethod, requestContext } = await event(call(`${api.url}/echo`, sent));
    expect([httpMethod, requestContext.httpMethod]).toEqual(['PATCH', 'PATCH']);
  });

  it('has the path and the path parameters as they were sent, percent-encoded', async () => {
    const { path, resource, pathParameters } = await event(call(`${api.url}/echo/a%40b/c/d`));
    expect({ path, resource, pathParameters }).toEqual({
      path: '/echo/a%40b/c/d',
      resource: '/echo/{id}/{rest+}',
      pathParameters: { id: 'a%40b', rest: 'c/d' },
    });
  });

  it('has the body null when the body is empty', async () => {
    expect((await event(call(`${api.url}/echo`, { method: 'POST' }))).body).toBeNull();
  });
});

describe('the reply of a function', () => {
  const reply = (result: unknown) => call(`${api.url}/reply?with=${encodeURIComponent(JSON.stringify(result))}`);

  it('is sent to the client with every header once', async () => {
    const answer = await reply({
      statusCode: 418,
      headers: { 'content-type': 'text/plain', 'X-A': 'a' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'ä',
    });
    expect(answer).toMatchObject({
      status: 418,
      body: 'ä',
      headers: { 'content-type': 'text/plain', 'x-a': 'a', 'content-length': '2' },
    });
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(answer.headerNames.filter((name) => name === 'content-type')).toHaveLength(1);
  });

  it('has no Content-Length and no body when its status is 204', async () => {
    const answer = await reply({ statusCode: 204, headers: { 'Content-Length': '5' }, body: 'ignored' });
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect(answer.headers['content-length']).toBeUndefined();
  });

  it('cannot set the headers of the connection', async () => {
    const answer = await reply({
      statusCode: 200,
      headers: { 'Transfer-Encoding': 'chunked', 'Content-Length': '1' },
      body: 'whole',
    });
    expect(answer).toMatchObject({ status: 200, body: 'whole', headers: { 'content-length': '5' } });
    expect(answer.headers['transfer-encoding']).toBeUndefined();
  });

  it.each([
    ['a status that is no number', { statusCode: 'ok' }],
    ['a string instead of an object', 'ok'],
    ['a line break in a header', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
  ])('is 502 for %s', async (_, result) => {
    expect(await reply(result)).toMatchObject({ status: 502, body: '{"message":"Internal server error"}' });
  });

  it('is 502 without details when the function throws, and the log has the error', async () => {
    const answer = await call(`${api.url}/throws`);
    expect(answer).toMatchObject({ status: 502, body: '{"message":"Internal server error"}' });
    const lines = api.log.map((line) => JSON.parse(line));
    expect(lines).toContainEqual({
      timestamp: expect.any(String),
      level: 'ERROR',
      requestId: answer.headers['x-amzn-requestid'],
      route: 'GET /throws',
      source: expect.stringMatching(/^index\.mjs:\d+$/),
      message: { errorMessage: 'Error: boom', stackTrace: [expect.stringMatching(/^ {4}at handler \(index\.mjs:/)] },
    });
  });

  it('is 502 when the function does not answer within its own timeout', async () => {
    expect(await call(`${api.url}/hangs`)).toMatchObject({ status: 502, body: '{"message":"Internal server error"}' });
    expect(api.log).toContainEqual(expect.stringContaining('Task timed out after 0.2 seconds'));
  });

  it('is 504 when the function does not answer within the timeout of the integration', async () => {
    const { url } = await serve(
      { 'GET /': { source: handler('await new Promise(() => {});'), timeout: 1 } },
      { integrationTimeout: 100 },
    );
    expect(await call(url)).toMatchObject({ status: 504, body: '{"message":"Endpoint request timed out"}' });
  });

  it('may take longer than both timeouts while a debugger can attach', async () => {
    const url = jest.spyOn(inspector, 'url').mockReturnValue('ws://127.0.0.1:9230/id');
    const slow = "await new Promise((resolve) => setTimeout(resolve, 500)); return { statusCode: 200, body: 'slow' };";
    const inspected = await serve({ 'GET /': { source: handler(slow), timeout: 0.2 } }, { integrationTimeout: 100 });
    expect(await call(inspected.url)).toMatchObject({ status: 200, body: 'slow' });
    url.mockRestore();
  });

  it('may have 6,291,556 bytes of JSON, and is 502 above', async () => {
    expect((await call(`${api.url}/large?over=0`)).status).toBe(200);
    expect(await call(`${api.url}/large?over=1`)).toMatchObject({
      status: 502,
      body: '{"message":"Internal server error"}',
    });
    expect(api.log).toContainEqual(
      expect.stringContaining('size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes)'),
    );
  });
});

describe('a request for a route', () => {
  it.each([
    ['GET', '/nowhere'],
    ['GET', '/checked'],
    ['HEAD', '/checked'],
    ['OPTIONS', '/checked'],
    ['GET', '/__proto__'],
    ['GET', '/%'],
    ['GET', '/..'],
    ['GET', `/${'a'.repeat(10_000)}`],
  ])('that does not exist, %s %.20s, answers 403', async (method, path) => {
    const { status, headers, body } = await call(`${api.url}/`.replace(/\/$/, path), { method });
    expect(status).toBe(403);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException');
    expect(body).toBe(method === 'HEAD' ? '' : '{"message":"Missing Authentication Token"}');
  });

  it('with a MOCK integration answers without a function, without headers that have no value', async () => {
    const answer = await call(`${api.url}/echo`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://a.example' },
    });
    expect(answer).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'POST,GET' },
    });
    expect(answer.headers['content-length']).toBeUndefined();
    expect(answer.headers.vary).toBeUndefined();
  });
});

describe('a route with a Cognito authorizer', () => {
  it('passes the claims of a valid token to the function', async () => {
    const headers = { Authorization: `Bearer ${pool.idToken({ 'cognito:groups': ['a', 'b'] })}` };
    const { requestContext } = await event(call(`${api.url}/guarded`, { headers }));
    expect(requestContext.authorizer).toEqual({
      claims: expect.objectContaining({ sub: 'sub-of-ada', 'cognito:groups': 'a,b' }),
    });
  });

  it.each([
    ['without a token', {}],
    ['with garbage', { Authorization: 'Bearer garbage' }],
    ['with an access token', { Authorization: `Bearer ${pool.accessToken()}` }],
  ])('answers 401 with the gateway response of the template %s', async (_, authorization) => {
    const headers = { Origin: 'https://a.example', ...authorization };
    const answer = await call(`${api.url}/guarded`, { headers });
    expect(answer).toMatchObject({
      status: 401,
      headers: {
        'access-control-allow-origin': 'https://a.example',
        'content-type': 'application/problem+json',
        'www-authenticate': 'Bearer',
      },
    });
    expect(JSON.parse(answer.body)).toEqual({
      code: 'unauthorized',
      requestId: answer.headers['x-amzn-requestid'],
    });
    expect(new Set(answer.headerNames).size).toBe(answer.headerNames.length);
  });

  it('answers 401 rather than 400 when both the token and the body are invalid', async () => {
    expect((await post('/guarded', 'no json')).status).toBe(401);
  });

  it('leaves out a mapped header that the request does not have', async () => {
    const answer = await call(`${api.url}/guarded`);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('answers 500 while the public keys cannot be fetched', async () => {
    const unreachable = await serve({ 'GET /': { source: echo, auth } });
    const headers = { Authorization: pool.idToken() };
    expect(await call(`${unreachable.url}/`, { headers })).toMatchObject({
      status: 500,
      body: '{"message":"Internal server error"}',
    });
    expect(unreachable.log[0]).toMatch(/^The authorizer cannot check tokens: /);
  });
});

describe('a method above its rate limit', () => {
  const statuses = async (url: string, sent: Sent = {}) => [
    (await call(url, sent)).status,
    (await call(url, sent)).status,
    (await call(url, sent)).status,
  ];

  it('answers 429, while other methods are served', async () => {
    expect(await statuses(`${api.url}/once`)).toEqual([200, 429, 429]);
    expect(await call(`${api.url}/once`)).toMatchObject({ status: 429, body: '{"message":"Too Many Requests"}' });
    expect((await post('/once', '{"name":1}')).status).toBe(200);
    expect((await call(`${api.url}/echo`)).status).toBe(200);
  });

  it('answers 429 before it checks the token and the body', async () => {
    expect(await statuses(`${api.url}/once/guarded`)).toEqual([401, 429, 429]);
    const headers = { Authorization: pool.idToken() };
    expect((await call(`${api.url}/once/guarded`, { headers })).status).toBe(429);
    const { url } = await serve({ 'POST /': { source: echo, throttle: once, models: bodyModel } });
    expect(await statuses(url, { method: 'POST', body: 'no json' })).toEqual([400, 429, 429]);
  });

  it('is served when throttling is off', async () => {
    const { url } = await serve({ 'GET /': { source: echo, throttle: once } }, { throttling: false });
    expect(await statuses(url)).toEqual([200, 200, 200]);
  });
});

describe('a body for a method with a model', () => {
  const json = 'application/json';

  it.each<[string, string | undefined, string, number]>([
    ['that matches', json, '{"name":1}', 200],
    ['that does not match', json, '{}', 400],
    ['of another JSON type', json, '[]', 400],
    ['that is null', json, 'null', 400],
    ['that is not JSON', json, '{"name":', 400],
    ['that is empty', json, '', 400],
    ['of a media type with a character set', `${json}; charset=utf-8`, '{}', 400],
    ['of a media type in capitals', 'Application/JSON', '{}', 400],
    ['without a media type', undefined, '{}', 400],
    ['of another media type, which has no model', 'text/plain', '{}', 200],
    ['of another JSON media type, which has no model', 'application/problem+json', 'no json', 200],
    ['with 100,000 levels', json, `${'['.repeat(100_000)}`, 400],
    ['with __proto__', json, '{"__proto__":{"name":1}}', 400],
  ])('%s (%s)', async (_, type, body, status) => {
    const answer = await post('/checked', body, type === undefined ? {} : { 'Content-Type': type });
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body).toBe('{"message":"Invalid request body"}');
  });
});

describe('a gateway whose functions are closed', () => {
  it('answers the requests in progress', async () => {
    const waiting = await serve({
      'GET /': handler(`
        console.info('started');
        await new Promise((resolve) => setTimeout(resolve, 50));
        return { statusCode: 200, body: 'done' };`),
    });
    const answer = call(`${waiting.url}/`);
    await eventually(() => waiting.log.some((line) => line.includes('started')));
    waiting.functions.close();
    expect(await answer).toMatchObject({ status: 200, body: 'done' });
  });

  it('keeps no worker', async () => {
    const counting = await serve({
      'GET /': `let count = 0; ${handler('return { statusCode: 200, body: String(++count) };')}`,
    });
    const count = async () => (await call(`${counting.url}/`)).body;
    expect([await count(), await count()]).toEqual(['1', '2']);
    counting.functions.close();
    expect(await count()).toBe('1');
  });
});

describe('a model that is not a valid schema', () => {
  it('is rejected with the name of the route', async () => {
    const models = { 'application/json': { $ref: 'https://apigateway.amazonaws.com/restapis/x/models/Y' } };
    await expect(serve({ 'POST /checked': { source: echo, models } })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^POST \/checked has a model that the local run does not support: .*models\/Y/),
    });
  });
});
