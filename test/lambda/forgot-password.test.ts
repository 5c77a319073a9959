import { ForgotPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describeBadBodies } from './support/bad-bodies';
import { badLogins } from './support/bad-values';
import { asked } from './support/cognito';
import { describeCognitoTrouble, silentSenders } from './support/cognito-trouble';
import { describeSuccess } from './support/every-route';
import { load } from './support/invoke';

const named = { username: 'ada.lovelace' };
const addressed = { username: 'ada@lovelace.example' };

describe('POST /forgot-password', () => {
  describeSuccess('forgot-password', { body: named });

  it.each(['username', 'email'] as const)(
    'answers 202 with words that fit whether or not there is such an account (signing in with %s)',
    async (SIGN_IN_WITH) => {
      const { status, body } = await load('forgot-password', { SIGN_IN_WITH })({ body: addressed });
      const message = 'If the account exists, a code to reset the password has been sent';
      expect([status, body]).toEqual([202, { message }]);
    },
  );

  it('sends Cognito the name trimmed, and nothing else', async () => {
    await load('forgot-password')({ body: { username: ' ada.lovelace\n' } });
    expect(asked()).toEqual([['ForgotPasswordCommand', { ClientId: 'client-of-the-tests', Username: 'ada.lovelace' }]]);
  });

  describe('a body that does not fit', () => {
    describeBadBodies('forgot-password', {}, named, badLogins);
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('forgot-password', {
      command: ForgotPasswordCommand,
      fine: { username: named, email: addressed },
      rows: silentSenders,
    });
  });
});
