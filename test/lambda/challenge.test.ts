import { RespondToAuthChallengeCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito, exception, sentCommands } from './support/cognito';
import {
  challengeExceptions,
  commonExceptions,
  describeCognitoFailures,
  senderExceptions,
  triggerExceptions,
} from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import {
  invalidCodes,
  invalidLogins,
  invalidPasswords,
  invalidSessions,
  invalidTotpCodes,
} from './support/invalid-values';
import { load, REQUEST_ID } from './support/invoke';
import { assertion, credentialErrors, invalidCredentials } from './support/passkeys';
import { describeSuccessReply, expectProblem } from './support/replies';
import { AuthenticationResult, outputsWithoutTokensOrChallenge, tokens } from './support/tokens';
import { describeWeakPasswords } from './support/weak-passwords';

const session = 'AYABe-session-of-the_first/step+x==';
const newPassword = 'Difference-Engine-1822';
const invited = { username: 'ada.lovelace', challenge: 'NEW_PASSWORD_REQUIRED', session, newPassword };
const mailed = { username: 'ada.lovelace', challenge: 'EMAIL_OTP', session, code: '18431022' };
const signed = { username: 'ada.lovelace', challenge: 'WEB_AUTHN', session, credential: assertion };
const coded = { username: 'ada.lovelace', challenge: 'SOFTWARE_TOKEN_MFA', session, code: '184310' };
const email = 'ada@lovelace.example';

describe('POST /challenge', () => {
  beforeEach(() => {
    cognito.on(RespondToAuthChallengeCommand).resolves({ AuthenticationResult });
  });

  describeSuccessReply('challenge', { body: coded });

  it.each([invited, coded, mailed, signed])('answers 200 with the tokens when $challenge is answered', async (body) => {
    const reply = await load('challenge')({ body });
    expect([reply.status, reply.body]).toEqual([200, tokens]);
  });

  it('sends Cognito the new password unchanged and the username trimmed', async () => {
    const typed = `${newPassword}  \u{1f511}\t!`;
    await load('challenge')({ body: { ...invited, username: ' ada.lovelace\n', newPassword: typed } });
    const ChallengeResponses = { USERNAME: 'ada.lovelace', NEW_PASSWORD: typed };
    const ChallengeName = 'NEW_PASSWORD_REQUIRED';
    expect(sentCommands()).toEqual([
      [
        'RespondToAuthChallengeCommand',
        { ClientId: 'test-client-id', ChallengeName, Session: session, ChallengeResponses },
      ],
    ]);
  });

  it('sends Cognito the code trimmed when SOFTWARE_TOKEN_MFA is answered', async () => {
    await load('challenge')({ body: { ...coded, code: ' 184310\n' } });
    const ChallengeResponses = { USERNAME: 'ada.lovelace', SOFTWARE_TOKEN_MFA_CODE: '184310' };
    const ChallengeName = 'SOFTWARE_TOKEN_MFA';
    expect(sentCommands()).toEqual([
      [
        'RespondToAuthChallengeCommand',
        { ClientId: 'test-client-id', ChallengeName, Session: session, ChallengeResponses },
      ],
    ]);
  });

  it('sends Cognito the code trimmed when EMAIL_OTP is answered', async () => {
    await load('challenge')({ body: { ...mailed, code: ' 18431022\n' } });
    const ChallengeResponses = { USERNAME: 'ada.lovelace', EMAIL_OTP_CODE: '18431022' };
    expect(sentCommands()).toEqual([
      [
        'RespondToAuthChallengeCommand',
        { ClientId: 'test-client-id', ChallengeName: 'EMAIL_OTP', Session: session, ChallengeResponses },
      ],
    ]);
  });

  it('sends Cognito the whole passkey as JSON text when WEB_AUTHN is answered', async () => {
    await load('challenge')({ body: signed });
    const [call] = cognito.commandCalls(RespondToAuthChallengeCommand);
    const { ChallengeResponses: { CREDENTIAL = '', ...others } = {}, ...input } = call?.args[0].input ?? {};
    expect([JSON.parse(CREDENTIAL), others]).toEqual([assertion, { USERNAME: 'ada.lovelace' }]);
    expect(input).toEqual({ ClientId: 'test-client-id', ChallengeName: 'WEB_AUTHN', Session: session });
  });

  it('answers 200 with the next challenge and its session when Cognito returns one', async () => {
    cognito.on(RespondToAuthChallengeCommand).resolves({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      Session: 'session-of-the-second-step',
      ChallengeParameters: { USER_ID_FOR_SRP: 'ada', FRIENDLY_DEVICE_NAME: 'phone' },
    });
    const { status, body } = await load('challenge')({ body: invited });
    const next = { challenge: 'SOFTWARE_TOKEN_MFA', session: 'session-of-the-second-step', username: 'ada' };
    expect([status, body]).toEqual([200, next]);
  });

  it.each(outputsWithoutTokensOrChallenge)(
    'answers 503 upstream_unavailable when Cognito returns %s',
    async (_, output) => {
      cognito.on(RespondToAuthChallengeCommand).resolves(output);
      const reply = await load('challenge')({ body: coded });
      expectProblem(reply, 503, 'upstream_unavailable');
      const cause = 'RespondToAuthChallenge: neither tokens nor a challenge';
      const line = { route: 'POST /challenge', outcome: 'upstream_unavailable', requestId: REQUEST_ID, cause };
      expect(reply.log).toEqual([['error', line]]);
    },
  );

  describe('validation of the body for NEW_PASSWORD_REQUIRED', () => {
    describeInvalidBodies('challenge', {
      validBody: invited,
      invalidValues: [...invalidLogins, ...invalidSessions, ...invalidPasswords('newPassword')],
    });
  });

  describe('validation of the body for SOFTWARE_TOKEN_MFA', () => {
    describeInvalidBodies('challenge', {
      validBody: coded,
      invalidValues: [...invalidLogins, ...invalidSessions, ...invalidTotpCodes],
    });
  });

  describe('validation of the body for EMAIL_OTP', () => {
    describeInvalidBodies('challenge', {
      validBody: mailed,
      invalidValues: [...invalidLogins, ...invalidSessions, ...invalidCodes],
    });
  });

  it.each(invalidCredentials)('answers 400 invalid_request for WEB_AUTHN when %s', async (_, credential, field) => {
    const reply = await load('challenge')({ body: { ...signed, credential } });
    expectProblem(reply, 400, 'invalid_request', credentialErrors(field));
    expect(sentCommands()).toEqual([]);
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['SMS_MFA, which this API does not support', 'SMS_MFA'],
    ['PASSWORD_VERIFIER, which this API does not support', 'PASSWORD_VERIFIER'],
    ['in lower case', 'software_token_mfa'],
    ['followed by a space', 'SOFTWARE_TOKEN_MFA '],
    ['the name of an object property', 'constructor'],
    ['a number', 1234567],
    ['null', null],
    ['an array', ['SOFTWARE_TOKEN_MFA']],
    ['an object', { challenge: 'SOFTWARE_TOKEN_MFA' }],
  ])('answers 400 invalid_request when challenge is %s', async (_, challenge) => {
    const known = 'NEW_PASSWORD_REQUIRED, SOFTWARE_TOKEN_MFA, EMAIL_OTP or WEB_AUTHN';
    const message = challenge === undefined ? 'is required' : `must be ${known}`;
    for (const validBody of [invited, coded, mailed, signed]) {
      const reply = await load('challenge')({ body: { ...validBody, challenge } });
      expectProblem(reply, 400, 'invalid_request', [{ field: 'challenge', message }]);
    }
    expect(sentCommands()).toEqual([]);
  });

  it.each([
    ['emailCode', 'EMAIL_OTP', signed],
    ['passkey', 'WEB_AUTHN', mailed],
  ])(
    'answers 400 invalid_request for a challenge that signInMethods with %s does not have',
    async (methods, known, body) => {
      const message = `must be NEW_PASSWORD_REQUIRED, SOFTWARE_TOKEN_MFA or ${known}`;
      const errors = [{ field: 'challenge', message }];
      const reply = await load('challenge', { SIGN_IN_METHODS: methods })({ body });
      expectProblem(reply, 400, 'invalid_request', errors);
      const ofMethod = body === signed ? mailed : signed;
      expect((await load('challenge', { SIGN_IN_METHODS: methods })({ body: ofMethod })).status).toBe(200);
    },
  );

  it('answers 400 invalid_request for codes and passkeys when users sign in with a password only', async () => {
    const errors = [{ field: 'challenge', message: 'must be NEW_PASSWORD_REQUIRED or SOFTWARE_TOKEN_MFA' }];
    for (const body of [mailed, signed]) {
      const reply = await load('challenge', { SIGN_IN_METHODS: '' })({ body });
      expectProblem(reply, 400, 'invalid_request', errors);
    }
    expect(sentCommands()).toEqual([]);
  });

  it('answers 400 with every missing field when challenge is unknown or missing', async () => {
    const required = ['challenge', 'session', 'username'];
    for (const body of [{}, { challenge: 'SMS_MFA' }]) {
      const { status, body: problem } = await load('challenge')({ body });
      expect(status).toBe(400);
      expect((problem.errors as { field: string }[]).map(({ field }) => field).sort()).toEqual(required);
    }
    expect(sentCommands()).toEqual([]);
  });

  it.each([
    ['code is sent for NEW_PASSWORD_REQUIRED', { ...coded, challenge: 'NEW_PASSWORD_REQUIRED' }, 'newPassword', 'code'],
    [
      'newPassword is sent for SOFTWARE_TOKEN_MFA',
      { ...invited, challenge: 'SOFTWARE_TOKEN_MFA' },
      'code',
      'newPassword',
    ],
  ])('answers 400 invalid_request when %s', async (_, body, missing, unknown) => {
    expectProblem(await load('challenge')({ body }), 400, 'invalid_request', [
      { field: missing, message: 'is required' },
      { field: unknown, message: 'is not a field of this route' },
    ]);
    expect(sentCommands()).toEqual([]);
  });

  describe('strength of the new password', () => {
    describeWeakPasswords('challenge', { field: 'newPassword', validBody: invited });
  });

  describe('failures of RespondToAuthChallenge', () => {
    describeCognitoFailures('challenge', {
      command: RespondToAuthChallengeCommand,
      validBodies: { username: coded, email: { ...coded, username: email } },
      rows: challengeExceptions,
    });

    it.each(['PasswordResetRequiredException', 'UserNotConfirmedException'])(
      'answers 401 invalid_credentials when RespondToAuthChallenge throws %s for an e-mail address and signInWith is username',
      async (thrown) => {
        cognito.on(RespondToAuthChallengeCommand).rejects(exception(thrown));
        const reply = await load('challenge')({ body: { ...coded, username: email } });
        expectProblem(reply, 401, 'invalid_credentials');
      },
    );
  });

  // Which exception Cognito throws depends on the account: it does not exist, is not confirmed, is disabled, or has no passkey.
  describe.each([
    ['EMAIL_OTP', 400, 'invalid_code', mailed],
    ['WEB_AUTHN', 401, 'invalid_passkey', signed],
  ] as const)('failures of RespondToAuthChallenge for %s', (_, status, code, body) => {
    describeCognitoFailures('challenge', {
      command: RespondToAuthChallengeCommand,
      validBodies: { username: body, email: { ...body, username: email } },
      rows: [
        ...commonExceptions,
        ...triggerExceptions,
        ...senderExceptions,
        ['AliasExistsException', [409, 'email_taken']],
        ['CodeMismatchException', [status, code]],
        ['ExpiredCodeException', [status, code]],
        ['InvalidParameterException', [status, code]],
        ['InvalidPasswordException', [422, 'weak_password']],
        ['InvalidUserPoolConfigurationException', [500, 'misconfigured']],
        ['MFAMethodNotFoundException', [status, code]],
        ['NotAuthorizedException', [status, code]],
        ['PasswordHistoryPolicyViolationException', [422, 'password_reused']],
        ['PasswordResetRequiredException', [status, code]],
        ['SoftwareTokenMFANotFoundException', [400, 'mfa_not_configured']],
        ['UserNotConfirmedException', [status, code]],
        ['UserNotFoundException', [status, code]],
      ],
    });
  });
});
