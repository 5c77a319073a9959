import { SetUserMFAPreferenceCommand, VerifySoftwareTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito, exception, sentCommands } from './support/cognito';
import { accessTokenExceptions, describeCognitoFailures } from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidTotpCodes } from './support/invalid-values';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';

const body = { code: '184310' };
const validBodies = { username: body, email: body };

describe('PUT /mfa/totp', () => {
  beforeEach(() => {
    cognito.on(VerifySoftwareTokenCommand).resolves({ Status: 'SUCCESS', Session: 'session-of-the-key' });
  });

  describeSuccessReply('enable-totp', { body });

  it('answers 204 when TOTP was enabled', async () => {
    const { status, text } = await load('enable-totp')({ body });
    expect([status, text]).toEqual([204, '']);
  });

  it('calls VerifySoftwareToken with the trimmed code and then SetUserMFAPreference', async () => {
    await load('enable-totp')({ body: { code: ' 184310\n' } });
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
    expect(sentCommands()).toEqual([
      ['VerifySoftwareTokenCommand', { AccessToken: ACCESS_TOKEN, UserCode: '184310' }],
      ['SetUserMFAPreferenceCommand', { AccessToken: ACCESS_TOKEN, SoftwareTokenMfaSettings }],
    ]);
  });

  describe('if passkeys count as both factors', () => {
    const invoke = () => load('enable-totp', { PASSKEY_MFA: 'true' })({ body });
    const withPasskeys = {
      AccessToken: ACCESS_TOKEN,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
      WebAuthnMfaSettings: { Enabled: true },
    };

    it('enables TOTP first, then lets the passkeys of the user count', async () => {
      expect((await invoke()).status).toBe(204);
      const { WebAuthnMfaSettings, ...totp } = withPasskeys;
      expect(sentCommands().slice(1)).toEqual([
        ['SetUserMFAPreferenceCommand', totp],
        ['SetUserMFAPreferenceCommand', withPasskeys],
      ]);
    });

    it('answers 204 without an error in the log when the user has no passkeys', async () => {
      cognito.on(SetUserMFAPreferenceCommand, withPasskeys).rejects(exception('InvalidParameterException'));
      const { status, log } = await invoke();
      expect(status).toBe(204);
      const cause = 'SetUserMFAPreference: InvalidParameterException';
      expect(log).toContainEqual(['info', { outcome: 'accepted', cause }]);
    });

    it('answers 204 and logs an error when the passkeys cannot count, because TOTP is enabled', async () => {
      cognito.on(SetUserMFAPreferenceCommand, withPasskeys).rejects(exception('TooManyRequestsException'));
      const { status, log } = await invoke();
      expect(status).toBe(204);
      const cause = 'SetUserMFAPreference: TooManyRequestsException';
      expect(log).toContainEqual(['error', { outcome: 'passkey_mfa_not_enabled', cause }]);
    });
  });

  it.each([
    [400, 'invalid_code', { Status: 'ERROR' } as const],
    [503, 'upstream_unavailable', {}],
  ])('answers %i %s and does not enable TOTP when VerifySoftwareToken returns %j', async (status, code, output) => {
    cognito.on(VerifySoftwareTokenCommand).resolves(output);
    expectProblem(await load('enable-totp')({ body }), status, code);
    expect(sentCommands().map(([command]) => command)).toEqual(['VerifySoftwareTokenCommand']);
  });

  describe('validation of the body', () => {
    describeInvalidBodies('enable-totp', { validBody: body, invalidValues: invalidTotpCodes });
  });

  describe('failures of VerifySoftwareToken', () => {
    describeCognitoFailures('enable-totp', {
      command: VerifySoftwareTokenCommand,
      validBodies,
      rows: [
        ...accessTokenExceptions,
        ['CodeMismatchException', [400, 'invalid_code']],
        ['EnableSoftwareTokenMFAException', [400, 'invalid_code']],
        ['SoftwareTokenMFANotFoundException', [400, 'mfa_not_configured']],
        ['InvalidUserPoolConfigurationException', [500, 'misconfigured']],
      ],
    });
  });

  describe('failures of SetUserMFAPreference', () => {
    describeCognitoFailures('enable-totp', {
      command: SetUserMFAPreferenceCommand,
      validBodies,
      rows: [...accessTokenExceptions, ['InvalidParameterException', [400, 'mfa_not_configured']]],
    });
  });
});
