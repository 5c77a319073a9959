import { SetUserMFAPreferenceCommand, VerifySoftwareTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describeBadBodies } from './support/bad-bodies';
import { badTotpCodes } from './support/bad-values';
import { asked, cognito } from './support/cognito';
import { anyAccessTokenOperation, describeCognitoTrouble } from './support/cognito-trouble';
import { describeSuccess, expectProblem } from './support/every-route';
import { ACCESS_TOKEN, load } from './support/invoke';

const body = { code: '184310' };
const fine = { username: body, email: body };

describe('PUT /mfa/totp', () => {
  beforeEach(() => {
    cognito.on(VerifySoftwareTokenCommand).resolves({ Status: 'SUCCESS', Session: 'session-of-the-key' });
  });

  describeSuccess('enable-totp', { body });

  it('answers 204 when signing in takes a code from now on', async () => {
    const { status, text } = await load('enable-totp')({ body });
    expect([status, text]).toEqual([204, '']);
  });

  it('has Cognito check the code, trimmed, and only then prefer the app', async () => {
    await load('enable-totp')({ body: { code: ' 184310\n' } });
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
    expect(asked()).toEqual([
      ['VerifySoftwareTokenCommand', { AccessToken: ACCESS_TOKEN, UserCode: '184310' }],
      ['SetUserMFAPreferenceCommand', { AccessToken: ACCESS_TOKEN, SoftwareTokenMfaSettings }],
    ]);
  });

  it.each([
    ['that the code is wrong', { Status: 'ERROR' } as const, 400, 'invalid_code'],
    ['nothing', {}, 503, 'upstream_unavailable'],
  ])('turns nothing on when Cognito says %s', async (_, output, status, code) => {
    cognito.on(VerifySoftwareTokenCommand).resolves(output);
    expectProblem(await load('enable-totp')({ body }), status, code);
    expect(asked().map(([command]) => command)).toEqual(['VerifySoftwareTokenCommand']);
  });

  describe('a body that does not fit', () => {
    describeBadBodies('enable-totp', {}, body, badTotpCodes);
  });

  describe('what Cognito refuses of the code', () => {
    describeCognitoTrouble('enable-totp', {
      command: VerifySoftwareTokenCommand,
      fine,
      rows: [
        ...anyAccessTokenOperation,
        ['CodeMismatchException', [400, 'invalid_code']],
        ['EnableSoftwareTokenMFAException', [400, 'invalid_code']],
        ['SoftwareTokenMFANotFoundException', [400, 'mfa_not_configured']],
        ['InvalidUserPoolConfigurationException', [500, 'misconfigured']],
      ],
    });
  });

  describe('what Cognito refuses of the preference', () => {
    describeCognitoTrouble('enable-totp', {
      command: SetUserMFAPreferenceCommand,
      fine,
      rows: [...anyAccessTokenOperation, ['InvalidParameterException', [400, 'mfa_not_configured']]],
    });
  });
});
