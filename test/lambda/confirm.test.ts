import { ConfirmSignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { type BadValue, describeBadBodies } from './bad-bodies';
import { cognito, exception } from './cognito';
import { describeCognitoTrouble } from './cognito-trouble';
import { describeSuccess, expectProblem } from './every-route';
import { load } from './invoke';
import { badLogins } from './logins';

const named = { username: 'ada.lovelace', code: '184310' };
const addressed = { username: 'ada@lovelace.example', code: '184310' };

describe('POST /confirm', () => {
  describeSuccess('confirm', { body: named });

  it.each(['username', 'email'] as const)(
    'answers 200 to the right code (signing in with %s)',
    async (mode) => {
      const { status, body } = await load('confirm', { SIGN_IN_WITH: mode })({ body: addressed });
      expect(status).toBe(200);
      expect(body).toEqual({ username: 'ada@lovelace.example', confirmed: true });
    },
  );

  it('sends Cognito the name and the code trimmed, and never asks it to take an address from its owner', async () => {
    await load('confirm')({ body: { username: ' ada.lovelace\n', code: '\t184310 ' } });
    expect(cognito.commandCalls(ConfirmSignUpCommand).map(({ args: [{ input }] }) => input)).toEqual([
      { ClientId: 'client-of-the-tests', Username: 'ada.lovelace', ConfirmationCode: '184310' },
    ]);
  });

  describe('a body that does not fit', () => {
    const onlyLetters = 'may hold letters and digits only';
    const badCodes: readonly BadValue[] = [
      ['white space as code', 'code', ' \t\n ', 'must not be empty'],
      ['a space in the code', 'code', '184 310', onlyLetters],
      ['a NUL in the code', 'code', '184\u0000310', onlyLetters],
      ['an emoji as code', 'code', '\u{1f511}\u{1f511}\u{1f511}', onlyLetters],
      ['digits of another script as code', 'code', '١٨٤٣١٠', onlyLetters],
      ['a code of 65 characters', 'code', '1'.repeat(65), 'must be at most 64 characters'],
    ];
    const longest: BadValue = [
      '255 characters',
      'username',
      'x'.repeat(255),
      'must be at most 254 characters',
    ];
    describeBadBodies('confirm', {}, named, [...badLogins, ...badCodes, longest]);
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('confirm', { username: named, email: addressed }, [
      ['CodeMismatchException', [400, 'invalid_code']],
      ['ExpiredCodeException', [400, 'invalid_code']],
      ['InvalidParameterException', [400, 'invalid_request']],
      ['UserNotFoundException', [400, 'invalid_code']],
      ['ForbiddenException', [403, 'blocked']],
      ['AliasExistsException', [409, 'email_taken']],
      ['NotAuthorizedException', [409, 'already_confirmed'], [400, 'invalid_code']],
      ['UserLambdaValidationException', [422, 'rejected']],
      ['LimitExceededException', [429, 'too_many_attempts'], [400, 'invalid_code']],
      ['TooManyFailedAttemptsException', [429, 'too_many_attempts'], [400, 'invalid_code']],
      ['ThrottlingException', [429, 'rate_limited']],
      ['TooManyRequestsException', [429, 'rate_limited']],
      ['InvalidLambdaResponseException', [500, 'misconfigured']],
      ['OperationNotEnabledException', [500, 'misconfigured']],
      ['ResourceNotFoundException', [500, 'misconfigured']],
      ['UnexpectedLambdaException', [500, 'misconfigured']],
      ['InternalErrorException', [503, 'upstream_unavailable']],
    ]);

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
