import type { IncomingMessage } from 'node:http';
import { EmbeddedCognito } from '../../local/cognito/embedded-cognito';
import { localPage } from '../../local/local-pages';

const message = {
  to: 'ada@example.com',
  subject: 'Code',
  text: 'It is 123456.',
  code: '123456',
  sentAt: '2026-11-05T09:08:07.000Z',
};
const cognito = new EmbeddedCognito({ region: 'eu-west-1', log: () => {} });

beforeEach(() => {
  jest.spyOn(cognito, 'messages').mockImplementation((to) => (to === undefined || to === message.to ? [message] : []));
});

/** The page for a request, or undefined when the request is for the API. */
function page(url: string, { method = 'GET', host = 'localhost:3000' } = {}, from: typeof cognito | null = cognito) {
  const reply = localPage({ method, url, headers: { host } } as IncomingMessage, from ?? undefined);
  return reply && { status: reply.status, body: JSON.parse(reply.body.toString()) };
}

describe('GET /_local/messages', () => {
  it('lists what was sent', () => {
    expect(page('/_local/messages')).toEqual({ status: 200, body: [message] });
  });

  it.each([
    ['to=ada@example.com', [message]],
    ['to=ada%40example.com', [message]],
    ['to=eve@example.com', []],
  ])('with %s', (query, messages) => {
    expect(page(`/_local/messages?${query}`)).toEqual({ status: 200, body: messages });
  });

  it.each(['localhost', '127.0.0.1:3000', '[::1]:3000'])('answers to the name %s', (host) => {
    expect(page('/_local/messages', { host })?.status).toBe(200);
  });

  it.each(['evil.example', 'localhost.evil.example', 'evil.example:3000', 'localhost:3000@evil.example', ''])(
    'tells nothing to a page that had the name "%s" point to this machine',
    (host) => {
      const { status, body } = page('/_local/messages', { host }) ?? {};
      expect(status).toBe(404);
      expect(JSON.stringify(body)).not.toContain(message.code);
    },
  );

  it('says that another Cognito keeps its messages to itself', () => {
    expect(page('/_local/messages', {}, null)).toEqual({
      status: 404,
      body: { message: expect.stringContaining('not the embedded one') },
    });
  });
});

it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('%s /_local/messages is not found', (method) => {
  expect(page('/_local/messages', { method })?.status).toBe(404);
});

it.each(['/_local/', '/_local/messages/', '/_local/x', '/_local/../secret'])('GET %s is not found', (url) => {
  expect(page(url)?.status).toBe(404);
});

it.each(['/', '/hello', '/_local', '/x/_local/messages', '//_local/messages', 'http://[', '/\\[', '*', ''])(
  'GET %s is for the API',
  (url) => {
    expect(page(url)).toBeUndefined();
  },
);
