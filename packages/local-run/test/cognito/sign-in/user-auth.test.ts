import { newSession } from '../../../src/cognito/sign-in/challenges';
import { answerTo, choiceFlows, choicePool, choose, registerPasskey } from '../support/choice';
import {
  addressOf,
  addUser,
  BACKEND,
  claimsOf,
  EMAIL_WEB,
  email,
  emailPool,
  exceptionOf,
  Harness,
  invite,
  LEGACY,
  MINUTE,
  otherPassword,
  POOL,
  password,
  ROTATING,
  SECOND,
  tokensOf,
  useHarness,
  WEB,
  webClient,
} from '../support/harness';
import { SrpClient } from '../support/srp-client';

const { harness, aws } = useHarness([choicePool]);

const incorrect = 'NotAuthorizedException: Incorrect username or password.';
const invalidSession = 'NotAuthorizedException: Invalid session for the user.';
const usedSession = 'NotAuthorizedException: Invalid session for the user, session can only be used once.';
const expiredSession = 'NotAuthorizedException: Invalid session for the user, session is expired.';
const wrongCode = 'CodeMismatchException: Invalid code or auth state for the user.';

const add = (username: string) => addUser(harness, aws, username);
const codeFor = (username: string) => harness.codeFor(addressOf(username));
const mailsTo = (username: string) => harness.cognito.messages(addressOf(username)).length;
const emailCode = (username: string) => choose(aws, username, { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
const giveCode = (username: string, session: string | undefined, code: string) =>
  answerTo(aws, 'EMAIL_OTP', session, { USERNAME: username, EMAIL_OTP_CODE: code });

/** A reply with the session, the challenge of a passkey and the request id replaced. */
async function shapeOf(reply: Promise<object>): Promise<unknown> {
  const { $metadata, ...rest } = (await reply) as { $metadata: object };
  return JSON.parse(
    JSON.stringify(rest, (key, value) => (key === 'Session' ? `session of ${value.length} characters` : value)),
  );
}

describe('a session', () => {
  it('begins as those of AWS, and never with a dash, which the AWS CLI takes for an option', () => {
    expect(newSession((bytes) => Buffer.alloc(bytes, 0xf8))).toMatch(/^AYAB-Pj4/);
  });
});

describe('USER_AUTH without a preference', () => {
  it('lists what the user can sign in with', async () => {
    await add('ada');
    expect(await shapeOf(choose(aws, 'ada'))).toEqual({
      ChallengeName: 'SELECT_CHALLENGE',
      ChallengeParameters: {},
      AvailableChallenges: ['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP'],
      Session: 'session of 1544 characters',
    });
    const { AccessToken } = await tokensOf(aws, 'ada');
    await registerPasskey(aws, AccessToken);
    expect((await choose(aws, addressOf('ada'))).AvailableChallenges).toEqual([
      'PASSWORD_SRP',
      'PASSWORD',
      'EMAIL_OTP',
      'WEB_AUTHN',
    ]);
    expect((await aws.getUserAuthFactors({ AccessToken })).ConfiguredUserAuthFactors).toEqual([
      'PASSWORD',
      'EMAIL_OTP',
      'WEB_AUTHN',
    ]);
    expect(await aws.adminGetUserAuthFactors({ UserPoolId: POOL, Username: 'ada' })).toMatchObject({
      Username: 'ada',
      ConfiguredUserAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'],
    });
  });

  it('signs in with the selected password, and accepts the session again after a wrong one', async () => {
    await add('bob');
    const { Session } = await choose(aws, 'bob');
    const select = (PASSWORD: string) =>
      answerTo(aws, 'SELECT_CHALLENGE', Session, { USERNAME: 'bob', ANSWER: 'PASSWORD', PASSWORD });
    expect(await exceptionOf(select(otherPassword))).toBe(incorrect);
    expect((await select(password)).AuthenticationResult).toBeDefined();
    expect(await exceptionOf(select(password))).toBe(usedSession);
  });

  it('asks for the selected password where the response has none', async () => {
    await add('carl');
    const selected = await answerTo(aws, 'SELECT_CHALLENGE', (await choose(aws, 'carl')).Session, {
      USERNAME: 'carl',
      ANSWER: 'PASSWORD',
    });
    expect([selected.ChallengeName, selected.ChallengeParameters]).toEqual(['PASSWORD', {}]);
    const give = (PASSWORD: string) => answerTo(aws, 'PASSWORD', selected.Session, { USERNAME: 'carl', PASSWORD });
    expect(await exceptionOf(give(otherPassword))).toBe(incorrect);
    expect((await give(password)).AuthenticationResult).toBeDefined();
    expect(await exceptionOf(give(password))).toBe(usedSession);
  });

  it('sends a code for EMAIL_OTP', async () => {
    await add('dora');
    const { Session } = await choose(aws, 'dora');
    const select = () => answerTo(aws, 'SELECT_CHALLENGE', Session, { USERNAME: 'dora', ANSWER: 'EMAIL_OTP' });
    const selected = await select();
    expect(selected.ChallengeName).toBe('EMAIL_OTP');
    expect(await exceptionOf(select())).toBe(usedSession);
    expect((await giveCode('dora', selected.Session, codeFor('dora'))).AuthenticationResult).toBeDefined();
  });

  it('signs in by SRP, with the first value in the selection or after it', async () => {
    await add('emil');
    for (const inSelection of [true, false]) {
      const client = new SrpClient();
      const { Session } = await choose(aws, 'emil');
      const value = { SRP_A: client.publicValue };
      const answer = { USERNAME: 'emil', ANSWER: 'PASSWORD_SRP', ...(inSelection && value) };
      let reply = await answerTo(aws, 'SELECT_CHALLENGE', Session, answer);
      if (!inSelection) {
        expect(reply.ChallengeName).toBe('PASSWORD_SRP');
        reply = await answerTo(aws, 'PASSWORD_SRP', reply.Session, { USERNAME: 'emil', ...value });
      }
      expect(reply.ChallengeName).toBe('PASSWORD_VERIFIER');
      const proof = client.answer(POOL, password, reply.ChallengeParameters ?? {});
      expect((await answerTo(aws, 'PASSWORD_VERIFIER', reply.Session, proof)).AuthenticationResult).toBeDefined();
    }
  });

  it.each([
    ['WEB_AUTHN', 'InvalidParameterException: ANSWER must be one of PASSWORD_SRP, PASSWORD, EMAIL_OTP'],
    ['SMS_OTP', 'InvalidParameterException: ANSWER must be one of PASSWORD_SRP, PASSWORD, EMAIL_OTP'],
    ['', 'InvalidParameterException: Missing required parameter ANSWER'],
  ])('rejects the answer "%s" of a user without a passkey', async (ANSWER, exception) => {
    await add(`finn${ANSWER}`);
    const USERNAME = `finn${ANSWER}`;
    const { Session } = await choose(aws, USERNAME);
    expect(await exceptionOf(answerTo(aws, 'SELECT_CHALLENGE', Session, { USERNAME, ANSWER }))).toBe(exception);
  });
});

describe('USER_AUTH with a preferred challenge', () => {
  it('begins it and lists the others', async () => {
    await add('gina');
    const preferring = (PREFERRED_CHALLENGE: string) => shapeOf(choose(aws, 'gina', { PREFERRED_CHALLENGE }));
    const common = {
      AvailableChallenges: ['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP'],
      Session: 'session of 1544 characters',
    };
    expect(await preferring('PASSWORD')).toEqual({ ...common, ChallengeName: 'PASSWORD', ChallengeParameters: {} });
    expect(await preferring('PASSWORD_SRP')).toMatchObject({ ...common, ChallengeName: 'PASSWORD_SRP' });
    expect(await preferring('EMAIL_OTP')).toEqual({
      ...common,
      ChallengeName: 'EMAIL_OTP',
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
        CODE_DELIVERY_DESTINATION: 'g***@e***',
      },
    });
  });

  it('signs in at once with PASSWORD and the password', async () => {
    await add('hana');
    const attempt = (PASSWORD: string) => choose(aws, 'hana', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD });
    expect((await attempt(password)).AuthenticationResult).toBeDefined();
    expect(await exceptionOf(attempt(otherPassword))).toBe(incorrect);
  });

  it('begins the SRP exchange with PASSWORD_SRP and the first value', async () => {
    await add('iris');
    const client = new SrpClient();
    const parameters = { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: client.publicValue };
    const begun = await choose(aws, 'iris', parameters);
    expect(begun.ChallengeName).toBe('PASSWORD_VERIFIER');
    const proof = client.answer(POOL, password, begun.ChallengeParameters ?? {});
    expect((await answerTo(aws, 'PASSWORD_VERIFIER', begun.Session, proof)).AuthenticationResult).toBeDefined();
  });

  it.each(['WEB_AUTHN', 'SMS_OTP'])(
    'offers the choice instead of %s to a user who cannot use it',
    async (preferred) => {
      await add(`jana${preferred}`);
      const reply = await choose(aws, `jana${preferred}`, { PREFERRED_CHALLENGE: preferred });
      expect([reply.ChallengeName, reply.AvailableChallenges]).toEqual([
        'SELECT_CHALLENGE',
        ['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP'],
      ]);
    },
  );

  it('rejects the parameters of step-up authentication, which is not emulated', async () => {
    const parameters = { PREFERRED_CHALLENGE: 'PASSWORD', TARGET_ACR_VALUES: 'urn:cognito:loa:2' };
    expect(await exceptionOf(choose(aws, 'gina', parameters))).toBe(
      'InvalidParameterException: The embedded Cognito does not support TARGET_ACR_VALUES.',
    );
  });

  it('rejects a preference that is no challenge', async () => {
    expect(await exceptionOf(choose(aws, 'gina', { PREFERRED_CHALLENGE: 'MAGIC_LINK' }))).toBe(
      'InvalidParameterException: Invalid PREFERRED_CHALLENGE: MAGIC_LINK',
    );
  });
});

describe('an e-mail code', () => {
  it('has eight digits, is sent in the pool’s words, and signs in once', async () => {
    await add('kira');
    const { Session } = await emailCode('kira');
    const [message] = harness.cognito.messages(addressOf('kira')).slice(-1);
    expect(message).toMatchObject({
      subject: 'Your sign-in code',
      text: `Sign in with ${message?.code}`,
      username: 'kira',
    });
    expect(message?.code).toMatch(/^[0-9]{8}$/);
    const { AuthenticationResult } = await giveCode('kira', Session, codeFor('kira'));
    expect(claimsOf(AuthenticationResult?.IdToken ?? '')).toMatchObject({ 'cognito:username': 'kira' });
    expect(await exceptionOf(giveCode('kira', Session, codeFor('kira')))).toBe(usedSession);
  });

  it('can be given again after two wrong ones; the third ends the session', async () => {
    await add('lars');
    const { Session } = await emailCode('lars');
    const code = codeFor('lars');
    const wrong = code.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
    expect(await exceptionOf(giveCode('lars', Session, wrong))).toBe(wrongCode);
    expect(await exceptionOf(giveCode('lars', Session, wrong))).toBe(wrongCode);
    const next = await emailCode('lars');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await exceptionOf(giveCode('lars', next.Session, 'wrong'))).toBe(wrongCode);
    }
    expect(await exceptionOf(giveCode('lars', next.Session, codeFor('lars')))).toBe(usedSession);
    expect(await exceptionOf(giveCode('lars', Session, code))).toBe('no exception');
  });

  it('expires with the session, after the minutes of the client', async () => {
    await add('mona');
    const { Session } = await emailCode('mona');
    harness.advance(3 * MINUTE - 1);
    const next = await emailCode('mona');
    harness.advance(1);
    expect(await exceptionOf(giveCode('mona', Session, codeFor('mona')))).toBe(expiredSession);
    expect(await exceptionOf(giveCode('mona', next.Session, codeFor('mona')))).toBe('no exception');
  });

  it('is of one session, user and client', async () => {
    await add('nils');
    await add('otto');
    const { Session } = await emailCode('nils');
    const code = codeFor('nils');
    const other = await emailCode('otto');
    expect(await exceptionOf(giveCode('otto', Session, code))).toBe(invalidSession);
    expect(await exceptionOf(giveCode('otto', other.Session, code))).toBe(wrongCode);
    expect(await exceptionOf(giveCode('nils', undefined, code))).toBe(invalidSession);
    const elsewhere = aws.respondToAuthChallenge({
      ClientId: ROTATING,
      ChallengeName: 'EMAIL_OTP',
      Session,
      ChallengeResponses: { USERNAME: 'nils', EMAIL_OTP_CODE: code },
    });
    expect(await exceptionOf(elsewhere)).toBe(invalidSession);
    expect(await exceptionOf(answerTo(aws, 'WEB_AUTHN', Session, { USERNAME: 'nils', CREDENTIAL: '{}' }))).toMatch(
      /^InvalidParameterException/,
    );
    expect(await exceptionOf(answerTo(aws, 'EMAIL_OTP', Session, { USERNAME: 'nils' }))).toBe(
      'InvalidParameterException: Missing required parameter EMAIL_OTP_CODE',
    );
    expect(await exceptionOf(giveCode('nils', Session, code))).toBe('no exception');
  });

  it('does not sign in a user who was disabled or deleted, or whose password changed', async () => {
    await add('pola');
    const user = { UserPoolId: POOL, Username: 'pola' };
    const first = await emailCode('pola');
    const firstCode = codeFor('pola');
    await aws.adminDisableUser(user);
    expect(await exceptionOf(giveCode('pola', first.Session, firstCode))).toBe(
      'NotAuthorizedException: User is disabled.',
    );
    await aws.adminEnableUser(user);
    const second = await emailCode('pola');
    const secondCode = codeFor('pola');
    await aws.adminSetUserPassword({ ...user, Password: otherPassword, Permanent: true });
    expect(await exceptionOf(giveCode('pola', second.Session, secondCode))).toBe(invalidSession);
    const third = await emailCode('pola');
    const thirdCode = codeFor('pola');
    await aws.adminDeleteUser(user);
    expect(await exceptionOf(giveCode('pola', third.Session, thirdCode))).toBe(invalidSession);
  });

  it('is not offered to a user without a verified address', async () => {
    await aws.signUp({ ClientId: WEB, Username: 'quin', Password: password, UserAttributes: email(addressOf('quin')) });
    await aws.adminConfirmSignUp({ UserPoolId: POOL, Username: 'quin' });
    const mails = mailsTo('quin');
    expect((await emailCode('quin')).ChallengeName).toBe('SELECT_CHALLENGE');
    expect((await emailCode('quin')).AvailableChallenges).toEqual(['PASSWORD_SRP', 'PASSWORD']);
    expect(mailsTo('quin')).toBe(mails);
  });

  it('keeps `auth_time` of the sign-in when the tokens are refreshed', async () => {
    await add('rosa');
    const { Session } = await emailCode('rosa');
    const { AuthenticationResult } = await giveCode('rosa', Session, codeFor('rosa'));
    const signedInAt = Math.floor(harness.now / SECOND);
    harness.advance(10 * MINUTE);
    const REFRESH_TOKEN = AuthenticationResult?.RefreshToken ?? '';
    const refreshed = await aws.initiateAuth({
      ClientId: WEB,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN },
    });
    const { IdToken = '', AccessToken = '' } = refreshed.AuthenticationResult ?? {};
    for (const token of [IdToken, AccessToken]) {
      expect(claimsOf(token)).toMatchObject({ auth_time: signedInAt, iat: Math.floor(harness.now / SECOND) });
    }
  });
});

describe('USER_AUTH of a user who cannot sign in', () => {
  const preferences = [undefined, 'PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'];
  const attempt = (username: string, preferred: string | undefined) =>
    choose(aws, username, preferred === undefined ? {} : { PREFERRED_CHALLENGE: preferred });

  it('throws UserNotConfirmedException, and sends no code', async () => {
    await aws.signUp({ ClientId: WEB, Username: 'sven', Password: password, UserAttributes: email(addressOf('sven')) });
    const mails = mailsTo('sven');
    for (const preferred of preferences) {
      expect(await exceptionOf(attempt('sven', preferred))).toBe('UserNotConfirmedException: User is not confirmed.');
    }
    expect(mailsTo('sven')).toBe(mails);
  });

  it('throws NotAuthorizedException for a disabled user, and sends no code', async () => {
    await add('tara');
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'tara' });
    const mails = mailsTo('tara');
    for (const preferred of preferences) {
      expect(await exceptionOf(attempt('tara', preferred))).toBe('NotAuthorizedException: User is disabled.');
    }
    expect(mailsTo('tara')).toBe(mails);
  });

  it('throws PasswordResetRequiredException after AdminResetUserPassword', async () => {
    await add('ulla');
    await aws.adminResetUserPassword({ UserPoolId: POOL, Username: 'ulla' });
    for (const preferred of preferences) {
      expect(await exceptionOf(attempt('ulla', preferred))).toMatch(/^PasswordResetRequiredException/);
    }
  });

  it('offers an invited user the password only', async () => {
    await invite(aws, 'vera', { TemporaryPassword: otherPassword });
    expect((await attempt('vera', 'EMAIL_OTP')).AvailableChallenges).toEqual(['PASSWORD_SRP', 'PASSWORD']);
    const reply = await choose(aws, 'vera', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: otherPassword });
    expect([reply.ChallengeName, reply.AvailableChallenges]).toEqual(['NEW_PASSWORD_REQUIRED', undefined]);
  });
});

describe('USER_AUTH of an unknown user', () => {
  it('gets the same reply as an existing one for each preference, at each call', async () => {
    await add('wanda');
    for (const preferred of ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP']) {
      const parameters = { PREFERRED_CHALLENGE: preferred };
      const known = await shapeOf(choose(aws, 'wanda', parameters));
      const unknown = await shapeOf(choose(aws, 'xenia', parameters));
      expect(Object.keys(unknown as object)).toEqual(Object.keys(known as object));
      expect(unknown).toMatchObject({ ChallengeName: preferred, Session: 'session of 1544 characters' });
      expect(await shapeOf(choose(aws, 'XENIA', parameters))).toEqual(unknown);
    }
    const { ChallengeParameters } = await emailCode('xenia@example.org');
    expect(ChallengeParameters?.CODE_DELIVERY_DESTINATION).toBe('x***@e***');
  });

  it('gets the same reply to EMAIL_OTP as an existing one where the address is the user name', async () => {
    const clients = [
      { ...webClient, id: EMAIL_WEB, properties: { ...webClient.properties, ExplicitAuthFlows: choiceFlows } },
    ];
    const { Policies } = choicePool.properties;
    const byAddress = { ...emailPool, properties: { ...emailPool.properties, Policies }, clients };
    const other = new Harness([byAddress]);
    const client = await other.start();
    const known = 'wim@example.org';
    await client.signUp({ ClientId: EMAIL_WEB, Username: known, Password: password, UserAttributes: email(known) });
    const ConfirmationCode = other.codeFor(known);
    await client.confirmSignUp({ ClientId: EMAIL_WEB, Username: known, ConfirmationCode });
    const ask = (name: string) =>
      shapeOf(choose(client, name, { PREFERRED_CHALLENGE: 'EMAIL_OTP' }, { clientId: EMAIL_WEB }));
    expect(await ask('wam@example.org')).toEqual(await ask(known));
    await other.stop();
  });

  it('can have a passkey or not, the same at each call', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `nobody${index}`);
    const ask = (name: string) => choose(aws, name, { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
    const optionsOf = async (name: string) => {
      const { ChallengeName, ChallengeParameters } = await ask(name);
      if (ChallengeName === 'SELECT_CHALLENGE') return 'no passkey';
      const { challenge, ...options } = JSON.parse(ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS ?? '');
      expect(challenge).toMatch(/^[\w-]{43}$/);
      return options;
    };
    const first = await Promise.all(names.map(optionsOf));
    expect(await Promise.all(names.map(optionsOf))).toEqual(first);
    expect(first).toContain('no passkey');
    expect(first).toContainEqual({
      rpId: 'localhost',
      timeout: 180_000,
      userVerification: 'preferred',
      allowCredentials: [{ type: 'public-key', id: expect.stringMatching(/^[\w-]{43}$/), transports: ['internal'] }],
    });
  });

  it('gets the errors of a wrong code and a wrong password', async () => {
    const { Session } = await emailCode('yuri');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await exceptionOf(giveCode('yuri', Session, '12345678'))).toBe(wrongCode);
    }
    expect(await exceptionOf(giveCode('yuri', Session, '12345678'))).toBe(usedSession);
    const { Session: selection } = await choose(aws, 'yuri');
    const answer = { USERNAME: 'yuri', ANSWER: 'PASSWORD', PASSWORD: password };
    expect(await exceptionOf(answerTo(aws, 'SELECT_CHALLENGE', selection, answer))).toBe(incorrect);
    const other = { ...answer, USERNAME: 'zoe' };
    expect(await exceptionOf(answerTo(aws, 'SELECT_CHALLENGE', selection, other))).toBe(invalidSession);
  });

  it('throws UserNotFoundException without PreventUserExistenceErrors', async () => {
    const open = new Harness([
      {
        ...choicePool,
        clients: [{ ...webClient, properties: { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] } }],
      },
    ]);
    const client = await open.start();
    expect(await exceptionOf(choose(client, 'nobody'))).toMatch(/^UserNotFoundException/);
    await open.stop();
  });
});

describe('USER_AUTH of a client without ALLOW_USER_AUTH', () => {
  it('is rejected', async () => {
    const exception = 'InvalidParameterException: USER_AUTH flow not enabled for this client';
    for (const clientId of [LEGACY, BACKEND]) {
      expect(await exceptionOf(choose(aws, 'ada', {}, { clientId }))).toBe(exception);
    }
  });

  it('does not return sessions at sign-up', async () => {
    const UserAttributes = email(addressOf('anna'));
    const signedUp = await aws.signUp({ ClientId: LEGACY, Username: 'anna', Password: password, UserAttributes });
    expect(signedUp.Session).toBeUndefined();
    const confirmation = { ClientId: LEGACY, Username: 'anna', ConfirmationCode: codeFor('anna') };
    expect((await aws.confirmSignUp(confirmation)).Session).toBeUndefined();
  });
});

describe('the session of ConfirmSignUp', () => {
  const confirm = async (Username: string, secret: string | undefined = password) => {
    const UserAttributes = email(addressOf(Username));
    const { Session } = await aws.signUp({ ClientId: WEB, Username, Password: secret, UserAttributes });
    const confirmation = { ClientId: WEB, Username, ConfirmationCode: codeFor(Username), Session };
    return { signUpSession: Session, session: (await aws.confirmSignUp(confirmation)).Session };
  };

  it('signs in once, without another challenge', async () => {
    const { session, signUpSession } = await confirm('bela');
    expect(await exceptionOf(choose(aws, 'bela', {}, { session: signUpSession }))).toBe(invalidSession);
    const { AuthenticationResult } = await choose(aws, addressOf('bela'), {}, { session });
    expect(claimsOf(AuthenticationResult?.AccessToken ?? '')).toMatchObject({ username: 'bela' });
    expect(await exceptionOf(choose(aws, 'bela', {}, { session }))).toBe(invalidSession);
  });

  it('signs in no more after another sign-in of the user', async () => {
    const { session } = await confirm('bodo');
    const AuthParameters = { USERNAME: 'bodo', PASSWORD: password };
    await aws.initiateAuth({ ClientId: WEB, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
    expect(await exceptionOf(choose(aws, 'bodo', {}, { session }))).toBe(invalidSession);
  });

  it('is of one user, and expires', async () => {
    const { session } = await confirm('cleo');
    await confirm('dina');
    expect(await exceptionOf(choose(aws, 'dina', {}, { session }))).toBe(invalidSession);
    expect(await exceptionOf(choose(aws, 'nobody', {}, { session }))).toBe(invalidSession);
    expect(await exceptionOf(choose(aws, 'cleo', {}, { session: 'x'.repeat(100) }))).toBe(invalidSession);
    harness.advance(3 * MINUTE);
    expect(await exceptionOf(choose(aws, 'cleo', {}, { session }))).toBe(expiredSession);
  });

  it('does not sign in a user who was disabled since', async () => {
    const { session } = await confirm('ella');
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'ella' });
    expect(await exceptionOf(choose(aws, 'ella', {}, { session }))).toBe('NotAuthorizedException: User is disabled.');
  });
});

describe('sign-up without a password', () => {
  const signUp = async (Username: string, Password?: string) => {
    await aws.signUp({ ClientId: WEB, Username, Password, UserAttributes: email(addressOf(Username)) });
    await aws.confirmSignUp({ ClientId: WEB, Username, ConfirmationCode: codeFor(Username) });
  };
  const tokenByCode = async (username: string) => {
    const { Session } = await emailCode(username);
    return (await giveCode(username, Session, codeFor(username))).AuthenticationResult?.AccessToken ?? '';
  };

  it.each([undefined, ''])('creates a user who signs in with codes (Password %j)', async (secret) => {
    const username = `fred${secret === undefined}`;
    await signUp(username, secret);
    expect((await choose(aws, username)).AvailableChallenges).toEqual(['EMAIL_OTP']);
    const AccessToken = await tokenByCode(username);
    expect((await aws.getUser({ AccessToken })).Username).toBe(username);
    expect((await aws.getUserAuthFactors({ AccessToken })).ConfiguredUserAuthFactors).toEqual(['EMAIL_OTP']);
  });

  it('allows no sign-in with a password until the user sets one, without a previous one', async () => {
    await signUp('gabi');
    const byPassword = (PASSWORD: string) =>
      aws.initiateAuth({
        ClientId: WEB,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'gabi', PASSWORD },
      });
    const bySrp = async () => {
      const client = new SrpClient();
      const AuthParameters = { USERNAME: 'gabi', SRP_A: client.publicValue };
      const begun = await aws.initiateAuth({ ClientId: WEB, AuthFlow: 'USER_SRP_AUTH', AuthParameters });
      const proof = client.answer(POOL, password, begun.ChallengeParameters ?? {});
      return answerTo(aws, 'PASSWORD_VERIFIER', begun.Session, proof);
    };
    expect(await exceptionOf(byPassword(password))).toBe(incorrect);
    expect(await exceptionOf(bySrp())).toBe(incorrect);
    const AccessToken = await tokenByCode('gabi');
    await aws.changePassword({ AccessToken, ProposedPassword: password });
    expect(await exceptionOf(byPassword(password))).toBe('no exception');
    expect(await exceptionOf(aws.changePassword({ AccessToken, ProposedPassword: otherPassword }))).toBe(incorrect);
  });

  it('is what AdminCreateUser does without a temporary password', async () => {
    const UserAttributes = [...email(addressOf('ilse')), { Name: 'email_verified', Value: 'true' }];
    const { User } = await invite(aws, 'ilse', { UserAttributes });
    expect(User?.UserStatus).toBe('CONFIRMED');
    expect(mailsTo('ilse')).toBe(0);
    expect(harness.log.join()).toContain('AdminCreateUser sent no invitation: the user has no password');
    expect((await choose(aws, 'ilse')).AvailableChallenges).toEqual(['EMAIL_OTP']);
    expect(await tokenByCode('ilse')).not.toBe('');
    const { User: invited } = await invite(aws, 'jill', { TemporaryPassword: otherPassword });
    expect([invited?.UserStatus, mailsTo('jill')]).toEqual(['FORCE_CHANGE_PASSWORD', 1]);
    await invite(aws, 'jill', { MessageAction: 'RESEND' });
    expect(mailsTo('jill')).toBe(2);
  });

  it('still requires a conforming password if one is given', async () => {
    const UserAttributes = email(addressOf('hugo'));
    const attempt = aws.signUp({ ClientId: WEB, Username: 'hugo', Password: 'short1', UserAttributes });
    expect(await exceptionOf(attempt)).toMatch(/^InvalidPasswordException/);
  });
});
