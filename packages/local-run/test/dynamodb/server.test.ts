import { call } from '../support/call';
import { notesTable, type RunningDynamodb, start } from './support';

let running: RunningDynamodb;

beforeAll(async () => {
  running = await start([notesTable()]);
});

const headers = {
  'Content-Type': 'application/x-amz-json-1.0',
  'X-Amz-Target': 'DynamoDB_20120810.ListTables',
  Authorization: 'AWS4-HMAC-SHA256 Credential=any',
};
const post = (changes: object, body = '{}') =>
  call(running.url, { method: 'POST', headers: { ...headers, ...changes }, body });

it.each(['http://localhost:3000', 'http://127.0.0.1:5173'])('lets pages of %s read replies', async (Origin) => {
  expect(await post({ Origin })).toMatchObject({
    status: 200,
    headers: { 'access-control-allow-origin': '*' },
    body: '{"TableNames":["Notes"]}',
  });
  const preflight = await call(running.url, {
    method: 'OPTIONS',
    headers: { Origin, 'Access-Control-Request-Headers': 'x-amz-target' },
  });
  expect(preflight).toMatchObject({ status: 200, headers: { 'access-control-allow-headers': 'x-amz-target' } });
});

it.each([
  ['a page of another site', { Origin: 'https://example.com' }],
  ['a page without an origin', { Origin: 'null' }],
  ['a page whose name resolves to this machine', { Host: 'rebound.example.com' }],
])('answers 403 to %s', async (_, foreign) => {
  const reply = await post(foreign);
  expect(reply).toMatchObject({ status: 403, body: expect.stringContaining('AccessDeniedException') });
  expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  expect(reply.body).not.toContain('Notes');
});

it.each([
  ['no signature', { Authorization: '' }, '{}', 'MissingAuthenticationTokenException'],
  ['no operation', { 'X-Amz-Target': 'ListTables' }, '{}', 'UnknownOperationException'],
  ['a body that is not JSON', {}, '{', 'SerializationException'],
  ['a body that is a list', {}, '[]', 'SerializationException'],
  ['an empty body', {}, '', 'SerializationException'],
  ['an input with a wrong type', {}, '{"Limit":"x"}', 'SerializationException'],
])('answers 400 to a request with %s', async (_, changes, body, name) => {
  const reply = await post(changes, body);
  expect(reply.status).toBe(400);
  expect(JSON.parse(reply.body).__type).toMatch(new RegExp(`#${name}$`));
});

it('answers 400 to an item with null in a list', async () => {
  const target = { 'X-Amz-Target': 'DynamoDB_20120810.PutItem' };
  const reply = await post(
    target,
    '{"TableName":"Notes","Item":{"owner":{"S":"a"},"id":{"S":"1"},"list":{"L":[null]}}}',
  );
  expect(reply).toMatchObject({ status: 400, body: expect.stringContaining('#ValidationException') });
});

it('answers 413 to a body that is larger than any request of DynamoDB', async () => {
  expect((await post({}, ' '.repeat(16 * 1024 * 1024 + 1))).status).toBe(413);
});

it('answers 404 to GET', async () => {
  expect((await call(running.url)).status).toBe(404);
});
