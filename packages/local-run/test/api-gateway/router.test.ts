import { createRouter } from '../../src/api-gateway/router';
import type { Method } from '../../src/template/read-deployment';

/** The route that a request finds, and its path parameters, among routes such as `GET /hello`. */
function find(routes: readonly string[], request: string) {
  const methods = routes.map((route): Method => {
    const [httpMethod = '', path = ''] = route.split(' ');
    const integration = { functionName: 'F' };
    return { httpMethod, path, auth: undefined, throttle: undefined, models: new Map(), integration };
  });
  const [httpMethod = '', path = ''] = request.split(' ');
  const match = createRouter(methods)(httpMethod, path);
  return match && [`${match.method.httpMethod} ${match.method.path}`, match.pathParameters];
}

describe('a request', () => {
  const tree = [
    'ANY /{proxy+}',
    'GET /users/{id}',
    'GET /users/{id}/posts/{post-id}',
    'GET /users/me',
    'GET /users/{id}/{rest+}',
    'GET /',
  ];

  it.each([
    ['GET /', 'GET /', {}],
    ['GET /users/me', 'GET /users/me', {}],
    ['GET /users/7', 'GET /users/{id}', { id: '7' }],
    ['GET /users/7/posts/9', 'GET /users/{id}/posts/{post-id}', { id: '7', 'post-id': '9' }],
    ['GET /users/7/a/b', 'GET /users/{id}/{rest+}', { id: '7', rest: 'a/b' }],
    ['DELETE /any/thing', 'ANY /{proxy+}', { proxy: 'any/thing' }],
    ['GET /users', 'ANY /{proxy+}', { proxy: 'users' }],
    ['GET /users/%2F', 'GET /users/{id}', { id: '%2F' }],
    ['GET /users/me/', 'GET /users/me', {}],
  ])('%s finds %s', (request, route, parameters) => {
    expect(find(tree, request)).toEqual([route, parameters]);
  });

  it.each([
    ['listed first', ['ANY /a', 'POST /a']],
    ['listed last', ['POST /a', 'ANY /a']],
  ])('finds its own method before ANY, %s', (_, routes) => {
    expect(find(routes, 'POST /a')?.[0]).toBe('POST /a');
    expect(find(routes, 'GET /a')?.[0]).toBe('ANY /a');
  });

  it('finds one parameter before a greedy one', () => {
    expect(find(['GET /{proxy+}', 'GET /{id}'], 'GET /x')?.[0]).toBe('GET /{id}');
  });

  it('does not fall through to {proxy+} when the path exists without its method', () => {
    expect(find(['ANY /{proxy+}', 'GET /a'], 'POST /a')).toBeUndefined();
  });
});

describe('nothing is found', () => {
  it.each([
    ['for an unknown path', 'GET /nowhere'],
    ['for another method', 'POST /hello'],
    ['for a method in small letters', 'get /hello'],
    ['for another case', 'GET /HELLO'],
    ['below a route', 'GET /hello/x'],
    ['for a doubled slash', 'GET //hello'],
    ['for two slashes', 'GET //'],
    ['for a bare percent sign', 'GET /%'],
    ['for an encoded letter', 'GET /%68ello'],
    ['for dots', 'GET /x/../hello'],
    ['for a path that only a pattern would match', 'GET /aXb'],
    ['for no path at all', 'GET '],
    ['for an asterisk', 'OPTIONS *'],
    ['for a whole URL', 'GET http://localhost/hello'],
    ['for a very long path', `GET /${'a/'.repeat(50_000)}`],
  ])('%s', (_, request) => {
    expect(find(['GET /hello', 'GET /a.b'], request)).toBeUndefined();
  });
});
