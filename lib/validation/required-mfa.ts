import type { Rule } from './rule';
import { hasValue, ofType, valuesAt } from './template';

const FACTORS = 'Policies.SignInPolicy.AllowedFirstAuthFactors';
const PASSKEY_FACTORS = 'WebAuthnFactorConfiguration';

/**
 * With required MFA, Cognito accepts no code as the first factor, and a passkey only if it counts as both factors.
 *
 * Source: the exceptions of SetUserPoolMfaConfig, "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth
 * factor if MFA is enabled" and "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is
 * an allowed first auth factor" (go-to-k/cdkd issues 1975 and 2064).
 */
export const requiredMfaLimitsFirstFactors: Rule = {
  name: 'RequiredMfaLimitsFirstFactors',
  severity: 'error',
  check: (resources) =>
    ofType(resources, 'AWS::Cognito::UserPool')
      .filter((pool) => hasValue(pool, 'MfaConfiguration', 'ON'))
      .flatMap((resource) => {
        const codes = ['EMAIL_OTP', 'SMS_OTP'].filter((factor) => hasValue(resource, FACTORS, factor));
        const findings = codes.map((factor) => ({
          resource,
          property: FACTORS,
          problem: `requires MFA and has ${factor} in ${FACTORS}, which Cognito does not allow together`,
          fix: `remove ${factor}, or set MfaConfiguration to OPTIONAL`,
        }));
        if (!hasValue(resource, FACTORS, 'WEB_AUTHN') || !hasOneFactorPasskeys(valuesAt(resource, PASSKEY_FACTORS)))
          return findings;
        const passkeys = {
          resource,
          property: PASSKEY_FACTORS,
          problem: 'requires MFA and has passkeys that count as one factor, which Cognito does not allow together',
          fix: `set ${PASSKEY_FACTORS} to MULTI_FACTOR_WITH_USER_VERIFICATION, or MfaConfiguration to OPTIONAL`,
        };
        return [...findings, passkeys];
      }),
};

function hasOneFactorPasskeys(values: readonly unknown[]): boolean {
  return values.length === 0 || values.includes('SINGLE_FACTOR');
}
