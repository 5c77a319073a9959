import { createRouter } from '../../src/api-gateway/router';
import type { Method } from '../../src/template/deployment';

/** The route for a request, among routes such as `GET /hello`, and its path parameters. */
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
  ])('%s is routed to %s', (request, route, parameters) => {
    expect(find(tree, request)).toEqual([route, parameters]);
  });

  it.each([
    ['first', ['ANY /a', 'POST /a']],
    ['last', ['POST /a', 'ANY /a']],
  ])('is routed to its own method rather than to ANY, which is listed %s', (_, routes) => {
    expect(find(routes, 'POST /a')?.[0]).toBe('POST /a');
    expect(find(routes, 'GET /a')?.[0]).toBe('ANY /a');
  });

  it('is routed to a parameter rather than to a greedy parameter', () => {
    expect(find(['GET /{proxy+}', 'GET /{id}'], 'GET /x')?.[0]).toBe('GET /{id}');
  });

  it('is not routed to {proxy+} when the path exists without its method', () => {
    expect(find(['ANY /{proxy+}', 'GET /a'], 'POST /a')).toBeUndefined();
  });
});

describe('no route is found', () => {
  it.each([
    ['for an unknown path', 'GET /nowhere'],
    ['for another method', 'POST /hello'],
    ['for a method in lower case', 'get /hello'],
    ['for a path in another case', 'GET /HELLO'],
    ['below a route', 'GET /hello/x'],
    ['for a double slash', 'GET //hello'],
    ['for two slashes', 'GET //'],
    ['for a bare percent sign', 'GET /%'],
    ['for an encoded letter', 'GET /%68ello'],
    ['for dot segments', 'GET /x/../hello'],
    ['for a path that matches only when a dot is a wildcard', 'GET /aXb'],
    ['for an empty path', 'GET '],
    ['for an asterisk', 'OPTIONS *'],
    ['for an absolute URL', 'GET http://localhost/hello'],
    ['for a very long path', `GET /${'a/'.repeat(50_000)}`],
  ])('%s', (_, request) => {
    expect(find(['GET /hello', 'GET /a.b'], request)).toBeUndefined();
  });
});
