import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { EmbeddedCognito } from '../../src/cognito/embedded-cognito';
import type { ClientConfiguration } from '../../src/console/client-configuration';
import { consoleReply } from '../../src/console/console';
import { temporaryFolder } from '../support/temporary-folder';

const message = {
  id: '1f0c8f2e-6a55-4a4e-9d5b-0d4f5b9f2a11',
  username: 'ada',
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

/** The reply to a request; undefined when the request is for the API. */
function reply(url: string, { method = 'GET', host = 'localhost:3000' } = {}, from: typeof cognito | null = cognito) {
  const answer = consoleReply({ method, url, headers: { host } } as IncomingMessage, { cognito: from ?? undefined });
  return answer && { status: answer.status, headers: Object.fromEntries(answer.headers), body: answer.body.toString() };
}

/** The reply to a request with its JSON body parsed. */
function page(...request: Parameters<typeof reply>) {
  const answer = reply(...request);
  return answer && { status: answer.status, body: JSON.parse(answer.body) };
}

const PAGE = join(__dirname, '../../src/console/page');

describe('GET /_local/messages', () => {
  it('lists the messages', () => {
    expect(page('/_local/messages')).toEqual({ status: 200, body: [message] });
  });

  it.each([
    ['to=ada@example.com', [message]],
    ['to=ada%40example.com', [message]],
    ['to=eve@example.com', []],
  ])('with %s lists the messages to that address', (query, messages) => {
    expect(page(`/_local/messages?${query}`)).toEqual({ status: 200, body: messages });
  });

  it.each(['localhost', '127.0.0.1:3000', '[::1]:3000'])('answers when the host is %s', (host) => {
    expect(page('/_local/messages', { host })?.status).toBe(200);
  });

  it.each(['evil.example', 'localhost.evil.example', 'evil.example:3000', 'localhost:3000@evil.example', ''])(
    'answers 404 when the host is "%s" (DNS rebinding)',
    (host) => {
      const { status, body } = page('/_local/messages', { host }) ?? {};
      expect(status).toBe(404);
      expect(JSON.stringify(body)).not.toContain(message.code);
    },
  );

  it('answers 404 when the run uses another Cognito', () => {
    expect(page('/_local/messages', {}, null)).toEqual({
      status: 404,
      body: { message: expect.stringContaining('uses another Cognito') },
    });
  });
});

describe('GET /_local/messages/ID', () => {
  afterEach(() => jest.restoreAllMocks());

  it('answers 200 with a page that runs and loads nothing', () => {
    jest.spyOn(cognito, 'message').mockImplementation((id) => (id === message.id ? message : undefined));
    const { status, headers, body } = reply(`/_local/messages/${message.id}`) ?? {};
    expect([status, body]).toEqual([
      200,
      expect.stringMatching(/^<!doctype html>.*<title>Message<\/title>.*It is 123456\.$/),
    ]);
    expect(headers).toMatchObject({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'X-DNS-Prefetch-Control': 'off',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
    expect(String(headers?.['Content-Security-Policy']).split('; ').sort()).toEqual([
      "base-uri 'none'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
      'img-src data:',
      'sandbox',
      "style-src 'unsafe-inline'",
    ]);
  });

  it('has no address of a link, to which a browser could open a connection', () => {
    const text =
      '<LINK rel="preconnect" HREF = "https://a.example"><a/href=https://b.example>x</a><use xlink:href="c">';
    jest.spyOn(cognito, 'message').mockReturnValue({ ...message, text });
    expect(reply(`/_local/messages/${message.id}`)?.body).toMatch(
      /<LINK rel="preconnect" data-href = "https:\/\/a\.example"><a\/data-href=https:\/\/b\.example>x<\/a><use xlink:data-href="c">$/,
    );
  });

  it.each([
    [
      'animation that sets the address of a link',
      '<svg><a><set/ATTRIBUTENAME = "href" to="https://a.example"/></a></svg>',
      '<svg><a><set/data-attribute = "href" to="https://a.example"/></a></svg>',
    ],
    ['frame', '<IFRAME/src="https://a.example"></IFRAME>', '<x-IFRAME/src="https://a.example"></IFRAME>'],
  ])('has no %s, because a browser could open a connection', (_, text, safe) => {
    jest.spyOn(cognito, 'message').mockReturnValue({ ...message, text });
    expect(String(reply(`/_local/messages/${message.id}`)?.body).endsWith(safe)).toBe(true);
  });

  it.each([
    ['there is no such message', '/_local/messages/x', 'localhost'],
    ['the host is not local', `/_local/messages/${message.id}`, 'evil.example'],
  ])('answers 404 when %s', (_, url, host) => {
    expect(page(url, { host })?.status).toBe(404);
  });
});

describe('GET /_local/config.json', () => {
  const ask = (host: string, configuration?: ClientConfiguration) => {
    const incoming = { method: 'GET', url: '/_local/config.json', headers: { host } } as IncomingMessage;
    const reply = consoleReply(incoming, { cognito, configuration });
    return [reply?.status, JSON.parse(String(reply?.body))];
  };
  const configuration = {
    apiUrl: 'http://localhost:3000',
    region: 'eu-west-1',
    productName: 'Acme',
    userPoolId: 'eu-west-1_Users0001',
    userPoolClientId: 'web0client',
    cognito: 'http://localhost:9229',
    managedLogin: null,
    routes: [],
    tables: [],
    embedded: { cognito: true, dynamodb: true },
  };

  it('answers 200 with the configuration', () => {
    expect(ask('localhost:3000', configuration)).toEqual([200, configuration]);
  });

  it('answers 503 until the app is loaded', () => {
    expect(ask('localhost:3000')).toEqual([503, { message: 'The app is not loaded yet' }]);
  });
});

describe('GET /_local/openapi.json', () => {
  const ask = (openapi?: string) => {
    const incoming = { method: 'GET', url: '/_local/openapi.json', headers: { host: 'localhost' } } as IncomingMessage;
    const answer = consoleReply(incoming, { openapi });
    return [answer?.status, JSON.parse(String(answer?.body))];
  };

  const document = join(temporaryFolder(), 'openapi.json');

  it('answers 200 with the current content of the file', () => {
    for (const version of ['1.0.0', '1.0.1']) {
      writeFileSync(document, JSON.stringify({ info: { version } }));
      expect(ask(document)).toEqual([200, { info: { version } }]);
    }
  });

  it('answers 404 without --openapi', () => {
    expect(ask()).toEqual([404, { message: 'There is no OpenAPI document. Start the local run with --openapi FILE.' }]);
  });

  it.each([
    ['is missing', 'missing.json', /^missing\.json cannot be read: ENOENT/],
    ['is not JSON', __filename, /cannot be read: Unexpected token/],
  ])('answers 500 when the file %s', (_, path, message) => {
    expect(ask(path)).toEqual([500, { message: expect.stringMatching(message) }]);
  });
});

describe('GET /_local/reference', () => {
  const ask = (url: string, openapi?: string) => {
    const incoming = { method: 'GET', url, headers: { host: 'localhost' } } as IncomingMessage;
    const answer = consoleReply(incoming, { openapi });
    return { status: answer?.status, headers: Object.fromEntries(answer?.headers ?? []), body: String(answer?.body) };
  };

  const library = dirname(require.resolve('swagger-ui-dist/package.json'));

  it('answers 200 with the page', () => {
    expect(ask('/_local/reference', 'openapi.json')).toEqual({
      status: 200,
      headers: expect.objectContaining({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }),
      body: readFileSync(join(PAGE, 'reference/index.html'), 'utf8'),
    });
  });

  it('answers 404 without --openapi', () => {
    const { status, body } = ask('/_local/reference');
    expect([status, JSON.parse(body)]).toEqual([
      404,
      { message: 'There is no OpenAPI document. Start the local run with --openapi FILE.' },
    ]);
  });

  it.each([
    ['reference.js', 'text/javascript; charset=utf-8', PAGE, 'reference/reference.js'],
    ['reference.css', 'text/css; charset=utf-8', PAGE, 'reference/reference.css'],
    ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8', library, 'swagger-ui-bundle.js'],
    ['swagger-ui.css', 'text/css; charset=utf-8', library, 'swagger-ui.css'],
  ])('serves %s as %s', (name, mediaType, folder, file) => {
    const { status, headers, body } = ask(`/_local/reference/${name}`);
    expect([status, headers['Content-Type'], headers['X-Content-Type-Options']]).toEqual([200, mediaType, 'nosniff']);
    expect(body === readFileSync(join(folder, file), 'utf8')).toBe(true);
  });

  it('may load and call its own origin only', () => {
    const policy = String(
      ask('/_local/reference?api=https://a.example', 'openapi.json').headers['Content-Security-Policy'],
    );
    expect(policy.split('; ').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "script-src 'self'",
      "style-src 'self'",
    ]);
  });

  it('every file that the page loads is served', () => {
    const page = ask('/_local/reference', 'openapi.json').body;
    const names = [...page.matchAll(/(?:src|href)="([^"]+\.(?:js|css|svg))"/g)].map(([, name]) => name);
    expect(names).toContain('reference/swagger-ui-bundle.js');
    for (const name of names) expect([name, ask(`/_local/${name}`).status]).toEqual([name, 200]);
  });
});

it.each(['/_local/messages', '/_local/config.json', '/_local/openapi.json', '/_local/nowhere'])(
  'the reply of %s is not cached, sniffed or embedded by another origin',
  (url) => {
    expect(reply(url)?.headers).toMatchObject({
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
  },
);

it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('%s /_local/messages answers 404', (method) => {
  expect(page('/_local/messages', { method })?.status).toBe(404);
});

describe('GET /_local/', () => {
  const mediaTypes: Record<string, string> = {
    html: 'text/html; charset=utf-8',
    css: 'text/css; charset=utf-8',
    js: 'text/javascript; charset=utf-8',
    svg: 'image/svg+xml',
  };
  const mediaType = (name: string) => mediaTypes[name.split('.').at(-1) ?? ''];

  it('answers with index.html', () => {
    expect(reply('/_local/')).toEqual({ ...reply('/_local/index.html'), status: 200 });
  });

  const files = readdirSync(PAGE, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('reference'),
  );

  it.each(files.filter(mediaType))('serves the current content of %s', (name) => {
    expect(reply(`/_local/${name}`)).toMatchObject({
      status: 200,
      headers: { 'Content-Type': mediaType(name), 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' },
      body: readFileSync(join(PAGE, name), 'utf8'),
    });
  });

  it('serves the library qr as vendor/qr.js', () => {
    const body = readFileSync(require.resolve('qr'), 'utf8');
    expect(reply('/_local/vendor/qr.js')).toMatchObject({
      status: 200,
      headers: { 'Content-Type': mediaTypes.js },
      body,
    });
  });

  it.each(['/_local/', '/_local/main.js', '/_local/vendor/qr.js'])('%s sends no referrer', (url) => {
    expect(reply(url)?.headers).toMatchObject({ 'Referrer-Policy': 'no-referrer' });
  });

  it('may load and call its own origin only', () => {
    const policy = String(reply('/_local/')?.headers['Content-Security-Policy']).split('; ');
    expect(policy.sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "frame-src 'self'",
      "img-src 'self'",
      "require-trusted-types-for 'script'",
      "script-src 'self'",
      "style-src 'self'",
      "trusted-types 'none'",
    ]);
  });

  it.each([
    ['https://abc.execute-api.us-east-1.amazonaws.com/dev', 'https://abc.execute-api.us-east-1.amazonaws.com'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['HTTPS://API.Example:443/x?y#z', 'https://api.example'],
    ['', 'nothing'],
    ['nonsense', 'nothing'],
    ['ftp://files.example', 'nothing'],
    ['javascript:alert(1)', 'nothing'],
    ['https://*', 'nothing'],
    ['https://*.example', 'nothing'],
    ['https://a.example;script-src', 'nothing'],
    ["https://a.example,'unsafe-inline'", 'nothing'],
    ['https://a.example\r\nX: y', 'nothing'],
    ['https://a.example https://b.example', 'nothing'],
  ])('with ?api=%s may also call %s', (api, origin) => {
    const policy = String(reply(`/_local/?${new URLSearchParams({ api })}`)?.headers['Content-Security-Policy']);
    expect(policy.split('; ').filter((directive) => directive.startsWith('connect-src'))).toEqual([
      origin === 'nothing' ? "connect-src 'self'" : `connect-src 'self' ${origin}`,
    ]);
    expect(policy.split(';')).toHaveLength(11);
  });

  it.each([
    ['/_local', '/_local/'],
    ['/_local?api=https://a.example/dev', '/_local/?api=https%3A%2F%2Fa.example%2Fdev'],
    ['/_local?a=%0d%0aX:%20y', '/_local/?a=%0D%0AX%3A+y'],
  ])('redirects %s to %s', (url, Location) => {
    expect(reply(url)).toMatchObject({ status: 307, headers: { Location } });
  });

  it('answers 404 when the host is not local', () => {
    for (const url of [
      '/_local',
      '/_local/',
      '/_local/main.js',
      '/_local/reference',
      '/_local/reference/reference.js',
    ]) {
      expect(reply(url, { host: 'evil.example' })?.status).toBe(404);
    }
  });
});

it('a reply 404 lists what is below /_local/', () => {
  expect(page('/_local/x')?.body).toEqual({
    message:
      'Not found. Use GET on localhost with: /_local/, /_local/messages, /_local/config.json, /_local/openapi.json, ' +
      '/_local/reference. ' +
      'Tests can also use: /_local/users, /_local/messages, /_local/clock, /_local/next-code, /_local/faults',
  });
});

it.each([
  '/_local/messages/',
  '/_local/x',
  '/_local/../secret',
  '/_local/../package.json',
  '/_local/vendor/../../package.json',
  '/_local/%2e%2e/package.json',
  '/_local/..%2fpackage.json',
  '/_local//etc/passwd',
  '/_local/./main.js',
  '/_local/main.js/',
  '/_local/MAIN.JS',
  '/_local/style',
  '/_local/style/',
  '/_local/style/../main.js',
  '/_local/style/..%2fmain.js',
  '/_local/vendor',
  '/_local/reference/',
  '/_local/reference/index.html',
  '/_local/reference/package.json',
  '/_local/reference/swagger-ui-bundle.js.map',
  '/_local/reference/../main.js',
  '/_local/reference/..%2f..%2fpackage.json',
  '/_local/reference/constructor',
  '/_local/vendor/qr.d.ts',
  '/_local/tsconfig.json',
  '/_local/constructor',
])('GET %s answers 404', (url) => {
  expect(page(url)?.status).toBe(404);
});

it.each([
  '/',
  '/hello',
  '/_localx',
  '/_LOCAL/',
  '/x/_local/messages',
  '//_local/messages',
  'http://[',
  '/\\[',
  '*',
  '',
])('GET %s is for the API', (url) => {
  expect(page(url)).toBeUndefined();
});
