import {
  ConfirmForgotPasswordCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { cognito, exception, sentCommands } from './support/cognito';
import { commonExceptions, describeCognitoFailures, triggerExceptions } from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidCodes, invalidLogins, invalidPasswords } from './support/invalid-values';
import { load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';
import { AuthenticationResult } from './support/tokens';
import { describeWeakPasswords } from './support/weak-passwords';

const newPassword = 'Difference-Engine-1822';
const byUsername = { username: 'ada.lovelace', code: '184310', newPassword };
const byEmail = { ...byUsername, username: 'ada@lovelace.example' };

describe('POST /reset-password', () => {
  beforeEach(() => {
    cognito.on(InitiateAuthCommand).resolves({ AuthenticationResult });
  });

  describeSuccessReply('reset-password', { body: byUsername });

  it('answers 204 when the password was reset', async () => {
    const { status, text } = await load('reset-password')({ body: byUsername });
    expect([status, text]).toEqual([204, '']);
  });

  it('sends Cognito the username and the code trimmed and the new password unchanged', async () => {
    const typed = `${newPassword}  \u{1f511}\t!`;
    const body = { username: ' ada.lovelace\n', code: '\t184310 ', newPassword: typed };
    await load('reset-password')({ body });
    const input = { Username: 'ada.lovelace', ConfirmationCode: '184310', Password: typed };
    expect(sentCommands()[0]).toEqual(['ConfirmForgotPasswordCommand', { ClientId: 'test-client-id', ...input }]);
  });

  describe('ends all sessions of the user', () => {
    it('signs in with the new password and calls GlobalSignOut with the new access token', async () => {
      const { log } = await load('reset-password')({ body: byUsername });
      const AuthParameters = { USERNAME: byUsername.username, PASSWORD: newPassword };
      expect(sentCommands().slice(1)).toEqual([
        ['InitiateAuthCommand', { ClientId: 'test-client-id', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }],
        ['GlobalSignOutCommand', { AccessToken: AuthenticationResult.AccessToken }],
      ]);
      expect(log).toHaveLength(1);
    });

    it('shares one deadline between its three calls', async () => {
      const timeout = jest.spyOn(AbortSignal, 'timeout');
      await load('reset-password')({ body: byUsername });
      expect(timeout).toHaveBeenCalledTimes(1);
    });

    it('answers 204 and logs sessions_not_ended when the user has a second factor', async () => {
      cognito
        .on(InitiateAuthCommand)
        .resolves({ ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 'session-of-the-challenge' });
      const { status, log } = await load('reset-password')({ body: byUsername });
      expect(status).toBe(204);
      expect(log).toContainEqual([
        'error',
        { outcome: 'sessions_not_ended', cause: 'InitiateAuth: the user has a second factor' },
      ]);
    });

    it.each([
      ['InitiateAuth', InitiateAuthCommand],
      ['GlobalSignOut', GlobalSignOutCommand],
    ] as const)('answers 204 and logs sessions_not_ended when %s fails', async (operation, command) => {
      cognito.on(command as typeof InitiateAuthCommand).rejects(exception('InternalErrorException', 'server'));
      const { status, log } = await load('reset-password')({ body: byUsername });
      expect(status).toBe(204);
      const cause = `${operation}: InternalErrorException`;
      expect(log).toContainEqual(['error', { outcome: 'sessions_not_ended', cause }]);
    });

    it('does not sign in when the code was refused', async () => {
      cognito.on(ConfirmForgotPasswordCommand).rejects(exception('CodeMismatchException'));
      await load('reset-password')({ body: byUsername });
      expect(sentCommands()).toHaveLength(1);
    });
  });

  describe('validation of the body', () => {
    describeInvalidBodies('reset-password', {
      validBody: byUsername,
      invalidValues: [...invalidLogins, ...invalidCodes, ...invalidPasswords('newPassword')],
    });
  });

  describe.each(['username', 'email'] as const)(
    'strength of the new password when signInWith is %s',
    (SIGN_IN_WITH) => {
      describeWeakPasswords('reset-password', {
        field: 'newPassword',
        validBody: byEmail,
        variables: { SIGN_IN_WITH },
      });
    },
  );

  describe('failures of ConfirmForgotPassword', () => {
    describeCognitoFailures('reset-password', {
      command: ConfirmForgotPasswordCommand,
      validBodies: { username: byUsername, email: byEmail },
      rows: [
        ...commonExceptions,
        ...triggerExceptions,
        ['CodeMismatchException', [400, 'invalid_code']],
        ['ExpiredCodeException', [400, 'invalid_code']],
        ['InvalidParameterException', [400, 'invalid_code']],
        ['NotAuthorizedException', [400, 'invalid_code']],
        ['UserNotConfirmedException', [400, 'invalid_code']],
        ['UserNotFoundException', [400, 'invalid_code']],
        ['InvalidPasswordException', [422, 'weak_password']],
        ['PasswordHistoryPolicyViolationException', [422, 'password_reused']],
        ['LimitExceededException', [429, 'too_many_attempts'], [400, 'invalid_code']],
        ['TooManyFailedAttemptsException', [429, 'too_many_attempts'], [400, 'invalid_code']],
      ],
    });

    it.each(['UserNotConfirmedException', 'LimitExceededException', 'TooManyFailedAttemptsException'])(
      'answers as for an unknown user when ConfirmForgotPassword throws %s for an e-mail address and signInWith is username',
      async (thrown) => {
        cognito.on(ConfirmForgotPasswordCommand).rejects(exception('UserNotFoundException'));
        const unknown = await load('reset-password')({ body: byEmail });
        cognito.on(ConfirmForgotPasswordCommand).rejects(exception(thrown));
        const known = await load('reset-password')({ body: byEmail });
        expect(known).toEqual({ ...unknown, log: expect.anything() });
        expectProblem(unknown, 400, 'invalid_code');
      },
    );
  });
});
