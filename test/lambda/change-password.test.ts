import { ChangePasswordCommand, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { account } from './support/accounts';
import { describeBadBodies } from './support/bad-bodies';
import { badPasswords } from './support/bad-values';
import { asked, cognito, exception } from './support/cognito';
import { anyAccessTokenOperation, describeCognitoTrouble } from './support/cognito-trouble';
import { describeSuccess, expectProblem } from './support/every-route';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeWeakPasswords } from './support/weak-passwords';

const currentPassword = 'Analytical-Engine-1843';
const body = { currentPassword, newPassword: 'Difference-Engine-1822' };
const fine = { username: body, email: body };

describe('POST /change-password', () => {
  beforeEach(() => {
    cognito.on(GetUserCommand).resolves(account);
  });

  describeSuccess('change-password', { body });

  it('answers 204 when the password is another', async () => {
    const { status, text } = await load('change-password')({ body });
    expect([status, text]).toEqual([204, '']);
  });

  it('sends Cognito both passwords as typed, and nothing else', async () => {
    const typed = { currentPassword: ' weak\u0000\n', newPassword: `${body.newPassword}  \u{1f511}\t!` };
    await load('change-password')({ body: typed });
    const passwords = { PreviousPassword: typed.currentPassword, ProposedPassword: typed.newPassword };
    expect(asked()).toEqual([['ChangePasswordCommand', { AccessToken: ACCESS_TOKEN, ...passwords }]]);
  });

  it('answers 422 when the new password is the old one, and does not ask Cognito', async () => {
    const same = { currentPassword, newPassword: currentPassword };
    expectProblem(await load('change-password')({ body: same }), 422, 'password_reused');
    expect(asked()).toEqual([]);
  });

  describe('a body that does not fit', () => {
    const values = [...badPasswords('currentPassword'), ...badPasswords('newPassword')];
    describeBadBodies('change-password', {}, body, values);
  });

  describe('a weak new password', () => {
    describeWeakPasswords('change-password', {}, 'newPassword', body);
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('change-password', {
      command: ChangePasswordCommand,
      fine,
      rows: [
        ...anyAccessTokenOperation,
        ['NotAuthorizedException', [400, 'wrong_password']],
        ['InvalidPasswordException', [422, 'weak_password']],
        ['PasswordHistoryPolicyViolationException', [422, 'password_reused']],
        ['LimitExceededException', [429, 'too_many_attempts']],
      ],
    });
  });

  describe('what Cognito refuses when it is asked whether the password or the token was wrong', () => {
    beforeEach(() => {
      cognito.on(ChangePasswordCommand).rejects(exception('NotAuthorizedException'));
    });

    describeCognitoTrouble('change-password', {
      command: GetUserCommand,
      fine,
      rows: anyAccessTokenOperation,
    });

    it('is asked with the same token', async () => {
      await load('change-password')({ body });
      expect(asked().slice(1)).toEqual([['GetUserCommand', { AccessToken: ACCESS_TOKEN }]]);
    });

    it('answers 503 when Cognito says nothing of the account', async () => {
      cognito.on(GetUserCommand).resolves({});
      expectProblem(await load('change-password')({ body }), 503, 'upstream_unavailable');
    });
  });

  it.each(['LimitExceededException', 'InvalidPasswordException', 'UserNotFoundException'])(
    'does not ask about the token when that is not in question (%s)',
    async (thrown) => {
      cognito.on(ChangePasswordCommand).rejects(exception(thrown));
      await load('change-password')({ body });
      expect(asked().map(([command]) => command)).toEqual(['ChangePasswordCommand']);
    },
  );
});
