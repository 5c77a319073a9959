import type { SoftwareTokenMfaSettingsType } from '@aws-sdk/client-cognito-identity-provider';
import { base32 } from '../../../src/cognito/base32';
import { codeOf, stepAt } from '../../../src/cognito/mfa/totp';
import { AuthenticatorApp, addUserWithApp, addUserWithMfa, mfaPool, STEP } from '../support/authenticator-app';
import {
  addUser,
  EMAIL_WEB,
  emailPool,
  exceptionOf,
  POOL,
  password,
  signIn,
  tokensOf,
  useHarness,
} from '../support/harness';

const { harness, aws } = useHarness([mfaPool, emailPool]);

const mismatch = 'EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA';
const none = 'SoftwareTokenMFANotFoundException: Software Token MFA does not exist for the user.';

const getUser = (Username: string) => aws.adminGetUser({ UserPoolId: POOL, Username });
const verify = (AccessToken: string, UserCode: string) => aws.verifySoftwareToken({ AccessToken, UserCode });
const prefer = (AccessToken: string, SoftwareTokenMfaSettings: SoftwareTokenMfaSettingsType) =>
  aws.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings });
const preferAsAdmin = (Username: string, SoftwareTokenMfaSettings: SoftwareTokenMfaSettingsType) =>
  aws.adminSetUserMFAPreference({ UserPoolId: POOL, Username, SoftwareTokenMfaSettings });

async function signedIn(username: string): Promise<string> {
  await addUser(harness, aws, username);
  return (await tokensOf(aws, username)).AccessToken;
}

async function associate(AccessToken: string): Promise<AuthenticatorApp> {
  const { SecretCode = '' } = await aws.associateSoftwareToken({ AccessToken });
  return new AuthenticatorApp(SecretCode);
}

describe('TOTP', () => {
  // RFC 6238, appendix B.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('generates the code of RFC 6238 for second %d', (second, code) => {
    expect(codeOf(Buffer.from('12345678901234567890'), stepAt(second * 1_000))).toBe(code);
  });

  // RFC 4648, section 10.
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('encodes a secret by RFC 4648: "%s" becomes %s', (text, encoded) => {
    expect(base32(Buffer.from(text))).toBe(encoded);
  });
});

describe('AssociateSoftwareToken', () => {
  it('returns a new secret of 256 bits each time', async () => {
    const AccessToken = await signedIn('ada');
    const { $metadata, ...first } = await aws.associateSoftwareToken({ AccessToken });
    expect(first).toEqual({ SecretCode: expect.stringMatching(/^[A-Z2-7]{52}$/) });
    expect((await aws.associateSoftwareToken({ AccessToken })).SecretCode).not.toBe(first.SecretCode);
  });

  it('replaces a secret that was not verified', async () => {
    const { AccessToken } = await tokensOf(aws, 'ada');
    const [old, app] = [await associate(AccessToken), await associate(AccessToken)];
    expect(await exceptionOf(verify(AccessToken, old.codeAt(harness.now)))).toBe(mismatch);
    expect(await exceptionOf(verify(AccessToken, app.codeAt(harness.now)))).toBe('no exception');
  });

  it('answers SoftwareTokenMFANotFoundException if the pool has no MFA, like VerifySoftwareToken', async () => {
    const [ClientId, Username] = [EMAIL_WEB, 'bob@example.org'];
    await aws.signUp({ ClientId, Username, Password: password });
    await aws.confirmSignUp({ ClientId, Username, ConfirmationCode: harness.codeFor(Username) });
    const { AccessToken } = await tokensOf(aws, Username, ClientId);
    const disabled = 'SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool';
    expect(await exceptionOf(aws.associateSoftwareToken({ AccessToken }))).toBe(disabled);
    expect(await exceptionOf(verify(AccessToken, '123456'))).toBe(disabled);
  });

  it.each(['associateSoftwareToken', 'verifySoftwareToken'] as const)(
    'requires an access token: %s rejects a wrong one, a session and a request without one',
    async (operation) => {
      const attempt = (input: object) => exceptionOf(aws[operation]({ UserCode: '123456', ...input }));
      expect(await attempt({ AccessToken: 'x' })).toBe('NotAuthorizedException: Invalid Access Token');
      expect(await attempt({ Session: 'x'.repeat(100) })).toBe('NotAuthorizedException: Invalid session for the user.');
      expect(await attempt({})).toMatch(/^InvalidParameterException/);
    },
  );
});

describe('VerifySoftwareToken', () => {
  it('answers SUCCESS and does not turn MFA on', async () => {
    const AccessToken = await signedIn('carol');
    const app = await associate(AccessToken);
    const { $metadata, ...reply } = await verify(AccessToken, app.codeAt(harness.now));
    expect(reply).toEqual({ Status: 'SUCCESS' });
    expect((await signIn(aws, 'carol')).AuthenticationResult).toBeDefined();
    expect((await getUser('carol')).UserMFASettingList).toBeUndefined();
  });

  it('rejects a wrong code and accepts the right one afterwards', async () => {
    const AccessToken = await signedIn('dave');
    const app = await associate(AccessToken);
    expect(await exceptionOf(verify(AccessToken, app.wrongCodeAt(harness.now)))).toBe(mismatch);
    expect(await exceptionOf(verify(AccessToken, app.codeAt(harness.now)))).toBe('no exception');
  });

  it.each([
    [-2, mismatch],
    [-1, 'no exception'],
    [1, 'no exception'],
    [2, mismatch],
  ])('answers the code of %d time steps later with %s', async (steps, outcome) => {
    const { AccessToken } = await tokensOf(aws, 'dave');
    const app = await associate(AccessToken);
    expect(await exceptionOf(verify(AccessToken, app.codeAt(harness.now + steps * STEP)))).toBe(outcome);
  });

  it('accepts a code once', async () => {
    const { AccessToken, app } = await addUserWithApp(harness, aws, 'erin');
    expect(await exceptionOf(verify(AccessToken, app.codeAt(harness.now - STEP)))).toBe(mismatch);
    expect(await exceptionOf(verify(AccessToken, app.codeAt(harness.now)))).toBe('no exception');
  });

  it('answers SoftwareTokenMFANotFoundException without AssociateSoftwareToken', async () => {
    expect(await exceptionOf(verify(await signedIn('frank'), '123456'))).toBe(none);
  });

  it.each(['12345', '1234567', 'abcdef', '12345٣'])(
    'answers InvalidParameterException to the code "%s"',
    async (code) => {
      const { AccessToken } = await tokensOf(aws, 'frank');
      expect(await exceptionOf(verify(AccessToken, code))).toMatch(
        /^InvalidParameterException: \d validation errors? detected: Value at 'userCode'/,
      );
    },
  );
});

describe('SetUserMFAPreference', () => {
  it('rejects a factor that is not set up and verified', async () => {
    const AccessToken = await signedIn('grace');
    expect(await exceptionOf(prefer(AccessToken, { Enabled: true }))).toBe(
      'InvalidParameterException: User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA',
    );
    await associate(AccessToken);
    expect(await exceptionOf(prefer(AccessToken, { Enabled: true }))).toBe(
      'InvalidParameterException: User has not verified software token mfa',
    );
    expect((await signIn(aws, 'grace')).AuthenticationResult).toBeDefined();
  });

  it('changes the factors in GetUser and AdminGetUser', async () => {
    const { AccessToken } = await addUserWithApp(harness, aws, 'heidi');
    const shown = async () => {
      const both = [await aws.getUser({ AccessToken }), await getUser('heidi')];
      return both.map(({ UserMFASettingList, PreferredMfaSetting }) => [UserMFASettingList, PreferredMfaSetting]);
    };
    const twice = (list?: string[], preferred?: string) => [
      [list, preferred],
      [list, preferred],
    ];
    await prefer(AccessToken, { Enabled: true });
    expect(await shown()).toEqual(twice(['SOFTWARE_TOKEN_MFA']));
    await prefer(AccessToken, { Enabled: true, PreferredMfa: true });
    expect(await shown()).toEqual(twice(['SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'));
    await prefer(AccessToken, { Enabled: false, PreferredMfa: true });
    expect(await shown()).toEqual(twice());
  });

  it('keeps the secret when turned off, so that the same app can be turned on again', async () => {
    const { AccessToken, app } = await addUserWithMfa(harness, aws, 'ivan');
    await prefer(AccessToken, { Enabled: false });
    expect((await signIn(aws, 'ivan')).AuthenticationResult).toBeDefined();
    expect(await exceptionOf(prefer(AccessToken, { Enabled: true }))).toBe('no exception');
    expect(await exceptionOf(verify(AccessToken, app.codeAt(harness.now)))).toBe('no exception');
  });

  it('accepts only off for SMS and e-mail', async () => {
    const { AccessToken } = await addUserWithMfa(harness, aws, 'judy');
    const [on, off] = [{ Enabled: true }, { Enabled: false, PreferredMfa: false }];
    for (const [settings, factor] of [
      [{ SMSMfaSettings: on }, 'SMS_MFA'],
      [{ EmailMfaSettings: on }, 'EMAIL_OTP'],
    ] as const) {
      expect(await exceptionOf(aws.setUserMFAPreference({ AccessToken, ...settings }))).toBe(
        `InvalidParameterException: User does not have delivery config set to turn on ${factor}`,
      );
    }
    await aws.setUserMFAPreference({ AccessToken, SMSMfaSettings: off, EmailMfaSettings: off });
    expect((await getUser('judy')).UserMFASettingList).toEqual(['SOFTWARE_TOKEN_MFA']);
  });
});

describe('AdminSetUserMFAPreference', () => {
  it('lets a user who has lost the app sign in again', async () => {
    await addUserWithMfa(harness, aws, 'ken');
    expect((await signIn(aws, 'ken')).AuthenticationResult).toBeUndefined();
    await preferAsAdmin('ken', { Enabled: false });
    expect((await signIn(aws, 'ken')).AuthenticationResult).toBeDefined();
  });

  it('rejects a user without an app and an unknown user', async () => {
    await addUser(harness, aws, 'lea');
    expect(await exceptionOf(preferAsAdmin('lea', { Enabled: true }))).toMatch(/^InvalidParameterException/);
    expect(await exceptionOf(preferAsAdmin('unknown', { Enabled: false }))).toBe(
      'UserNotFoundException: User does not exist.',
    );
  });
});

it('deletes the secret with the account', async () => {
  const { AccessToken, app } = await addUserWithMfa(harness, aws, 'mia');
  await aws.deleteUser({ AccessToken });
  expect(await exceptionOf(verify(await signedIn('mia'), app.codeAt(harness.now)))).toBe(none);
});

it('logs nothing of these operations', () => {
  expect(harness.log).toEqual([]);
});
