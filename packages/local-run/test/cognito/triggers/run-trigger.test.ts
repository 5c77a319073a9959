import { email, exceptionOf, Harness, POOL, password, pool, REGION, useHarness, WEB } from '../support/harness';
import { arnOf, TestFunctions, withTriggers } from '../support/triggers';

const functions = new TestFunctions();
const { harness, aws } = useHarness([withTriggers(pool)], { invokeFunction: functions.invoke });
beforeEach(() => {
  functions.reset();
  harness.log.length = 0;
});

const signUp = (Username: string, client = aws) =>
  client.signUp({ ClientId: WEB, Username, Password: password, UserAttributes: email(`${Username}@example.org`) });
const unrecognizable = 'InvalidLambdaResponseException: Unrecognizable lambda output';

describe('the event of a trigger', () => {
  it('has the common parameters, the request and an empty response', async () => {
    await signUp('ada');
    expect(functions.event('PreSignUp_SignUp')).toEqual({
      version: '1',
      region: REGION,
      userPoolId: POOL,
      userName: 'ada',
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: WEB },
      triggerSource: 'PreSignUp_SignUp',
      request: { userAttributes: { email: 'ada@example.org' }, validationData: null },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    });
  });
});

describe('a trigger that fails', () => {
  it('gives the text of an error that the function threw to the client and the log', async () => {
    functions.on('PreSignUp', () => {
      throw new Error('email_domain_not_allowed');
    });
    expect(await exceptionOf(signUp('bob'))).toBe(
      'UserLambdaValidationException: PreSignUp failed with error email_domain_not_allowed.',
    );
    expect(harness.log).toEqual(['PreSignUp_SignUp: the function threw an error: email_domain_not_allowed']);
    expect(await exceptionOf(aws.adminGetUser({ UserPoolId: POOL, Username: 'bob' }))).toMatch(/^UserNotFound/);
  });

  it('gives the client no detail of a crash, and the log the reason', async () => {
    functions.fail('PreSignUp', { failure: 'the function pre-sign-up exceeded its time-out of 3 s' });
    expect(await exceptionOf(signUp('carol'))).toMatch(
      /^UserLambdaValidationException: PreSignUp failed with error RequestId: \S{36} Error: Runtime exited with error: exit status 1\.$/,
    );
    expect(harness.log).toEqual(['PreSignUp_SignUp: the function pre-sign-up exceeded its time-out of 3 s']);
  });

  it.each([
    ['nothing', () => null, 'the result of the function has no region: it must return the event'],
    ['a text', () => 'ok', 'the result of the function has no region: it must return the event'],
    [
      'another object',
      () => ({ statusCode: 200 }),
      'the result of the function has no region: it must return the event',
    ],
    [
      'the event without its callerContext',
      ({ callerContext, ...event }: { callerContext: unknown }) => event,
      'the result of the function has no callerContext: it must return the event',
    ],
    [
      'the event with a wrong type in the response',
      (event: object) => ({ ...event, response: { autoConfirmUser: 'yes' } }),
      'response.autoConfirmUser has a wrong type or value',
    ],
  ])('rejects a function that returns %s', async (_, run, problem) => {
    functions.on('PreSignUp', run);
    expect(await exceptionOf(signUp('dave'))).toBe(unrecognizable);
    expect(harness.log).toEqual([`PreSignUp_SignUp: ${problem}`]);
  });

  it('rejects a function that returns another version', async () => {
    functions.on('PreSignUp', (event) => ({ ...event, version: '2' }));
    expect(await exceptionOf(signUp('erin'))).toBe(
      'InvalidLambdaResponseException: Invalid version. Version should be 1',
    );
  });

  it('replaces the password of a request in the log, but not in the reply', async () => {
    functions.fail('UserMigration', { error: `no user with ${password}` });
    const request = {
      ClientId: WEB,
      AuthFlow: 'USER_PASSWORD_AUTH' as const,
      AuthParameters: { USERNAME: 'nobody', PASSWORD: password },
    };
    expect(await exceptionOf(aws.initiateAuth(request))).toBe(
      `UserLambdaValidationException: UserMigration failed with error no user with ${password}.`,
    );
    expect(harness.log).toEqual(['UserMigration_Authentication: the function threw an error: no user with ***']);
  });
});

describe('a trigger that does not answer in time', () => {
  const slow = new Harness([withTriggers(pool)], undefined, {
    invokeFunction: functions.invoke,
    triggerTimeoutMs: 20,
  });
  beforeAll(() => slow.start());
  afterAll(() => slow.stop());

  it('is called three times, with the same event', async () => {
    functions.on('PreSignUp', (event) => {
      event.response.autoConfirmUser = true;
      return new Promise(() => {});
    });
    expect(await exceptionOf(signUp('frank', slow.aws))).toBe(
      'UnexpectedLambdaException: PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.',
    );
    expect(functions.sources).toEqual(['PreSignUp_SignUp', 'PreSignUp_SignUp', 'PreSignUp_SignUp']);
    expect(functions.events[2]).toEqual(functions.events[0]);
    expect(slow.log).toEqual([
      `PreSignUp_SignUp: ${arnOf('PreSignUp')} was called 3 times, and did not answer within 20 ms`,
    ]);
  });

  it('succeeds if the second call answers in time', async () => {
    let calls = 0;
    functions.on('PreSignUp', (event) => {
      calls += 1;
      return calls === 1 ? new Promise(() => {}) : event;
    });
    expect(await exceptionOf(signUp('grace', slow.aws))).toBe('no exception');
  });
});
