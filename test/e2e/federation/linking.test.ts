import type { PreSignUpTriggerEvent } from 'aws-lambda';
import type { InvocationOutcome } from '../../../packages/local-run/src/cognito/triggers/invocation';
import { Federation } from '../../../packages/local-run/test/cognito/support/federation';
import { claimsOf } from '../../../packages/local-run/test/cognito/support/harness';
import { APP, CALLBACK, LOGIN_POOL, Login } from '../../../packages/local-run/test/cognito/support/managed-login';
import { onlyOne, resourcesOf, stageWith, templateOf } from '../../lib/support/stacks';
import { PASSWORD } from '../support/accounts';

// Milliseconds. The stand-ins of the providers generate a key, which is slow on a busy machine.
jest.setTimeout(30_000);

const modes = ['username', 'email'] as const;
type Mode = (typeof modes)[number];

/** The user pool, app client and providers of the synthesized template, for the embedded Cognito. */
function poolOf(signInWith: Mode) {
  const managedLogin = { domainPrefix: 'engine', callbackUrls: [CALLBACK], logoutUrls: [CALLBACK] };
  const identityProviders = {
    google: { clientId: '1-a.apps.googleusercontent.com', secretName: 'engine/google' },
    oidc: [{ name: 'Corp', issuer: 'https://login.corp.example', clientId: 'web', secretName: 'engine/corp' }],
  };
  const template = templateOf(stageWith({ stage: 'dev', signInWith, managedLogin, identityProviders }));
  const [, { Properties: pool }] = onlyOne(template, 'AWS::Cognito::UserPool');
  const [, { Properties: client }] = onlyOne(template, 'AWS::Cognito::UserPoolClient');
  const providers = resourcesOf(template, 'AWS::Cognito::UserPoolIdentityProvider');
  return {
    logicalId: 'Pool',
    id: LOGIN_POOL,
    properties: { ...pool, LambdaConfig: { PreSignUp: 'arn:aws:lambda:us-east-1:123456789012:function:pre-sign-up' } },
    clients: [
      {
        logicalId: 'App',
        id: APP,
        properties: {
          ...client,
          SupportedIdentityProviders: [...providers.map(([, { Properties }]) => Properties.ProviderName), 'COGNITO'],
        },
      },
    ],
    managedLogin: { version: 2 as const, styledClients: [APP] },
    identityProviders: providers.map(([logicalId, { Properties }]) => ({ logicalId, properties: Properties })),
  };
}

type Handler = (event: PreSignUpTriggerEvent) => Promise<PreSignUpTriggerEvent>;

describe.each(modes)('linking with signInWith %s', (mode) => {
  let handler: Handler;
  const federation = new Federation(poolOf(mode), {
    async invokeFunction(_, event): Promise<InvocationOutcome> {
      try {
        return { result: await handler(event as PreSignUpTriggerEvent) };
      } catch (error) {
        return { error: (error as Error).message };
      }
    },
  });
  const { aws } = federation;
  const UserPoolId = LOGIN_POOL;

  beforeAll(async () => {
    jest.spyOn(console, 'info').mockImplementation();
    await federation.start();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: federation.harness.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      ALLOWED_EMAIL_DOMAINS: '',
      IDENTITY_PROVIDERS: 'Google,Corp',
      SELF_SIGN_UP: 'true',
    });
    jest.isolateModules(() => {
      ({ handler } = require('../../../lambda/triggers/pre-sign-up-with-lookups'));
    });
  });
  afterAll(() => federation.stop());

  /** The username with which a user signs in; each test has an address of its own. */
  const loginOf = (email: string) => (mode === 'email' ? email : email.replace(/@.*/, ''));

  const create = (email: string, verified: 'true' | 'false' = 'true') =>
    aws.adminCreateUser({
      UserPoolId,
      Username: loginOf(email),
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: verified },
      ],
    });

  async function confirmed(email: string, verified: 'true' | 'false' = 'true'): Promise<void> {
    await create(email, verified);
    await aws.adminSetUserPassword({ UserPoolId, Username: loginOf(email), Password: PASSWORD, Permanent: true });
  }

  const signUp = (email: string, Username = loginOf(email)) =>
    aws.signUp({ ClientId: APP, Username, Password: PASSWORD, UserAttributes: [{ Name: 'email', Value: email }] });

  const disable = async (email: string) => {
    const [user] = await usersOf(email);
    await aws.adminDisableUser({ UserPoolId, Username: user?.Username });
  };

  /** How a user came to have an address, by name. */
  const existing: Record<string, (email: string) => Promise<unknown>> = {
    'no user': async () => undefined,
    'a confirmed user': confirmed,
    'a confirmed user with an unverified address': (email) => confirmed(email, 'false'),
    'an unconfirmed user': (email) => signUp(email),
    'an invited user': create,
    'a disabled user': async (email) => {
      await confirmed(email);
      await disable(email);
    },
    'a user of another provider': (email) => federation.signIn({ email, provider: 'Corp' }),
    'a user of another provider who did not verify the address': (email) =>
      federation.signIn({ email, provider: 'Corp', verified: false }),
    'a disabled user of another provider': async (email) => {
      await federation.signIn({ email, provider: 'Corp' });
      await disable(email);
    },
  };

  async function usersOf(email: string) {
    return (await aws.listUsers({ UserPoolId, Filter: `email = "${email}"` })).Users ?? [];
  }

  const subOf = (user: Awaited<ReturnType<typeof usersOf>>[number] | undefined) =>
    user?.Attributes?.find(({ Name }) => Name === 'sub')?.Value;

  interface SignIn {
    readonly email: string;
    readonly verified?: boolean;
    readonly provider?: string;
  }

  /** Signs in as an app does that starts again after the failure of the sign-in that linked. Returns the claims, or the error. */
  async function signInWith({ provider = 'Google', ...entered }: SignIn) {
    const browser = federation.browser();
    let { left } = await federation.signIn({ provider, ...entered }, browser);
    let attempts = 1;
    const description = left?.searchParams.get('error_description') ?? '';
    if (/already found an entry for username/i.test(description)) {
      ({ left } = await federation.signIn({ provider, ...entered }, browser));
      attempts += 1;
    }
    const error = left?.searchParams.get('error_description');
    if (error) return { error: /failed with error (\w+)/.exec(error)?.[1] ?? error, attempts };
    const { body } = await new Login(federation.harness).exchange(left?.searchParams.get('code') ?? '');
    return { claims: claimsOf(String(body.id_token)), attempts };
  }

  let number = 0;
  const newAddress = () => {
    number += 1;
    return `ada${number}@lovelace.example`;
  };

  describe.each([
    ['no user', 'new user', 'new user'],
    ['a confirmed user', 'linked', 'new user'],
    ['a confirmed user with an unverified address', 'new user', 'new user'],
    ['an unconfirmed user', 'new user', 'new user'],
    ['an invited user', 'password_required', 'new user'],
    ['a disabled user', 'account_disabled', 'account_disabled'],
    ['a user of another provider', 'linked', 'new user'],
    ['a user of another provider who did not verify the address', 'new user', 'new user'],
    ['a disabled user of another provider', 'account_disabled', 'account_disabled'],
  ])('at a first sign-in with Google and the address of %s', (name, ifVerified, ifNot) => {
    const outcomes = [
      [true, ifVerified],
      [false, ifNot],
    ] as const;

    it.each(outcomes)(
      'that the provider has verified: %s, ends in "%s", at the next sign-in too',
      async (verified, expected) => {
        const email = newAddress();
        await existing[name]?.(email);
        const before = await usersOf(email);
        const { claims, error, attempts } = await signInWith({ email, verified });
        const after = await usersOf(email);
        const isLinked = claims !== undefined && claims.sub === subOf(before[0]);
        expect(error ?? (isLinked ? 'linked' : 'new user')).toBe(expected);
        expect(after).toHaveLength(before.length + (expected === 'new user' ? 1 : 0));
        expect(attempts).toBe(expected === 'linked' ? 2 : 1);
        if (claims) expect(claims.email_verified).toBe(verified);
        const again = await signInWith({ email, verified });
        expect([again.error, again.claims?.sub, again.attempts]).toEqual([error, claims?.sub, 1]);
        expect(await usersOf(email)).toHaveLength(after.length);
      },
    );
  });

  it('links an account with capital letters in its id, with Corp', async () => {
    const email = newAddress();
    await confirmed(email);
    const [user] = await usersOf(email);
    const { claims } = await signInWith({ email, provider: 'Corp' });
    expect(claims?.sub).toBe(subOf(user));
    expect(claims?.identities).toMatchObject([{ providerName: 'Corp', userId: expect.stringMatching(/[A-Z]/) }]);
  });

  it.each([
    ['capital letters', (email: string) => email.toUpperCase(), 'linked'],
    // In Unicode, the lower-case letter of the Kelvin sign is an ordinary k.
    ['a Kelvin sign in place of a k', (email: string) => email.replace('k', '\u212A'), 'new user'],
  ])('at a first sign-in with the address of a confirmed user, but %s', async (_, write, expected) => {
    const email = newAddress().replace('@', 'k@');
    await confirmed(email);
    const [user] = await usersOf(email);
    const { claims } = await signInWith({ email: write(email) });
    expect(claims?.email_verified).toBe(true);
    expect(claims?.sub === subOf(user) ? 'linked' : 'new user').toBe(expected);
  });

  it('links both providers to one user', async () => {
    const email = newAddress();
    await confirmed(email);
    const { claims: byGoogle } = await signInWith({ email });
    const { claims: byCorp } = await signInWith({ email, provider: 'Corp' });
    expect(byCorp?.sub).toBe(byGoogle?.sub);
    expect(await usersOf(email)).toHaveLength(1);
  });

  describe('after a first sign-in with Google', () => {
    it.each([
      ['verified', true],
      ['not verified', false],
    ])(
      'with an address that is %s, sign-ups and invitations with it are refused only if it is',
      async (_, verified) => {
        const email = newAddress();
        await signInWith({ email, verified });
        const outcomes = await Promise.allSettled([signUp(email, loginOf(email)), create(email.toUpperCase())]);
        const refused = outcomes.map((outcome) => outcome.status === 'rejected' && String(outcome.reason));
        const refusal = expect.stringContaining('PreSignUp failed with error address_of_provider_account');
        if (verified) expect(refused).toEqual([refusal, refusal]);
        else expect(refused).not.toContainEqual(refusal);
      },
    );
  });

  it('keeps the account of a person apart from an unconfirmed one that an attacker made before and confirms later', async () => {
    const email = newAddress();
    await signUp(email, loginOf(email));
    const [attacker] = await usersOf(email);
    const { claims } = await signInWith({ email });
    expect(claims?.sub).not.toBe(subOf(attacker));
    await aws.adminConfirmSignUp({ UserPoolId, Username: attacker?.Username }).catch(() => undefined);
    const { claims: later } = await signInWith({ email });
    expect(later?.sub).toBe(claims?.sub);
  });

  it('refuses a sign-up with a username in the form of a user of a provider', async () => {
    if (mode === 'email') return;
    await expect(signUp(newAddress(), 'google_123')).rejects.toThrow('username_of_provider');
  });
});
