import { descriptionOf } from '../../../lib/openapi/descriptions';
import { routesFor } from '../../../lib/routes';
import { account } from '../support/accounts';
import { cognito, sentCommands } from '../support/cognito';
import { load } from '../support/invoke';
import { expectProblem } from '../support/replies';

const token = 'eyJraWQiOiJ.eyJzdWI-payload_of.c2lnbmF0dXJl';
const routes = routesFor('username')
  .filter(({ auth }) => auth === 'access-token')
  .map((route) => [route, { body: descriptionOf(route).request }] as const);

describe.each(routes)('the access token of $method $path', ({ name, request: takesBody }, validRequest) => {
  it.each([
    ['follows "Bearer"', { Authorization: `Bearer ${token}` }],
    ['follows "bearer"', { Authorization: `bearer ${token}` }],
    ['follows "BEARER"', { Authorization: `BEARER ${token}` }],
    ['has no scheme before it', { Authorization: token }],
    ['is surrounded by spaces', { Authorization: `  Bearer   ${token}  ` }],
    ['is in the header authorization', { authorization: `Bearer ${token}` }],
    ['is in the header AUTHORIZATION', { AUTHORIZATION: `Bearer ${token}` }],
  ])('is sent to Cognito when it %s', async (_, headers) => {
    cognito.onAnyCommand().resolves({ ...account, Status: 'SUCCESS', SecretCode: 'JBSWY3DPEHPK3PXP' });
    const { status } = await load(name)({ ...validRequest, authorization: null, headers });
    expect(status).toBeLessThan(300);
    expect(sentCommands()).not.toHaveLength(0);
    for (const [, input] of sentCommands()) expect(input).toMatchObject({ AccessToken: token });
  });

  it.each<[string, string | null]>([
    ['is missing', null],
    ['is empty', ''],
    ['has no token', 'Bearer'],
    ['has no token after the space', 'Bearer '],
    ['has the scheme Basic', 'Basic YWRhOnBhc3N3b3Jk'],
    ['has a token that is no JWT', 'Bearer token'],
    ['has two tokens', `Bearer ${token} ${token}`],
    ['holds two joined headers', `Bearer ${token}, Bearer ${token}`],
    ['contains a NUL', `Bearer ${token}\u0000`],
    ['has a token of five parts', `Bearer ${token}.${token}`],
  ])('is required: answers 401 unauthorized and does not call Cognito when the header %s', async (_, authorization) => {
    const bodies = takesBody ? [validRequest.body, null, '{', { unknown: 'field' }] : [null];
    for (const body of bodies) {
      expectProblem(await load(name)({ body, authorization }), 401, 'unauthorized');
    }
    expect(sentCommands()).toEqual([]);
  });
});

describe('POST /sign-in', () => {
  // A reply with every error could exceed the 6 MB that Lambda allows.
  it('answers 400 with the missing and the first unknown fields when the body has 1,000 unknown fields', async () => {
    const body = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`unknown-${index}`, 0]));
    const { status, body: problem } = await load('sign-in')({ body: JSON.stringify(body), claims: {} });
    const fields = (problem.errors as { field: string }[]).map(({ field }) => field);
    expect(status).toBe(400);
    expect(fields).toEqual(expect.arrayContaining(['username', 'password', 'unknown-0']));
    expect(fields.length).toBeLessThan(100);
  });

  it('answers 413 payload_too_large when the body is larger than 64 KB', async () => {
    const body = `{"username":"${'ü'.repeat(32_768)}","password":"x"}`;
    expectProblem(await load('sign-in')({ body }), 413, 'payload_too_large');
  });

  it('answers 400 invalid_request when the body has 64 KB', async () => {
    const body = `{"username":"ada","password":"${'x'.repeat(65_504)}"}`;
    expect(Buffer.byteLength(body)).toBe(65_536);
    expect((await load('sign-in')({ body })).status).toBe(400);
  });
});
