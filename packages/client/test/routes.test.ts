import { credentialFor } from '../../../lib/api/route';
import { allRoutes, routesFor } from '../../../lib/routes';
import { json, stubbedClient, tokensOf } from './support/stub-api';

const routes = routesFor('username', allRoutes);
const tokenFor = { open: null, iam: 'signature', 'id-token': 'Bearer id-first', 'access-token': 'Bearer access-first' };

/** The method of the client for a route: `sign-up` is `signUp`. */
const methodName = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('the client', () => {
  it.each(routes.map((route) => [route.name, route] as const))(
    'sends the method, path, token and body of the route %s',
    async (name, route) => {
      const path = route.path.replace('{id}', 'abc');
      const answer = () => json(tokensOf('second'));
      const { client, sent } = stubbedClient({
        'POST /sign-in': () => json(tokensOf('first')),
        [`${route.method} ${path}`]: name === 'sign-in' ? () => json(tokensOf('first')) : answer,
      });
      await client.signIn({ username: 'ada', password: 'Correct-Horse-7' });
      const call: unknown = Reflect.get(client, methodName(name));
      if (typeof call !== 'function') throw new Error(`The client has no method ${methodName(name)}`);
      const argument = credentialFor(route) === 'iam' ? { Authorization: 'signature' } : { id: 'abc', code: '123456' };
      await call.call(client, argument);
      const takesRefreshToken = name === 'refresh' || name === 'sign-out';
      expect(sent[1]).toMatchObject({
        method: route.method,
        path,
        authorization: tokenFor[credentialFor(route)],
        body: takesRefreshToken ? { refreshToken: 'refresh-first' } : route.request && argument,
      });
    },
  );
});
