import { AuthenticatorApp, addUserWithMfa, mfaPool, STEP } from '../support/authenticator-app';
import {
  addressOf,
  BACKEND,
  EMAIL_POOL,
  emailPool,
  exceptionOf,
  Harness,
  MINUTE,
  otherPassword,
  POOL,
  password,
  pool,
  ROTATING,
  SECOND,
  signIn,
  useHarness,
  WEB,
} from '../support/harness';
import { SrpClient } from '../support/srp-client';

const { harness, aws } = useHarness([mfaPool, emailPool]);

const invalidSession = 'NotAuthorizedException: Invalid session for the user.';
const mismatch = 'CodeMismatchException: Invalid code received for user';
const used = 'ExpiredCodeException: Your software token has already been used once.';
const exceeded = 'NotAuthorizedException: Password attempts exceeded';

const add = (username: string, deviceName?: string) => addUserWithMfa(harness, aws, username, deviceName);
const challenge = (code: string, username: string) =>
  ({
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
    ChallengeResponses: { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: code },
  }) as const;
const answer = (username: string, Session: string | undefined, code: string, ClientId = WEB) =>
  aws.respondToAuthChallenge({ ClientId, Session, ...challenge(code, username) });
const sessionOf = async (username: string, secret = password) => (await signIn(aws, username, { secret })).Session;

describe('sign-in with an authenticator app', () => {
  it('requires a code and returns the device name', async () => {
    await add('ada', 'Ada’s phone');
    const { $metadata, ...reply } = await signIn(aws, addressOf('ada'));
    expect(reply).toEqual({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      Session: expect.stringMatching(/^\S{20,2048}$/),
      ChallengeParameters: { USER_ID_FOR_SRP: 'ada', FRIENDLY_DEVICE_NAME: 'Ada’s phone' },
    });
    await add('bob');
    expect((await signIn(aws, 'bob')).ChallengeParameters).toEqual({ USER_ID_FOR_SRP: 'bob' });
  });

  it('returns tokens, which can be refreshed without a code', async () => {
    const { app } = await add('carol');
    const reply = await answer('carol', await sessionOf('carol'), app.codeAt(harness.now));
    const { AccessToken, RefreshToken: REFRESH_TOKEN = '' } = reply.AuthenticationResult ?? {};
    expect((await aws.getUser({ AccessToken })).Username).toBe('carol');
    const AuthParameters = { REFRESH_TOKEN };
    const refresh = aws.initiateAuth({ ClientId: WEB, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters });
    expect((await refresh).AuthenticationResult).toBeDefined();
  });

  it('requires a code after SRP', async () => {
    const { app } = await add('dave');
    const client = new SrpClient();
    const AuthParameters = { USERNAME: 'dave', SRP_A: client.publicValue };
    const begun = await aws.initiateAuth({ ClientId: WEB, AuthFlow: 'USER_SRP_AUTH', AuthParameters });
    const { ChallengeName, Session } = await aws.respondToAuthChallenge({
      ClientId: WEB,
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: client.answer(POOL, password, begun.ChallengeParameters ?? {}),
    });
    expect(ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect((await answer('dave', Session, app.codeAt(harness.now))).AuthenticationResult).toBeDefined();
  });

  it('requires a code in AdminInitiateAuth', async () => {
    const { app } = await add('erin');
    const server = { UserPoolId: POOL, ClientId: BACKEND };
    const AuthParameters = { USERNAME: 'erin', PASSWORD: password };
    const begun = await aws.adminInitiateAuth({
      ...server,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters,
    });
    expect(begun.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const response = { Session: begun.Session, ...challenge(app.codeAt(harness.now), 'erin') };
    const reply = await aws.adminRespondToAuthChallenge({ ...server, ...response });
    expect(reply.AuthenticationResult).toBeDefined();
    const elsewhere = { ...server, ...response, UserPoolId: EMAIL_POOL };
    expect(await exceptionOf(aws.adminRespondToAuthChallenge(elsewhere))).toBe(
      `ResourceNotFoundException: User pool client ${BACKEND} does not exist.`,
    );
  });

  it('requires a code after NEW_PASSWORD_REQUIRED', async () => {
    const { app } = await add('frank');
    await aws.adminSetUserPassword({ UserPoolId: POOL, Username: 'frank', Password: otherPassword });
    const { Session } = await aws.respondToAuthChallenge({
      ClientId: WEB,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: await sessionOf('frank', otherPassword),
      ChallengeResponses: { USERNAME: 'frank', NEW_PASSWORD: 'Third-password-3' },
    });
    expect((await answer('frank', Session, app.codeAt(harness.now))).AuthenticationResult).toBeDefined();
  });

  it('accepts codes of the old app until the new one is verified', async () => {
    const { AccessToken, app: old } = await add('grace');
    const { SecretCode = '' } = await aws.associateSoftwareToken({ AccessToken });
    const app = new AuthenticatorApp(SecretCode);
    expect(await exceptionOf(answer('grace', await sessionOf('grace'), app.codeAt(harness.now)))).toBe(mismatch);
    expect(await exceptionOf(answer('grace', await sessionOf('grace'), old.codeAt(harness.now)))).toBe('no exception');
    await aws.verifySoftwareToken({ AccessToken, UserCode: app.codeAt(harness.now) });
    harness.advance(STEP);
    expect(await exceptionOf(answer('grace', await sessionOf('grace'), old.codeAt(harness.now)))).toBe(mismatch);
    expect(await exceptionOf(answer('grace', await sessionOf('grace'), app.codeAt(harness.now)))).toBe('no exception');
  });

  it('still requires a code after MFA is turned off for the pool', async () => {
    const other = new Harness([mfaPool]);
    const client = await other.start();
    const { AccessToken } = await addUserWithMfa(other, client, 'heidi');
    other.cognito.configure([pool]);
    expect((await client.describeUserPool({ UserPoolId: POOL })).UserPool?.MfaConfiguration).toBe('OFF');
    expect((await signIn(client, 'heidi')).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect(await exceptionOf(client.associateSoftwareToken({ AccessToken }))).toMatch(/^SoftwareTokenMFANotFound/);
    other.cognito.configure([mfaPool]);
    expect((await client.describeUserPool({ UserPoolId: POOL })).UserPool?.MfaConfiguration).toBe('OPTIONAL');
    expect((await signIn(client, 'heidi')).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    await other.stop();
  });
});

describe('a code', () => {
  it.each([
    [-2, mismatch],
    [-1, 'no exception'],
    [0, 'no exception'],
    [1, 'no exception'],
    [2, mismatch],
  ])('of %d time steps later is answered with %s', async (steps, outcome) => {
    const { app } = await add(`ivan${steps}`);
    harness.advance(STEP);
    const session = await sessionOf(`ivan${steps}`);
    const attempt = answer(`ivan${steps}`, session, app.codeAt(harness.now + steps * STEP));
    expect(await exceptionOf(attempt)).toBe(outcome);
  });

  it('is accepted once; the code that verified the app is used up', async () => {
    const { app } = await add('judy');
    const session = await sessionOf('judy');
    expect(await exceptionOf(answer('judy', session, app.codeAt(harness.now - STEP)))).toBe(used);
    expect(await exceptionOf(answer('judy', session, app.codeAt(harness.now)))).toBe('no exception');
    const next = await sessionOf('judy');
    expect(await exceptionOf(answer('judy', next, app.codeAt(harness.now)))).toBe(used);
    harness.advance(STEP);
    expect(await exceptionOf(answer('judy', next, app.codeAt(harness.now - STEP)))).toBe(used);
    expect(await exceptionOf(answer('judy', next, app.codeAt(harness.now)))).toBe('no exception');
    const last = await sessionOf('judy');
    expect(await exceptionOf(answer('judy', last, app.codeAt(harness.now - STEP)))).toBe(used);
  });

  it('can be given again after a wrong or malformed one', async () => {
    const { app } = await add('ken');
    const session = await sessionOf('ken');
    for (const code of [app.wrongCodeAt(harness.now), '12345', 'x', `${app.codeAt(harness.now)}0`]) {
      expect(await exceptionOf(answer('ken', session, code))).toBe(mismatch);
    }
    expect(await exceptionOf(answer('ken', session, app.codeAt(harness.now)))).toBe('no exception');
  });

  it('counts like a password if it is wrong, and locks the account', async () => {
    const { app } = await add('lea');
    for (let guess = 0; guess < 5; guess += 1) {
      const session = await sessionOf('lea');
      expect(await exceptionOf(answer('lea', session, app.wrongCodeAt(harness.now)))).toBe(mismatch);
    }
    expect(await exceptionOf(signIn(aws, 'lea'))).toBe(exceeded);
    harness.advance(SECOND);
    const session = await sessionOf('lea');
    expect(await exceptionOf(answer('lea', session, app.wrongCodeAt(harness.now)))).toBe(mismatch);
    harness.advance(2 * SECOND - 1);
    expect(await exceptionOf(answer('lea', session, app.codeAt(harness.now)))).toBe(exceeded);
    harness.advance(1);
    expect(await exceptionOf(answer('lea', session, app.codeAt(harness.now)))).toBe('no exception');
    expect(await exceptionOf(answer('lea', await sessionOf('lea'), app.wrongCodeAt(harness.now)))).toBe(mismatch);
    expect(await exceptionOf(signIn(aws, 'lea'))).toBe('no exception');
  });

  it.each(['USERNAME', 'SOFTWARE_TOKEN_MFA_CODE'])(
    'is answered with InvalidParameterException without %s',
    async (name) => {
      const { ChallengeName, ChallengeResponses } = challenge('123456', 'lea');
      const attempt = aws.respondToAuthChallenge({
        ClientId: WEB,
        ChallengeName,
        ChallengeResponses: { ...ChallengeResponses, [name]: '' },
      });
      expect(await exceptionOf(attempt)).toBe(`InvalidParameterException: Missing required parameter ${name}`);
    },
  );
});

describe('the session', () => {
  it('is rejected if it is missing, invented, used, expired, or of another user or client', async () => {
    const { app } = await add('mia');
    const { app: otherApp } = await add('ned');
    const session = await sessionOf('mia');
    const code = app.codeAt(harness.now);
    expect(await exceptionOf(answer('mia', undefined, code))).toBe(invalidSession);
    expect(await exceptionOf(answer('mia', 'x'.repeat(100), code))).toBe(invalidSession);
    expect(await exceptionOf(answer('ned', session, otherApp.codeAt(harness.now)))).toBe(invalidSession);
    expect(await exceptionOf(answer('mia', session, code, ROTATING))).toBe(invalidSession);
    expect(await exceptionOf(answer('mia', session, code))).toBe('no exception');
    expect(await exceptionOf(answer('mia', session, app.codeAt(harness.now + STEP)))).toBe(
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    );
    const old = await sessionOf('mia');
    harness.advance(3 * MINUTE);
    expect(await exceptionOf(answer('mia', old, app.codeAt(harness.now)))).toBe(
      'NotAuthorizedException: Invalid session for the user, session is expired.',
    );
  });

  it('ends when the password changes or the account is deleted', async () => {
    const { AccessToken, app } = await add('olga');
    const session = await sessionOf('olga');
    const change = { PreviousPassword: password, ProposedPassword: otherPassword };
    await aws.changePassword({ AccessToken, ...change });
    expect(await exceptionOf(answer('olga', session, app.codeAt(harness.now)))).toBe(invalidSession);
    const next = await sessionOf('olga', otherPassword);
    await aws.adminDeleteUser({ UserPoolId: POOL, Username: 'olga' });
    expect(await exceptionOf(answer('olga', next, app.codeAt(harness.now)))).toBe(invalidSession);
  });

  it('is rejected for a user who was disabled or must reset the password', async () => {
    const { app } = await add('pia');
    const user = { UserPoolId: POOL, Username: 'pia' };
    const session = await sessionOf('pia');
    await aws.adminDisableUser(user);
    expect(await exceptionOf(answer('pia', session, app.codeAt(harness.now)))).toBe(
      'NotAuthorizedException: User is disabled.',
    );
    await aws.adminEnableUser(user);
    await aws.adminResetUserPassword(user);
    expect(await exceptionOf(answer('pia', session, app.codeAt(harness.now)))).toBe(
      'PasswordResetRequiredException: Password reset required for the user',
    );
  });
});
