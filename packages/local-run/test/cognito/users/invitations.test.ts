import type { AttributeType, ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import {
  addressOf,
  addUser,
  DAY,
  EMAIL_POOL,
  EMAIL_WEB,
  email,
  emailPool,
  exceptionOf,
  invite,
  MINUTE,
  otherPassword,
  POOL,
  password,
  pool,
  ROTATING,
  signIn,
  useHarness,
  WEB,
} from '../support/harness';

const { harness, aws } = useHarness([pool, emailPool]);

const temporaryOf = (username: string) => harness.codeFor(addressOf(username));
const getUser = (Username: string) => aws.adminGetUser({ UserPoolId: POOL, Username });
const incorrect = 'NotAuthorizedException: Incorrect username or password.';

describe('AdminCreateUser', () => {
  it('sends a temporary password that meets the policy', async () => {
    const { User: user } = await invite(aws, 'ada');
    expect(user).toEqual({
      Username: 'ada',
      Attributes: [
        { Name: 'sub', Value: expect.any(String) },
        { Name: 'email', Value: addressOf('ada') },
        { Name: 'email_verified', Value: 'false' },
      ],
      Enabled: true,
      UserCreateDate: new Date(harness.now),
      UserLastModifiedDate: new Date(harness.now),
      UserStatus: 'FORCE_CHANGE_PASSWORD',
    });
    expect(harness.cognito.messages(addressOf('ada'))).toMatchObject([{ subject: 'Your temporary password' }]);
    expect((await signIn(aws, 'ada', { secret: temporaryOf('ada') })).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });

  it('accepts a given temporary password only if it meets the policy', async () => {
    expect(await exceptionOf(invite(aws, 'bob', { TemporaryPassword: 'weak' }))).toMatch(/^InvalidPasswordException/);
    await invite(aws, 'bob', { TemporaryPassword: password });
    expect(temporaryOf('bob')).toBe(password);
  });

  it('sends no e-mail with SUPPRESS, or if DesiredDeliveryMediums does not contain EMAIL', async () => {
    await invite(aws, 'carol', { MessageAction: 'SUPPRESS' });
    await aws.adminCreateUser({
      UserPoolId: POOL,
      Username: 'dave',
      UserAttributes: email(addressOf('dave')),
    });
    expect(harness.cognito.messages(addressOf('carol'))).toEqual([]);
    expect(harness.cognito.messages(addressOf('dave'))).toEqual([]);
    expect(harness.log.at(-1)).toMatch(/no invitation/);
  });

  it('rejects a taken user name, a taken alias and an invitation without an e-mail address', async () => {
    await addUser(harness, aws, 'erin');
    expect(await exceptionOf(invite(aws, 'ERIN'))).toBe('UsernameExistsException: User account already exists');
    const UserAttributes = [...email(addressOf('erin')), { Name: 'email_verified', Value: 'true' }];
    expect(await exceptionOf(invite(aws, 'eve', { UserAttributes }))).toBe(
      'AliasExistsException: An account with the email already exists.',
    );
    expect(await exceptionOf(getUser('eve'))).toMatch(/^UserNotFoundException/);
    expect(await exceptionOf(invite(aws, 'frank', { UserAttributes: [] }))).toMatch(/^InvalidParameterException/);
    expect(await exceptionOf(getUser('frank'))).toMatch(/^UserNotFoundException/);
  });

  it('makes a verified e-mail address an alias immediately', async () => {
    const UserAttributes = [...email(addressOf('grace')), { Name: 'email_verified', Value: 'true' }];
    await invite(aws, 'grace', { UserAttributes, TemporaryPassword: password });
    expect((await signIn(aws, addressOf('grace'))).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });

  it('names the rule that a temporary password does not meet', async () => {
    expect(await exceptionOf(invite(aws, 'vic', { TemporaryPassword: 'Short-1' }))).toBe(
      'InvalidPasswordException: Password did not conform with password policy: Password not long enough',
    );
  });

  it('takes email_verified "True" for true', async () => {
    const name = 'vera';
    const UserAttributes = [...email(addressOf(name)), { Name: 'email_verified', Value: 'True' }];
    await invite(aws, name, { UserAttributes, TemporaryPassword: password });
    expect((await signIn(aws, addressOf(name))).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect((await getUser(name)).UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
  });

  it('moves a verified alias to the new user with ForceAliasCreation', async () => {
    await addUser(harness, aws, 'walt');
    const force = (UserAttributes: AttributeType[], name: string) =>
      invite(aws, name, { UserAttributes, ForceAliasCreation: true, TemporaryPassword: otherPassword });
    await force(email(addressOf('walt')), 'wilma');
    expect(await exceptionOf(signIn(aws, addressOf('walt')))).toBe('no exception');
    await force([...email(addressOf('walt')), { Name: 'email_verified', Value: 'true' }], 'wanda');
    const { ChallengeParameters } = await signIn(aws, addressOf('walt'), { secret: otherPassword });
    expect(ChallengeParameters?.USER_ID_FOR_SRP).toBe('wanda');
    expect((await getUser('walt')).UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' });
  });

  it('invites by e-mail address where that is the user name', async () => {
    const request = { UserPoolId: EMAIL_POOL, DesiredDeliveryMediums: ['EMAIL' as const] };
    const { User: user } = await aws.adminCreateUser({ ...request, Username: 'heidi@example.org' });
    expect(user?.Username).toBe(user?.Attributes?.find(({ Name }) => Name === 'sub')?.Value);
    expect(await exceptionOf(aws.adminCreateUser({ ...request, Username: 'Heidi@example.org' }))).toBe(
      'UsernameExistsException: An account with the given email already exists.',
    );
    expect(await exceptionOf(aws.adminCreateUser({ ...request, Username: 'heidi' }))).toBe(
      'InvalidParameterException: Username should be an email.',
    );
    const secret = harness.codeFor('heidi@example.org');
    const { ChallengeName } = await signIn(aws, 'heidi@example.org', { clientId: EMAIL_WEB, secret });
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });

  it('sends another password with RESEND, valid for another seven days', async () => {
    await invite(aws, 'ivan');
    const first = temporaryOf('ivan');
    harness.advance(7 * DAY);
    expect(await exceptionOf(signIn(aws, 'ivan', { secret: first }))).toBe(
      'NotAuthorizedException: Temporary password has expired and must be reset by an administrator.',
    );
    await invite(aws, 'ivan', { MessageAction: 'RESEND' });
    expect(await exceptionOf(signIn(aws, 'ivan', { secret: first }))).toBe(incorrect);
    harness.advance(7 * DAY - MINUTE);
    expect((await signIn(aws, 'ivan', { secret: temporaryOf('ivan') })).ChallengeName).toBeDefined();
  });

  it('answers UnsupportedUserStateException to RESEND for a user who was not invited', async () => {
    await addUser(harness, aws, 'judy');
    expect(await exceptionOf(invite(aws, 'judy', { MessageAction: 'RESEND' }))).toMatch(
      /^UnsupportedUserStateException/,
    );
    expect(await exceptionOf(invite(aws, 'unknown', { MessageAction: 'RESEND' }))).toBe(
      'UserNotFoundException: User does not exist.',
    );
  });
});

describe('NEW_PASSWORD_REQUIRED', () => {
  const begin = async (username: string, overrides = {}) => {
    await invite(aws, username, { TemporaryPassword: password, ...overrides });
    return signIn(aws, username);
  };
  const answer = (username: string, Session: string | undefined, responses: object = {}, ClientId = WEB) =>
    aws.respondToAuthChallenge({
      ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeResponses: { USERNAME: username, NEW_PASSWORD: otherPassword, ...responses },
      ...(Session !== undefined && { Session }),
    });
  const invalidSession = 'NotAuthorizedException: Invalid session for the user.';
  const usedSession = 'NotAuthorizedException: Invalid session for the user, session can only be used once.';
  const expiredSession = 'NotAuthorizedException: Invalid session for the user, session is expired.';

  it('returns the user id and the missing attributes', async () => {
    const reply = await begin('ken');
    expect(reply).toMatchObject({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: expect.stringMatching(/^\S{1500,1600}$/),
      ChallengeParameters: { USER_ID_FOR_SRP: 'ken', requiredAttributes: '[]' },
    });
    expect(reply.AuthenticationResult).toBeUndefined();
    expect(JSON.parse(reply.ChallengeParameters?.userAttributes ?? '')).toEqual({
      email: addressOf('ken'),
      email_verified: 'false',
    });
  });

  it('returns tokens and replaces the password', async () => {
    const { Session } = await begin('lea');
    const { AuthenticationResult: result } = await answer('lea', Session);
    expect((await aws.getUser({ AccessToken: result?.AccessToken })).Username).toBe('lea');
    expect((await getUser('lea')).UserStatus).toBe('CONFIRMED');
    expect(await exceptionOf(signIn(aws, 'lea'))).toBe(incorrect);
    expect((await signIn(aws, 'lea', { secret: otherPassword })).AuthenticationResult).toBeDefined();
  });

  it('accepts the session again after a weak password, but not after a valid one', async () => {
    const { Session } = await begin('mia');
    expect(await exceptionOf(answer('mia', Session, { NEW_PASSWORD: 'weak' }))).toBe(
      'InvalidPasswordException: Password does not conform to policy: Password not long enough',
    );
    expect(await exceptionOf(answer('mia', Session))).toBe('no exception');
    expect(await exceptionOf(answer('mia', Session, { NEW_PASSWORD: 'Third-password-3' }))).toBe(usedSession);
  });

  it('rejects a session that is missing, invented, expired, or of another user or client', async () => {
    const { Session } = await begin('ned');
    await begin('olga');
    expect(await exceptionOf(answer('ned', undefined))).toBe(invalidSession);
    expect(await exceptionOf(answer('ned', 'x'.repeat(100)))).toBe(invalidSession);
    expect(await exceptionOf(answer('olga', Session))).toBe(invalidSession);
    expect(await exceptionOf(answer('ned', Session, {}, ROTATING))).toBe(invalidSession);
    harness.advance(3 * MINUTE);
    expect(await exceptionOf(answer('ned', Session))).toBe(expiredSession);
  });

  it('rejects a session from before another invitation, and a disabled user', async () => {
    const { Session } = await begin('pia');
    await invite(aws, 'pia', { MessageAction: 'RESEND', TemporaryPassword: password });
    expect(await exceptionOf(answer('pia', Session))).toBe(invalidSession);
    const { Session: next } = await signIn(aws, 'pia');
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'pia' });
    expect(await exceptionOf(answer('pia', next))).toBe('NotAuthorizedException: User is disabled.');
    expect((await getUser('pia')).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
  });

  it('requires the required attributes that the invitation did not have', async () => {
    const { Session, ChallengeParameters } = await begin('quinn', {
      UserAttributes: [],
      MessageAction: 'SUPPRESS',
    });
    expect(ChallengeParameters?.requiredAttributes).toBe('["userAttributes.email"]');
    expect(await exceptionOf(answer('quinn', Session))).toBe(
      'InvalidParameterException: Invalid attributes given, email is missing',
    );
    const given = { 'userAttributes.email': addressOf('quinn'), 'userAttributes.name': 'Quinn' };
    expect(await exceptionOf(answer('quinn', Session, given))).toBe('no exception');
    const { UserAttributes } = await getUser('quinn');
    expect(UserAttributes).toEqual(
      expect.arrayContaining([
        { Name: 'email', Value: addressOf('quinn') },
        { Name: 'email_verified', Value: 'false' },
        { Name: 'name', Value: 'Quinn' },
      ]),
    );
  });

  it('rejects a replaced e-mail address and attributes that the client may not write', async () => {
    const { Session } = await begin('rosa');
    expect(await exceptionOf(answer('rosa', Session, { 'userAttributes.email': 'x@example.org' }))).toBe(
      'NotAuthorizedException: Cannot modify an already provided email',
    );
    expect(await exceptionOf(answer('rosa', Session, { 'userAttributes.custom:role': 'admin' }))).toBe(
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    );
  });

  it.each(['USERNAME', 'NEW_PASSWORD'])('answers InvalidParameterException without %s', async (name) => {
    expect(await exceptionOf(answer('ken', 'x'.repeat(100), { [name]: '' }))).toBe(
      `InvalidParameterException: Missing required parameter ${name}`,
    );
  });

  it('rejects its session in a response to another challenge', async () => {
    const { Session } = await begin('sam');
    const attempt = (ChallengeName: ChallengeNameType) =>
      aws.respondToAuthChallenge({
        ClientId: WEB,
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME: 'sam', SOFTWARE_TOKEN_MFA_CODE: '123456', SMS_MFA_CODE: '123456' },
      });
    expect(await exceptionOf(attempt('SOFTWARE_TOKEN_MFA'))).toBe(invalidSession);
    expect(await exceptionOf(attempt('SMS_MFA'))).toBe(invalidSession);
  });
});
