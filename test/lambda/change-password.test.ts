import { ChangePasswordCommand, GetUserCommand, GlobalSignOutCommand } from '@aws-sdk/client-cognito-identity-provider';
import { account, accountOf } from './support/accounts';
import { cognito, exception, sentCommands } from './support/cognito';
import { accessTokenExceptions, describeCognitoFailures } from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidPasswords } from './support/invalid-values';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';
import { describeWeakPasswords } from './support/weak-passwords';

const currentPassword = 'Analytical-Engine-1843';
const body = { currentPassword, newPassword: 'Difference-Engine-1822' };
const validBodies = { username: body, email: body };

describe('POST /change-password', () => {
  beforeEach(() => {
    cognito.on(GetUserCommand).resolves(account);
  });

  describeSuccessReply('change-password', { body });

  it('answers 204 when the password was changed', async () => {
    const { status, text } = await load('change-password')({ body });
    expect([status, text]).toEqual([204, '']);
  });

  it('sends Cognito only the access token and both passwords unchanged', async () => {
    const typed = { currentPassword: ' weak\u0000\n', newPassword: `${body.newPassword}  \u{1f511}\t!` };
    await load('change-password')({ body: typed });
    const passwords = { PreviousPassword: typed.currentPassword, ProposedPassword: typed.newPassword };
    expect(sentCommands()[0]).toEqual(['ChangePasswordCommand', { AccessToken: ACCESS_TOKEN, ...passwords }]);
  });

  it.each([undefined, true])('ends all sessions when signOutEverywhere is %s', async (signOutEverywhere) => {
    const { status } = await load('change-password')({ body: { ...body, signOutEverywhere } });
    expect(status).toBe(204);
    expect(sentCommands()[1]).toEqual(['GlobalSignOutCommand', { AccessToken: ACCESS_TOKEN }]);
  });

  it('keeps the sessions when signOutEverywhere is false', async () => {
    const { status } = await load('change-password')({ body: { ...body, signOutEverywhere: false } });
    expect(status).toBe(204);
    expect(sentCommands()).toHaveLength(1);
  });

  it('answers 400 invalid_request when signOutEverywhere is no boolean', async () => {
    const result = await load('change-password')({ body: { ...body, signOutEverywhere: 'no' } });
    expectProblem(result, 400, 'invalid_request', [{ field: 'signOutEverywhere', message: 'must be true or false' }]);
  });

  it('answers 204 and logs sessions_not_ended when GlobalSignOut fails', async () => {
    cognito.on(GlobalSignOutCommand).rejects(exception('TooManyRequestsException'));
    const { status, log } = await load('change-password')({ body });
    expect(status).toBe(204);
    const cause = 'GlobalSignOut: TooManyRequestsException';
    expect(log).toContainEqual(['error', { outcome: 'sessions_not_ended', cause }]);
  });

  it('answers 422 password_reused and does not call Cognito when both passwords are equal', async () => {
    const same = { currentPassword, newPassword: currentPassword };
    expectProblem(await load('change-password')({ body: same }), 422, 'password_reused');
    expect(sentCommands()).toEqual([]);
  });

  describe('validation of the body', () => {
    const invalidValues = [...invalidPasswords('currentPassword'), ...invalidPasswords('newPassword')];
    describeInvalidBodies('change-password', { validBody: body, invalidValues });
  });

  describe('strength of the new password', () => {
    describeWeakPasswords('change-password', { field: 'newPassword', validBody: body });
  });

  describe('failures of ChangePassword', () => {
    describeCognitoFailures('change-password', {
      command: ChangePasswordCommand,
      validBodies,
      rows: [
        ...accessTokenExceptions,
        ['NotAuthorizedException', [400, 'wrong_password']],
        ['InvalidPasswordException', [422, 'weak_password']],
        ['PasswordHistoryPolicyViolationException', [422, 'password_reused']],
        ['LimitExceededException', [429, 'too_many_attempts']],
      ],
    });
  });

  describe('failures of GetUser after ChangePassword threw NotAuthorizedException', () => {
    beforeEach(() => {
      cognito.on(ChangePasswordCommand).rejects(exception('NotAuthorizedException'));
    });

    describeCognitoFailures('change-password', {
      command: GetUserCommand,
      validBodies,
      rows: accessTokenExceptions,
    });

    it('calls GetUser with the same access token', async () => {
      await load('change-password')({ body });
      expect(sentCommands().slice(1)).toEqual([['GetUserCommand', { AccessToken: ACCESS_TOKEN }]]);
    });

    it('answers 409 no_password to a user of an identity provider', async () => {
      cognito.on(GetUserCommand).resolves(accountOf({ primary: true }));
      expectProblem(await load('change-password')({ body }), 409, 'no_password');
    });

    it('answers 400 wrong_password to a user with a password who is linked to a provider', async () => {
      cognito.on(GetUserCommand).resolves(accountOf({ primary: false }));
      expectProblem(await load('change-password')({ body }), 400, 'wrong_password');
    });

    it('answers 503 upstream_unavailable when GetUser returns no account', async () => {
      cognito.on(GetUserCommand).resolves({});
      expectProblem(await load('change-password')({ body }), 503, 'upstream_unavailable');
    });
  });

  it.each(['LimitExceededException', 'InvalidPasswordException', 'UserNotFoundException'])(
    'does not call GetUser when ChangePassword throws %s',
    async (thrown) => {
      cognito.on(ChangePasswordCommand).rejects(exception(thrown));
      await load('change-password')({ body });
      expect(sentCommands().map(([command]) => command)).toEqual(['ChangePasswordCommand']);
    },
  );
});
