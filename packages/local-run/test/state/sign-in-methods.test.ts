import { decodeState, encodeState } from '../../src/cognito/state/cognito-state';
import { AuthenticatorApp, mfaPool } from '../cognito/support/authenticator-app';
import { answerTo, choicePool, choose, registerPasskey } from '../cognito/support/choice';
import { addressOf, addUser, email, exceptionOf, Harness, tokensOf, WEB } from '../cognito/support/harness';
import type { SoftwareAuthenticator } from '../cognito/support/software-authenticator';

const { MfaConfiguration, EnabledMfas } = mfaPool.properties;
const pools = [
  {
    ...choicePool,
    properties: {
      ...choicePool.properties,
      MfaConfiguration,
      EnabledMfas,
      WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
    },
  },
];

const before = new Harness(pools);
let after: Harness;
let authenticator: SoftwareAuthenticator;
let second: SoftwareAuthenticator;
let emailSession: string | undefined;
let passkeySession: string | undefined;
let passkeyOptions: string | undefined;
let confirmedSession: string | undefined;

beforeAll(async () => {
  const aws = await before.start();
  await addUser(before, aws, 'ada');
  authenticator = await registerPasskey(aws, (await tokensOf(aws, 'ada')).AccessToken);
  emailSession = (await choose(aws, 'ada', { PREFERRED_CHALLENGE: 'EMAIL_OTP' })).Session;
  const passkey = await choose(aws, 'ada', { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
  passkeySession = passkey.Session;
  passkeyOptions = passkey.ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS;

  await addUser(before, aws, 'bob');
  const { AccessToken } = await tokensOf(aws, 'bob');
  second = await registerPasskey(aws, AccessToken);
  const { SecretCode = '' } = await aws.associateSoftwareToken({ AccessToken });
  await aws.verifySoftwareToken({ AccessToken, UserCode: new AuthenticatorApp(SecretCode).codeAt(before.now) });
  await aws.setUserMFAPreference({
    AccessToken,
    SoftwareTokenMfaSettings: { Enabled: true },
    WebAuthnMfaSettings: { Enabled: true },
  });

  await aws.signUp({ ClientId: WEB, Username: 'carl', UserAttributes: email(addressOf('carl')) });
  const ConfirmationCode = before.codeFor(addressOf('carl'));
  const confirmed = await aws.confirmSignUp({ ClientId: WEB, Username: 'carl', ConfirmationCode });
  confirmedSession = confirmed.Session;

  const json = JSON.parse(JSON.stringify(encodeState(before.cognito.state)));
  after = new Harness(pools, decodeState(json));
  after.advance(before.now - after.now);
  await after.start();
});
afterAll(async () => {
  await before.stop();
  await after.stop();
});

describe('after a restart with the kept state', () => {
  it('every kept object is equal to the one before', () => {
    expect(encodeState(after.cognito.state)).toEqual(encodeState(before.cognito.state));
  });

  it('an e-mail code and a passkey answer the challenges of before', async () => {
    const code = { USERNAME: 'ada', EMAIL_OTP_CODE: after.codeFor(addressOf('ada')) };
    expect((await answerTo(after.aws, 'EMAIL_OTP', emailSession, code)).AuthenticationResult).toBeDefined();
    const credential = { USERNAME: 'ada', CREDENTIAL: authenticator.get(passkeyOptions) };
    expect((await answerTo(after.aws, 'WEB_AUTHN', passkeySession, credential)).AuthenticationResult).toBeDefined();
  });

  it('a passkey with a counter that was used before is rejected', async () => {
    const { Session, ChallengeParameters } = await choose(after.aws, 'ada', { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
    const CREDENTIAL = authenticator.get(ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS, { counter: 1 });
    const attempt = answerTo(after.aws, 'WEB_AUTHN', Session, { USERNAME: 'ada', CREDENTIAL });
    expect(await exceptionOf(attempt)).toMatch(/^NotAuthorizedException/);
  });

  it('a passkey still counts as two factors', async () => {
    const { Session, ChallengeParameters } = await choose(after.aws, 'bob', { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
    const CREDENTIAL = second.get(ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS);
    const reply = await answerTo(after.aws, 'WEB_AUTHN', Session, { USERNAME: 'bob', CREDENTIAL });
    expect(reply.AuthenticationResult).toBeDefined();
  });

  it('a user without a password signs in with the session of ConfirmSignUp, and has no password', async () => {
    const { AuthenticationResult } = await choose(after.aws, 'carl', {}, { session: confirmedSession });
    expect(AuthenticationResult).toBeDefined();
    expect((await choose(after.aws, 'carl')).AvailableChallenges).toEqual(['EMAIL_OTP']);
  });
});
