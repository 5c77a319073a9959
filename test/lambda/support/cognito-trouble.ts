import type { ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-cognito-identity-provider';
import type { SignInWith } from '../../../lambda/contract/environment';
import { COGNITO_SAYS, type CommandClass, cognito, exception } from './cognito';
import { expectProblem } from './every-route';
import { load, REQUEST_ID, routeOf } from './invoke';
import { modelledExceptions } from './modelled-exceptions';

/** The code is `ok` or `undelivered` where the reply is that of a success; the latter is an error in the log. */
type Reply = readonly [status: number, code: string];

/** How one exception is answered; the second reply is for where people sign in with an address, if it differs. */
export type Row = readonly [exception: string, reply: Reply, inEmailMode?: Reply];

/** A command that a route sends, and what goes wrong with it. */
export interface Trouble<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> {
  readonly command: CommandClass<Input, Output>;
  /** Of two rows for one exception, the later counts. */
  readonly rows: readonly Row[];
  /** A body that fits, for either way to sign in. */
  readonly fine?: Readonly<Record<SignInWith, unknown>>;
}

/** What any operation may throw. */
export const anyOperation: readonly Row[] = [
  ['InvalidParameterException', [400, 'invalid_request']],
  ['ForbiddenException', [403, 'blocked']],
  ['ThrottlingException', [429, 'rate_limited']],
  ['TooManyRequestsException', [429, 'rate_limited']],
  ['OperationNotEnabledException', [500, 'misconfigured']],
  ['ResourceNotFoundException', [500, 'misconfigured']],
  ['InternalErrorException', [503, 'upstream_unavailable']],
];

/** What any operation may throw that takes an access token. */
export const anyAccessTokenOperation: readonly Row[] = [
  ...anyOperation,
  ['NotAuthorizedException', [401, 'unauthorized']],
  ['UserNotFoundException', [401, 'unauthorized']],
  ['PasswordResetRequiredException', [403, 'password_reset_required']],
  ['UserNotConfirmedException', [403, 'user_not_confirmed']],
];

/** What any operation may throw that runs the pool's own triggers. */
export const triggers: readonly Row[] = [
  ['UserLambdaValidationException', [422, 'rejected']],
  ['InvalidLambdaResponseException', [500, 'misconfigured']],
  ['UnexpectedLambdaException', [500, 'misconfigured']],
];

/** What any operation may throw that sends messages. */
export const senders: readonly Row[] = [
  ['InvalidEmailRoleAccessPolicyException', [500, 'misconfigured']],
  ['InvalidSmsRoleAccessPolicyException', [500, 'misconfigured']],
  ['InvalidSmsRoleTrustRelationshipException', [500, 'misconfigured']],
];

/** The same where only who exists is sent anything: that it failed would tell. */
export const silentSenders: readonly Row[] = [
  ...anyOperation,
  ['InvalidParameterException', [202, 'ok']],
  ['LimitExceededException', [202, 'ok']],
  ['NotAuthorizedException', [202, 'ok']],
  ['UserLambdaValidationException', [202, 'ok']],
  ['UserNotFoundException', [202, 'ok']],
  ['CodeDeliveryFailureException', [202, 'undelivered']],
  ['InvalidEmailRoleAccessPolicyException', [202, 'undelivered']],
  ['InvalidLambdaResponseException', [202, 'undelivered']],
  ['InvalidSmsRoleAccessPolicyException', [202, 'undelivered']],
  ['InvalidSmsRoleTrustRelationshipException', [202, 'undelivered']],
  ['UnexpectedLambdaException', [202, 'undelivered']],
];

/** Whatever may go wrong between Cognito and a handler. */
export function describeCognitoTrouble<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  name: string,
  { command, rows, fine }: Trouble<Input, Output>,
): void {
  const operation = command.name.replace(/Command$/, '');
  const { method, path } = routeOf(name);
  const line = { route: `${method} ${path}`, requestId: REQUEST_ID };
  const byException = new Map(rows.map((row) => [row[0], row]));
  const byMode = [...byException.values()].flatMap(([thrown, reply, inEmailMode = reply]) => [
    [thrown, ...reply, 'username'] as const,
    [thrown, ...inEmailMode, 'email'] as const,
  ]);
  const isSilent = ([, , code]: (typeof byMode)[number]) => code === 'ok' || code === 'undelivered';
  const invoke = (SIGN_IN_WITH: SignInWith) => load(name, { SIGN_IN_WITH })({ body: fine?.[SIGN_IN_WITH] });

  it('is tried with all that Cognito models', () => {
    expect([...byException.keys()]).toEqual(expect.arrayContaining(modelledExceptions(operation)));
  });

  it.each(byMode.filter((row) => !isSilent(row)))(
    'answers %s with %i %s (signing in with %s)',
    async (thrown, status, code, mode) => {
      cognito.on(command).rejects(exception(thrown));
      const answer = await invoke(mode);
      expectProblem(answer, status, code);
      const cause = `${operation}: ${thrown}`;
      expect(answer.log).toEqual([[levelOf(status, code), { ...line, outcome: code, cause }]]);
    },
  );

  const silent = byMode.filter(isSilent);
  if (silent.length > 0) {
    it.each(silent)(
      'answers %s byte for byte as a success: %i %s (signing in with %s)',
      async (thrown, status, code, mode) => {
        const { log: usually, ...usual } = await invoke(mode);
        cognito.on(command).rejects(exception(thrown));
        const { log, ...answer } = await invoke(mode);
        expect([usual.status, answer]).toEqual([status, usual]);
        const cause = `${operation}: ${thrown}`;
        const success = ['info', { ...line, outcome: 'ok' }];
        const accepted = ['info', { outcome: 'accepted', cause }];
        const undelivered = ['error', { outcome: 'undelivered', cause }];
        expect(log).toEqual(code === 'undelivered' ? [success, undelivered] : [accepted, success]);
        expect(usually).toEqual([['info', { ...line, outcome: 'ok' }]]);
      },
    );
  }

  it.each<readonly [string, Error, string, ...Reply]>([
    ['an exception nobody has heard of', exception('Novel'), 'Novel', 500, 'internal_error'],
    ['one named like a property of all objects', exception('constructor'), 'constructor', 500, 'internal_error'],
    [
      'a field that Cognito could not read',
      exception('SerializationException'),
      'SerializationException',
      500,
      'internal_error',
    ],
    ['an unheard-of fault of its own', exception('Novel', 'server'), 'Novel', 503, 'upstream_unavailable'],
    ['a refused connection', networkError('ECONNREFUSED'), 'ECONNREFUSED', 503, 'upstream_unavailable'],
    ['a connection reset', networkError('ECONNRESET'), 'ECONNRESET', 503, 'upstream_unavailable'],
    ['a host without an address', networkError('ENOTFOUND'), 'ENOTFOUND', 503, 'upstream_unavailable'],
    ['a connection that is too slow', networkError('ETIMEDOUT'), 'ETIMEDOUT', 503, 'upstream_unavailable'],
  ])('answers %s with its code, and logs its name', async (_, thrown, named, status, code) => {
    cognito.on(command).rejects(thrown);
    const answer = await invoke('username');
    expectProblem(answer, status, code);
    expect(answer.log).toEqual([['error', { ...line, outcome: code, cause: `${operation}: ${named}` }]]);
  });
}

function levelOf(status: number, code: string): 'info' | 'warn' | 'error' {
  if (code === 'refresh_token_reused') return 'warn';
  return status < 500 ? 'info' : 'error';
}

/** Lets every deadline pass at once, so that a test need not wait for it. */
export function shortenTimeouts() {
  const { timeout } = AbortSignal;
  return jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.call(AbortSignal, 50));
}

function networkError(code: string): Error {
  return Object.assign(new Error(`${code} on the way to ${COGNITO_SAYS}`), { code });
}
