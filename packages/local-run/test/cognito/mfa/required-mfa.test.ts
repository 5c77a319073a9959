import { AuthenticatorApp, mfaPool, STEP } from '../support/authenticator-app';
import { answerTo, choicePool, choose, registerPasskey } from '../support/choice';
import {
  addressOf,
  addUser,
  emailPool,
  exceptionOf,
  invite,
  MINUTE,
  otherPassword,
  POOL,
  password,
  signIn,
  useHarness,
  WEB,
} from '../support/harness';
import { SrpClient } from '../support/srp-client';

const requiredMfa = { MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] };
const requiredPool = {
  ...choicePool,
  properties: {
    ...choicePool.properties,
    ...requiredMfa,
    WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
  },
};

const { harness, aws } = useHarness([requiredPool, emailPool]);

const invalidSession = 'NotAuthorizedException: Invalid session for the user.';
const usedSession = 'NotAuthorizedException: Invalid session for the user, session can only be used once.';

const add = (username: string) => addUser(harness, aws, username);

/** Adds an app with the session of MFA_SETUP and ends the sign-in. */
async function setUp(username: string, setupSession: string | undefined) {
  const { SecretCode = '', Session: associated } = await aws.associateSoftwareToken({ Session: setupSession });
  const app = new AuthenticatorApp(SecretCode);
  const verified = await aws.verifySoftwareToken({ Session: associated, UserCode: app.codeAt(harness.now) });
  harness.advance(STEP);
  const reply = await answerTo(aws, 'MFA_SETUP', verified.Session, { USERNAME: username });
  const { AccessToken = '' } = reply.AuthenticationResult ?? {};
  return { app, AccessToken, verified, associated };
}

/** Adds a user who has signed in for the first time. */
async function addReady(username: string) {
  await add(username);
  return setUp(username, (await signIn(aws, username)).Session);
}

describe('sign-in where a second factor is required', () => {
  it('requires a user without one to add an app, and signs in then', async () => {
    await add('ada');
    const { $metadata, ...reply } = await signIn(aws, addressOf('ada'));
    expect(reply).toEqual({
      ChallengeName: 'MFA_SETUP',
      Session: expect.stringMatching(/^\S{20,2048}$/),
      ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP: 'ada' },
    });
    const { AccessToken, verified } = await setUp('ada', reply.Session);
    expect(verified.Status).toBe('SUCCESS');
    expect(await aws.getUser({ AccessToken })).toMatchObject({
      Username: 'ada',
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    });
  });

  it('requires a code of the app from the next sign-in on', async () => {
    const { app } = await addReady('bob');
    const { ChallengeName, Session } = await signIn(aws, 'bob');
    expect(ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const code = { USERNAME: 'bob', SOFTWARE_TOKEN_MFA_CODE: app.codeAt(harness.now) };
    expect((await answerTo(aws, 'SOFTWARE_TOKEN_MFA', Session, code)).AuthenticationResult).toBeDefined();
  });

  it('requires a code of the app of a user who has turned it off', async () => {
    const { AccessToken } = await addReady('carl');
    await aws.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: false } });
    expect((await signIn(aws, 'carl')).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });

  it('requires setup after SRP, USER_AUTH, the session of ConfirmSignUp and NEW_PASSWORD_REQUIRED', async () => {
    await add('dora');
    const client = new SrpClient();
    const AuthParameters = { USERNAME: 'dora', SRP_A: client.publicValue };
    const begun = await aws.initiateAuth({ ClientId: WEB, AuthFlow: 'USER_SRP_AUTH', AuthParameters });
    const proof = client.answer(POOL, password, begun.ChallengeParameters ?? {});
    expect((await answerTo(aws, 'PASSWORD_VERIFIER', undefined, proof)).ChallengeName).toBe('MFA_SETUP');
    const chosen = await choose(aws, 'dora', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: password });
    expect(chosen.ChallengeName).toBe('MFA_SETUP');

    const UserAttributes = [{ Name: 'email', Value: addressOf('emil') }];
    await aws.signUp({ ClientId: WEB, Username: 'emil', Password: password, UserAttributes });
    const ConfirmationCode = harness.codeFor(addressOf('emil'));
    const { Session: session } = await aws.confirmSignUp({ ClientId: WEB, Username: 'emil', ConfirmationCode });
    expect((await choose(aws, 'emil', {}, { session })).ChallengeName).toBe('MFA_SETUP');

    await invite(aws, 'finn', { TemporaryPassword: otherPassword });
    const { Session } = await signIn(aws, 'finn', { secret: otherPassword });
    const answer = { USERNAME: 'finn', NEW_PASSWORD: password };
    const reply = await answerTo(aws, 'NEW_PASSWORD_REQUIRED', Session, answer);
    expect(reply.ChallengeName).toBe('MFA_SETUP');
    expect((await setUp('finn', reply.Session)).AccessToken).not.toBe('');
  });

  it('requires setup again after AdminDeleteSoftwareToken, for a user who has lost the phone', async () => {
    await addReady('gina');
    await aws.adminDeleteSoftwareToken({ UserPoolId: POOL, Username: 'gina' });
    const { ChallengeName, Session } = await signIn(aws, 'gina');
    expect(ChallengeName).toBe('MFA_SETUP');
    expect((await setUp('gina', Session)).AccessToken).not.toBe('');
  });

  it('offers no e-mail code, which is a single factor', async () => {
    await add('hana');
    expect((await choose(aws, 'hana')).AvailableChallenges).toEqual(['PASSWORD_SRP', 'PASSWORD']);
  });
});

describe('the session of MFA_SETUP', () => {
  it('is replaced by each operation, and each one can be used once', async () => {
    await add('iris');
    const { Session } = await signIn(aws, 'iris');
    const { associated, verified } = await setUp('iris', Session);
    for (const used of [Session, associated, verified.Session]) {
      expect(await exceptionOf(aws.associateSoftwareToken({ Session: used }))).toBe(usedSession);
      expect(await exceptionOf(answerTo(aws, 'MFA_SETUP', used, { USERNAME: 'iris' }))).toBe(usedSession);
    }
  });

  it('does not sign in before VerifySoftwareToken', async () => {
    await add('jana');
    const { Session } = await signIn(aws, 'jana');
    const unverified = /^SoftwareTokenMFANotFoundException/;
    expect(await exceptionOf(answerTo(aws, 'MFA_SETUP', Session, { USERNAME: 'jana' }))).toMatch(unverified);
    const { Session: associated } = await aws.associateSoftwareToken({ Session });
    expect(await exceptionOf(answerTo(aws, 'MFA_SETUP', associated, { USERNAME: 'jana' }))).toMatch(unverified);
  });

  it('can be used again after a wrong code', async () => {
    await add('kira');
    const { SecretCode = '', Session } = await aws.associateSoftwareToken({
      Session: (await signIn(aws, 'kira')).Session,
    });
    const app = new AuthenticatorApp(SecretCode);
    const verify = (UserCode: string) => aws.verifySoftwareToken({ Session, UserCode });
    expect(await exceptionOf(verify(app.wrongCodeAt(harness.now)))).toMatch(/^EnableSoftwareTokenMFAException/);
    expect((await verify(app.codeAt(harness.now))).Status).toBe('SUCCESS');
  });

  it('is rejected if it is invented, expired, of another user, or of a user who was disabled or deleted', async () => {
    await add('lars');
    await add('mona');
    const { Session } = await signIn(aws, 'lars');
    const associate = (session: string | undefined) => exceptionOf(aws.associateSoftwareToken({ Session: session }));
    expect(await associate('x'.repeat(100))).toBe(invalidSession);
    expect(await exceptionOf(aws.associateSoftwareToken({}))).toMatch(/^InvalidParameterException/);
    expect(await exceptionOf(answerTo(aws, 'MFA_SETUP', Session, { USERNAME: 'mona' }))).toBe(invalidSession);
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'lars' });
    expect(await associate(Session)).toBe(invalidSession);
    const { Session: other } = await signIn(aws, 'mona');
    harness.advance(3 * MINUTE);
    expect(await associate(other)).toBe('NotAuthorizedException: Invalid session for the user, session is expired.');
    const { Session: last } = await signIn(aws, 'mona');
    await aws.adminDeleteUser({ UserPoolId: POOL, Username: 'mona' });
    expect(await associate(last)).toBe(invalidSession);
  });

  it('cannot replace an app that the user has added since, and ends when the password changes', async () => {
    await add('nils');
    const { Session: attacker } = await signIn(aws, 'nils');
    await setUp('nils', (await signIn(aws, 'nils')).Session);
    expect(await exceptionOf(aws.associateSoftwareToken({ Session: attacker }))).toBe(invalidSession);
    await add('otto');
    const { Session } = await signIn(aws, 'otto');
    await aws.adminSetUserPassword({ UserPoolId: POOL, Username: 'otto', Password: otherPassword, Permanent: true });
    expect(await exceptionOf(aws.associateSoftwareToken({ Session }))).toBe(invalidSession);
  });
});

describe('a passkey as two factors', () => {
  const turnOn = (AccessToken: string, Enabled = true) =>
    aws.setUserMFAPreference({
      AccessToken,
      SoftwareTokenMfaSettings: { Enabled: true },
      WebAuthnMfaSettings: { Enabled },
    });
  const factorsOf = async (username: string) => (await choose(aws, username)).AvailableChallenges;

  it('signs in with user verification, and without a code', async () => {
    const { AccessToken } = await addReady('pola');
    const authenticator = await registerPasskey(aws, AccessToken);
    expect(await factorsOf('pola')).toEqual(['PASSWORD_SRP', 'PASSWORD']);
    await turnOn(AccessToken);
    expect(await factorsOf('pola')).toEqual(['PASSWORD_SRP', 'PASSWORD', 'WEB_AUTHN']);
    const { UserMFASettingList } = await aws.getUser({ AccessToken });
    expect(UserMFASettingList).toEqual(['SOFTWARE_TOKEN_MFA', 'WEB_AUTHN_MFA']);
    const attempt = async (userVerified: boolean) => {
      const { Session, ChallengeParameters } = await choose(aws, 'pola', { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
      const options = ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS ?? '';
      expect(JSON.parse(options).userVerification).toBe('required');
      const CREDENTIAL = authenticator.get(options, { userVerified });
      return answerTo(aws, 'WEB_AUTHN', Session, { USERNAME: 'pola', CREDENTIAL });
    };
    expect(await exceptionOf(attempt(false))).toMatch(/^NotAuthorizedException/);
    expect((await attempt(true)).AuthenticationResult).toBeDefined();
    await turnOn(AccessToken, false);
    expect(await factorsOf('pola')).toEqual(['PASSWORD_SRP', 'PASSWORD']);
  });

  it('needs another factor of the user, and is not offered without it', async () => {
    const { AccessToken } = await addReady('rosa');
    await registerPasskey(aws, AccessToken);
    await turnOn(AccessToken);
    await aws.adminDeleteSoftwareToken({ UserPoolId: POOL, Username: 'rosa' });
    expect(await factorsOf('rosa')).toEqual(['PASSWORD_SRP', 'PASSWORD']);
    expect((await aws.getUser({ AccessToken })).UserMFASettingList).toBeUndefined();
    expect(await exceptionOf(turnOn(AccessToken))).toMatch(/^InvalidParameterException/);
  });

  it('is turned on together with another factor only, also if that is on already', async () => {
    const { AccessToken } = await addReady('rita');
    await registerPasskey(aws, AccessToken);
    expect(await exceptionOf(aws.setUserMFAPreference({ AccessToken, WebAuthnMfaSettings: { Enabled: true } }))).toBe(
      'InvalidParameterException: WebAuthn MFA requires enabling an additional MFA setting.',
    );
    await turnOn(AccessToken);
  });

  it('cannot be turned on by a user without passkeys', async () => {
    const { AccessToken } = await addReady('ruth');
    expect(await exceptionOf(turnOn(AccessToken))).toBe(
      'InvalidParameterException: User does not have applicable WebAuthn credentials to enable WebAuthn MFA.',
    );
  });

  it('needs WebAuthnFactorConfiguration of the pool', async () => {
    const { AccessToken } = await addReady('sven');
    await registerPasskey(aws, AccessToken);
    const single = { ...choicePool.properties, ...requiredMfa };
    harness.cognito.configure([{ ...choicePool, properties: single }, emailPool]);
    expect(await exceptionOf(turnOn(AccessToken))).toMatch(/^InvalidParameterException: Passkey MFA is not enabled/);
    harness.cognito.configure([requiredPool, emailPool]);
  });
});

describe('optional MFA with choice-based sign-in', () => {
  it('offers a user with an app neither codes nor passkeys', async () => {
    const properties = { ...choicePool.properties, ...mfaPool.properties, Policies: choicePool.properties.Policies };
    harness.cognito.configure([{ ...choicePool, properties }, emailPool]);
    await add('tara');
    expect((await choose(aws, 'tara')).AvailableChallenges).toEqual(['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP']);
    const { AuthenticationResult } = await signIn(aws, 'tara');
    const { AccessToken = '' } = AuthenticationResult ?? {};
    const { Session } = await choose(aws, 'tara', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    const EMAIL_OTP_CODE = harness.codeFor(addressOf('tara'));
    const { SecretCode = '' } = await aws.associateSoftwareToken({ AccessToken });
    const app = new AuthenticatorApp(SecretCode);
    await aws.verifySoftwareToken({ AccessToken, UserCode: app.codeAt(harness.now) });
    await aws.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } });
    expect((await choose(aws, 'tara')).AvailableChallenges).toEqual(['PASSWORD_SRP', 'PASSWORD']);
    // A code that was sent before does not pass by the second factor.
    const reply = await answerTo(aws, 'EMAIL_OTP', Session, { USERNAME: 'tara', EMAIL_OTP_CODE });
    expect(reply.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    harness.cognito.configure([requiredPool, emailPool]);
  });
});

describe('GetUserPoolMfaConfig and DescribeUserPool', () => {
  it('describe the settings where AWS does', async () => {
    const { $metadata, ...config } = await aws.getUserPoolMfaConfig({ UserPoolId: POOL });
    expect(config).toEqual({
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
      EmailMfaConfiguration: { Subject: 'Your sign-in code', Message: 'Sign in with {####}' },
      WebAuthnConfiguration: {
        RelyingPartyId: 'localhost',
        UserVerification: 'preferred',
        FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
      },
    });
    const { UserPool } = await aws.describeUserPool({ UserPoolId: POOL });
    expect(UserPool).toMatchObject({
      MfaConfiguration: 'ON',
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] } },
    });
    expect(Object.keys(UserPool ?? {}).filter((name) => /^(WebAuthn|EmailAuth|EnabledMfas)/.test(name))).toEqual([]);
    const other = await aws.getUserPoolMfaConfig({ UserPoolId: emailPool.id });
    expect([other.MfaConfiguration, other.WebAuthnConfiguration]).toEqual(['OFF', undefined]);
  });
});
