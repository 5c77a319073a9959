import {
  ConfirmSignUpCommand,
  GetUserAuthFactorsCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { cognito, exception, sentCommands } from './support/cognito';
import { commonExceptions, describeCognitoFailures, triggerExceptions } from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidCodes, invalidLogins } from './support/invalid-values';
import { load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';
import { AuthenticationResult, tokens } from './support/tokens';

const byUsername = { username: 'ada.lovelace', code: '184310' };
const byEmail = { username: 'ada@lovelace.example', code: '184310' };

describe('POST /confirm', () => {
  describeSuccessReply('confirm', { body: byUsername });

  it.each(['username', 'email'] as const)('answers 200 when the code is right and signInWith is %s', async (mode) => {
    const { status, body } = await load('confirm', { SIGN_IN_WITH: mode })({ body: byEmail });
    expect(status).toBe(200);
    expect(body).toEqual({ username: 'ada@lovelace.example', confirmed: true });
  });

  it('sends Cognito the username and the code trimmed, without ForceAliasCreation', async () => {
    await load('confirm')({ body: { username: ' ada.lovelace\n', code: '\t184310 ' } });
    expect(cognito.commandCalls(ConfirmSignUpCommand).map(({ args: [{ input }] }) => input)).toEqual([
      { ClientId: 'test-client-id', Username: 'ada.lovelace', ConfirmationCode: '184310' },
    ]);
  });

  describe('with the password', () => {
    const password = 'Difference-Engine-1822';
    const body = { ...byEmail, password };

    it('answers 200 and ends the session of the check when the account has this password', async () => {
      cognito.on(InitiateAuthCommand).resolves({ AuthenticationResult });
      const { status, body: reply, log } = await load('confirm', { SIGN_IN_WITH: 'email' })({ body });
      expect([status, reply]).toEqual([200, { username: byEmail.username, confirmed: true }]);
      const AuthParameters = { USERNAME: byEmail.username, PASSWORD: password };
      expect(sentCommands().slice(1)).toEqual([
        ['InitiateAuthCommand', { ClientId: 'test-client-id', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }],
        ['RevokeTokenCommand', { ClientId: 'test-client-id', Token: AuthenticationResult.RefreshToken }],
      ]);
      expect(log).toHaveLength(1);
    });

    it.each(['username', 'email'] as const)(
      'answers 403 password_reset_required when the account has another password and signInWith is %s',
      async (SIGN_IN_WITH) => {
        cognito.on(InitiateAuthCommand).rejects(exception('NotAuthorizedException'));
        expectProblem(await load('confirm', { SIGN_IN_WITH })({ body }), 403, 'password_reset_required');
        expect(sentCommands()).toHaveLength(2);
      },
    );

    it.each(['InternalErrorException', 'TooManyRequestsException', 'ResourceNotFoundException'])(
      'answers 200 and logs password_not_checked when the sign-in fails with %s, because the account is confirmed',
      async (thrown) => {
        cognito.on(InitiateAuthCommand).rejects(exception(thrown));
        const { status, log } = await load('confirm')({ body });
        expect(status).toBe(200);
        const cause = `InitiateAuth: ${thrown}`;
        expect(log).toContainEqual(['error', { outcome: 'password_not_checked', cause }]);
      },
    );

    it('does not sign in when the code is wrong', async () => {
      cognito.on(ConfirmSignUpCommand).rejects(exception('CodeMismatchException'));
      expectProblem(await load('confirm')({ body }), 400, 'invalid_code');
      expect(sentCommands()).toHaveLength(1);
    });

    it('answers 400 invalid_request when the password is empty', async () => {
      const errors = [{ field: 'password', message: 'must not be empty' }];
      expectProblem(await load('confirm')({ body: { ...body, password: '' } }), 400, 'invalid_request', errors);
    });
  });

  describe('with signIn', () => {
    const Session = 'session-of-the-confirmation';
    const password = 'Difference-Engine-1822';
    const body = { ...byUsername, signIn: true };
    const signIn = ['InitiateAuthCommand', { ClientId: 'test-client-id', AuthFlow: 'USER_AUTH', Session }] as const;
    const withUser = (USERNAME: string) => [signIn[0], { ...signIn[1], AuthParameters: { USERNAME } }];
    const readFactors = ['GetUserAuthFactorsCommand', { AccessToken: tokens.accessToken }];

    beforeEach(() => {
      cognito.on(ConfirmSignUpCommand).resolves({ Session });
      cognito.on(InitiateAuthCommand).resolves({ AuthenticationResult });
      cognito.on(GetUserAuthFactorsCommand).resolves({ ConfiguredUserAuthFactors: ['EMAIL_OTP'] });
    });

    it.each(['username', 'email'] as const)(
      'answers 200 with the tokens when signInWith is %s',
      async (SIGN_IN_WITH) => {
        const { status, body: reply, log } = await load('confirm', { SIGN_IN_WITH })({ body });
        expect([status, reply]).toEqual([200, { username: 'ada.lovelace', confirmed: true, signIn: tokens }]);
        expect(sentCommands().slice(1)).toEqual([withUser('ada.lovelace'), readFactors]);
        expect(log).toHaveLength(1);
      },
    );

    it('answers 403 password_reset_required and ends the session when the account has a password and the body has none', async () => {
      cognito.on(GetUserAuthFactorsCommand).resolves({ ConfiguredUserAuthFactors: ['PASSWORD', 'EMAIL_OTP'] });
      expectProblem(await load('confirm')({ body }), 403, 'password_reset_required');
      expect(sentCommands().map(([command]) => command)).toEqual([
        'ConfirmSignUpCommand',
        'InitiateAuthCommand',
        'GetUserAuthFactorsCommand',
        'RevokeTokenCommand',
      ]);
    });

    it('answers 200 without tokens when it cannot find out whether the account has a password', async () => {
      cognito.on(GetUserAuthFactorsCommand).rejects(exception('InternalErrorException'));
      const { status, body: reply, log } = await load('confirm')({ body });
      expect([status, reply]).toEqual([200, { username: 'ada.lovelace', confirmed: true }]);
      const cause = 'GetUserAuthFactors: InternalErrorException';
      expect(log).toContainEqual(['error', { outcome: 'not_signed_in', cause }]);
    });

    it('answers 200 with the challenge when Cognito returns one', async () => {
      cognito.on(InitiateAuthCommand).resolves({ ChallengeName: 'MFA_SETUP', Session: 'session-of-the-setup' });
      expect((await load('confirm')({ body: { ...body, password } })).body).toEqual({
        username: 'ada.lovelace',
        confirmed: true,
        signIn: { challenge: 'MFA_SETUP', session: 'session-of-the-setup', username: 'ada.lovelace' },
      });
    });

    it('answers 403 password_reset_required when Cognito returns a challenge and the body has no password', async () => {
      cognito.on(InitiateAuthCommand).resolves({ ChallengeName: 'MFA_SETUP', Session: 'session-of-the-setup' });
      expectProblem(await load('confirm')({ body }), 403, 'password_reset_required');
    });

    it('answers 400 invalid_request when the stage has no other sign-in methods than the password', async () => {
      const errors = [{ field: 'signIn', message: 'is not a field of this route' }];
      expectProblem(await load('confirm', { SIGN_IN_METHODS: '' })({ body }), 400, 'invalid_request', errors);
      expect(sentCommands()).toEqual([]);
    });

    it('signs in once, with the password, when the body has one: the session is valid for the first sign-in only', async () => {
      const { status, body: reply } = await load('confirm')({ body: { ...body, password } });
      expect([status, reply.signIn]).toEqual([200, tokens]);
      const AuthParameters = { USERNAME: 'ada.lovelace', PASSWORD: password };
      expect(sentCommands().slice(1)).toEqual([
        ['InitiateAuthCommand', { ClientId: 'test-client-id', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }],
      ]);
    });

    it('answers 200 without tokens when the password cannot be checked', async () => {
      cognito.on(InitiateAuthCommand).rejects(exception('TooManyRequestsException'));
      const { status, body: reply, log } = await load('confirm')({ body: { ...body, password } });
      expect([status, reply]).toEqual([200, { username: 'ada.lovelace', confirmed: true }]);
      const cause = 'InitiateAuth: TooManyRequestsException';
      expect(log).toContainEqual(['error', { outcome: 'password_not_checked', cause }]);
      expect(sentCommands()).toHaveLength(2);
    });

    it('answers 403 password_reset_required and does not sign in when the account has another password', async () => {
      cognito.on(InitiateAuthCommand, { AuthFlow: 'USER_PASSWORD_AUTH' }).rejects(exception('NotAuthorizedException'));
      const reply = await load('confirm')({ body: { ...body, password } });
      expectProblem(reply, 403, 'password_reset_required');
      expect(sentCommands()).toHaveLength(2);
    });

    it.each([
      ['signIn is false', { ...body, signIn: false }],
      ['signIn is missing', byUsername],
    ])('answers 200 without tokens and does not sign in when %s', async (_, sent) => {
      const { status, body: reply } = await load('confirm')({ body: sent });
      expect([status, reply]).toEqual([200, { username: 'ada.lovelace', confirmed: true }]);
      expect(sentCommands()).toHaveLength(1);
    });

    it('answers 200 without tokens when Cognito returns no session, because the app client does not offer it', async () => {
      cognito.on(ConfirmSignUpCommand).resolves({});
      const { status, body: reply } = await load('confirm')({ body });
      expect([status, reply]).toEqual([200, { username: 'ada.lovelace', confirmed: true }]);
      expect(sentCommands()).toHaveLength(1);
    });

    it.each(['NotAuthorizedException', 'UserNotConfirmedException', 'InternalErrorException'])(
      'answers 200 without tokens and logs not_signed_in when the sign-in fails with %s, because the account is confirmed',
      async (thrown) => {
        cognito.on(InitiateAuthCommand).rejects(exception(thrown));
        const { status, body: reply, log } = await load('confirm')({ body });
        expect([status, reply]).toEqual([200, { username: 'ada.lovelace', confirmed: true }]);
        expect(log).toContainEqual(['error', { outcome: 'not_signed_in', cause: `InitiateAuth: ${thrown}` }]);
      },
    );

    it.each(['true', 1, null, {}])('answers 400 invalid_request when signIn is %j', async (invalid) => {
      const errors = [{ field: 'signIn', message: 'must be true or false' }];
      expectProblem(await load('confirm')({ body: { ...body, signIn: invalid } }), 400, 'invalid_request', errors);
      expect(sentCommands()).toEqual([]);
    });
  });

  describe('validation of the body', () => {
    describeInvalidBodies('confirm', { validBody: byUsername, invalidValues: [...invalidLogins, ...invalidCodes] });
  });

  describe('failures of ConfirmSignUp', () => {
    describeCognitoFailures('confirm', {
      command: ConfirmSignUpCommand,
      validBodies: { username: byUsername, email: byEmail },
      rows: [
        ...commonExceptions,
        ...triggerExceptions,
        ['CodeMismatchException', [400, 'invalid_code']],
        ['ExpiredCodeException', [400, 'invalid_code']],
        ['UserNotFoundException', [400, 'invalid_code']],
        ['AliasExistsException', [409, 'email_taken']],
        ['NotAuthorizedException', [409, 'already_confirmed'], [400, 'invalid_code']],
        ['LimitExceededException', [429, 'too_many_attempts'], [400, 'invalid_code']],
        ['TooManyFailedAttemptsException', [429, 'too_many_attempts'], [400, 'invalid_code']],
      ],
    });

    it.each(['NotAuthorizedException', 'LimitExceededException', 'TooManyFailedAttemptsException'])(
      'answers as for an unknown user when ConfirmSignUp throws %s for an e-mail address and signInWith is username',
      async (thrown) => {
        cognito.on(ConfirmSignUpCommand).rejects(exception('UserNotFoundException'));
        const unknown = await load('confirm')({ body: byEmail });
        cognito.on(ConfirmSignUpCommand).rejects(exception(thrown));
        expect(await load('confirm')({ body: byEmail })).toEqual({ ...unknown, log: expect.anything() });
        expectProblem(unknown, 400, 'invalid_code');
      },
    );
  });
});
