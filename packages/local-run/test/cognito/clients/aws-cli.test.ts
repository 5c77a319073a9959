import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { type RunningCognito, startCognito } from '../../../src/cognito/start-cognito';
import { AuthenticatorApp, STEP } from '../support/authenticator-app';
import { choiceFlows } from '../support/choice';
import { addressOf, password } from '../support/harness';
import { SoftwareAuthenticator } from '../support/software-authenticator';

/** The tests need the AWS CLI. They are skipped on a machine without it, but never in CI. */
const describeWithAwsCli = process.env.CI || spawnSync('aws', ['--version']).status === 0 ? describe : describe.skip;

// Milliseconds. A call of the AWS CLI takes one to three seconds.
jest.setTimeout(120_000);

const clients = [{ properties: { ExplicitAuthFlows: choiceFlows } }];
const choice = {
  Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] } },
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  WebAuthnRelyingPartyID: 'localhost',
};
const required = { MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] };

type Output = Readonly<Record<string, unknown>>;

describeWithAwsCli('the AWS CLI', () => {
  let cognito: RunningCognito;

  beforeAll(async () => {
    cognito = await startCognito({
      userPools: [
        { properties: choice, clients },
        { properties: required, clients },
      ],
    });
  });
  afterAll(() => cognito?.close());

  /** Runs `aws cognito-idp`, with an option for each field. An object is passed as JSON. */
  async function aws(command: string, options: Readonly<Record<string, string | object>>): Promise<Output> {
    const given = Object.entries(options).map(([name, value]) => [
      `--${name}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const args = ['cognito-idp', command, '--endpoint-url', cognito.endpoint, '--output', 'json', ...given.flat()];
    const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' };
    const { stdout } = await promisify(execFile)('aws', args, {
      env: { ...process.env, ...credentials, AWS_DEFAULT_REGION: 'us-east-1', AWS_PAGER: '' },
    }).catch(({ stderr }) => {
      // Without the command, which has sessions and passwords.
      throw new Error(stderr);
    });
    return stdout.trim() === '' ? {} : JSON.parse(stdout);
  }

  const clientId = (pool = 0) => cognito.userPools[pool]?.clientIds[0] ?? '';
  const userAuth = (parameters: Record<string, string>, session?: string) =>
    aws('initiate-auth', {
      'client-id': clientId(),
      'auth-flow': 'USER_AUTH',
      'auth-parameters': parameters,
      ...(session !== undefined && { session }),
    });
  const answer = (name: string, session: unknown, responses: Record<string, string>, pool = 0) =>
    aws('respond-to-auth-challenge', {
      'client-id': clientId(pool),
      'challenge-name': name,
      session: String(session),
      'challenge-responses': responses,
    });
  const codeFor = (username: string) => cognito.messages(addressOf(username)).at(-1)?.code ?? '';

  /** Signs up and confirms the account. Returns the session of ConfirmSignUp. */
  async function createAccount(username: string, { pool = 0, withPassword = true } = {}): Promise<string> {
    const email = [{ Name: 'email', Value: addressOf(username) }];
    await aws('sign-up', {
      'client-id': clientId(pool),
      username,
      ...(withPassword && { password }),
      'user-attributes': email,
    });
    const confirmed = await aws('confirm-sign-up', {
      'client-id': clientId(pool),
      username,
      'confirmation-code': codeFor(username),
    });
    return String(confirmed.Session);
  }

  const tokenIn = ({ AuthenticationResult }: Output) => String(Object(AuthenticationResult).AccessToken);

  it('signs up without a password, signs in with the session of the confirmation, and with a code by e-mail', async () => {
    const session = await createAccount('ada', { withPassword: false });
    expect(tokenIn(await userAuth({ USERNAME: 'ada' }, session))).toMatch(/^ey/);

    const challenge = await userAuth({ USERNAME: 'ada', PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    expect(challenge).toMatchObject({ ChallengeName: 'EMAIL_OTP', AvailableChallenges: ['EMAIL_OTP'] });
    const code = { USERNAME: 'ada', EMAIL_OTP_CODE: codeFor('ada') };
    expect(tokenIn(await answer('EMAIL_OTP', challenge.Session, code))).toMatch(/^ey/);
  });

  it('selects a challenge, and signs in with the password and with a passkey', async () => {
    await createAccount('bea');
    const offered = await userAuth({ USERNAME: 'bea' });
    expect([offered.ChallengeName, offered.AvailableChallenges]).toEqual([
      'SELECT_CHALLENGE',
      ['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP'],
    ]);
    const selected = { USERNAME: 'bea', ANSWER: 'PASSWORD', PASSWORD: password };
    const token = tokenIn(await answer('SELECT_CHALLENGE', offered.Session, selected));

    const authenticator = new SoftwareAuthenticator();
    const started = await aws('start-web-authn-registration', { 'access-token': token });
    const credential = authenticator.create(started.CredentialCreationOptions);
    await aws('complete-web-authn-registration', { 'access-token': token, credential });
    const { Credentials } = await aws('list-web-authn-credentials', { 'access-token': token });
    expect(Credentials).toEqual([expect.objectContaining({ CredentialId: authenticator.id })]);

    const challenge = await userAuth({ USERNAME: 'bea', PREFERRED_CHALLENGE: 'WEB_AUTHN' });
    const { CREDENTIAL_REQUEST_OPTIONS } = Object(challenge.ChallengeParameters);
    const assertion = { USERNAME: 'bea', CREDENTIAL: authenticator.get(CREDENTIAL_REQUEST_OPTIONS) };
    expect(tokenIn(await answer('WEB_AUTHN', challenge.Session, assertion))).toMatch(/^ey/);
    const { ConfiguredUserAuthFactors } = await aws('get-user-auth-factors', { 'access-token': token });
    expect(ConfiguredUserAuthFactors).toEqual(['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN']);
    await aws('delete-web-authn-credential', { 'access-token': token, 'credential-id': authenticator.id });
  });

  it('changes the e-mail address, which counts once its code is verified', async () => {
    await createAccount('cleo');
    const parameters = { USERNAME: 'cleo', PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: password };
    const token = tokenIn(await userAuth(parameters));
    const attributes = [{ Name: 'email', Value: addressOf('cleopatra') }];
    const updated = await aws('update-user-attributes', { 'access-token': token, 'user-attributes': attributes });
    expect(updated.CodeDeliveryDetailsList).toMatchObject([{ AttributeName: 'email', DeliveryMedium: 'EMAIL' }]);
    const emailOf = async () => {
      const { UserAttributes } = await aws('get-user', { 'access-token': token });
      const list = UserAttributes as readonly { readonly Name: string; readonly Value: string }[];
      return list.find(({ Name }) => Name === 'email')?.Value;
    };
    expect(await emailOf()).toBe(addressOf('cleo'));
    const verification = { 'access-token': token, 'attribute-name': 'email', code: codeFor('cleopatra') };
    await aws('verify-user-attribute', verification);
    expect(await emailOf()).toBe(addressOf('cleopatra'));
  });

  it('answers MFA_SETUP with a new authenticator app, whose codes the next sign-in requires', async () => {
    await createAccount('dora', { pool: 1 });
    const signIn = () =>
      aws('initiate-auth', {
        'client-id': clientId(1),
        'auth-flow': 'USER_PASSWORD_AUTH',
        'auth-parameters': { USERNAME: 'dora', PASSWORD: password },
      });
    const challenge = await signIn();
    expect(challenge.ChallengeName).toBe('MFA_SETUP');
    const associated = await aws('associate-software-token', { session: String(challenge.Session) });
    const app = new AuthenticatorApp(String(associated.SecretCode));
    const verified = await aws('verify-software-token', {
      session: String(associated.Session),
      'user-code': app.codeAt(Date.now()),
    });
    const token = tokenIn(await answer('MFA_SETUP', verified.Session, { USERNAME: 'dora' }, 1));
    expect(token).toMatch(/^ey/);

    const next = await signIn();
    expect(next.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const code = { USERNAME: 'dora', SOFTWARE_TOKEN_MFA_CODE: app.codeAt(Date.now() + STEP) };
    expect(tokenIn(await answer('SOFTWARE_TOKEN_MFA', next.Session, code, 1))).toMatch(/^ey/);
  });
});
