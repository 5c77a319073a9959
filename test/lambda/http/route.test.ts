import { cognito } from '../support/cognito';
import { fresh, invoker, REQUEST_ID } from '../support/invoke';
import { expectProblem } from '../support/replies';

const { Problem, reply, route } = fresh<
  typeof import('../../../lambda/http/route') & typeof import('../../../lambda/contract/problems')
>(['../../../lambda/http/route', '../../../lambda/contract/problems']);
const noInput = () => undefined;

/** Invokes a route whose handler throws this value. */
function invokeThrowing(thrown: unknown) {
  const handler = route(noInput, () => Promise.reject(thrown));
  return invoker(handler, 'GET', '/failing')();
}

describe('a route whose handler throws', () => {
  it.each<[string, unknown]>([
    ['an error', new Error('connection string: user=root')],
    ['a string', 'connection string: user=root'],
    ['undefined', undefined],
    ['a number', 42],
    ['an object', { statusCode: 200, body: 'connection string: user=root' }],
  ])('answers 500 internal_error without details when it throws %s', async (_, thrown) => {
    const reply = await invokeThrowing(thrown);
    expectProblem(reply, 500, 'internal_error');
    expect(reply.text).not.toContain('connection');
    expect(cognito.calls()).toHaveLength(0);
  });

  it('logs the stack trace when it throws an error', async () => {
    const { log } = await invokeThrowing(new Error('no such table'));
    const cause = expect.stringMatching(/no such table[\s\S]*route\.test\.ts/);
    expect(log).toEqual([
      ['error', { route: 'GET /failing', outcome: 'internal_error', requestId: REQUEST_ID, cause }],
    ]);
  });

  it('answers with status, code and errors of a Problem when it throws one', async () => {
    const errors = [{ field: 'code', message: 'is required' }];
    expectProblem(await invokeThrowing(new Problem('invalid_request', { errors })), 400, 'invalid_request', errors);
  });
});

describe('the log line of a request', () => {
  const line = { route: 'GET /failing', outcome: 'invalid_code', requestId: REQUEST_ID };

  it('has the cause of a problem that Cognito caused', async () => {
    const { log } = await invokeThrowing(
      new Problem('invalid_code', { cause: 'ConfirmSignUp: CodeMismatchException' }),
    );
    expect(log).toStrictEqual([['info', { ...line, cause: 'ConfirmSignUp: CodeMismatchException' }]]);
  });

  it('has no cause for a problem without one', async () => {
    expect((await invokeThrowing(new Problem('invalid_code'))).log).toStrictEqual([['info', line]]);
  });

  it('has no cause for a success', async () => {
    const { log } = await invoker(
      route(noInput, async () => reply(204)),
      'GET',
      '/failing',
    )();
    expect(log).toStrictEqual([['info', { ...line, outcome: 'ok' }]]);
  });
});

describe('a route whose reply cannot be written as JSON', () => {
  it('answers 500 internal_error', async () => {
    const handler = route(noInput, async () => reply(200, { id: 1n }));
    expectProblem(await invoker(handler, 'GET', '/failing')(), 500, 'internal_error');
  });
});
