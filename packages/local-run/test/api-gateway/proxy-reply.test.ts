import { parseProxyResult } from '../../src/api-gateway/proxy-reply';

/** The headers of a reply as a client sees them: a later one replaces an earlier one of the same name. */
function headersOf(result: object): Record<string, unknown> {
  const { headers = [] } = parseProxyResult(result) ?? {};
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
}

describe('what a function returned becomes a reply with', () => {
  it('its status, headers and body', () => {
    const reply = parseProxyResult({ statusCode: 201, headers: { 'X-A': 'a' }, body: '{"ä":1}' });
    expect(reply).toMatchObject({ status: 201, body: Buffer.from('{"ä":1}') });
    expect(headersOf({ statusCode: 201, headers: { 'X-A': 'a' } })).toEqual({
      'content-type': 'application/json',
      'x-a': 'a',
    });
  });

  it.each([
    ['left out', {}],
    ['null', { body: null }],
    ['empty', { body: '' }],
  ])('no body when it is %s', (_, body) => {
    expect(parseProxyResult({ statusCode: 200, ...body })?.body).toHaveLength(0);
  });

  it('the bytes that base64 stands for', () => {
    const result = { statusCode: 200, isBase64Encoded: true, body: Buffer.from([0, 255]).toString('base64') };
    expect(parseProxyResult(result)?.body).toEqual(Buffer.from([0, 255]));
  });

  it('numbers and booleans in headers as text', () => {
    expect(headersOf({ statusCode: 200, headers: { A: 1, B: true } })).toMatchObject({ a: '1', b: 'true' });
  });

  it('all values of a multi-value header, in the place of a single one', () => {
    const result = { statusCode: 200, headers: { A: '1' }, multiValueHeaders: { a: ['2', '3'] } };
    expect(headersOf(result)).toMatchObject({ a: ['2', '3'] });
  });

  it.each(['WWW-Authenticate', 'Content-Length', 'Connection', 'Transfer-Encoding', 'date', 'Server'])(
    '%s under the name that API Gateway moves it to',
    (name) => {
      const headers = headersOf({ statusCode: 401, headers: { [name]: 'x' } });
      expect(headers).toEqual({
        'content-type': 'application/json',
        [`x-amzn-remapped-${name.toLowerCase()}`]: 'x',
      });
    },
  );
});

describe('API Gateway takes for no reply', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'ok'],
    ['a list', [{ statusCode: 200 }]],
    ['an object without a status', { body: 'ok' }],
    ['a status as text', { statusCode: '200' }],
    ['a status with a fraction', { statusCode: 200.5 }],
    ['a status beyond HTTP', { statusCode: 600 }],
    ['a status that ends no request', { statusCode: 100 }],
    ['an object as body', { statusCode: 200, body: { a: 1 } }],
    ['a number as body', { statusCode: 200, body: 1 }],
    ['a key of its own', { statusCode: 200, cookies: [] }],
    ['a header that is an object', { statusCode: 200, headers: { a: {} } }],
    ['a header that is null', { statusCode: 200, headers: { a: null } }],
    ['headers as a list', { statusCode: 200, headers: ['a'] }],
    ['a multi-value header that is text', { statusCode: 200, multiValueHeaders: { a: 'b' } }],
    ['a line break in a header', { statusCode: 200, headers: { a: 'b\r\nSet-Cookie: c' } }],
    ['a line break in one of several values', { statusCode: 200, multiValueHeaders: { a: ['b', 'c\n'] } }],
    ['letters beyond Latin-1 in a header', { statusCode: 200, headers: { a: '→' } }],
    ['a space in the name of a header', { statusCode: 200, headers: { 'a b': 'c' } }],
    ['a header without a name', { statusCode: 200, headers: { '': 'c' } }],
  ])('%s', (_, result) => {
    expect(parseProxyResult(result)).toBeUndefined();
  });
});
