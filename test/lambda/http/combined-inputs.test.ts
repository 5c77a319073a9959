import * as z from 'zod/mini';
import { fresh, type Handler, invoker } from '../support/invoke';
import { expectProblem } from '../support/replies';

const { body, inputs, noInput, pathParameters, principal, query, reply, route, signatureIdentity, sub } = fresh<
  typeof import('../../../lambda/http/inputs') & typeof import('../../../lambda/http/route')
>(['../../../lambda/http/inputs', '../../../lambda/http/route']);

const text = z.string({ error: 'must be a string' }).check(z.maxLength(9, { error: 'must be at most 9 characters' }));
const Note = z.strictObject({ text });
const Path = z.strictObject({ id: z.string().check(z.regex(/^\d+$/, { error: 'must be a number' })) });
const Paging = z.strictObject({ limit: z.optional(z.string().check(z.regex(/^\d+$/, { error: 'must be a number' }))) });

const claims = { sub: '6b5ba8a1-0c4e-4f0a-9b1e-1843184318ad', 'cognito:username': 'ada.lovelace' };
const call = (handler: Handler, request: Parameters<ReturnType<typeof invoker>>[0]) =>
  invoker(handler, 'PUT', '/notes/{id}')(request);

describe('the parameters of the path', () => {
  const handler = route(pathParameters(Path), async (path) => reply(200, path));

  it('are given to the handler by name', async () => {
    expect((await call(handler, { pathParameters: { id: '1843' } })).body).toEqual({ id: '1843' });
  });

  it('answer 400 invalid_request when the schema does not accept them', async () => {
    const errors = [{ field: 'id', message: 'must be a number' }];
    expectProblem(await call(handler, { pathParameters: { id: 'abcdef' } }), 400, 'invalid_request', errors);
  });

  it('are decoded, because API Gateway does not decode them', async () => {
    const anyText = route(pathParameters(z.strictObject({ id: z.string() })), async (path) => reply(200, path));
    const { body } = await call(anyText, { pathParameters: { id: 'Caf%C3%A9%20%2F%2B' } });
    expect(body).toEqual({ id: 'Café /+' });
    expectProblem(await call(anyText, { pathParameters: { id: '%C3%' } }), 400, 'invalid_request', [
      { field: 'id', message: 'must be percent-encoded UTF-8' },
    ]);
  });

  it('answer 400 invalid_request when they are missing', async () => {
    const { status, body } = await call(handler, {});
    expect([status, body.errors]).toEqual([400, [expect.objectContaining({ field: 'id' })]]);
  });
});

describe('the parameters of the query', () => {
  const handler = route(query(Paging), async ({ limit = 'none' }) => reply(200, { limit }));

  it.each([
    ['are given to the handler by name', { limit: '10' }, { limit: '10' }],
    ['may be missing when the schema makes them optional', undefined, { limit: 'none' }],
  ])('%s', async (_, sent, expected) => {
    expect((await call(handler, sent ? { query: sent } : {})).body).toEqual(expected);
  });

  it('answer 400 invalid_request with all mistakes at once', async () => {
    expectProblem(await call(handler, { query: { limit: 'twelve', offset: '1' } }), 400, 'invalid_request', [
      { field: 'limit', message: 'must be a number' },
      { field: 'offset', message: 'is not a field of this route' },
    ]);
  });
});

describe('combined inputs', () => {
  const all = inputs({ user: principal, path: pathParameters(Path), paging: query(Paging), note: body(Note) });
  const handler = route(all, async ({ user, path, paging, note }) => reply(200, { user, path, paging, note }));
  const valid = { claims, pathParameters: { id: '1' }, query: { limit: '2' }, body: { text: 'three' } };

  it.each([
    ['true', true],
    ['false', false],
    ['TRUE', false],
    ['', false],
  ])(
    'have an address of the caller that is verified if the claim email_verified is true: %j',
    async (claim, expected) => {
      const request = { ...valid, claims: { ...claims, email: 'ada@lovelace.example', email_verified: claim } };
      expect((await call(handler, request)).body.user).toMatchObject({ emailVerified: expected });
    },
  );

  it('are given to the handler by name', async () => {
    expect((await call(handler, valid)).body).toEqual({
      user: { username: 'ada.lovelace', sub: claims.sub, emailVerified: false },
      path: { id: '1' },
      paging: { limit: '2' },
      note: { text: 'three' },
    });
  });

  it('answer 400 invalid_request with the mistakes of path, query and body at once', async () => {
    const invalid = { ...valid, pathParameters: { id: 'x' }, query: { limit: 'y' }, body: { text: 'more than nine' } };
    expectProblem(await call(handler, invalid), 400, 'invalid_request', [
      { field: 'id', message: 'must be a number' },
      { field: 'limit', message: 'must be a number' },
      { field: 'text', message: 'must be at most 9 characters' },
    ]);
  });

  it('answer 401 without the mistakes of the body when the caller is unknown', async () => {
    const reply = await call(handler, { ...valid, claims: {}, body: {} });
    expectProblem(reply, 401, 'unauthorized');
  });

  it('answer 413 when the body is too large, also with mistakes in other parts', async () => {
    const reply = await call(handler, { ...valid, query: { limit: 'y' }, body: { text: 'x'.repeat(65_536) } });
    expectProblem(reply, 413, 'payload_too_large');
  });

  it('may have the identity of a signature, or the sub of an access token', async () => {
    const identity = { cognitoIdentityId: 'us-east-1:2b1f7c0e' };
    const signed = route(inputs({ caller: signatureIdentity, nothing: noInput }), async ({ caller }) =>
      reply(200, { caller }),
    );
    expect((await call(signed, { identity })).body).toEqual({ caller: 'us-east-1:2b1f7c0e' });
    expectProblem(await call(signed, {}), 403, 'forbidden');
    const account = route(inputs({ sub }), async (input) => reply(200, input));
    expect((await call(account, { claims: { sub: claims.sub } })).body).toEqual({ sub: claims.sub });
    expectProblem(await call(account, { claims: { sub: '' } }), 401, 'unauthorized');
  });
});
