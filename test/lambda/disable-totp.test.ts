import { SetUserMFAPreferenceCommand } from '@aws-sdk/client-cognito-identity-provider';
import { sentCommands } from './support/cognito';
import { accessTokenExceptions, describeCognitoFailures } from './support/cognito-failures';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply } from './support/replies';

describe('DELETE /mfa/totp', () => {
  describeSuccessReply('disable-totp', {});

  it('answers 204 when TOTP was disabled', async () => {
    const { status, text } = await load('disable-totp')();
    expect([status, text]).toEqual([204, '']);
  });

  it('calls SetUserMFAPreference with TOTP disabled', async () => {
    await load('disable-totp')();
    const SoftwareTokenMfaSettings = { Enabled: false, PreferredMfa: false };
    expect(sentCommands()).toEqual([
      ['SetUserMFAPreferenceCommand', { AccessToken: ACCESS_TOKEN, SoftwareTokenMfaSettings }],
    ]);
  });

  it('also ends that passkeys count as both factors, which they can only beside TOTP', async () => {
    await load('disable-totp', { PASSKEY_MFA: 'true' })();
    const SoftwareTokenMfaSettings = { Enabled: false, PreferredMfa: false };
    const WebAuthnMfaSettings = { Enabled: false };
    expect(sentCommands()).toEqual([
      ['SetUserMFAPreferenceCommand', { AccessToken: ACCESS_TOKEN, SoftwareTokenMfaSettings, WebAuthnMfaSettings }],
    ]);
  });

  describe('failures of SetUserMFAPreference', () => {
    describeCognitoFailures('disable-totp', {
      command: SetUserMFAPreferenceCommand,
      rows: [...accessTokenExceptions, ['InvalidParameterException', [400, 'mfa_not_configured']]],
    });
  });
});
