import type { Rule } from './rule';
import { hasValue, ofType, valuesAt } from './template';

const properties = ['Policies.SignInPolicy.AllowedFirstAuthFactors', 'EnabledMfas'];

/**
 * Codes by e-mail, as the first or second factor, need Amazon SES.
 *
 * Source: "SMS and email message MFA" in the Cognito developer guide, for the second factor; for the first factor, reports of
 * pools without SES.
 */
export const emailCodesNeedSes: Rule = {
  name: 'EmailCodesNeedSes',
  severity: 'error',
  check: (resources) =>
    ofType(resources, 'AWS::Cognito::UserPool').flatMap((resource) => {
      const sender = valuesAt(resource, 'EmailConfiguration.EmailSendingAccount');
      if (sender.length > 0 && !sender.includes('COGNITO_DEFAULT')) return [];
      return properties
        .filter((property) => hasValue(resource, property, 'EMAIL_OTP'))
        .map((property) => ({
          resource,
          property,
          problem: `has EMAIL_OTP in ${property}, but Cognito itself sends its e-mails`,
          fix: 'send them with Amazon SES (EmailConfiguration.EmailSendingAccount DEVELOPER, and a SourceArn)',
        }));
    }),
};

/**
 * A user whose second factor is e-mail cannot reset the password by e-mail.
 *
 * Source: AccountRecoverySetting in the API reference of CreateUserPool: "Email MFA is also disqualifying for account
 * recovery with email."
 */
export const emailSecondFactorNeedsRecovery: Rule = {
  name: 'EmailSecondFactorNeedsRecovery',
  severity: 'error',
  check: (resources) =>
    ofType(resources, 'AWS::Cognito::UserPool')
      .filter((resource) => {
        const methods = valuesAt(resource, 'AccountRecoverySetting.RecoveryMechanisms.Name');
        const onlyEmail = methods.length > 0 && methods.every((method) => method === 'verified_email');
        return onlyEmail && hasValue(resource, 'EnabledMfas', 'EMAIL_OTP');
      })
      .map((resource) => ({
        resource,
        property: 'AccountRecoverySetting.RecoveryMechanisms',
        problem:
          'has e-mail as a second factor and as the only way to recover an account, and Cognito does not send a reset code to the second factor',
        fix: 'add verified_phone_number to the recovery mechanisms, or remove EMAIL_OTP from EnabledMfas',
      })),
};
