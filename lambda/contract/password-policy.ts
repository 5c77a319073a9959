/** The one password policy: the user pool is built from it, and the handlers check it before Cognito does. */
export const passwordPolicy = {
  minLength: 8,
  requireLowercase: true,
  requireUppercase: true,
  requireDigits: true,
  requireSymbols: true,
} as const;

/** Whether a rule is asked for, how to tell, and what to say. The symbols are those that Cognito counts, and no other. */
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

/** Every rule that a new password does not meet, as sentences about it; empty for a good one. */
export function unmetPasswordRules(password: string): string[] {
  return rules.filter(([asked, isMet]) => asked && !isMet(password)).map(([, , message]) => message);
}
