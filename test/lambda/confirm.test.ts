import { ConfirmSignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito, exception } from './support/cognito';
import { commonExceptions, describeCognitoFailures, triggerExceptions } from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidCodes, invalidLogins } from './support/invalid-values';
import { load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';

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
