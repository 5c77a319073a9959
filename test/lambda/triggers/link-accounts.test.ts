import {
  AdminLinkProviderForUserCommand,
  InvalidParameterException,
  ListUsersCommand,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { cognito, sentCommands } from '../support/cognito';
import { fresh } from '../support/invoke';
import { loadTrigger } from '../support/triggers';

type Source = PreSignUpTriggerEvent['triggerSource'];
type Handler = (event: PreSignUpTriggerEvent) => Promise<PreSignUpTriggerEvent>;

const USER_POOL_ID = 'eu-west-1_Engine';
const EMAIL = 'ada@lovelace.example';
const PROVIDERS = 'Google,SignInWithApple,Corp,Corp-2,Acme';

/** Loads the handler as a cold start does. */
function load(variables: Record<string, string> = {}): Handler {
  const environment = { ALLOWED_EMAIL_DOMAINS: '', IDENTITY_PROVIDERS: PROVIDERS, SELF_SIGN_UP: 'true', ...variables };
  const { handler } = fresh<{ handler: Handler }>('../../../lambda/triggers/pre-sign-up-with-lookups', environment);
  return handler;
}

const handler = load();

function eventOf(
  triggerSource: Source,
  userName: string,
  userAttributes: Record<string, string>,
): PreSignUpTriggerEvent {
  return {
    version: '1',
    triggerSource,
    region: 'eu-west-1',
    userPoolId: USER_POOL_ID,
    userName,
    callerContext: { awsSdkVersion: '', clientId: 'client' },
    request: { userAttributes },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  };
}

interface ExternalOptions {
  readonly userName?: string;
  /** What the provider says about the address. */
  readonly verified?: 'true' | 'false' | undefined;
  readonly email?: string;
  readonly attributes?: Record<string, string>;
}

/** A first sign-in with a provider, by default with a verified address at Google. */
function external({
  userName = 'google_123',
  verified = 'true',
  email = EMAIL,
  attributes = {},
}: ExternalOptions = {}) {
  return eventOf('PreSignUp_ExternalProvider', userName, { email, email_verified: verified, ...attributes });
}

interface UserOptions {
  readonly username?: string;
  readonly status?: UserType['UserStatus'];
  readonly enabled?: boolean;
  /** The attribute email_verified; null for none. */
  readonly verified?: 'true' | 'false' | null;
  readonly email?: string;
  /** Accounts at providers as [provider, id, primary]. */
  readonly identities?: readonly (readonly [providerName: string, userId: string, primary: boolean])[];
  readonly created?: string;
}

/** A user as ListUsers describes one, by default confirmed, enabled and with a verified address. */
function user({
  username = 'ada',
  status = 'CONFIRMED',
  enabled = true,
  verified = 'true',
  email = EMAIL,
  identities,
  created = '2026-01-01',
}: UserOptions = {}): UserType {
  const entries = identities?.map(([providerName, userId, primary]) => ({ providerName, userId, primary }));
  const attributes = {
    sub: `sub-of-${username}`,
    email,
    ...(verified !== null && { email_verified: verified }),
    ...(entries && { identities: JSON.stringify(entries) }),
  };
  return {
    Username: username,
    UserStatus: status,
    Enabled: enabled,
    UserCreateDate: new Date(created),
    Attributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
  };
}

const ofApple = (options: UserOptions = {}) =>
  user({
    username: 'signinwithapple_0012.ab.34',
    status: 'EXTERNAL_PROVIDER',
    identities: [['SignInWithApple', '0012.ab.34', true]],
    ...options,
  });

/** The users that ListUsers finds. */
function poolHas(...users: readonly UserType[]): void {
  cognito.on(ListUsersCommand).resolves({ Users: [...users] });
  cognito.on(AdminLinkProviderForUserCommand).resolves({});
}

/** What the event leads to: the error, or the link as `PROVIDER ID -> PROVIDER ID`, or `no link`. */
async function outcomeOf(event: PreSignUpTriggerEvent, run: Handler = handler): Promise<string> {
  try {
    expect(await run(event)).toEqual(event);
  } catch (error) {
    return String((error as Error).message);
  }
  const links = cognito.commandCalls(AdminLinkProviderForUserCommand).map(({ args: [{ input }] }) => {
    const { SourceUser, DestinationUser, UserPoolId } = input;
    expect([UserPoolId, SourceUser?.ProviderAttributeName]).toEqual([USER_POOL_ID, 'Cognito_Subject']);
    return [SourceUser, DestinationUser]
      .map((side) => `${side?.ProviderName} ${side?.ProviderAttributeValue}`)
      .join(' -> ');
  });
  return links.join(', ') || 'no link';
}

describe('a first sign-in with a provider', () => {
  const linked = 'Google 123 -> Cognito ada';
  const noLink = 'no link';

  describe.each([
    // existing users, with an address that the provider has verified, and that it has not
    ['no user', [], noLink, noLink],
    ['a confirmed user', [user()], linked, noLink],
    ['an unconfirmed user', [user({ status: 'UNCONFIRMED', verified: null })], noLink, noLink],
    ['an unconfirmed user whose address an administrator verified', [user({ status: 'UNCONFIRMED' })], noLink, noLink],
    ['a confirmed user with an unverified address', [user({ verified: 'false' })], noLink, noLink],
    ['a confirmed user without the attribute email_verified', [user({ verified: null })], noLink, noLink],
    ['a disabled user', [user({ enabled: false })], 'account_disabled', 'account_disabled'],
    ['a disabled user of another provider', [ofApple({ enabled: false })], 'account_disabled', 'account_disabled'],
    ['a disabled user who never proved the address', [user({ enabled: false, verified: 'false' })], noLink, noLink],
    ['a disabled and a confirmed user', [user(), user({ enabled: false })], 'account_disabled', 'account_disabled'],
    ['an invited user', [user({ status: 'FORCE_CHANGE_PASSWORD' })], 'password_required', noLink],
    ['a user who must reset the password', [user({ status: 'RESET_REQUIRED' })], 'password_required', noLink],
    [
      'an invited user with an unverified address',
      [user({ status: 'FORCE_CHANGE_PASSWORD', verified: 'false' })],
      noLink,
      noLink,
    ],
    ['a user of another provider', [ofApple()], 'Google 123 -> SignInWithApple 0012.ab.34', noLink],
    ['a user of another provider who did not verify the address', [ofApple({ verified: 'false' })], noLink, noLink],
    [
      'a user of another provider, without identities',
      [ofApple({ identities: [] })],
      'Google 123 -> SignInWithApple 0012.ab.34',
      noLink,
    ],
    [
      'a user with a password who is linked to another provider',
      [user({ identities: [['Corp', 'x1', false]] })],
      linked,
      noLink,
    ],
    [
      'a user with a password who is linked, and whose status Cognito has changed',
      [user({ status: 'EXTERNAL_PROVIDER', identities: [['Corp', 'x1', false]] })],
      linked,
      noLink,
    ],
    [
      'a user of another account at the same provider',
      [user({ username: 'google_999', status: 'EXTERNAL_PROVIDER', identities: [['Google', '999', true]] })],
      'linked_to_other_account',
      noLink,
    ],
    [
      'a user who is linked to another account at the same provider',
      [user({ identities: [['Google', '999', false]] })],
      'linked_to_other_account',
      noLink,
    ],
    [
      'a confirmed user and an unconfirmed one',
      [user({ username: 'eve', status: 'UNCONFIRMED', verified: 'false' }), user()],
      linked,
      noLink,
    ],
    ['a user of a provider and one with a password', [ofApple({ created: '2025-01-01' }), user()], linked, noLink],
    [
      'two confirmed users',
      [user({ username: 'younger', created: '2026-03-01' }), user({ created: '2026-02-01' })],
      linked,
      noLink,
    ],
    ['a user whose address differs in letter case', [user({ email: 'Ada@Lovelace.EXAMPLE' })], linked, noLink],
    ['a user with another address', [user({ email: 'ada@other.example' })], noLink, noLink],
  ] as const)('with %s', (_, users, ifVerified, ifNot) => {
    beforeEach(() => poolHas(...users));

    it(`ends in "${ifVerified}" if the provider has verified the address`, async () => {
      expect(await outcomeOf(external())).toBe(ifVerified);
    });

    it.each(['false', undefined, 'TRUE', ''] as const)(
      `ends in "${ifNot}" if the provider has not: email_verified %j`,
      async (verified) => {
        const event = external();
        if (verified === undefined) delete event.request.userAttributes.email_verified;
        else event.request.userAttributes.email_verified = verified;
        expect(await outcomeOf(event)).toBe(ifNot);
      },
    );
  });

  it('links again when Cognito repeats the event, without an error and without a second call', async () => {
    poolHas(user({ identities: [['Google', '123', false]] }));
    expect(await outcomeOf(external())).toBe('no link');
    expect(sentCommands().map(([name]) => name)).toEqual(['ListUsersCommand']);
  });

  it('succeeds when another event has linked the accounts at the same time', async () => {
    poolHas(user());
    const message = 'SourceUser is already linked to DestinationUser';
    cognito.on(AdminLinkProviderForUserCommand).rejects(new InvalidParameterException({ message, $metadata: {} }));
    expect(await outcomeOf(external())).toBe('Google 123 -> Cognito ada');
  });

  it.each([
    ['the link fails', AdminLinkProviderForUserCommand, 'InvalidParameterException'],
    ['the search fails', ListUsersCommand, 'TooManyRequestsException'],
  ])('fails when %s, so that no second user is created', async (_, command, name) => {
    poolHas(user());
    const failure = new Error('Text of Cognito');
    failure.name = name;
    cognito.on(command as typeof ListUsersCommand).rejects(failure);
    expect(await outcomeOf(external())).toBe('internal_error');
  });

  it('ends its calls together before Cognito ends its wait of 5 seconds', async () => {
    const timeout = jest.spyOn(AbortSignal, 'timeout');
    poolHas(user());
    await outcomeOf(external());
    const signals = cognito.calls().map(({ args }) => (args as unknown as [unknown, { abortSignal: unknown }])[1]);
    const [signal] = timeout.mock.results;
    expect(signals).toEqual([{ abortSignal: signal?.value }, { abortSignal: signal?.value }]);
    expect(timeout.mock.calls).toEqual([[3500]]);
  });

  it.each([
    ['google_123', {}, 'Google 123'],
    ['Google_123', {}, 'Google 123'],
    ['signinwithapple_001234.0a1b2c.5678', {}, 'SignInWithApple 001234.0a1b2c.5678'],
    ['corp_00u1abc', { preferred_username: '00u1aBC' }, 'Corp 00u1aBC'],
    ['Corp_a_b', { preferred_username: 'a_b' }, 'Corp a_b'],
    ['corp-2_a', { preferred_username: 'A' }, 'Corp-2 A'],
    ['acme_ada@lovelace.example', { preferred_username: 'Ada@Lovelace.example' }, 'Acme Ada@Lovelace.example'],
  ])('names the provider and its id of the user as the provider does: %s %j', async (userName, attributes, source) => {
    poolHas(user());
    expect(await outcomeOf(external({ userName, attributes }))).toBe(`${source} -> Cognito ada`);
  });

  it.each([
    ['a provider that is not in the settings', 'facebook_123', {}],
    ['a provider whose name only begins in the same way', 'corp-3_123', { preferred_username: '123' }],
    ['an id of unknown letter case', 'corp_00u1abc', {}],
    ['another id than that in the username', 'corp_00u1abc', { preferred_username: 'other' }],
    ['a username without a provider', 'ada', {}],
  ])('does not link with %s', async (_, userName, attributes) => {
    poolHas(user());
    expect(await outcomeOf(external({ userName, attributes }))).toBe('no link');
  });

  it('does not link without an address', async () => {
    poolHas(user());
    expect(await outcomeOf(eventOf('PreSignUp_ExternalProvider', 'google_123', { email_verified: 'true' }))).toBe(
      'no link',
    );
  });

  it.each([
    ['"', '\\"'],
    ['\\', '\\\\'],
    ['" or email ^= "', '\\" or email ^= \\"'],
  ])('escapes %s of an address in the filter of the search', async (text, escaped) => {
    poolHas();
    await outcomeOf(external({ email: `a${text}@lovelace.example` }));
    const [[, input] = []] = sentCommands();
    expect(input).toEqual({ UserPoolId: USER_POOL_ID, Filter: `email = "a${escaped}@lovelace.example"` });
  });

  it('searches for the beginning of an address that is too long for the filter, and links to the user with the whole address', async () => {
    const begin = '"'.repeat(200);
    const email = `${begin}@lovelace.example`;
    poolHas(user({ username: 'other', email: `${begin}@lovelace.test` }), user({ username: 'ada', email }));
    expect(await outcomeOf(external({ email }))).toBe('Google 123 -> Cognito ada');
    const { Filter = '' } = cognito.commandCalls(ListUsersCommand)[0]?.args[0].input ?? {};
    expect(Filter).toBe(`email ^= "${'\\"'.repeat(120)}"`);
    expect(Filter.length).toBeLessThanOrEqual(256);
  });

  it('ignores users that the search finds by mistake', async () => {
    poolHas(user({ username: 'victim', email: 'ada@lovelace.example.org' }));
    expect(await outcomeOf(external())).toBe('no link');
  });

  it('reads all pages of the search', async () => {
    poolHas();
    cognito
      .on(ListUsersCommand)
      .resolvesOnce({ Users: [user({ status: 'UNCONFIRMED', verified: 'false' })], PaginationToken: 'page-2' })
      .resolvesOnce({ Users: [], PaginationToken: 'page-3' })
      .resolvesOnce({ Users: [user({ username: 'ada' })] });
    expect(await outcomeOf(external())).toBe('Google 123 -> Cognito ada');
    const tokens = cognito.commandCalls(ListUsersCommand).map(({ args: [{ input }] }) => input.PaginationToken);
    expect(tokens).toEqual([undefined, 'page-2', 'page-3']);
  });

  it('searches in lower case', async () => {
    poolHas(user());
    expect(await outcomeOf(external({ email: 'Ada@Lovelace.example' }))).toBe('Google 123 -> Cognito ada');
    expect(cognito.commandCalls(ListUsersCommand)[0]?.args[0].input.Filter).toBe(`email = "${EMAIL}"`);
  });

  describe('of a stage without sign-up', () => {
    const invited = load({ SELF_SIGN_UP: 'false' });

    it('creates no user', async () => {
      poolHas();
      expect(await outcomeOf(external(), invited)).toBe('sign_up_not_allowed');
    });

    it('links to a confirmed user', async () => {
      poolHas(user());
      expect(await outcomeOf(external(), invited)).toBe('Google 123 -> Cognito ada');
    });

    it('creates no user for an address that the provider has not verified', async () => {
      poolHas(user());
      expect(await outcomeOf(external({ verified: 'false' }), invited)).toBe('sign_up_not_allowed');
    });
  });

  describe('of a stage with allowed e-mail domains', () => {
    const limited = load({ ALLOWED_EMAIL_DOMAINS: 'engine.example' });

    it('creates no user with another domain', async () => {
      poolHas();
      expect(await outcomeOf(external(), limited)).toBe('email_domain_not_allowed');
    });

    it('creates no user with an allowed domain that the provider has not verified', async () => {
      poolHas();
      const event = external({ email: 'ada@engine.example', verified: 'false' });
      expect(await outcomeOf(event, limited)).toBe('email_domain_not_allowed');
    });

    it('links to a user with another domain, whom an administrator has invited', async () => {
      poolHas(user());
      expect(await outcomeOf(external(), limited)).toBe('Google 123 -> Cognito ada');
    });
  });
});

describe.each(['PreSignUp_SignUp', 'PreSignUp_AdminCreateUser'] as const)('%s', (source) => {
  const signUp = (userName = 'grace', email: string = EMAIL) => eventOf(source, userName, { email });

  it.each([
    ['no user', []],
    ['a user with a password', [user()]],
    ['an unconfirmed user', [user({ status: 'UNCONFIRMED', verified: null })]],
    ['a user of a provider who did not verify the address', [ofApple({ verified: 'false' })]],
    ['a user of a provider with another address', [ofApple({ email: 'ada@other.example' })]],
  ])('succeeds with an address of %s', async (_, users) => {
    poolHas(...users);
    expect(await outcomeOf(signUp())).toBe('no link');
  });

  it.each([
    ['a user of a provider', [ofApple()]],
    ['a disabled user of a provider', [ofApple({ enabled: false })]],
    ['a user of a provider, in another letter case', [ofApple({ email: 'ADA@lovelace.example' })]],
    ['a user with a password and one of a provider', [user(), ofApple()]],
  ])('is refused with the address of %s', async (_, users) => {
    poolHas(...users);
    expect(await outcomeOf(signUp())).toBe('address_of_provider_account');
  });

  it.each(['google_123', 'Google_', 'CORP_x', 'signinwithapple_x'])(
    'is refused with a username that Cognito makes for users of a provider: %s',
    async (username) => {
      poolHas();
      expect(await outcomeOf(signUp(username))).toBe('username_of_provider');
    },
  );

  it.each(['google', 'googler_1', 'x_google_1', '_google', 'facebook_1'])(
    'succeeds with the username %s',
    async (name) => {
      poolHas();
      expect(await outcomeOf(signUp(name))).toBe('no link');
    },
  );

  it('is refused when the search fails', async () => {
    cognito.on(ListUsersCommand).rejects(new Error('Text of Cognito'));
    expect(await outcomeOf(signUp())).toBe('internal_error');
  });
});

it.each(['ALLOWED_EMAIL_DOMAINS', 'IDENTITY_PROVIDERS', 'SELF_SIGN_UP'])(
  'does not start without the variable %s, so that a mistake does not let everyone in',
  (name) => {
    const variables = { ALLOWED_EMAIL_DOMAINS: '', IDENTITY_PROVIDERS: PROVIDERS, SELF_SIGN_UP: 'true' };
    const { [name as keyof typeof variables]: _, ...others } = variables;
    for (const variable of Object.keys(variables)) delete process.env[variable];
    expect(() => loadTrigger('pre-sign-up-with-lookups', others)).toThrow(`environment variables: ${name}`);
  },
);
