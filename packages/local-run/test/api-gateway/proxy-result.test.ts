import { parseProxyResult } from '../../src/api-gateway/proxy-result';

/** The headers by lower-case name. A later header replaces an earlier one. */
function headersOf(result: object): Record<string, unknown> {
  const { headers = [] } = parseProxyResult(result) ?? {};
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
}

describe('the result of a function becomes a reply with', () => {
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
  ])('an empty body when it is %s', (_, body) => {
    expect(parseProxyResult({ statusCode: 200, ...body })?.body).toHaveLength(0);
  });

  it('a base64 body as it is, because the API has no binary media types', () => {
    const result = { statusCode: 200, isBase64Encoded: true, body: 'AP8=' };
    expect(parseProxyResult(result)?.body).toEqual(Buffer.from('AP8='));
  });

  it.each([
    ['a number as a string', { statusCode: '201' }, 201],
    ['null', { statusCode: null }, 200],
    ['left out', { body: 'ok' }, 200],
  ])('its status when it is %s', (_, result, status) => {
    expect(parseProxyResult(result)?.status).toBe(status);
  });

  it('numbers and booleans in headers as strings', () => {
    expect(headersOf({ statusCode: 200, headers: { A: 1, B: true } })).toMatchObject({ a: '1', b: 'true' });
  });

  it.each([
    ['the values of a multi-value header and then the single value', { A: '1' }, { A: ['2', '3'] }, ['2', '3', '1']],
    ['both values of names in different case', { 'set-cookie': 'a=1' }, { 'Set-Cookie': ['b=2'] }, ['b=2', 'a=1']],
    ['a value that both have only once', { a: '2' }, { A: ['2', '3'] }, ['2', '3']],
    ['one value', {}, { a: ['2'] }, '2'],
  ])('%s', (_, headers, multiValueHeaders, expected) => {
    const [, [, value] = []] = parseProxyResult({ headers, multiValueHeaders })?.headers ?? [];
    expect(value).toEqual(expected);
    expect(parseProxyResult({ headers, multiValueHeaders })?.headers).toHaveLength(2);
  });

  it('no Trailer header', () => {
    expect(headersOf({ statusCode: 200, headers: { Trailer: 'x' } })).toEqual({ 'content-type': 'application/json' });
  });

  it.each(['WWW-Authenticate', 'Content-Length', 'Connection', 'Transfer-Encoding', 'date', 'Server'])(
    '%s renamed to x-amzn-Remapped-…',
    (name) => {
      const headers = headersOf({ statusCode: 401, headers: { [name]: 'x' } });
      expect(headers).toEqual({
        'content-type': 'application/json',
        [`x-amzn-remapped-${name.toLowerCase()}`]: 'x',
      });
    },
  );
});

describe('a result is malformed when it is or has', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'ok'],
    ['an array', [{ statusCode: 200 }]],
    ['a status that is no number', { statusCode: 'ok' }],
    ['an empty status', { statusCode: '' }],
    ['a status with a fraction', { statusCode: 200.5 }],
    ['a status above 599', { statusCode: 600 }],
    ['an informational status', { statusCode: 100 }],
    ['an object as body', { statusCode: 200, body: { a: 1 } }],
    ['a number as body', { statusCode: 200, body: 1 }],
    ['an unknown property', { statusCode: 200, cookies: [] }],
    ['a header that is an object', { statusCode: 200, headers: { a: {} } }],
    ['a header that is null', { statusCode: 200, headers: { a: null } }],
    ['headers as an array', { statusCode: 200, headers: ['a'] }],
    ['a multi-value header that is a string', { statusCode: 200, multiValueHeaders: { a: 'b' } }],
    ['a line break in a header', { statusCode: 200, headers: { a: 'b\r\nSet-Cookie: c' } }],
    ['a line break in one of several values', { statusCode: 200, multiValueHeaders: { a: ['b', 'c\n'] } }],
    ['a character outside Latin-1 in a header', { statusCode: 200, headers: { a: '→' } }],
    ['a space in the name of a header', { statusCode: 200, headers: { 'a b': 'c' } }],
    ['a header without a name', { statusCode: 200, headers: { '': 'c' } }],
  ])('%s', (_, result) => {
    expect(parseProxyResult(result)).toBeUndefined();
  });
});
