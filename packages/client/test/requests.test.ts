import { createAuthClient } from '../src/auth-client';
import { AuthError } from '../src/auth-error';
import { json, problem, stubbedClient, tokensOf } from './support/stub-api';

const credentials = { username: 'ada', password: 'Correct-Horse-7' };
const session = { 'POST /sign-in': () => json(tokensOf('first')), 'POST /refresh': () => json(tokensOf('second')) };

/** A signed-in client of a route that accepts the second tokens only. */
async function clientOf(method: string, refusal = () => problem(401, 'unauthorized')) {
  const stub = stubbedClient({
    ...session,
    [`${method} /notes`]: ({ authorization }) => (authorization?.endsWith('second') ? json([]) : refusal()),
  });
  await stub.client.signIn(credentials);
  return { ...stub, calls: () => stub.sent.filter(({ path }) => path === '/notes').map((call) => call.authorization) };
}

describe('fetch', () => {
  it('sends the ID token, or the access token by option, with the init of the caller', async () => {
    const { client, sent } = stubbedClient({ ...session, 'POST /notes': () => json({}, 201) });
    await client.signIn(credentials);
    await client.fetch('/notes', { method: 'POST', body: '{"text":"x"}' });
    const { status } = await client.fetch('/notes', { method: 'POST', body: '{}', token: 'accessToken' });
    expect(sent.slice(1)).toMatchObject([
      { authorization: 'Bearer id-first', body: { text: 'x' } },
      { authorization: 'Bearer access-first' },
    ]);
    expect(status).toBe(201);
  });

  it.each(['GET', 'PUT', 'DELETE'])('repeats %s once with new tokens after a 401', async (method) => {
    const { client, calls } = await clientOf(method);
    expect((await client.fetch('/notes', { method })).status).toBe(200);
    expect(calls()).toEqual(['Bearer id-first', 'Bearer id-second']);
  });

  it.each(['POST', 'PATCH'])('does not repeat %s after a 401, and refreshes before the next call', async (method) => {
    const { client, calls } = await clientOf(method);
    expect((await client.fetch('/notes', { method })).status).toBe(401);
    expect(calls()).toEqual(['Bearer id-first']);
    expect((await client.fetch('/notes', { method })).status).toBe(200);
  });

  it('does not repeat a request with a stream as body', async () => {
    const { client, calls } = await clientOf('PUT');
    const body = new ReadableStream();
    expect((await client.fetch('/notes', { method: 'PUT', body, duplex: 'half' })).status).toBe(401);
    expect(calls()).toHaveLength(1);
  });

  it('returns a second 401', async () => {
    const stub = stubbedClient({ ...session, 'GET /notes': () => problem(401, 'unauthorized') });
    await stub.client.signIn(credentials);
    expect((await stub.client.fetch('/notes')).status).toBe(401);
    expect(stub.sent.filter(({ path }) => path === '/notes')).toHaveLength(2);
  });

  it('returns a 401 for another reason than the token, with its body', async () => {
    const { client, calls } = await clientOf('GET', () => problem(401, 'reauthentication_required'));
    const response = await client.fetch('/notes');
    expect(await response.json()).toMatchObject({ code: 'reauthentication_required' });
    expect(calls()).toHaveLength(1);
  });

  it.each(['notes', '@example.org/', 'https://example.org/'])(
    'refuses the path %s, and sends no token',
    async (path) => {
      const { client, sent } = await clientOf('GET');
      await expect(client.fetch(path)).rejects.toThrow(TypeError);
      expect(sent).toHaveLength(1);
    },
  );

  it('passes on the exception of a caller that aborts', async () => {
    const { client } = await clientOf('GET');
    const signal = AbortSignal.abort(new Error('Left the page'));
    await expect(client.fetch('/missing', { signal })).rejects.not.toBeInstanceOf(AuthError);
  });
});

describe('a route of the account', () => {
  it('is repeated once with new tokens after a 401 of the token, also if it is a POST', async () => {
    const stub = stubbedClient({ ...session, 'POST /mfa/totp': () => problem(401, 'unauthorized') });
    await stub.client.signIn(credentials);
    await expect(stub.client.createTotpKey()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(stub.sent.map(({ path, authorization }) => [path, authorization]).slice(1)).toEqual([
      ['/mfa/totp', 'Bearer access-first'],
      ['/refresh', null],
      ['/mfa/totp', 'Bearer access-second'],
    ]);
  });

  it('is not repeated, and refreshes nothing, if the user has to sign in again', async () => {
    const stub = stubbedClient({ ...session, 'DELETE /me': () => problem(401, 'reauthentication_required') });
    await stub.client.signIn(credentials);
    await expect(stub.client.deleteMe()).rejects.toMatchObject({ code: 'reauthentication_required' });
    expect(stub.sent.map(({ path }) => path)).toEqual(['/sign-in', '/me']);
    expect(stub.client.isSignedIn).toBe(true);
  });
});

describe('an error', () => {
  it('has the code, status, fields, request id and Retry-After of the reply', async () => {
    const errors = [{ field: 'password', message: 'is required' }];
    const body = { title: 'Title', code: 'invalid_request', requestId: 'request-1', errors };
    const { client } = stubbedClient({ 'POST /sign-in': () => json(body, 400, { 'Retry-After': '5' }) });
    const error = await client.signIn(credentials).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AuthError);
    const { code, message, requestId } = { ...body, message: body.title };
    expect(error).toMatchObject({ name: 'AuthError', code, message, requestId, status: 400, errors, retryAfter: 5 });
  });

  it('has no retryAfter without the header', async () => {
    const { client } = stubbedClient({ 'GET /hello': () => problem(500, 'internal_error') });
    await expect(client.hello()).rejects.toMatchObject({ retryAfter: undefined, errors: [] });
  });

  it.each([200, 502])('has the code invalid_reply for a page of a proxy with status %i', async (status) => {
    const { client } = stubbedClient({ 'GET /hello': () => new Response('<html>', { status }) });
    await expect(client.hello()).rejects.toMatchObject({ code: 'invalid_reply', status });
  });

  it('has the code network and the cause without a reply', async () => {
    const cause = new TypeError('fetch failed');
    const { client } = stubbedClient({ 'GET /hello': () => Promise.reject(cause) });
    await expect(client.hello()).rejects.toMatchObject({ code: 'network', status: 0, cause });
  });

  it('has the code timeout without a reply in time', async () => {
    const answer = ({ signal }: { readonly signal: AbortSignal | undefined }) =>
      new Promise<Response>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    const { client } = stubbedClient({ 'GET /hello': answer }, { timeoutMs: 5 });
    await expect(client.hello()).rejects.toMatchObject({ code: 'timeout', status: 0 });
  });
});

describe('options', () => {
  it.each([
    '',
    '/',
    '//api.example.com',
    '/\\api.example.com',
    'localhost:3000',
    'api.example.com/dev',
    'https://',
    'ftp://api.example.com',
    'https://api.example.com/dev?stage=dev',
    'undefined',
  ])('throws for the baseUrl "%s", and says what it must be', (baseUrl) => {
    const use = 'baseUrl must be an address such as https://api.example.com/dev, or a path such as /api';
    expect(() => createAuthClient({ baseUrl })).toThrow(use);
  });

  it.each([
    'https://api.example.com/dev',
    'https://api.example.com/dev/',
    'http://localhost:3000',
    'HTTP://[::1]:3000',
  ])('accepts the baseUrl %s', async (baseUrl) => {
    const fetch = jest.fn(async () => json({ message: 'Hello!' }));
    await createAuthClient({ baseUrl, fetch }).hello();
    expect(fetch).toHaveBeenCalledWith(`${baseUrl.replace(/\/$/, '')}/hello`, expect.anything());
  });

  it('keeps the token from a host that the path of a call names, with a path as baseUrl', async () => {
    const fetch = jest.fn(async () => json(tokensOf('first')));
    const client = createAuthClient({ baseUrl: '/api', fetch });
    await client.signIn(credentials);
    await client.fetch('//example.com/notes');
    expect(fetch).toHaveBeenLastCalledWith('/api//example.com/notes', expect.anything());
  });

  it('calls fetch as a function, because the one of a browser throws as a method', async () => {
    let receiver: unknown = 'not called';
    const client = createAuthClient({
      baseUrl: 'https://api.example.com',
      async fetch(this: unknown) {
        receiver = this;
        return json({ message: 'Hello!' });
      },
    });
    await client.hello();
    expect(receiver).toBeUndefined();
  });
});
