import { LiveEvents } from '../../src/console/live-events';
import { type LoopbackServer, listen } from '../../src/http/loopback-server';
import { call } from '../support/call';
import { eventually } from '../support/eventually';
import { subscribe } from '../support/live-events';

let events: LiveEvents;
let isLoaded: boolean;
let server: LoopbackServer;

beforeEach(async () => {
  events = new LiveEvents();
  isLoaded = true;
  server = await listen(
    (incoming, response) => {
      if (!events.handle(incoming, response, isLoaded)) response.writeHead(404).end('not for the events');
    },
    0,
    'PORT',
  );
});

afterEach(() => server.close());

describe('GET /_local/events', () => {
  it('is an event stream that no cache keeps and no other origin can read', async () => {
    const { incoming } = await subscribe(server.url);
    expect([incoming.statusCode, incoming.headers]).toEqual([
      200,
      expect.objectContaining({
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'same-origin',
      }),
    ]);
    expect(incoming.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('sends one event for the changes of a moment to each connection', async () => {
    const connections = [await subscribe(server.url), await subscribe(server.url)];
    for (let change = 0; change < 100; change += 1) events.signal('messages');
    events.signal('users');
    for (const { names } of connections) {
      await eventually(() => names().length >= 2);
      expect(names()).toEqual(['messages', 'users']);
    }
  });

  it('sends an event for a later change', async () => {
    const { names } = await subscribe(server.url);
    events.signal('items');
    await eventually(() => names().length === 1);
    events.signal('items');
    await eventually(() => names().length === 2);
    expect(names()).toEqual(['items', 'items']);
  });

  it('forgets a connection that the client closes', async () => {
    const { close } = await subscribe(server.url);
    const { names } = await subscribe(server.url);
    close();
    await eventually(() => events.connectionCount === 1);
    events.signal('clock');
    await eventually(() => names().length === 1);
  });

  it.each([
    ['the host is not local', { host: 'evil.example' }],
    ['a page of another origin asks', { origin: 'http://localhost:9', 'sec-fetch-site': 'same-site' }],
    ['another site embeds it', { 'sec-fetch-site': 'cross-site' }],
  ])('answers 403 when %s', async (_, headers) => {
    expect((await call(`${server.url}/_local/events`, { headers })).status).toBe(403);
    expect(events.connectionCount).toBe(0);
  });

  it('answers 503 until the app is loaded', async () => {
    isLoaded = false;
    const { status, body } = await call(`${server.url}/_local/events`);
    expect([status, JSON.parse(body)]).toEqual([503, { message: 'The app is not loaded yet' }]);
  });

  it.each([
    ['POST', '/_local/events'],
    ['HEAD', '/_local/events'],
    ['GET', '/_local/events/'],
    ['GET', '/events'],
  ])('does not answer %s %s', async (method, path) => {
    expect((await call(server.url + path, { method })).status).toBe(404);
  });
});
