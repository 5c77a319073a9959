import {
  addressOf,
  addUser,
  EMAIL_POOL,
  EMAIL_WEB,
  email,
  emailPool,
  exceptionOf,
  LEGACY,
  MINUTE,
  otherPassword,
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
import { SrpClient } from '../support/srp-client';

const { harness, aws } = useHarness([pool, emailPool]);

const incorrect = 'NotAuthorizedException: Incorrect username or password.';

async function begin(username: string, clientId = WEB) {
  const client = new SrpClient();
  const reply = await aws.initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: username, SRP_A: client.publicValue },
  });
  return { client, reply, parameters: reply.ChallengeParameters ?? {} };
}

const respond = (ChallengeResponses: Record<string, string>, ClientId = WEB) =>
  aws.respondToAuthChallenge({ ClientId, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses });

async function signInBySrp(username: string, secret = password, { clientId = WEB, poolId = POOL } = {}) {
  const { client, parameters } = await begin(username, clientId);
  return respond(client.answer(poolId, secret, parameters), clientId);
}

describe('USER_SRP_AUTH and PASSWORD_VERIFIER', () => {
  it('sign in without sending the password', async () => {
    await addUser(harness, aws, 'ada');
    const { AuthenticationResult: result } = await signInBySrp('ada');
    expect((await aws.getUser({ AccessToken: result?.AccessToken })).Username).toBe('ada');
    expect(result).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 3600, RefreshToken: expect.any(String) });
  });

  it('work repeatedly, with numbers of any length', async () => {
    const attempts = Array.from({ length: 8 }, () => exceptionOf(signInBySrp('ada')));
    expect(new Set(await Promise.all(attempts))).toEqual(new Set(['no exception']));
  });

  it('return the internal user name for an e-mail address or another case', async () => {
    const { client, reply, parameters } = await begin(addressOf('ADA'));
    expect(reply.ChallengeName).toBe('PASSWORD_VERIFIER');
    expect(parameters).toMatchObject({ USERNAME: 'ada', USER_ID_FOR_SRP: 'ada' });
    expect(await exceptionOf(respond(client.answer(POOL, password, parameters)))).toBe('no exception');
  });

  it('work where the e-mail address is the user name', async () => {
    const [Username, clientId] = ['bob@example.org', EMAIL_WEB];
    await aws.signUp({ ClientId: clientId, Username, Password: password });
    const ConfirmationCode = harness.codeFor(Username);
    await aws.confirmSignUp({ ClientId: clientId, Username, ConfirmationCode });
    const attempt = signInBySrp('Bob@example.org', password, { clientId, poolId: EMAIL_POOL });
    expect(await exceptionOf(attempt)).toBe('no exception');
  });

  it('reject a wrong password, and lock the account after five', async () => {
    await addUser(harness, aws, 'carol');
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await exceptionOf(signInBySrp('carol', otherPassword))).toBe(incorrect);
    }
    const exceeded = 'NotAuthorizedException: Password attempts exceeded';
    expect(await exceptionOf(signInBySrp('carol'))).toBe(exceeded);
    expect(await exceptionOf(signIn(aws, 'carol'))).toBe(exceeded);
    harness.advance(SECOND);
    expect(await exceptionOf(signInBySrp('carol'))).toBe('no exception');
  });

  it.each([
    ['nonsense', 'InvalidParameterException: TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.'],
    [
      '2026-11-05T12:00:00Z',
      'InvalidParameterException: TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.',
    ],
    ['Thu Nov 05 12:00:00 UTC 2026', incorrect],
    ['Thu Nov 5 12:00:00 UTC 2026', 'no exception'],
  ])('answer to the TIMESTAMP "%s": %s', async (timestamp, result) => {
    const { client, parameters } = await begin('ada');
    client.timestamp = timestamp;
    expect(await exceptionOf(respond(client.answer(POOL, password, parameters)))).toBe(result);
  });

  it('reject a proof that is sent again', async () => {
    const { client, parameters } = await begin('ada');
    const answer = client.answer(POOL, password, parameters);
    expect(await exceptionOf(respond(answer))).toBe('no exception');
    expect(await exceptionOf(respond(answer))).toBe(incorrect);
  });

  it('allow one attempt for each exchange', async () => {
    await addUser(harness, aws, 'dave');
    const { client, parameters } = await begin('dave');
    expect(await exceptionOf(respond(client.answer(POOL, otherPassword, parameters)))).toBe(incorrect);
    expect(await exceptionOf(respond(client.answer(POOL, password, parameters)))).toBe(incorrect);
  });

  it('reject a response after AuthSessionValidity, by default three minutes', async () => {
    const late = await begin('ada');
    const patient = await begin('ada', ROTATING);
    harness.advance(3 * MINUTE);
    expect(await exceptionOf(respond(late.client.answer(POOL, password, late.parameters)))).toBe(incorrect);
    const answer = patient.client.answer(POOL, password, patient.parameters);
    expect(await exceptionOf(respond(answer, ROTATING))).toBe('no exception');
  });

  it('reject an exchange of another client or another user', async () => {
    await addUser(harness, aws, 'erin');
    const { client, parameters } = await begin('ada');
    const answer = client.answer(POOL, password, parameters);
    expect(await exceptionOf(respond(answer, ROTATING))).toBe(incorrect);
    expect(await exceptionOf(respond({ ...answer, USERNAME: 'erin' }))).toBe(incorrect);
  });

  it('reject a proof of a password that was changed after the start', async () => {
    await addUser(harness, aws, 'frank');
    const { AccessToken } = await tokensOf(aws, 'frank');
    const { client, parameters } = await begin('frank');
    const change = { AccessToken, PreviousPassword: password, ProposedPassword: otherPassword };
    await aws.changePassword(change);
    expect(await exceptionOf(respond(client.answer(POOL, password, parameters)))).toBe(incorrect);
    expect(await exceptionOf(signInBySrp('frank', otherPassword))).toBe('no exception');
  });

  it('report an unconfirmed and a disabled user', async () => {
    const UserAttributes = email(addressOf('grace'));
    await aws.signUp({ ClientId: WEB, Username: 'grace', Password: password, UserAttributes });
    expect(await exceptionOf(signInBySrp('grace'))).toBe('UserNotConfirmedException: User is not confirmed.');
    await aws.adminConfirmSignUp({ UserPoolId: POOL, Username: 'grace' });
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'grace' });
    expect(await exceptionOf(signInBySrp('grace'))).toBe('NotAuthorizedException: User is disabled.');
  });

  it('return the same kind of reply for an unknown user, with the same salt each time', async () => {
    const known = await begin('ada');
    for (const name of ['unknown', 'unknown@example.org']) {
      const first = await begin(name);
      const second = await begin(name);
      expect(Object.keys(first.parameters).sort()).toEqual(Object.keys(known.parameters).sort());
      expect(second.parameters.SALT).toBe(first.parameters.SALT);
      expect(second.parameters.USER_ID_FOR_SRP).toBe(first.parameters.USER_ID_FOR_SRP);
      expect(first.parameters.USER_ID_FOR_SRP).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(first.parameters.SALT).toMatch(/^[0-9a-f]{24,32}$/);
      expect(first.parameters.SRP_B).toMatch(/^[0-9a-f]{768}$/);
      expect(first.parameters.SECRET_BLOCK).toHaveLength(known.parameters.SECRET_BLOCK?.length ?? 0);
      expect(await exceptionOf(signInBySrp(name))).toBe(incorrect);
    }
    const other = await begin('phantom');
    expect(other.parameters.SALT).not.toBe((await begin('unknown')).parameters.SALT);
  });

  it('answer UserNotFoundException without PreventUserExistenceErrors', async () => {
    expect(await exceptionOf(begin('unknown', LEGACY))).toBe('UserNotFoundException: User does not exist.');
  });

  it.each(['0', '1', 'not hex', '', 'f'.repeat(1025)])('reject the public value "%.9s"', async (SRP_A) => {
    const AuthParameters = { USERNAME: 'ada', SRP_A };
    const attempt = aws.initiateAuth({ ClientId: WEB, AuthFlow: 'USER_SRP_AUTH', AuthParameters });
    expect(await exceptionOf(attempt)).toMatch(/^InvalidParameterException/);
  });

  it.each(['USERNAME', 'PASSWORD_CLAIM_SECRET_BLOCK', 'PASSWORD_CLAIM_SIGNATURE', 'TIMESTAMP'])(
    'miss %s by name',
    async (name) => {
      const { client, parameters } = await begin('ada');
      const { [name]: _, ...rest } = client.answer(POOL, password, parameters);
      expect(await exceptionOf(respond(rest))).toBe(`InvalidParameterException: Missing required parameter ${name}`);
    },
  );

  it('reject an invented secret block and signature', async () => {
    const { client, parameters } = await begin('ada');
    const answer = client.answer(POOL, password, parameters);
    expect(await exceptionOf(respond({ ...answer, PASSWORD_CLAIM_SIGNATURE: 'YWJj' }))).toBe(incorrect);
    expect(await exceptionOf(respond({ ...answer, PASSWORD_CLAIM_SECRET_BLOCK: 'YWJj' }))).toBe(incorrect);
  });
});
