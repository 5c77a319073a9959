import { cognito } from '../support/cognito';
import { expectProblem } from '../support/every-route';
import { fresh, invoker, REQUEST_ID } from '../support/invoke';

const { Problem, reply, route } = fresh<
  typeof import('../../../lambda/http/route') & typeof import('../../../lambda/contract/problems')
>(['../../../lambda/http/route', '../../../lambda/contract/problems']);
const nothing = () => undefined;

function failingWith(thrown: unknown) {
  const handler = route(nothing, () => Promise.reject(thrown));
  return invoker(handler, 'GET', '/failing')();
}

describe('a route whose handler throws', () => {
  it.each<[string, unknown]>([
    ['an error', new Error('connection string: user=root')],
    ['text', 'connection string: user=root'],
    ['nothing', undefined],
    ['a number', 42],
    ['an object', { statusCode: 200, body: 'connection string: user=root' }],
  ])('answers a blank 500 when that is %s', async (_, thrown) => {
    const answer = await failingWith(thrown);
    expectProblem(answer, 500, 'internal_error');
    expect(answer.text).not.toContain('connection');
    expect(cognito.calls()).toHaveLength(0);
  });

  it('logs where it happened', async () => {
    const { log } = await failingWith(new Error('no such table'));
    const cause = expect.stringMatching(/no such table[\s\S]*http\.test\.ts/);
    expect(log).toEqual([
      ['error', { route: 'GET /failing', outcome: 'internal_error', requestId: REQUEST_ID, cause }],
    ]);
  });

  it('answers the problem where it throws one, with all that is wrong', async () => {
    const errors = [{ field: 'code', message: 'is required' }];
    expectProblem(await failingWith(new Problem('invalid_request', { errors })), 400, 'invalid_request', errors);
  });
});

describe('a reply that cannot be written as JSON', () => {
  it('is a blank 500', async () => {
    const handler = route(nothing, async () => reply(200, { id: 1n }));
    expectProblem(await invoker(handler, 'GET', '/failing')(), 500, 'internal_error');
  });
});
