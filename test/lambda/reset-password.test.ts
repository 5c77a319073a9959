import { ConfirmForgotPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describeBadBodies } from './support/bad-bodies';
import { badCodes, badLogins, badPasswords } from './support/bad-values';
import { asked, cognito, exception } from './support/cognito';
import { anyOperation, describeCognitoTrouble, triggers } from './support/cognito-trouble';
import { describeSuccess, expectProblem } from './support/every-route';
import { load } from './support/invoke';
import { describeWeakPasswords } from './support/weak-passwords';

const newPassword = 'Difference-Engine-1822';
const named = { username: 'ada.lovelace', code: '184310', newPassword };
const addressed = { ...named, username: 'ada@lovelace.example' };

describe('POST /reset-password', () => {
  describeSuccess('reset-password', { body: named });

  it('answers 204 when the password is another', async () => {
    const { status, text } = await load('reset-password')({ body: named });
    expect([status, text]).toEqual([204, '']);
  });

  it('sends Cognito the name and the code trimmed, and the new password as typed', async () => {
    const typed = `${newPassword}  \u{1f511}\t!`;
    const body = { username: ' ada.lovelace\n', code: '\t184310 ', newPassword: typed };
    await load('reset-password')({ body });
    const input = { Username: 'ada.lovelace', ConfirmationCode: '184310', Password: typed };
    expect(asked()).toEqual([['ConfirmForgotPasswordCommand', { ClientId: 'client-of-the-tests', ...input }]]);
  });

  describe('a body that does not fit', () => {
    describeBadBodies('reset-password', {}, named, [...badLogins, ...badCodes, ...badPasswords('newPassword')]);
  });

  describe.each(['username', 'email'] as const)('a weak new password, signing in with %s', (SIGN_IN_WITH) => {
    describeWeakPasswords('reset-password', { SIGN_IN_WITH }, 'newPassword', addressed);
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('reset-password', {
      command: ConfirmForgotPasswordCommand,
      fine: { username: named, email: addressed },
      rows: [
        ...anyOperation,
        ...triggers,
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
      'answers about an address as if nobody had it, also where people sign in with names (%s)',
      async (thrown) => {
        cognito.on(ConfirmForgotPasswordCommand).rejects(exception('UserNotFoundException'));
        const unknown = await load('reset-password')({ body: addressed });
        cognito.on(ConfirmForgotPasswordCommand).rejects(exception(thrown));
        const known = await load('reset-password')({ body: addressed });
        expect(known).toEqual({ ...unknown, log: expect.anything() });
        expectProblem(unknown, 400, 'invalid_code');
      },
    );
  });
});
