import {
  ConfirmForgotPasswordCommand,
  DeleteWebAuthnCredentialCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ListWebAuthnCredentialsCommand,
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

  describe('with removePasskeys', () => {
    const withRemoval = { ...byUsername, removePasskeys: true };
    const { AccessToken } = AuthenticationResult;
    const credentials = (...ids: string[]) => ({ Credentials: ids.map((CredentialId) => ({ CredentialId })) as never });
    const names = () => sentCommands().map(([name]) => name);
    const listing = () => cognito.on(ListWebAuthnCredentialsCommand);

    it('removes the passkeys of all pages, looks again, ends the sessions, and answers 200 with passkeysRemoved true', async () => {
      listing()
        .resolvesOnce({ ...credentials('first', 'second'), NextToken: 'page-2' })
        .resolvesOnce(credentials('third'))
        .resolves(credentials());
      const { status, body, log } = await load('reset-password')({ body: withRemoval });
      expect([status, body]).toEqual([200, { passkeysRemoved: true }]);
      const list = (page: object = {}) => ['ListWebAuthnCredentialsCommand', { AccessToken, MaxResults: 20, ...page }];
      const remove = (CredentialId: string) => ['DeleteWebAuthnCredentialCommand', { AccessToken, CredentialId }];
      expect(sentCommands().slice(2)).toEqual([
        list(),
        list({ NextToken: 'page-2' }),
        remove('first'),
        remove('second'),
        remove('third'),
        list(),
        ['GlobalSignOutCommand', { AccessToken }],
      ]);
      expect(log).toHaveLength(1);
    });

    it('also removes a passkey that is added during the removal', async () => {
      listing().resolvesOnce(credentials('first')).resolvesOnce(credentials('added')).resolves(credentials());
      const { body } = await load('reset-password')({ body: withRemoval });
      expect(body).toEqual({ passkeysRemoved: true });
      expect(names().filter((name) => name === 'DeleteWebAuthnCredentialCommand')).toHaveLength(2);
    });

    it('answers passkeysRemoved false with the reason failed when passkeys are added again and again', async () => {
      listing().resolves(credentials('again'));
      const { status, body, log } = await load('reset-password')({ body: withRemoval });
      expect([status, body]).toEqual([200, { passkeysRemoved: false, reason: 'failed' }]);
      const cause = 'ListWebAuthnCredentials: passkeys remain';
      expect(log).toContainEqual(['error', { outcome: 'passkeys_not_removed', cause }]);
      expect(names().at(-1)).toBe('GlobalSignOutCommand');
    });

    it('answers passkeysRemoved true when a passkey is gone before it is removed', async () => {
      listing().resolvesOnce(credentials('gone')).resolves(credentials());
      cognito.on(DeleteWebAuthnCredentialCommand).rejects(exception('ResourceNotFoundException'));
      const { body } = await load('reset-password')({ body: withRemoval });
      expect(body).toEqual({ passkeysRemoved: true });
    });

    it.each([
      ['ListWebAuthnCredentials', ListWebAuthnCredentialsCommand],
      ['DeleteWebAuthnCredential', DeleteWebAuthnCredentialCommand as never],
    ] as const)('ends the sessions and answers the reason failed when %s fails', async (operation, command) => {
      listing().resolves(credentials('first'));
      cognito
        .on(command as typeof ListWebAuthnCredentialsCommand)
        .rejects(exception('InternalErrorException', 'server'));
      const { status, body, log } = await load('reset-password')({ body: withRemoval });
      expect([status, body]).toEqual([200, { passkeysRemoved: false, reason: 'failed' }]);
      const cause = `${operation}: InternalErrorException`;
      expect(log).toContainEqual(['error', { outcome: 'passkeys_not_removed', cause }]);
      expect(names().at(-1)).toBe('GlobalSignOutCommand');
    });

    it('answers the reason failed when the sessions, which could add a passkey again, are not ended', async () => {
      cognito.on(GlobalSignOutCommand).rejects(exception('InternalErrorException', 'server'));
      const { status, body } = await load('reset-password')({ body: withRemoval });
      expect([status, body]).toEqual([200, { passkeysRemoved: false, reason: 'failed' }]);
    });

    it('answers the reason second_factor, and removes nothing, when the user has a second factor', async () => {
      cognito.on(InitiateAuthCommand).resolves({ ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 'session-of-it' });
      const { status, body } = await load('reset-password')({ body: withRemoval });
      expect([status, body]).toEqual([200, { passkeysRemoved: false, reason: 'second_factor' }]);
      expect(names()).toEqual(['ConfirmForgotPasswordCommand', 'InitiateAuthCommand']);
    });

    it('leaves time to end the sessions when the removal takes too long', async () => {
      const [request, removal] = [new AbortController(), new AbortController()];
      const timeout = jest.spyOn(AbortSignal, 'timeout');
      timeout.mockReturnValueOnce(request.signal).mockReturnValueOnce(removal.signal);
      listing().callsFake(() => {
        removal.abort();
        throw exception('InternalErrorException', 'server');
      });
      await load('reset-password')({ body: withRemoval });
      const [[whole], [part]] = timeout.mock.calls as [[number], [number]];
      expect(part).toBeLessThan(whole);
      const options = cognito.calls().map(({ args }): unknown => Array.from<unknown>(args)[1]);
      const isAborted = (options as { abortSignal: AbortSignal }[]).map(({ abortSignal }) => abortSignal.aborted);
      expect(names().slice(2)).toEqual(['ListWebAuthnCredentialsCommand', 'GlobalSignOutCommand']);
      expect(isAborted.slice(2)).toEqual([true, false]);
    });

    it.each([false, undefined])('answers 204 and removes nothing when it is %s', async (removePasskeys) => {
      const { status, text } = await load('reset-password')({ body: { ...byUsername, removePasskeys } });
      expect([status, text]).toEqual([204, '']);
      expect(names()).toEqual(['ConfirmForgotPasswordCommand', 'InitiateAuthCommand', 'GlobalSignOutCommand']);
    });

    it.each(['emailCode', ''])('answers 400 when the other sign-in methods are %j', async (SIGN_IN_METHODS) => {
      const reply = await load('reset-password', { SIGN_IN_METHODS })({ body: withRemoval });
      const message = 'is not a field of this route';
      expectProblem(reply, 400, 'invalid_request', [{ field: 'removePasskeys', message }]);
      expect(sentCommands()).toEqual([]);
    });

    it('answers 400 when it is not a boolean', async () => {
      const reply = await load('reset-password')({ body: { ...byUsername, removePasskeys: 'yes' } });
      expectProblem(reply, 400, 'invalid_request', [{ field: 'removePasskeys', message: 'must be true or false' }]);
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
