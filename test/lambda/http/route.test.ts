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

  it('logs the stack traces of the causes too, also when they form a circle', async () => {
    const inner = new TypeError('inner');
    const error = new Error('outer', { cause: inner });
    inner.cause = error;
    const { log } = await invokeThrowing(error);
    const [[, line] = []] = log;
    expect(line).toMatchObject({
      cause: expect.stringMatching(/outer[\s\S]*\nCaused by: TypeError: inner[\s\S]*route\.test\.ts/),
    });
  });

  it('answers with status, code and errors of a Problem when it throws one', async () => {
    const errors = [{ field: 'code', message: 'is required' }];
    expectProblem(await invokeThrowing(new Problem('invalid_request', { errors })), 400, 'invalid_request', errors);
  });
});

describe('a route that requires a recent sign-in', () => {
  const now = 1_750_000_000;
  const invokeWith = (MAX_AUTH_AGE: string | undefined, claims?: Record<string, string>) => {
    jest.spyOn(Date, 'now').mockReturnValue(now * 1000);
    const loaded = fresh<typeof import('../../../lambda/http/route')>(
      '../../../lambda/http/route',
      MAX_AUTH_AGE === undefined ? {} : { MAX_AUTH_AGE },
    );
    const handle = jest.fn(async () => loaded.reply(204));
    const request = claims === undefined ? {} : { claims };
    return invoker(loaded.route(noInput, handle), 'DELETE', '/me')(request).then((reply) => ({ reply, handle }));
  };

  it.each([
    ['just now', now],
    ['300 seconds ago, the maximum', now - 300],
    ['in the future, by a clock that is ahead', now + 2],
  ])('answers as without the requirement when the sign-in was %s', async (_, time) => {
    const { reply, handle } = await invokeWith('300', { auth_time: String(time) });
    expect([reply.status, handle.mock.calls.length]).toEqual([204, 1]);
    expect(reply.headers).not.toHaveProperty('WWW-Authenticate');
  });

  it.each<[string, Record<string, string> | undefined]>([
    ['was 301 seconds ago', { auth_time: String(now - 301) }],
    ['was in 1970', { auth_time: '0' }],
    ['is unknown, because the token has no auth_time', { sub: '6b5ba8a1' }],
    ['is unknown, because auth_time is no number', { auth_time: 'yesterday' }],
    ['is unknown, because there are no claims', undefined],
  ])(
    'answers 401 with the challenge of RFC 9470 and does not run the handler when the sign-in %s',
    async (_, claims) => {
      const { reply, handle } = await invokeWith('300', claims);
      expectProblem(reply, 401, 'reauthentication_required');
      expect(reply.headers?.['WWW-Authenticate']).toBe(
        'Bearer error="insufficient_user_authentication", error_description="Sign in again", max_age="300"',
      );
      expect(handle).not.toHaveBeenCalled();
      const line = { route: 'DELETE /me', outcome: 'reauthentication_required', requestId: REQUEST_ID };
      expect(reply.log).toEqual([['info', line]]);
    },
  );

  it.each(['', 'five', 'NaN'])('answers 401 when the maximum age is not a number: %j', async (maximum) => {
    const { reply } = await invokeWith(maximum, { auth_time: String(now - 1) });
    expect([reply.status, reply.body.code]).toEqual([401, 'reauthentication_required']);
  });

  it('is off without the variable: an old sign-in, and a token without auth_time, are accepted', async () => {
    for (const claims of [{ auth_time: '0' }, { sub: '6b5ba8a1' }, undefined]) {
      expect((await invokeWith(undefined, claims)).reply.status).toBe(204);
    }
  });

  it('answers 403 forbidden, not 401, when the caller is not in the group of the route', async () => {
    const { route, reply } = fresh<typeof import('../../../lambda/http/route')>('../../../lambda/http/route', {
      MAX_AUTH_AGE: '300',
      REQUIRED_GROUP: 'admins',
    });
    const handler = route(noInput, async () => reply(204));
    expectProblem(await invoker(handler, 'DELETE', '/me')({ claims: { auth_time: '0' } }), 403, 'forbidden');
  });
});

describe('a route of a feature', () => {
  const tooManyNotes = { code: 'too_many_notes', status: 409, title: 'You have too many notes', retryAfter: 60 };

  it('answers and logs an error that the feature defines, with Retry-After if it has one', async () => {
    const reply = await invokeThrowing(new Problem(tooManyNotes));
    expect(reply.body).toEqual({
      type: 'about:blank',
      title: 'You have too many notes',
      status: 409,
      code: 'too_many_notes',
      requestId: REQUEST_ID,
    });
    expect([reply.status, reply.headers]).toEqual([409, expect.objectContaining({ 'Retry-After': '60' })]);
    expect(reply.log).toEqual([['info', { route: 'GET /failing', outcome: 'too_many_notes', requestId: REQUEST_ID }]]);
  });

  it('logs an error of the feature with status 500 or above as an error', async () => {
    const { log } = await invokeThrowing(new Problem({ code: 'notes_broken', status: 503, title: 'No notes' }));
    expect(log).toEqual([['error', { route: 'GET /failing', outcome: 'notes_broken', requestId: REQUEST_ID }]]);
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
