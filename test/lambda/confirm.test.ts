import { ConfirmSignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describeBadBodies } from './support/bad-bodies';
import { badCodes, badLogins } from './support/bad-values';
import { cognito, exception } from './support/cognito';
import { anyOperation, describeCognitoTrouble, triggers } from './support/cognito-trouble';
import { describeSuccess, expectProblem } from './support/every-route';
import { load } from './support/invoke';

const named = { username: 'ada.lovelace', code: '184310' };
const addressed = { username: 'ada@lovelace.example', code: '184310' };

describe('POST /confirm', () => {
  describeSuccess('confirm', { body: named });

  it.each(['username', 'email'] as const)('answers 200 to the right code (signing in with %s)', async (mode) => {
    const { status, body } = await load('confirm', { SIGN_IN_WITH: mode })({ body: addressed });
    expect(status).toBe(200);
    expect(body).toEqual({ username: 'ada@lovelace.example', confirmed: true });
  });

  it('sends Cognito the name and the code trimmed, and never asks it to take an address from its owner', async () => {
    await load('confirm')({ body: { username: ' ada.lovelace\n', code: '\t184310 ' } });
    expect(cognito.commandCalls(ConfirmSignUpCommand).map(({ args: [{ input }] }) => input)).toEqual([
      { ClientId: 'client-of-the-tests', Username: 'ada.lovelace', ConfirmationCode: '184310' },
    ]);
  });

  describe('a body that does not fit', () => {
    describeBadBodies('confirm', {}, named, [...badLogins, ...badCodes]);
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('confirm', {
      command: ConfirmSignUpCommand,
      fine: { username: named, email: addressed },
      rows: [
        ...anyOperation,
        ...triggers,
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
      'answers about an address as if nobody had it, also where people sign in with names (%s)',
      async (thrown) => {
        cognito.on(ConfirmSignUpCommand).rejects(exception('UserNotFoundException'));
        const unknown = await load('confirm')({ body: addressed });
        cognito.on(ConfirmSignUpCommand).rejects(exception(thrown));
        expect(await load('confirm')({ body: addressed })).toEqual({ ...unknown, log: expect.anything() });
        expectProblem(unknown, 400, 'invalid_code');
      },
    );
  });
});
