import { subjectOf } from '../../../src/identity-provider/accounts';
import { Federation, poolWith, useFederation } from '../support/federation';
import { addressOf, claimsOf, exceptionOf, password } from '../support/harness';
import { addLoginUser } from '../support/login-user';
import { APP, LOGIN_POOL, redirectParameters } from '../support/managed-login';

const federation = useFederation();
const { aws } = federation;
const UserPoolId = LOGIN_POOL;
const googleId = (email: string) => subjectOf(email, { name: 'Google', type: 'Google' });
const acmeId = (email: string) => subjectOf(email, { name: 'Acme', type: 'OIDC' });

const native = (username: string) => ({ ProviderName: 'Cognito', ProviderAttributeValue: username });
const source = (id: string, ProviderName = 'Google', ProviderAttributeName = 'Cognito_Subject') => ({
  ProviderName,
  ProviderAttributeName,
  ProviderAttributeValue: id,
});
const link = (username: string, SourceUser: object, DestinationUser: object = native(username)) =>
  aws.adminLinkProviderForUser({ UserPoolId, DestinationUser, SourceUser });
const identitiesOf = async (Username: string) => {
  const { UserAttributes } = await aws.adminGetUser({ UserPoolId, Username });
  return JSON.parse(UserAttributes?.find(({ Name }) => Name === 'identities')?.Value ?? '[]');
};

describe('AdminLinkProviderForUser', () => {
  it('lets an account of a provider sign in as the user, and creates no other user', async () => {
    const sub = await addLoginUser(aws, 'ada');
    const email = addressOf('ada');
    expect(await link('ada', source(googleId(email)))).toMatchObject({ $metadata: { httpStatusCode: 200 } });
    const { id } = await federation.tokens({ email, name: 'Ada Lovelace' });
    expect(claimsOf(id)).toMatchObject({
      sub,
      'cognito:username': 'ada',
      name: 'Ada Lovelace',
      identities: [{ userId: googleId(email), providerName: 'Google', primary: 'false' }],
    });
    expect(claimsOf(id)).not.toHaveProperty('cognito:groups');
    expect((await aws.listUsers({ UserPoolId, Filter: `email = "${email}"` })).Users).toHaveLength(1);
    expect(await aws.adminGetUser({ UserPoolId, Username: 'ada' })).toMatchObject({ UserStatus: 'CONFIRMED' });
    const passwordStillWorks = aws.initiateAuth({
      ClientId: APP,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada', PASSWORD: password },
    });
    expect(await exceptionOf(passwordStillWorks)).toBe('no exception');
  });

  it('links to the user of another provider', async () => {
    const email = 'bob@example.org';
    const { sub } = claimsOf((await federation.tokens({ email, provider: 'Acme' })).id);
    await link('', source(googleId(email)), { ProviderName: 'Acme', ProviderAttributeValue: acmeId(email) });
    expect(claimsOf((await federation.tokens({ email })).id)).toMatchObject({
      sub,
      identities: [
        { providerName: 'Acme', primary: 'true' },
        { providerName: 'Google', primary: 'false' },
      ],
    });
  });

  it('links by a mapped attribute of an OpenID provider, which the first sign-in replaces by the subject', async () => {
    await addLoginUser(aws, 'carl');
    const email = addressOf('carl');
    await link('carl', source(email, 'Acme', 'email'));
    expect(await identitiesOf('carl')).toMatchObject([{ userId: email, providerName: 'Acme' }]);
    expect(claimsOf((await federation.tokens({ email, provider: 'Acme' })).id)).toMatchObject({
      'cognito:username': 'carl',
    });
    expect(await identitiesOf('carl')).toMatchObject([{ userId: acmeId(email), providerName: 'Acme' }]);
  });

  it('refuses an account that has signed in before, or is linked already', async () => {
    await addLoginUser(aws, 'dora');
    await addLoginUser(aws, 'eve');
    const email = addressOf('dora');
    await federation.signIn({ email });
    expect(await exceptionOf(link('dora', source(googleId(email))))).toBe(
      'InvalidParameterException: Merging is not currently supported, provide a SourceUser that has not been signed up in order to link',
    );
    await link('dora', source('1'));
    for (const username of ['dora', 'eve']) {
      expect(await exceptionOf(link(username, source('1')))).toBe(
        'InvalidParameterException: SourceUser is already linked to DestinationUser',
      );
    }
  });

  it.each([
    [
      'a user with a password',
      native('fay'),
      'Cognito users with a username/password may not be passed in as a SourceUser',
    ],
    ['the name of a provider in lower case', source('2', 'google'), 'the user pool has no provider google'],
    ['an attribute of a social provider', source('x@example.org', 'Google', 'email'), 'must be Cognito_Subject'],
    ['an attribute that is not mapped', source('x', 'Acme', 'name'), 'must be Cognito_Subject or a mapped attribute'],
    ['no value', { ProviderName: 'Google', ProviderAttributeName: 'Cognito_Subject' }, 'are required'],
  ])('refuses %s as the source', async (_, SourceUser, message) => {
    await addLoginUser(aws, 'fay').catch(() => undefined);
    expect(await exceptionOf(link('fay', SourceUser))).toMatch(/^InvalidParameterException: Invalid SourceUser: /);
    expect(await exceptionOf(link('fay', SourceUser))).toContain(message);
  });

  it('refuses a destination that does not exist, and a sixth link', async () => {
    await addLoginUser(aws, 'gus');
    for (const username of ['unknown', addressOf('gus')]) {
      expect(await exceptionOf(link(username, source('3')))).toBe('UserNotFoundException: User does not exist.');
    }
    for (const id of ['10', '11', '12', '13', '14']) await link('gus', source(id));
    expect(await exceptionOf(link('gus', source('15')))).toMatch(/^LimitExceededException: /);
  });

  it('writes mapped attributes of the linked user at each sign-in, and so may end the sign-in with the address', async () => {
    await addLoginUser(aws, 'hal');
    const email = addressOf('hal');
    await link('hal', source(googleId(email)));
    await federation.signIn({ email, verified: false });
    expect(await exceptionOf(aws.adminGetUser({ UserPoolId, Username: email }))).toMatch(/^UserNotFoundException/);
    await federation.signIn({ email, verified: true });
    expect(await aws.adminGetUser({ UserPoolId, Username: email })).toMatchObject({ Username: 'hal' });
  });

  it('does not sign in a user who has not confirmed the account', async () => {
    await aws.signUp({
      ClientId: APP,
      Username: 'ian',
      Password: password,
      UserAttributes: [{ Name: 'email', Value: addressOf('ian') }],
    });
    await link('ian', source(googleId(addressOf('ian'))));
    expect(redirectParameters(await federation.signIn({ email: addressOf('ian') }))).toMatchObject({
      error: 'invalid_request',
      error_description: 'User is not confirmed.',
    });
  });

  it('refuses an address at a sign-in that another user signs in with', async () => {
    const other = new Federation(poolWith({ AliasAttributes: undefined, UsernameAttributes: ['email'] }));
    await other.start();
    for (const username of ['one@example.org', 'two@example.org']) {
      const UserAttributes = [{ Name: 'email', Value: username }];
      await other.aws.adminCreateUser({ UserPoolId, Username: username, UserAttributes, MessageAction: 'SUPPRESS' });
    }
    const { Username: one = '' } = await other.aws.adminGetUser({ UserPoolId, Username: 'one@example.org' });
    await other.aws.adminLinkProviderForUser({
      UserPoolId,
      DestinationUser: native(one),
      SourceUser: source(googleId('two@example.org')),
    });
    expect(redirectParameters(await other.signIn({ email: 'two@example.org' }))).toMatchObject({
      error_description: 'An account with the email already exists.',
    });
    await other.stop();
  });
});

describe('a link with the subject in lower case, as the user name of an event has it', () => {
  it('fails each sign-in', async () => {
    await addLoginUser(aws, 'jo');
    const email = addressOf('jo');
    await link('jo', source(acmeId(email).toLowerCase(), 'Acme'));
    const visit = await federation.signIn({ email, provider: 'Acme' });
    expect(redirectParameters(visit)).toMatchObject({
      error: 'invalid_request',
      error_description: 'Invalid ProviderName/Username combination. Please check again',
    });
  });
});

describe('AdminDisableProviderForUser', () => {
  const disable = (User: object) => aws.adminDisableProviderForUser({ UserPoolId, User });

  it('removes a link: the next sign-in creates a user', async () => {
    await addLoginUser(aws, 'kim');
    const email = addressOf('kim');
    await link('kim', source(googleId(email)));
    await disable(source(googleId(email)));
    expect(await identitiesOf('kim')).toEqual([]);
    const { id } = await federation.tokens({ email });
    expect(claimsOf(id)).toMatchObject({ 'cognito:username': `google_${googleId(email)}` });
  });

  it('removes the password of a user', async () => {
    await addLoginUser(aws, 'lea');
    await disable({ ...native('lea'), ProviderAttributeName: 'Cognito_Subject' });
    const signIn = aws.initiateAuth({
      ClientId: APP,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'lea', PASSWORD: password },
    });
    expect(await exceptionOf(signIn)).toBe('NotAuthorizedException: Incorrect username or password.');
  });

  it('refuses an account without a link, an unknown account and an unknown user', async () => {
    const email = 'mia@example.org';
    await federation.signIn({ email });
    expect(await exceptionOf(disable(source(googleId(email))))).toMatch(/^InvalidParameterException: .* not linked/);
    expect(await exceptionOf(disable(source('404')))).toMatch(/^UserNotFoundException/);
    expect(await exceptionOf(disable(native('unknown')))).toMatch(/^UserNotFoundException/);
  });
});

describe('a pool with a trigger', () => {
  const PRE_SIGN_UP = 'arn:aws:lambda:us-east-1:000000000000:function:pre-sign-up';

  interface TriggerEvent {
    readonly userName: string;
    readonly triggerSource: string;
    readonly request: { readonly userAttributes: Readonly<Record<string, string>> };
  }

  /** A pool whose triggers are recorded. */
  function recording(run: (event: TriggerEvent, other: Federation) => Promise<void> = async () => {}) {
    const events: TriggerEvent[] = [];
    const names = ['PreSignUp', 'PostConfirmation', 'PreAuthentication', 'PostAuthentication'];
    const LambdaConfig = {
      ...Object.fromEntries(names.map((name) => [name, PRE_SIGN_UP])),
      PreTokenGenerationConfig: { LambdaArn: PRE_SIGN_UP, LambdaVersion: 'V2_0' },
    };
    const other: Federation = new Federation(poolWith({ LambdaConfig }), {
      invokeFunction: async (_, given) => {
        const event = given as TriggerEvent;
        events.push(event);
        try {
          await run(event, other);
          return { result: event };
        } catch (error) {
          return { error: (error as Error).message };
        }
      },
    });
    const sources = () => events.splice(0).map(({ triggerSource }) => triggerSource);
    return { other, events, sources };
  }

  it('runs PreSignUp and PostConfirmation at the first sign-in, and the others at a later one', async () => {
    const { other, events, sources } = recording();
    await other.start();
    const email = 'ada@example.org';
    await other.tokens({ email, name: 'Ada' });
    const [first, second] = events;
    expect(first).toMatchObject({
      triggerSource: 'PreSignUp_ExternalProvider',
      userName: `google_${googleId(email)}`,
      request: { userAttributes: { email, email_verified: 'true', name: 'Ada' } },
    });
    expect(first?.request.userAttributes).not.toHaveProperty('sub');
    expect(second).toMatchObject({
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      request: { userAttributes: { 'cognito:user_status': 'EXTERNAL_PROVIDER', identities: expect.any(String) } },
    });
    expect(sources()).toEqual([
      'PreSignUp_ExternalProvider',
      'PostConfirmation_ConfirmSignUp',
      'TokenGeneration_HostedAuth',
    ]);
    await other.tokens({ email });
    expect(sources()).toEqual([
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_HostedAuth',
    ]);
    await other.stop();
  });

  it('reports the error of PreSignUp to the app, and creates no user', async () => {
    const { other } = recording(async ({ triggerSource }) => {
      if (triggerSource.startsWith('PreSignUp')) throw new Error('email_domain_not_allowed');
    });
    await other.start();
    const visit = await other.signIn({ email: 'bob@example.org' });
    expect(redirectParameters(visit)).toEqual({
      error: 'invalid_request',
      error_description: 'PreSignUp failed with error email_domain_not_allowed. ',
      state: 'a state & more',
    });
    expect((await other.aws.listUsers({ UserPoolId })).Users).toEqual([]);
    await other.stop();
  });

  it('fails also the sign-in in which PreSignUp links the account by a mapped attribute', async () => {
    const { other } = recording(async ({ triggerSource, request }, { aws: admin }) => {
      if (triggerSource !== 'PreSignUp_ExternalProvider') return;
      const { email = '' } = request.userAttributes;
      const SourceUser = source(email, 'Acme', 'email');
      await admin.adminLinkProviderForUser({ UserPoolId, DestinationUser: native('dora'), SourceUser });
    });
    await other.start();
    await addLoginUser(other.aws, 'dora');
    const entered = { email: addressOf('dora'), provider: 'Acme' };
    expect(redirectParameters(await other.signIn(entered))).toMatchObject({
      error_description: expect.stringMatching(/^Already found an entry for username acme_/),
    });
    expect(claimsOf((await other.tokens(entered)).id)).toMatchObject({ 'cognito:username': 'dora' });
    await other.stop();
  });

  it('fails the sign-in in which PreSignUp links the account, and the next one signs in as the linked user', async () => {
    const { other, sources } = recording(async ({ triggerSource, userName }, { aws: admin }) => {
      if (triggerSource !== 'PreSignUp_ExternalProvider') return;
      await admin.adminLinkProviderForUser({
        UserPoolId,
        DestinationUser: native('carl'),
        SourceUser: source(userName.replace('google_', '')),
      });
    });
    await other.start();
    const sub = await addLoginUser(other.aws, 'carl');
    sources();
    const email = addressOf('carl');
    const visit = await other.signIn({ email });
    expect(visit.left?.search).toBe(
      `?error_description=Already+found+an+entry+for+username+google_${googleId(email)}&state=a+state+%26+more&error=invalid_request`,
    );
    expect(sources()).toEqual(['PreSignUp_ExternalProvider']);
    expect(claimsOf((await other.tokens({ email })).id)).toMatchObject({ sub, 'cognito:username': 'carl' });
    expect(sources().slice(0, 2)).toEqual(['PreAuthentication_Authentication', 'PostAuthentication_Authentication']);
    await other.stop();
  });
});
