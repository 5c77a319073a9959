import { ForgotPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { sentCommands } from './support/cognito';
import { describeCognitoFailures, sendCodeExceptions } from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidLogins } from './support/invalid-values';
import { load } from './support/invoke';
import { describeSuccessReply } from './support/replies';

const byUsername = { username: 'ada.lovelace' };
const byEmail = { username: 'ada@lovelace.example' };

describe('POST /forgot-password', () => {
  describeSuccessReply('forgot-password', { body: byUsername });

  it.each(['username', 'email'] as const)(
    'answers 202 with a message that does not reveal whether the account exists when signInWith is %s',
    async (SIGN_IN_WITH) => {
      const { status, body } = await load('forgot-password', { SIGN_IN_WITH })({ body: byEmail });
      const message = 'If the account exists, a code to reset the password has been sent';
      expect([status, body]).toEqual([202, { message }]);
    },
  );

  it('sends Cognito only the client id and the trimmed username', async () => {
    await load('forgot-password')({ body: { username: ' ada.lovelace\n' } });
    expect(sentCommands()).toEqual([
      ['ForgotPasswordCommand', { ClientId: 'test-client-id', Username: 'ada.lovelace' }],
    ]);
  });

  describe('validation of the body', () => {
    describeInvalidBodies('forgot-password', { validBody: byUsername, invalidValues: invalidLogins });
  });

  describe('failures of ForgotPassword', () => {
    describeCognitoFailures('forgot-password', {
      command: ForgotPasswordCommand,
      validBodies: { username: byUsername, email: byEmail },
      rows: sendCodeExceptions,
    });
  });
});
