import { InitiateAuthCommand, type InitiateAuthCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import type { SignInWith } from '../../../lambda/contract/environment';
import { cognito, exception, sentCommands } from '../support/cognito';
import { commonExceptions, describeCognitoFailures, triggerExceptions } from '../support/cognito-failures';
import { describeInvalidBodies } from '../support/invalid-bodies';
import { invalidLogins } from '../support/invalid-values';
import { type InvokeResult, load } from '../support/invoke';
import { describeSuccessReply, expectProblem } from '../support/replies';

const byUsername = { username: 'ada.lovelace' };
const byEmail = { username: 'ada@lovelace.example' };
const Session = 'session-of-the-first-factor';
const challenge = Buffer.alloc(32, 'challenge').toString('base64url');
const parameters = {
  challenge,
  rpId: 'lovelace.example',
  timeout: 180_000,
  userVerification: 'preferred',
};
const requestOptions = (...ids: readonly string[]) =>
  JSON.stringify({
    challenge,
    rpId: 'cognito.example',
    timeout: 60_000,
    userVerification: 'required',
    allowCredentials: ids.map((id) => ({ type: 'public-key', id })),
  });

const factors = [
  {
    name: 'sign-in-email-code',
    path: '/sign-in/email-code',
    factor: 'EMAIL_OTP',
    output: { ChallengeName: 'EMAIL_OTP', Session, ChallengeParameters: { CODE_DELIVERY_DESTINATION: 'a***@l***' } },
  },
  {
    name: 'sign-in-passkey',
    path: '/sign-in/passkey',
    factor: 'WEB_AUTHN',
    output: {
      ChallengeName: 'WEB_AUTHN',
      Session,
      ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: requestOptions('cGFzc2tleS1vZi1hZGE') },
    },
  },
] as const;

/** The input of the call for this user. */
function inputFor(PREFERRED_CHALLENGE: string, USERNAME: string): Partial<InitiateAuthCommandInput> {
  return { AuthParameters: { USERNAME, PREFERRED_CHALLENGE } };
}

describe.each(factors)('POST $path', ({ name, factor, output }) => {
  beforeEach(() => {
    cognito.on(InitiateAuthCommand).resolves(output);
  });

  describeSuccessReply(name, { body: byUsername });

  it('answers 200 with challenge, session and the username of the request', async () => {
    const { status, body } = await load(name)({ body: byUsername });
    expect([status, body]).toEqual([
      200,
      {
        challenge: factor,
        session: Session,
        username: 'ada.lovelace',
        ...(factor === 'WEB_AUTHN' && { parameters }),
      },
    ]);
  });

  it('sends Cognito the trimmed username and the preferred challenge, once', async () => {
    await load(name)({ body: { username: '\tada.lovelace ' } });
    const AuthParameters = { USERNAME: 'ada.lovelace', PREFERRED_CHALLENGE: factor };
    expect(sentCommands()).toEqual([
      ['InitiateAuthCommand', { ClientId: 'test-client-id', AuthFlow: 'USER_AUTH', AuthParameters }],
    ]);
  });

  it.each([{}, { ChallengeName: factor }])(
    'answers 503 upstream_unavailable when Cognito returns %j',
    async (returned) => {
      cognito.on(InitiateAuthCommand).resolves(returned);
      expectProblem(await load(name)({ body: byUsername }), 503, 'upstream_unavailable');
    },
  );

  describe('validation of the body', () => {
    describeInvalidBodies(name, { validBody: byUsername, invalidValues: invalidLogins });
  });

  describe.each([
    ['username', byUsername],
    ['username', byEmail],
    ['email', byEmail],
  ] as const)('when signInWith is %s and the user is %j', (SIGN_IN_WITH, body) => {
    const invoke = () => load(name, { SIGN_IN_WITH })({ body });

    /** What the caller gets, without the challenge of a passkey, which differs in every reply. */
    function visible({ status, headers, text }: InvokeResult): unknown {
      return { status, headers, text: text.replace(/"challenge":"[\w-]{43}"/, '') };
    }

    it.each([
      ['does not exist', 'UserNotFoundException'],
      ['is disabled, does not exist, or has a second factor', 'NotAuthorizedException'],
      ['must sign in with a password', 'InvalidParameterException'],
      ['is not confirmed', 'UserNotConfirmedException'],
      ['must reset the password', 'PasswordResetRequiredException'],
    ])('answers as to a user who can sign in when the account %s', async (_, thrown) => {
      const expected = visible(await invoke());
      cognito.on(InitiateAuthCommand, inputFor(factor, body.username)).rejects(exception(thrown));
      const reply = await invoke();
      expect(visible(reply)).toEqual(expected);
      expect(reply.log).toContainEqual(['info', { outcome: 'accepted', cause: `InitiateAuth: ${thrown}` }]);
    });

    it('answers the same when the account cannot use this factor and Cognito offers others', async () => {
      const expected = visible(await invoke());
      const AvailableChallenges = ['PASSWORD' as const, 'PASSWORD_SRP' as const];
      cognito.on(InitiateAuthCommand).resolves({ ChallengeName: 'SELECT_CHALLENGE', Session, AvailableChallenges });
      expect(visible(await invoke())).toEqual(expected);
      expect(sentCommands()).toHaveLength(2);
    });

    it('uses the session of a user who does not exist when the account cannot sign in', async () => {
      cognito.on(InitiateAuthCommand).resolves({ ...output, Session: 'session-of-an-unknown-user' });
      cognito.on(InitiateAuthCommand, inputFor(factor, body.username)).rejects(exception('UserNotConfirmedException'));
      expect((await invoke()).body).toMatchObject({ session: 'session-of-an-unknown-user', username: body.username });
      const [, [, second] = []] = sentCommands();
      expect(second).toMatchObject({ AuthFlow: 'USER_AUTH', AuthParameters: { PREFERRED_CHALLENGE: factor } });
      const { USERNAME = '' } = (second as InitiateAuthCommandInput).AuthParameters ?? {};
      expect(USERNAME).toMatch(body.username.includes('@') ? /^[\w-]{36}@example\.com$/ : /^[\w-]{36}$/);
    });

    it('answers 503 without a session of another user when Cognito fails', async () => {
      cognito.on(InitiateAuthCommand, inputFor(factor, body.username)).rejects(exception('InternalErrorException'));
      expectProblem(await invoke(), 503, 'upstream_unavailable');
      expect(sentCommands()).toHaveLength(1);
    });
  });

  describe('failures of InitiateAuth', () => {
    const validBodies: Record<SignInWith, typeof byUsername> = { username: byUsername, email: byEmail };
    describeCognitoFailures(name, {
      command: InitiateAuthCommand,
      validBodies,
      inputs: { username: inputFor(factor, byUsername.username), email: inputFor(factor, byEmail.username) },
      rows: [
        ...commonExceptions,
        ...triggerExceptions,
        // For a user who must sign in with a password.
        ['InvalidParameterException', [200, 'accepted']],
        ['NotAuthorizedException', [200, 'accepted']],
        ['PasswordResetRequiredException', [200, 'accepted']],
        ['UserNotConfirmedException', [200, 'accepted']],
        ['UserNotFoundException', [200, 'accepted']],
        ['InvalidEmailRoleAccessPolicyException', [200, 'undelivered']],
        ['InvalidSmsRoleAccessPolicyException', [200, 'undelivered']],
        ['InvalidSmsRoleTrustRelationshipException', [200, 'undelivered']],
        ['FeatureUnavailableInTierException', [500, 'misconfigured']],
        ['InvalidUserPoolConfigurationException', [500, 'misconfigured']],
        ['UnsupportedOperationException', [500, 'misconfigured']],
      ],
    });
  });
});

describe('POST /sign-in/passkey', () => {
  it('answers with the relying party of the stage and lists no credentials, which would tell who has a passkey', async () => {
    cognito.on(InitiateAuthCommand).resolves({
      ChallengeName: 'WEB_AUTHN',
      Session,
      ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: requestOptions('cGFzc2tleS1vZi1hZGE', 'c2Vjb25kLXBhc3NrZXk') },
    });
    const reply = await load('sign-in-passkey')({ body: byUsername });
    expect(reply.body.parameters).toEqual(parameters);
    expect(reply.text).not.toContain('cGFzc2tleS1vZi1hZGE');
  });

  it('requires user verification of everyone when passkeys count as both factors', async () => {
    const required = { ...parameters, userVerification: 'required' };
    cognito.on(InitiateAuthCommand).resolves({
      ChallengeName: 'WEB_AUTHN',
      Session,
      ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: requestOptions('cGFzc2tleS1vZi1hZGE') },
    });
    const invoke = load('sign-in-passkey', { PASSKEY_MFA: 'true' });
    expect((await invoke({ body: byUsername })).body.parameters).toEqual(required);
    cognito.on(InitiateAuthCommand).resolves({ ChallengeName: 'SELECT_CHALLENGE', Session });
    const { body } = await invoke({ body: byUsername });
    expect(body.parameters).toEqual({ ...required, challenge: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it.each(['{}', '{"challenge":null}', '{"challenge":7}'])(
    'makes a challenge when the options of Cognito have none: %s',
    async (CREDENTIAL_REQUEST_OPTIONS) => {
      const ChallengeParameters = { CREDENTIAL_REQUEST_OPTIONS };
      cognito.on(InitiateAuthCommand).resolves({ ChallengeName: 'WEB_AUTHN', Session, ChallengeParameters });
      const { body } = await load('sign-in-passkey')({ body: byUsername });
      expect(body.parameters).toEqual({ ...parameters, challenge: expect.stringMatching(/^[\w-]{43}$/) });
    },
  );

  it('makes another challenge for each request of a user without passkeys', async () => {
    cognito.on(InitiateAuthCommand).resolves({ ChallengeName: 'SELECT_CHALLENGE', Session });
    const replies = await Promise.all([1, 2, 3].map(() => load('sign-in-passkey')({ body: byUsername })));
    const challenges = replies.map(({ body }) => Object(body.parameters).challenge);
    expect(new Set(challenges).size).toBe(3);
  });
});

describe.each(['CodeDeliveryFailureException', 'LimitExceededException'])(
  'POST /sign-in/email-code, if the code cannot be sent because of %s,',
  (name) => {
    it('answers 200 as for a user who does not exist, and logs an error', async () => {
      const unknown = { ChallengeName: 'SELECT_CHALLENGE', Session: 'session-of-an-unknown-user' } as const;
      cognito.on(InitiateAuthCommand).rejectsOnce(exception(name)).resolves(unknown);
      const { status, body, log } = await load('sign-in-email-code')({ body: byUsername });
      expect([status, body]).toEqual([200, { challenge: 'EMAIL_OTP', session: unknown.Session, ...byUsername }]);
      expect(log).toContainEqual(['error', { outcome: 'undelivered', cause: `InitiateAuth: ${name}` }]);
    });
  },
);
