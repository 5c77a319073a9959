import { COGNITO_SAYS, cognito, exception } from './cognito';
import { expectProblem } from './every-route';
import { load, REQUEST_ID } from './invoke';

type Reply = readonly [status: number, code: string];

/** How one exception is answered; the second reply is for where people sign in with an address, if it differs. */
export type Row = readonly [exception: string, reply: Reply, inEmailMode?: Reply];

/** Whatever may go wrong between Cognito and a handler. `fine` is a body that fits, for either way to sign in. */
export function describeCognitoTrouble(
  name: string,
  fine: Readonly<Record<'username' | 'email', unknown>>,
  rows: readonly Row[],
): void {
  const byMode = rows.flatMap(([thrown, reply, inEmailMode = reply]) => [
    [thrown, ...reply, 'username'] as const,
    [thrown, ...inEmailMode, 'email'] as const,
  ]);

  it.each(byMode)(
    'answers %s with %i %s (signing in with %s)',
    async (thrown, status, code, SIGN_IN_WITH) => {
      cognito.onAnyCommand().rejects(exception(thrown));
      const answer = await load(name, { SIGN_IN_WITH })({ body: fine[SIGN_IN_WITH] });
      expectProblem(answer, status, code);
      const cause = expect.stringContaining(thrown);
      const line = { route: `POST /${name}`, outcome: code, requestId: REQUEST_ID, cause };
      expect(answer.log).toEqual([[status < 500 ? 'info' : 'error', line]]);
    },
  );

  it.each<readonly [string, Error, string, ...Reply]>([
    ['an exception nobody has heard of', exception('Novel'), 'Novel', 500, 'internal_error'],
    [
      'one named like a property of all objects',
      exception('constructor'),
      'constructor',
      500,
      'internal_error',
    ],
    ['an unheard-of fault of its own', exception('Novel', 'server'), 'Novel', 503, 'upstream_unavailable'],
    ['a refused connection', networkError('ECONNREFUSED'), 'ECONNREFUSED', 503, 'upstream_unavailable'],
    ['a connection reset', networkError('ECONNRESET'), 'ECONNRESET', 503, 'upstream_unavailable'],
    ['a host without an address', networkError('ENOTFOUND'), 'ENOTFOUND', 503, 'upstream_unavailable'],
    ['a connection that is too slow', networkError('ETIMEDOUT'), 'ETIMEDOUT', 503, 'upstream_unavailable'],
  ])('answers %s with its code, and logs its name', async (_, thrown, named, status, code) => {
    cognito.onAnyCommand().rejects(thrown);
    const answer = await load(name)({ body: fine.username });
    expectProblem(answer, status, code);
    const line = expect.objectContaining({ outcome: code, cause: expect.stringContaining(named) });
    expect(answer.log).toEqual([['error', line]]);
  });
}

/** Lets every deadline pass at once, so that a test need not wait for it. */
export function shortenTimeouts() {
  const { timeout } = AbortSignal;
  return jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.call(AbortSignal, 50));
}

function networkError(code: string): Error {
  return Object.assign(new Error(`${code} on the way to ${COGNITO_SAYS}`), { code });
}
