import { descriptionOf } from '../../../lib/openapi/descriptions';
import { routesFor } from '../../../lib/routes';
import { account } from '../support/accounts';
import { asked, cognito } from '../support/cognito';
import { expectProblem } from '../support/every-route';
import { load } from '../support/invoke';

const token = 'eyJraWQiOiJ.eyJzdWI-payload_of.c2lnbmF0dXJl';
const routes = routesFor('username')
  .filter(({ auth }) => auth === 'access-token')
  .map((route) => [route, { body: descriptionOf(route).request }] as const);

describe.each(routes)('the access token of $method $path', ({ name, request: takesBody }, fine) => {
  it.each([
    ['as Bearer', { Authorization: `Bearer ${token}` }],
    ['as bearer', { Authorization: `bearer ${token}` }],
    ['as BEARER', { Authorization: `BEARER ${token}` }],
    ['alone', { Authorization: token }],
    ['among spaces', { Authorization: `  Bearer   ${token}  ` }],
    ['in a header of small letters', { authorization: `Bearer ${token}` }],
    ['in a header of capitals', { AUTHORIZATION: `Bearer ${token}` }],
  ])('is what Cognito gets, and all of it: %s', async (_, headers) => {
    cognito.onAnyCommand().resolves({ ...account, Status: 'SUCCESS', SecretCode: 'JBSWY3DPEHPK3PXP' });
    const { status } = await load(name)({ ...fine, authorization: null, headers });
    expect(status).toBeLessThan(300);
    expect(asked()).not.toHaveLength(0);
    for (const [, input] of asked()) expect(input).toMatchObject({ AccessToken: token });
  });

  it.each<[string, string | null]>([
    ['no header', null],
    ['an empty header', ''],
    ['no token', 'Bearer'],
    ['no token after a space', 'Bearer '],
    ['a password', 'Basic YWRhOnBhc3N3b3Jk'],
    ['no token at all', 'Bearer somebody'],
    ['two tokens', `Bearer ${token} ${token}`],
    ['two headers in one', `Bearer ${token}, Bearer ${token}`],
    ['a NUL', `Bearer ${token}\u0000`],
    ['five parts', `Bearer ${token}.${token}`],
  ])('is missing, for a 401 and without asking Cognito: %s', async (_, authorization) => {
    const bodies = takesBody ? [fine.body, null, '{', { unknown: 'field' }] : [null];
    for (const body of bodies) {
      expectProblem(await load(name)({ body, authorization }), 401, 'unauthorized');
    }
    expect(asked()).toEqual([]);
  });
});

describe('a body with ten thousand unknown fields', () => {
  it('is answered with the first of them, and what is missing: all would be more than Lambda can answer', async () => {
    const body = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`unknown-${index}`, 0]));
    const { status, body: problem } = await load('sign-in')({ body: JSON.stringify(body), claims: {} });
    const fields = (problem.errors as { field: string }[]).map(({ field }) => field);
    expect(status).toBe(400);
    expect(fields).toEqual(expect.arrayContaining(['username', 'password', 'unknown-0']));
    expect(fields.length).toBeLessThan(100);
  });
});
