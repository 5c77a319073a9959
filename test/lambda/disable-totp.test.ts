import { SetUserMFAPreferenceCommand } from '@aws-sdk/client-cognito-identity-provider';
import { asked } from './support/cognito';
import { anyAccessTokenOperation, describeCognitoTrouble } from './support/cognito-trouble';
import { describeSuccess } from './support/every-route';
import { ACCESS_TOKEN, load } from './support/invoke';

describe('DELETE /mfa/totp', () => {
  describeSuccess('disable-totp', {});

  it('answers 204 when the password is enough again', async () => {
    const { status, text } = await load('disable-totp')();
    expect([status, text]).toEqual([204, '']);
  });

  it('has Cognito prefer no app', async () => {
    await load('disable-totp')();
    const SoftwareTokenMfaSettings = { Enabled: false, PreferredMfa: false };
    expect(asked()).toEqual([['SetUserMFAPreferenceCommand', { AccessToken: ACCESS_TOKEN, SoftwareTokenMfaSettings }]]);
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('disable-totp', {
      command: SetUserMFAPreferenceCommand,
      rows: [...anyAccessTokenOperation, ['InvalidParameterException', [400, 'mfa_not_configured']]],
    });
  });
});
