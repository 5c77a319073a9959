import {
  claimsOf,
  EMAIL_POOL,
  EMAIL_WEB,
  email,
  emailPool,
  exceptionOf,
  password,
  signIn,
  tokensOf,
  useHarness,
} from '../support/harness';

const { harness, aws } = useHarness([emailPool]);

const signUp = (Username: string, overrides: object = {}) =>
  aws.signUp({ ClientId: EMAIL_WEB, Username, Password: password, ...overrides });
const confirm = (Username: string) =>
  aws.confirmSignUp({ ClientId: EMAIL_WEB, Username, ConfirmationCode: harness.codeFor(Username) });

describe('a pool whose user names are e-mail addresses', () => {
  it('rejects a user name that is not an e-mail address', async () => {
    expect(await exceptionOf(signUp('ada'))).toBe('InvalidParameterException: Username should be an email.');
  });

  it('answers UsernameExistsException for a taken e-mail address in any case, confirmed or not', async () => {
    await signUp('bob@example.org');
    const taken = 'UsernameExistsException: An account with the given email already exists.';
    expect(await exceptionOf(signUp('Bob@Example.org'))).toBe(taken);
    await confirm('bob@example.org');
    expect(await exceptionOf(signUp('bob@example.org'))).toBe(taken);
  });

  it('takes the email attribute from the user name and rejects a different one', async () => {
    expect(await exceptionOf(signUp('carol@example.org', { UserAttributes: email('x@example.org') }))).toMatch(
      /^InvalidParameterException/,
    );
    await signUp('carol@example.org', { UserAttributes: email('carol@example.org') });
    const user = await aws.adminGetUser({ UserPoolId: EMAIL_POOL, Username: 'carol@example.org' });
    expect(user.UserAttributes).toContainEqual({ Name: 'email', Value: 'carol@example.org' });
  });

  it('uses the sub as the internal user name in tokens and admin operations', async () => {
    const { UserSub } = await signUp('dave@example.org');
    await confirm('dave@example.org');
    const { AccessToken, IdToken } = await tokensOf(aws, 'DAVE@example.org', EMAIL_WEB);
    expect(claimsOf(AccessToken)).toMatchObject({ sub: UserSub, username: UserSub });
    expect(claimsOf(IdToken)).toMatchObject({
      sub: UserSub,
      'cognito:username': UserSub,
      email: 'dave@example.org',
      email_verified: true,
    });
    expect((await aws.getUser({ AccessToken })).Username).toBe(UserSub);
    const bySub = await aws.adminGetUser({ UserPoolId: EMAIL_POOL, Username: UserSub });
    expect(bySub.Username).toBe(UserSub);
  });

  it('rejects an unknown e-mail address at sign-in', async () => {
    expect(await exceptionOf(signIn(aws, 'unknown@example.org', { clientId: EMAIL_WEB }))).toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
  });

  it('makes the e-mail address available when the account is deleted', async () => {
    await signUp('erin@example.org');
    await confirm('erin@example.org');
    const { AccessToken } = await tokensOf(aws, 'erin@example.org', EMAIL_WEB);
    await aws.deleteUser({ AccessToken });
    expect(await exceptionOf(signUp('erin@example.org'))).toBe('no exception');
  });
});
