import { RespondToAuthChallengeCommand } from '@aws-sdk/client-cognito-identity-provider';
import { type BadValue, describeBadBodies } from './support/bad-bodies';
import { badLogins, badPasswords, badTotpCodes } from './support/bad-values';
import { asked, cognito, exception } from './support/cognito';
import { anyOperation, describeCognitoTrouble, senders, triggers } from './support/cognito-trouble';
import { describeSuccess, expectProblem } from './support/every-route';
import { load, REQUEST_ID } from './support/invoke';
import { AuthenticationResult, tokens, withoutSession } from './support/tokens';
import { describeWeakPasswords } from './support/weak-passwords';

const session = 'AYABe-session-of-the_first/step+x==';
const newPassword = 'Difference-Engine-1822';
const invited = { username: 'ada.lovelace', challenge: 'NEW_PASSWORD_REQUIRED', session, newPassword };
const coded = { username: 'ada.lovelace', challenge: 'SOFTWARE_TOKEN_MFA', session, code: '184310' };
const address = 'ada@lovelace.example';

const badSessions: readonly BadValue[] = [
  ['a space in the session', 'session', 'session of another', 'is not a session'],
  ['a NUL in the session', 'session', 'session\u0000', 'is not a session'],
  ['an emoji as session', 'session', '\u{1f511}', 'is not a session'],
  ['half a character in the session', 'session', 'session\ud83e', 'is not a session'],
  ['a session of 2049 characters', 'session', 'x'.repeat(2049), 'must be at most 2048 characters'],
];

describe('POST /challenge', () => {
  beforeEach(() => {
    cognito.on(RespondToAuthChallengeCommand).resolves({ AuthenticationResult });
  });

  describeSuccess('challenge', { body: coded });

  it.each([invited, coded])('answers 200 with the tokens to $challenge', async (body) => {
    const answer = await load('challenge')({ body });
    expect([answer.status, answer.body]).toEqual([200, tokens]);
  });

  it('sends Cognito the new password as typed', async () => {
    const typed = `${newPassword}  \u{1f511}\t!`;
    await load('challenge')({ body: { ...invited, username: ' ada.lovelace\n', newPassword: typed } });
    const ChallengeResponses = { USERNAME: 'ada.lovelace', NEW_PASSWORD: typed };
    const ChallengeName = 'NEW_PASSWORD_REQUIRED';
    expect(asked()).toEqual([
      [
        'RespondToAuthChallengeCommand',
        { ClientId: 'client-of-the-tests', ChallengeName, Session: session, ChallengeResponses },
      ],
    ]);
  });

  it('sends Cognito the code trimmed', async () => {
    await load('challenge')({ body: { ...coded, code: ' 184310\n' } });
    const ChallengeResponses = { USERNAME: 'ada.lovelace', SOFTWARE_TOKEN_MFA_CODE: '184310' };
    const ChallengeName = 'SOFTWARE_TOKEN_MFA';
    expect(asked()).toEqual([
      [
        'RespondToAuthChallengeCommand',
        { ClientId: 'client-of-the-tests', ChallengeName, Session: session, ChallengeResponses },
      ],
    ]);
  });

  it('answers 200 with the challenge that comes next, and its session', async () => {
    cognito.on(RespondToAuthChallengeCommand).resolves({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      Session: 'session-of-the-second-step',
      ChallengeParameters: { USER_ID_FOR_SRP: 'ada', FRIENDLY_DEVICE_NAME: 'phone' },
    });
    const { status, body } = await load('challenge')({ body: invited });
    const next = { challenge: 'SOFTWARE_TOKEN_MFA', session: 'session-of-the-second-step', username: 'ada' };
    expect([status, body]).toEqual([200, next]);
  });

  it.each(withoutSession)('answers 503 when Cognito sends %s', async (_, output) => {
    cognito.on(RespondToAuthChallengeCommand).resolves(output);
    const answer = await load('challenge')({ body: coded });
    expectProblem(answer, 503, 'upstream_unavailable');
    const cause = 'RespondToAuthChallenge: neither tokens nor a challenge';
    const line = { route: 'POST /challenge', outcome: 'upstream_unavailable', requestId: REQUEST_ID, cause };
    expect(answer.log).toEqual([['error', line]]);
  });

  describe('a body that does not fit, with a new password', () => {
    describeBadBodies('challenge', {}, invited, [...badLogins, ...badSessions, ...badPasswords('newPassword')]);
  });

  describe('a body that does not fit, with a code', () => {
    describeBadBodies('challenge', {}, coded, [...badLogins, ...badSessions, ...badTotpCodes]);
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one that is not answered here', 'SMS_MFA'],
    ['one that asks for a password', 'PASSWORD_VERIFIER'],
    ['one in other letters', 'software_token_mfa'],
    ['one with a space', 'SOFTWARE_TOKEN_MFA '],
    ['a property of all objects', 'constructor'],
    ['a number', 1234567],
    ['null', null],
    ['a list', ['SOFTWARE_TOKEN_MFA']],
    ['an object', { challenge: 'SOFTWARE_TOKEN_MFA' }],
  ])('answers 400 to a challenge that it does not know: %s', async (_, challenge) => {
    const message = challenge === undefined ? 'is required' : 'must be NEW_PASSWORD_REQUIRED or SOFTWARE_TOKEN_MFA';
    for (const fine of [invited, coded]) {
      const answer = await load('challenge')({ body: { ...fine, challenge } });
      expectProblem(answer, 400, 'invalid_request', [{ field: 'challenge', message }]);
    }
    expect(asked()).toEqual([]);
  });

  it('answers 400 with every field, where the challenge is unknown or missing too', async () => {
    const required = ['challenge', 'session', 'username'];
    for (const body of [{}, { challenge: 'SMS_MFA' }]) {
      const { status, body: problem } = await load('challenge')({ body });
      expect(status).toBe(400);
      expect((problem.errors as { field: string }[]).map(({ field }) => field).sort()).toEqual(required);
    }
    expect(asked()).toEqual([]);
  });

  it.each([
    ['a code for a new password', { ...coded, challenge: 'NEW_PASSWORD_REQUIRED' }, 'newPassword', 'code'],
    ['a new password for a code', { ...invited, challenge: 'SOFTWARE_TOKEN_MFA' }, 'code', 'newPassword'],
  ])('answers 400 to the answer to another challenge: %s', async (_, body, missing, unknown) => {
    expectProblem(await load('challenge')({ body }), 400, 'invalid_request', [
      { field: missing, message: 'is required' },
      { field: unknown, message: 'is not a field of this route' },
    ]);
    expect(asked()).toEqual([]);
  });

  describe('a weak new password', () => {
    describeWeakPasswords('challenge', {}, 'newPassword', invited);
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('challenge', {
      command: RespondToAuthChallengeCommand,
      fine: { username: coded, email: { ...coded, username: address } },
      rows: [
        ...anyOperation,
        ...triggers,
        ...senders,
        ['CodeMismatchException', [400, 'invalid_code']],
        ['ExpiredCodeException', [400, 'invalid_code']],
        ['MFAMethodNotFoundException', [400, 'mfa_not_configured']],
        ['SoftwareTokenMFANotFoundException', [400, 'mfa_not_configured']],
        ['NotAuthorizedException', [401, 'challenge_expired']],
        ['UserNotFoundException', [401, 'challenge_expired']],
        ['PasswordResetRequiredException', [403, 'password_reset_required'], [401, 'invalid_credentials']],
        ['UserNotConfirmedException', [403, 'user_not_confirmed'], [401, 'invalid_credentials']],
        ['AliasExistsException', [409, 'email_taken']],
        ['InvalidPasswordException', [422, 'weak_password']],
        ['PasswordHistoryPolicyViolationException', [422, 'password_reused']],
        ['InvalidUserPoolConfigurationException', [500, 'misconfigured']],
      ],
    });

    it.each(['PasswordResetRequiredException', 'UserNotConfirmedException'])(
      'tells no state of an address, also where people sign in with names (%s)',
      async (thrown) => {
        cognito.on(RespondToAuthChallengeCommand).rejects(exception(thrown));
        const answer = await load('challenge')({ body: { ...coded, username: address } });
        expectProblem(answer, 401, 'invalid_credentials');
      },
    );
  });
});
