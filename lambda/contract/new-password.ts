import { Problem } from '../http/route';
import { unmetPasswordRules } from './password-policy';

/** Throws `weak_password` with every unmet rule, before Cognito is asked: the answer never depends on the user. */
export function requireStrongPassword(field: string, password: string): void {
  const errors = unmetPasswordRules(password).map((message) => ({ field, message }));
  if (errors.length > 0) throw new Problem('weak_password', { errors });
}
