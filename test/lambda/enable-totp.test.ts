import { SetUserMFAPreferenceCommand, VerifySoftwareTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito, sentCommands } from './support/cognito';
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
