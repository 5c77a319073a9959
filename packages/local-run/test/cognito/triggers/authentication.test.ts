import { problemOn } from '../support/browser';
import { answerTo, choicePool, choose } from '../support/choice';
import {
  addressOf,
  addUser,
  BACKEND,
  exceptionOf,
  LEGACY,
  POOL,
  password,
  signIn,
  tokensOf,
  useHarness,
  WEB,
} from '../support/harness';
import { addLoginUser } from '../support/login-user';
import { authorizationQuery, codeIn, Login, loginPool } from '../support/managed-login';
import { SrpClient } from '../support/srp-client';
import { TestFunctions, withTriggers } from '../support/triggers';

const functions = new TestFunctions();
const { harness, aws } = useHarness([withTriggers(choicePool), withTriggers(loginPool)], {
  invokeFunction: functions.invoke,
});
const login = new Login(harness);

const BEFORE = 'PreAuthentication_Authentication';
const AFTER = 'PostAuthentication_Authentication';
const TOKENS = 'TokenGeneration_Authentication';
const ClientMetadata = { device: 'phone' };
const incorrect = 'NotAuthorizedException: Incorrect username or password.';
const refuse = () => {
  throw new Error('blocked');
};

let sub: string;

beforeAll(async () => {
  sub = await addUser(harness, aws, 'ada');
  await addLoginUser(aws, 'lena');
});
beforeEach(() => {
  functions.reset();
  // An unknown user is not moved in.
  functions.respond('UserMigration', {});
});

const byPassword = (USERNAME: string, PASSWORD = password, ClientId = WEB) =>
  aws.initiateAuth({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD },
    ClientMetadata,
  });

describe('sign-in with a password', () => {
  it('runs PreAuthentication, PostAuthentication and PreTokenGeneration in this order', async () => {
    await byPassword('ada');
    expect(functions.sources).toEqual([BEFORE, AFTER, TOKENS]);
  });

  it('gives ClientMetadata of InitiateAuth to PreAuthentication only, as validationData', async () => {
    await byPassword('ada');
    const userAttributes = {
      sub,
      email: addressOf('ada'),
      email_verified: 'true',
      'cognito:user_status': 'CONFIRMED',
      'cognito:email_alias': addressOf('ada'),
    };
    expect(functions.event(BEFORE).request).toEqual({
      userAttributes,
      userNotFound: false,
      validationData: ClientMetadata,
    });
    expect(functions.event(AFTER).request).toEqual({ userAttributes, newDeviceUsed: false });
    expect(functions.event(TOKENS).request).not.toHaveProperty('clientMetadata');
  });

  it('runs PreAuthentication before it checks the password, and nothing after a wrong one', async () => {
    expect(await exceptionOf(byPassword('ada', 'Wrong-horse-1'))).toBe(incorrect);
    expect(functions.sources).toEqual([BEFORE]);
  });

  it('refuses the sign-in if PreAuthentication fails, whatever the password is', async () => {
    functions.on('PreAuthentication', refuse);
    const blocked = 'UserLambdaValidationException: PreAuthentication failed with error blocked.';
    expect(await exceptionOf(byPassword('ada'))).toBe(blocked);
    expect(await exceptionOf(byPassword('ada', 'Wrong-horse-1'))).toBe(blocked);
    expect(functions.sources).toEqual([BEFORE, BEFORE]);
  });

  it('refuses the sign-in if PostAuthentication fails', async () => {
    functions.on('PostAuthentication', refuse);
    expect(await exceptionOf(byPassword('ada'))).toBe(
      'UserLambdaValidationException: PostAuthentication failed with error blocked.',
    );
    expect(functions.sources).toEqual([BEFORE, AFTER]);
  });

  it('issues no tokens for an account that was disabled or deleted while PostAuthentication ran', async () => {
    await addUser(harness, aws, 'bob');
    functions.on('PostAuthentication', async (event) => {
      await aws.adminDisableUser({ UserPoolId: POOL, Username: event.userName });
      return event;
    });
    expect(await exceptionOf(byPassword('bob'))).toBe('NotAuthorizedException: User is disabled.');
    await aws.adminEnableUser({ UserPoolId: POOL, Username: 'bob' });
    functions.on('PostAuthentication', async (event) => {
      await aws.adminDeleteUser({ UserPoolId: POOL, Username: event.userName });
      return event;
    });
    expect(await exceptionOf(byPassword('bob'))).toMatch(/^UserNotFoundException/);
  });

  it('runs the triggers for AdminInitiateAuth', async () => {
    await aws.adminInitiateAuth({
      UserPoolId: POOL,
      ClientId: BACKEND,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada', PASSWORD: password },
      ClientMetadata,
    });
    expect(functions.sources).toEqual([BEFORE, AFTER, TOKENS]);
    // The client does not prevent user existence errors.
    expect(functions.event(BEFORE).request).not.toHaveProperty('userNotFound');
  });
});

describe('sign-in of an unknown user', () => {
  it('runs PreAuthentication with userNotFound if the client prevents user existence errors', async () => {
    expect(await exceptionOf(byPassword('nobody'))).toBe(incorrect);
    expect(functions.sources).toEqual(['UserMigration_Authentication', BEFORE]);
    const { userName, request } = functions.event(BEFORE);
    expect({ userName, request }).toEqual({
      userName: 'nobody',
      request: { userAttributes: {}, userNotFound: true, validationData: ClientMetadata },
    });
  });

  it('does not run it for another client', async () => {
    expect(await exceptionOf(byPassword('nobody', password, LEGACY))).toMatch(/^UserNotFoundException/);
    expect(functions.sources).toEqual(['UserMigration_Authentication']);
  });
});

describe('sign-in by SRP', () => {
  it('runs PreAuthentication at InitiateAuth, and the other triggers with the metadata of the response', async () => {
    const client = new SrpClient();
    const { ChallengeParameters = {} } = await aws.initiateAuth({
      ClientId: WEB,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: 'ada', SRP_A: client.publicValue },
      ClientMetadata,
    });
    expect(functions.sources).toEqual([BEFORE]);
    expect(functions.event(BEFORE).request.validationData).toEqual(ClientMetadata);
    await aws.respondToAuthChallenge({
      ClientId: WEB,
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: client.answer(POOL, password, ChallengeParameters),
      ClientMetadata: { step: 'second' },
    });
    expect(functions.sources).toEqual([BEFORE, AFTER, TOKENS]);
    expect(functions.event(AFTER).request.clientMetadata).toEqual({ step: 'second' });
    expect(functions.event(TOKENS).request.clientMetadata).toEqual({ step: 'second' });
  });

  it('accepts a password that PreAuthentication has set', async () => {
    await addUser(harness, aws, 'carol');
    functions.on('PreAuthentication', async (event) => {
      const Password = 'Set-by-function-1';
      await aws.adminSetUserPassword({ UserPoolId: POOL, Username: event.userName, Password, Permanent: true });
      return event;
    });
    const client = new SrpClient();
    const { ChallengeParameters = {} } = await aws.initiateAuth({
      ClientId: WEB,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: 'carol', SRP_A: client.publicValue },
    });
    const ChallengeResponses = client.answer(POOL, 'Set-by-function-1', ChallengeParameters);
    const response = { ClientId: WEB, ChallengeName: 'PASSWORD_VERIFIER' as const, ChallengeResponses };
    expect(await exceptionOf(aws.respondToAuthChallenge(response))).toBe('no exception');
  });
});

describe('choice-based sign-in', () => {
  it('runs PreAuthentication once, when the sign-in begins', async () => {
    const { Session } = await choose(aws, 'ada');
    expect(functions.sources).toEqual([BEFORE]);
    await answerTo(aws, 'SELECT_CHALLENGE', Session, { USERNAME: 'ada', ANSWER: 'PASSWORD', PASSWORD: password });
    expect(functions.sources).toEqual([BEFORE, AFTER, TOKENS]);
  });

  it('runs the same triggers for a password in the first request, and for a code', async () => {
    await choose(aws, 'ada', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: password });
    expect(functions.sources).toEqual([BEFORE, AFTER, TOKENS]);
    functions.events = [];
    const { Session } = await choose(aws, 'ada', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    const code = harness.codeFor(addressOf('ada'));
    await answerTo(aws, 'EMAIL_OTP', Session, { USERNAME: 'ada', EMAIL_OTP_CODE: code });
    expect(functions.sources).toEqual([BEFORE, 'CustomMessage_Authentication', AFTER, TOKENS]);
  });

  it('lets a session be used again after a function failed, and once after it succeeded', async () => {
    const { Session } = await choose(aws, 'ada');
    functions.on('CustomMessage', refuse);
    const answer = () => answerTo(aws, 'SELECT_CHALLENGE', Session, { USERNAME: 'ada', ANSWER: 'EMAIL_OTP' });
    expect(await exceptionOf(answer())).toMatch(/^UserLambdaValidationException: CustomMessage failed/);
    functions.reset();
    const results = await Promise.all([exceptionOf(answer()), exceptionOf(answer())]);
    expect(results.sort()).toEqual([
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
      'no exception',
    ]);
    expect(functions.sources).toEqual(['CustomMessage_Authentication']);
  });
});

describe('the sign-in page', () => {
  it('runs PreAuthentication and PostAuthentication, and PreTokenGeneration when the code is exchanged', async () => {
    const code = codeIn(await login.signIn('lena'));
    expect(functions.sources).toEqual([BEFORE, AFTER]);
    expect((await login.exchange(code)).status).toBe(200);
    expect(functions.sources).toEqual([BEFORE, AFTER, 'TokenGeneration_HostedAuth']);
  });

  it('runs no trigger while the session of the browser lasts', async () => {
    const browser = login.browser();
    await login.signIn('lena', {}, browser);
    functions.events = [];
    const again = await browser.open(`/oauth2/authorize?${authorizationQuery()}`);
    expect(codeIn(again)).not.toBe('');
    expect(functions.sources).toEqual([]);
  });

  it('shows the text of a trigger that fails, and opens no session', async () => {
    for (const name of ['PreAuthentication', 'PostAuthentication'] as const) {
      functions.reset();
      functions.on(name, refuse);
      const browser = login.browser();
      const visit = await login.signIn('lena', {}, browser);
      expect([visit.status, problemOn(visit)]).toEqual([400, `${name} failed with error blocked.`]);
      expect(codeIn(await browser.open(`/oauth2/authorize?${authorizationQuery()}`))).toBe('');
    }
  });

  it('answers 400 at the token endpoint if PreTokenGeneration fails', async () => {
    functions.on('PreTokenGeneration', refuse);
    const { status, body } = await login.exchange(await login.code('lena'));
    expect([status, body]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'PreTokenGeneration failed with error blocked.' },
    ]);
  });
});

describe('a pool without triggers', () => {
  const plain = useHarness([choicePool]);

  it('calls no function', async () => {
    await addUser(plain.harness, plain.aws, 'ada');
    await tokensOf(plain.aws, 'ada');
    expect(await exceptionOf(signIn(plain.aws, 'nobody'))).toBe(incorrect);
    expect(functions.sources).toEqual([]);
  });
});
