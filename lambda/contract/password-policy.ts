import { Problem } from './problems';

/** The password policy: of the user pool, and of the handlers, which check it before Cognito does. */
export const passwordPolicy = {
  minLength: 8,
  requireLowercase: true,
  requireUppercase: true,
  requireDigits: true,
  requireSymbols: true,
} as const;

/** Per rule: whether the policy has it, the check, and the message. The symbols are those that Cognito accepts. */
const rules = [
  [
    true,
    (text: string) => [...text].length >= passwordPolicy.minLength,
    `must have at least ${passwordPolicy.minLength} characters`,
  ],
  [passwordPolicy.requireLowercase, (text: string) => /[a-z]/.test(text), 'needs a lower-case letter'],
  [passwordPolicy.requireUppercase, (text: string) => /[A-Z]/.test(text), 'needs an upper-case letter'],
  [passwordPolicy.requireDigits, (text: string) => /[0-9]/.test(text), 'needs a digit'],
  [
    passwordPolicy.requireSymbols,
    (text: string) => /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(text),
    'needs a symbol',
  ],
  [true, (text: string) => text.trim() === text, 'must not begin or end with a space'],
] as const;

/** Messages for the rules that a new password does not meet; empty for a valid password. */
export function unmetPasswordRules(password: string): string[] {
  return rules.filter(([required, isMet]) => required && !isMet(password)).map(([, , message]) => message);
}

/**
 * Throws `weak_password` with every unmet rule. Handlers check this before they call Cognito, so that the reply does not
 * depend on whether the user exists.
 */
export function assertStrongPassword(field: string, password: string): void {
  const errors = unmetPasswordRules(password).map((message) => ({ field, message }));
  if (errors.length > 0) throw new Problem('weak_password', { errors });
}
