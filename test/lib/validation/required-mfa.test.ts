import { firstFactors, noFindings, ses, userPool, validate } from '../support/validate';

const required = { MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'], ...ses };

describe('RequiredMfaLimitsFirstFactors', () => {
  it.each(['EMAIL_OTP', 'SMS_OTP'])('reports %s as a first factor with required MFA', (factor) => {
    const property = 'Policies.SignInPolicy.AllowedFirstAuthFactors';
    expect(validate({ Pool: userPool({ ...required, ...firstFactors('PASSWORD', factor) }) })).toEqual({
      fails: true,
      findings: [
        [
          `error RequiredMfaLimitsFirstFactors Stack/Pool Properties.${property}`,
          `Pool requires MFA and has ${factor} in ${property}, which Cognito does not allow together: remove ${factor}, or ` +
            'set MfaConfiguration to OPTIONAL',
        ],
      ],
    });
  });

  it.each([{}, { WebAuthnFactorConfiguration: 'SINGLE_FACTOR' }])(
    'reports passkeys that count as one factor with required MFA: %j',
    (configuration) => {
      const pool = userPool({ ...required, ...firstFactors('PASSWORD', 'WEB_AUTHN'), ...configuration });
      expect(validate({ Pool: pool })).toEqual({
        fails: true,
        findings: [
          [
            'error RequiredMfaLimitsFirstFactors Stack/Pool Properties.WebAuthnFactorConfiguration',
            'Pool requires MFA and has passkeys that count as one factor, which Cognito does not allow together: set ' +
              'WebAuthnFactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION, or MfaConfiguration to OPTIONAL',
          ],
        ],
      });
    },
  );

  it.each([
    ['the password with required MFA', { ...required, ...firstFactors('PASSWORD') }],
    [
      'passkeys that count as both factors',
      {
        ...required,
        ...firstFactors('PASSWORD', 'WEB_AUTHN'),
        WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
      },
    ],
    [
      'all factors with optional MFA',
      { ...required, MfaConfiguration: 'OPTIONAL', ...firstFactors('PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN') },
    ],
    [
      'a configuration that only the deployment knows',
      { ...required, MfaConfiguration: { Ref: 'Mfa' }, ...firstFactors('PASSWORD', 'EMAIL_OTP') },
    ],
  ])('accepts %s', (_, properties) => {
    expect(validate({ Pool: userPool(properties) })).toEqual(noFindings);
  });
});
