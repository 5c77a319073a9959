import { firstFactors, noFindings, ses, userPool, validate } from '../support/validate';

describe('EmailCodesNeedSes', () => {
  const advice = 'send them with Amazon SES (EmailConfiguration.EmailSendingAccount DEVELOPER, and a SourceArn)';

  it('reports EMAIL_OTP as a first factor without a sender', () => {
    const property = 'Policies.SignInPolicy.AllowedFirstAuthFactors';
    expect(validate({ Pool: userPool(firstFactors('PASSWORD', 'EMAIL_OTP')) })).toEqual({
      fails: true,
      findings: [
        [
          `error EmailCodesNeedSes Stack/Pool Properties.${property}`,
          `Pool has EMAIL_OTP in ${property}, but Cognito itself sends its e-mails: ${advice}`,
        ],
      ],
    });
  });

  it.each([{ EmailSendingAccount: 'COGNITO_DEFAULT' }, { EmailSendingAccount: { Ref: 'AWS::NoValue' } }])(
    'reports EMAIL_OTP as a second factor with the sender %j',
    (EmailConfiguration) => {
      expect(validate({ Pool: userPool({ EnabledMfas: ['EMAIL_OTP'], EmailConfiguration }) })).toEqual({
        fails: true,
        findings: [
          [
            'error EmailCodesNeedSes Stack/Pool Properties.EnabledMfas',
            `Pool has EMAIL_OTP in EnabledMfas, but Cognito itself sends its e-mails: ${advice}`,
          ],
        ],
      });
    },
  );

  it.each([
    ['EMAIL_OTP with SES', { ...firstFactors('PASSWORD', 'EMAIL_OTP'), EnabledMfas: ['EMAIL_OTP'], ...ses }],
    ['the password without SES', { ...firstFactors('PASSWORD'), EnabledMfas: ['SOFTWARE_TOKEN_MFA'] }],
    [
      'a sender that only the deployment knows',
      { ...firstFactors('EMAIL_OTP'), EmailConfiguration: { EmailSendingAccount: { Ref: 'AWS::Region' } } },
    ],
  ])('accepts %s', (_, properties) => {
    expect(validate({ Pool: userPool(properties) })).toEqual(noFindings);
  });
});

describe('EmailSecondFactorNeedsRecovery', () => {
  const recovery = (...methods: readonly string[]) => ({
    AccountRecoverySetting: { RecoveryMechanisms: methods.map((Name, index) => ({ Name, Priority: index + 1 })) },
  });

  it('reports e-mail as a second factor and as the only recovery', () => {
    expect(validate({ Pool: userPool({ EnabledMfas: ['EMAIL_OTP'], ...ses, ...recovery('verified_email') }) })).toEqual(
      {
        fails: true,
        findings: [
          [
            'error EmailSecondFactorNeedsRecovery Stack/Pool Properties.AccountRecoverySetting.RecoveryMechanisms',
            'Pool has e-mail as a second factor and as the only way to recover an account, and Cognito does not send a ' +
              'reset code to the second factor: add verified_phone_number to the recovery mechanisms, or remove EMAIL_OTP ' +
              'from EnabledMfas',
          ],
        ],
      },
    );
  });

  it.each([
    ['recovery by e-mail or phone', 'EMAIL_OTP', ['verified_email', 'verified_phone_number']],
    ['recovery by administrators', 'EMAIL_OTP', ['admin_only']],
    ['recovery by e-mail with TOTP', 'SOFTWARE_TOKEN_MFA', ['verified_email']],
  ])('accepts %s', (_, factor, methods) => {
    const properties = { EnabledMfas: [factor], ...ses, ...recovery(...methods) };
    expect(validate({ Pool: userPool(properties) })).toEqual(noFindings);
  });
});
