import { readEnvironment } from '../contract/environment';
import { type PasswordPolicy, unmetPasswordRules } from '../contract/password-policy';
import { Problem } from '../contract/problems';

const policy: PasswordPolicy = JSON.parse(readEnvironment().PASSWORD_POLICY);

/**
 * Throws `weak_password` with every unmet rule. Handlers check this before they call Cognito, so that the reply does not
 * depend on whether the user exists.
 */
export function assertStrongPassword(field: string, password: string): void {
  const errors = unmetPasswordRules(password, policy).map((message) => ({ field, message }));
  if (errors.length > 0) throw new Problem('weak_password', { errors });
}
