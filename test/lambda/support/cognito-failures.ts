import type { ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-cognito-identity-provider';
import type { SignInWith } from '../../../lambda/contract/environment';
import { COGNITO_MESSAGE, type CommandClass, cognito, exception } from './cognito';
import { type InvokeRequest, load, REQUEST_ID, routeOf, type Variables } from './invoke';
import { modeledExceptions } from './modeled-exceptions';
import { expectProblem } from './replies';

/**
 * Status and code of a reply. The codes `accepted` and `undelivered` mean the reply of a success, to prevent user
 * enumeration; `undelivered` is logged as an error.
 */
type ExpectedReply = readonly [status: number, code: string];

/** The reply to an exception, and the reply when users sign in with their e-mail address, if that differs. */
type ExceptionRow = readonly [exception: string, reply: ExpectedReply, inEmailMode?: ExpectedReply];

interface FailingCommand<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> {
  /** The command that fails, of those that the route sends. */
  readonly command: CommandClass<Input, Output>;
  /** The expected replies. Of two rows for one exception, the later one counts. */
  readonly rows: readonly ExceptionRow[];
  /**
   * A body that the route accepts, for each sign-in mode.
   * @default - no body
   */
  readonly validBodies?: Readonly<Record<SignInWith, unknown>>;
  /**
   * The input of the call that fails, for each sign-in mode.
   * @default - every call of the command fails
   */
  readonly inputs?: Readonly<Record<SignInWith, Partial<Input>>>;
  /**
   * The other parts of the request.
   * @default - none
   */
  readonly request?: InvokeRequest;
  /** Environment variables that differ from the defaults of `load`. */
  readonly variables?: Variables;
}

/** Exceptions of every operation. */
export const commonExceptions: readonly ExceptionRow[] = [
  ['InvalidParameterException', [400, 'invalid_request']],
  ['ForbiddenException', [403, 'blocked']],
  ['ThrottlingException', [429, 'rate_limited']],
  ['TooManyRequestsException', [429, 'rate_limited']],
  ['OperationNotEnabledException', [500, 'misconfigured']],
  ['ResourceNotFoundException', [500, 'misconfigured']],
  ['InternalErrorException', [503, 'upstream_unavailable']],
];

/** Exceptions of every operation that takes an access token. */
export const accessTokenExceptions: readonly ExceptionRow[] = [
  ...commonExceptions,
  ['NotAuthorizedException', [401, 'unauthorized']],
  ['UserNotFoundException', [401, 'unauthorized']],
  ['PasswordResetRequiredException', [403, 'password_reset_required']],
  ['UserNotConfirmedException', [403, 'user_not_confirmed']],
];

/** Exceptions of every operation that invokes the Lambda triggers of the user pool. */
export const triggerExceptions: readonly ExceptionRow[] = [
  ['UserLambdaValidationException', [422, 'rejected']],
  ['InvalidLambdaResponseException', [500, 'misconfigured']],
  ['UnexpectedLambdaException', [500, 'misconfigured']],
];

/** Exceptions of every operation that sends messages. */
export const senderExceptions: readonly ExceptionRow[] = [
  ['InvalidEmailRoleAccessPolicyException', [500, 'misconfigured']],
  ['InvalidSmsRoleAccessPolicyException', [500, 'misconfigured']],
  ['InvalidSmsRoleTrustRelationshipException', [500, 'misconfigured']],
];

/** The rows of RespondToAuthChallenge, for the challenges whose errors do not hide the state of the account. */
export const challengeExceptions: readonly ExceptionRow[] = [
  ...commonExceptions,
  ...triggerExceptions,
  ...senderExceptions,
  ['CodeMismatchException', [400, 'invalid_code']],
  ['ExpiredCodeException', [400, 'invalid_code']],
  ['MFAMethodNotFoundException', [400, 'mfa_not_configured']],
  ['SoftwareTokenMFANotFoundException', [400, 'mfa_not_configured']],
  ['NotAuthorizedException', [401, 'challenge_expired']],
  ['UserNotFoundException', [401, 'challenge_expired']],
  ['PasswordResetRequiredException', [403, 'password_reset_required'], [401, 'invalid_credentials']],
  ['UserNotConfirmedException', [403, 'user_not_confirmed'], [401, 'invalid_credentials']],
  ['AliasExistsException', [409, 'email_taken']],
  ['InvalidPasswordException', [422, 'weak_password']],
  ['PasswordHistoryPolicyViolationException', [422, 'password_reused']],
  ['InvalidUserPoolConfigurationException', [500, 'misconfigured']],
];

/** Exceptions of operations that only send a code. The reply hides them: a visible error would reveal that the user exists. */
export const sendCodeExceptions: readonly ExceptionRow[] = [
  ...commonExceptions,
  ['InvalidParameterException', [202, 'accepted']],
  ['LimitExceededException', [202, 'accepted']],
  ['NotAuthorizedException', [202, 'accepted']],
  ['UserLambdaValidationException', [202, 'accepted']],
  ['UserNotFoundException', [202, 'accepted']],
  ['CodeDeliveryFailureException', [202, 'undelivered']],
  ['InvalidEmailRoleAccessPolicyException', [202, 'undelivered']],
  ['InvalidLambdaResponseException', [202, 'undelivered']],
  ['InvalidSmsRoleAccessPolicyException', [202, 'undelivered']],
  ['InvalidSmsRoleTrustRelationshipException', [202, 'undelivered']],
  ['UnexpectedLambdaException', [202, 'undelivered']],
];

/** Tests the reply and the log of a route for every exception of one command, and for network errors. */
export function describeCognitoFailures<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  name: string,
  { command, rows, validBodies, inputs, request, variables }: FailingCommand<Input, Output>,
): void {
  const operation = command.name.replace(/Command$/, '');
  const { method, path } = routeOf(name);
  const line = { route: `${method} ${path}`, requestId: REQUEST_ID };
  const byException = new Map(rows.map((row) => [row[0], row]));
  const cases = [...byException.values()].flatMap(([thrown, reply, inEmailMode = reply]) => [
    [...reply, thrown, 'username'] as const,
    [...inEmailMode, thrown, 'email'] as const,
  ]);
  const isHidden = ([, code]: (typeof cases)[number]) => code === 'accepted' || code === 'undelivered';
  const invoke = (SIGN_IN_WITH: SignInWith) =>
    load(name, { SIGN_IN_WITH, ...variables })({ ...request, body: validBodies?.[SIGN_IN_WITH] });
  const failing = (mode: SignInWith) => cognito.on<Input, Output>(command, inputs?.[mode]);

  it(`has an expected reply for every exception in Cognito's model of ${operation}`, () => {
    expect([...byException.keys()]).toEqual(expect.arrayContaining(modeledExceptions(operation)));
  });

  it.each(cases.filter((row) => !isHidden(row)))(
    `answers %i %s when ${operation} throws %s and signInWith is %s`,
    async (status, code, thrown, mode) => {
      failing(mode).rejects(exception(thrown));
      const reply = await invoke(mode);
      expectProblem(reply, status, code);
      const cause = `${operation}: ${thrown}`;
      expect(reply.log).toEqual([[levelOf(status, code), { ...line, outcome: code, cause }]]);
    },
  );

  const hidden = cases.filter(isHidden);
  if (hidden.length > 0) {
    it.each(hidden)(
      `answers exactly as on success (%i) and logs %s when ${operation} throws %s and signInWith is %s`,
      async (status, code, thrown, mode) => {
        const { log: logOfSuccess, ...replyOfSuccess } = await invoke(mode);
        failing(mode).rejects(exception(thrown));
        const { log, ...reply } = await invoke(mode);
        expect([replyOfSuccess.status, reply]).toEqual([status, replyOfSuccess]);
        const cause = `${operation}: ${thrown}`;
        const success = ['info', { ...line, outcome: 'ok' }];
        const accepted = ['info', { outcome: 'accepted', cause }];
        const undelivered = ['error', { outcome: 'undelivered', cause }];
        expect(log).toEqual(code === 'undelivered' ? [success, undelivered] : [accepted, success]);
        expect(logOfSuccess).toEqual([['info', { ...line, outcome: 'ok' }]]);
      },
    );
  }

  it.each<readonly [...ExpectedReply, named: string, what: string, thrown: Error]>([
    [500, 'internal_error', 'Novel', 'an exception that has no row', exception('Novel')],
    [
      500,
      'internal_error',
      'constructor',
      'an exception with the name of an object property',
      exception('constructor'),
    ],
    [
      500,
      'internal_error',
      'SerializationException',
      'an exception about the serialization of the request',
      exception('SerializationException'),
    ],
    [503, 'upstream_unavailable', 'Novel', 'a server fault that has no row', exception('Novel', 'server')],
    [503, 'upstream_unavailable', 'ECONNREFUSED', 'a refused connection', networkError('ECONNREFUSED')],
    [503, 'upstream_unavailable', 'ECONNRESET', 'a connection reset', networkError('ECONNRESET')],
    [503, 'upstream_unavailable', 'ENOTFOUND', 'a failed DNS lookup', networkError('ENOTFOUND')],
    [503, 'upstream_unavailable', 'ETIMEDOUT', 'a connection timeout', networkError('ETIMEDOUT')],
  ])(`answers %i %s and logs %s when ${operation} fails with %s`, async (status, code, named, _, thrown) => {
    failing('username').rejects(thrown);
    const reply = await invoke('username');
    expectProblem(reply, status, code);
    expect(reply.log).toEqual([['error', { ...line, outcome: code, cause: `${operation}: ${named}` }]]);
  });
}

function levelOf(status: number, code: string): 'info' | 'warn' | 'error' {
  if (code === 'refresh_token_reused') return 'warn';
  return status < 500 ? 'info' : 'error';
}

/** Replaces every deadline by 50 ms, so that a test of a timeout is fast. */
export function shortenTimeouts() {
  const { timeout } = AbortSignal;
  return jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.call(AbortSignal, 50));
}

function networkError(code: string): Error {
  return Object.assign(new Error(`${code}: ${COGNITO_MESSAGE}`), { code });
}
