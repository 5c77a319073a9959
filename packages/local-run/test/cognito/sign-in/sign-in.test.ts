import crypto from 'node:crypto';
import {
  addressOf,
  addUser,
  BACKEND,
  EMAIL_POOL,
  email,
  emailPool,
  exceptionOf,
  LEGACY,
  MINUTE,
  POOL,
  password,
  pool,
  ROTATING,
  SECOND,
  signIn,
  tokensOf,
  useHarness,
  WEB,
} from '../support/harness';

const { harness, aws } = useHarness([pool, emailPool]);

const wrong = { secret: 'Wrong-horse-1' };
const incorrect = 'NotAuthorizedException: Incorrect username or password.';
const exceeded = 'NotAuthorizedException: Password attempts exceeded';

describe('InitiateAuth with USER_PASSWORD_AUTH', () => {
  it('returns three tokens and their lifetime', async () => {
    await addUser(harness, aws, 'ada');
    const { $metadata, ...reply } = await signIn(aws, 'ada');
    expect(reply).toEqual({
      ChallengeParameters: {},
      AuthenticationResult: {
        AccessToken: expect.any(String),
        ExpiresIn: 3600,
        IdToken: expect.any(String),
        RefreshToken: expect.any(String),
        TokenType: 'Bearer',
      },
    });
  });

  it('accepts the user name or the verified e-mail address, in any case', async () => {
    await addUser(harness, aws, 'bob');
    for (const name of ['bob', 'BoB', addressOf('bob'), addressOf('Bob').toUpperCase()]) {
      expect(await exceptionOf(signIn(aws, name))).toBe('no exception');
    }
  });

  it('rejects an unverified e-mail address', async () => {
    const UserAttributes = email(addressOf('carol'));
    await aws.signUp({ ClientId: WEB, Username: 'carol', Password: password, UserAttributes });
    await aws.adminConfirmSignUp({ UserPoolId: POOL, Username: 'carol' });
    expect(await exceptionOf(signIn(aws, addressOf('carol')))).toBe(incorrect);
    expect(await exceptionOf(signIn(aws, 'carol'))).toBe('no exception');
  });

  it('returns the same reply for a wrong password and an unknown user, except without PreventUserExistenceErrors', async () => {
    await addUser(harness, aws, 'dave');
    expect(await exceptionOf(signIn(aws, 'dave', wrong))).toBe(incorrect);
    expect(await exceptionOf(signIn(aws, 'unknown'))).toBe(incorrect);
    expect(await exceptionOf(signIn(aws, 'unknown', { clientId: LEGACY }))).toBe(
      'UserNotFoundException: User does not exist.',
    );
  });

  it('answers UserNotConfirmedException to any password of an unconfirmed user', async () => {
    const UserAttributes = email(addressOf('erin'));
    await aws.signUp({ ClientId: WEB, Username: 'erin', Password: password, UserAttributes });
    const unconfirmed = 'UserNotConfirmedException: User is not confirmed.';
    expect(await exceptionOf(signIn(aws, 'erin'))).toBe(unconfirmed);
    expect(await exceptionOf(signIn(aws, 'erin', wrong))).toBe(unconfirmed);
  });

  it('computes as much for an account that is not ready and an unknown one, so that the time reveals neither', async () => {
    const computations = async (username: string) => {
      const exponentiations = jest.spyOn(crypto, 'createDiffieHellman');
      await exceptionOf(signIn(aws, username, wrong));
      const { length } = exponentiations.mock.calls;
      exponentiations.mockRestore();
      return length;
    };
    await addUser(harness, aws, 'edgar');
    await aws.signUp({ ClientId: WEB, Username: 'edna', Password: password, UserAttributes: email(addressOf('edna')) });
    await addUser(harness, aws, 'egon');
    await aws.adminResetUserPassword({ UserPoolId: POOL, Username: 'egon' });
    const names = ['edgar', 'edna', 'egon', 'unknown'];
    for (const name of names) expect([name, await computations(name)]).toEqual([name, 1]);
  });

  it('reports a disabled user only with the right password', async () => {
    await addUser(harness, aws, 'frank');
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'frank' });
    expect(await exceptionOf(signIn(aws, 'frank', wrong))).toBe(incorrect);
    expect(await exceptionOf(signIn(aws, 'frank'))).toBe('NotAuthorizedException: User is disabled.');
    await aws.adminEnableUser({ UserPoolId: POOL, Username: 'frank' });
    expect(await exceptionOf(signIn(aws, 'frank'))).toBe('no exception');
  });

  it.each(['USERNAME', 'PASSWORD'])('answers InvalidParameterException without %s', async (name) => {
    const AuthParameters = { USERNAME: 'ada', PASSWORD: password, [name]: '' };
    const attempt = aws.initiateAuth({ ClientId: WEB, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
    expect(await exceptionOf(attempt)).toBe(`InvalidParameterException: Missing required parameter ${name}`);
  });

  it('answers InvalidParameterException without AuthParameters', async () => {
    const attempt = aws.initiateAuth({ ClientId: WEB, AuthFlow: 'USER_PASSWORD_AUTH' });
    expect(await exceptionOf(attempt)).toBe('InvalidParameterException: Missing required parameter USERNAME');
  });

  it.each([
    [BACKEND, 'USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH flow not enabled for this client'],
    [BACKEND, 'USER_SRP_AUTH', 'USER_SRP_AUTH is not enabled for the client.'],
    [LEGACY, 'REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN_AUTH flow not enabled for this client'],
    [ROTATING, 'REFRESH_TOKEN', 'REFRESH_TOKEN_AUTH flow not enabled for this client'],
    [WEB, 'ADMIN_USER_PASSWORD_AUTH', 'Initiate Auth method not supported.'],
    [WEB, 'USER_AUTH', 'USER_AUTH flow not enabled for this client'],
    [WEB, 'CUSTOM_AUTH', 'CUSTOM_AUTH is not enabled for the client.'],
  ] as const)('rejects for %s the flow %s', async (ClientId, AuthFlow, message) => {
    const AuthParameters = { USERNAME: 'ada', PASSWORD: password };
    expect(await exceptionOf(aws.initiateAuth({ ClientId, AuthFlow, AuthParameters }))).toBe(
      `InvalidParameterException: ${message}`,
    );
  });

  it('answers ResourceNotFoundException for an unknown client', async () => {
    expect(await exceptionOf(signIn(aws, 'ada', { clientId: 'unknown' }))).toBe(
      'ResourceNotFoundException: User pool client unknown does not exist.',
    );
  });
});

describe('failed sign-ins', () => {
  const fail = async (username: string, times: number) => {
    for (let attempt = 0; attempt < times; attempt += 1) {
      expect(await exceptionOf(signIn(aws, username, wrong))).toBe(incorrect);
    }
  };

  it('lock the account for a second after the fifth, even for the right password', async () => {
    await addUser(harness, aws, 'grace');
    await fail('grace', 5);
    expect(await exceptionOf(signIn(aws, 'grace'))).toBe(exceeded);
    harness.advance(SECOND - 1);
    expect(await exceptionOf(signIn(aws, addressOf('grace')))).toBe(exceeded);
    harness.advance(1);
    expect(await exceptionOf(signIn(aws, 'grace'))).toBe('no exception');
  });

  it('lock it twice as long with each further one, up to 15 minutes', async () => {
    await addUser(harness, aws, 'heidi');
    await fail('heidi', 5);
    const lastLocks = [];
    for (let lock = SECOND; lock <= 2 * 900 * SECOND; lock *= 2) {
      const expected = Math.min(lock, 15 * MINUTE);
      harness.advance(expected - 1);
      expect(await exceptionOf(signIn(aws, 'heidi', wrong))).toBe(exceeded);
      harness.advance(1);
      await fail('heidi', 1);
      lastLocks.push(expected);
    }
    expect(lastLocks.at(-1)).toBe(15 * MINUTE);
  });

  it('are reset by a successful sign-in', async () => {
    await addUser(harness, aws, 'ivan');
    await fail('ivan', 4);
    await signIn(aws, 'ivan');
    await fail('ivan', 4);
    expect(await exceptionOf(signIn(aws, 'ivan'))).toBe('no exception');
  });

  it('are reset after 15 minutes without an attempt', async () => {
    await addUser(harness, aws, 'judy');
    await fail('judy', 5);
    harness.advance(15 * MINUTE + SECOND);
    await fail('judy', 4);
    expect(await exceptionOf(signIn(aws, 'judy'))).toBe('no exception');
  });
});

describe('AdminInitiateAuth', () => {
  const signInAsAdmin = (AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' | 'USER_PASSWORD_AUTH', ClientId = BACKEND) =>
    aws.adminInitiateAuth({
      UserPoolId: POOL,
      ClientId,
      AuthFlow,
      AuthParameters: { USERNAME: 'ken', PASSWORD: password },
    });

  it('signs in with a password if the client allows it', async () => {
    await addUser(harness, aws, 'ken');
    const { AuthenticationResult: result } = await signInAsAdmin('ADMIN_USER_PASSWORD_AUTH');
    expect((await aws.getUser({ AccessToken: result?.AccessToken })).Username).toBe('ken');
    expect(await exceptionOf(signInAsAdmin('ADMIN_USER_PASSWORD_AUTH', WEB))).toBe(
      'InvalidParameterException: Auth flow not enabled for this client',
    );
    expect(await exceptionOf(signInAsAdmin('USER_PASSWORD_AUTH', WEB))).toBe(
      'InvalidParameterException: Initiate Auth method not supported.',
    );
  });

  it('refreshes tokens', async () => {
    await addUser(harness, aws, 'lea');
    const { RefreshToken } = await tokensOf(aws, 'lea');
    const { AuthenticationResult: result } = await aws.adminInitiateAuth({
      UserPoolId: POOL,
      ClientId: WEB,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
    });
    expect(result?.AccessToken).toBeDefined();
  });

  it('answers ResourceNotFoundException for an unknown pool and a client of another pool', async () => {
    const input = { AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters: {}, ClientId: BACKEND } as const;
    expect(await exceptionOf(aws.adminInitiateAuth({ ...input, UserPoolId: 'us-east-1_Nowhere01' }))).toBe(
      'ResourceNotFoundException: User pool us-east-1_Nowhere01 does not exist.',
    );
    expect(await exceptionOf(aws.adminInitiateAuth({ ...input, UserPoolId: EMAIL_POOL }))).toBe(
      `ResourceNotFoundException: User pool client ${BACKEND} does not exist.`,
    );
  });
});
