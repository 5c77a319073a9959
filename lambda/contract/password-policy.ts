/** The password policy of the user pool. The handlers check it too, before they call Cognito. */
export interface PasswordPolicy {
  /** Characters: 6 to 99, as in Cognito. */
  readonly minLength: number;
  readonly requireLowercase: boolean;
  readonly requireUppercase: boolean;
  readonly requireDigits: boolean;
  readonly requireSymbols: boolean;
}

/** The policy in a JSON text; undefined if the text is no policy. */
export function parsePasswordPolicy(json = ''): PasswordPolicy | undefined {
  try {
    const policy = JSON.parse(json);
    const flags = [policy.requireLowercase, policy.requireUppercase, policy.requireDigits, policy.requireSymbols];
    return policy.minLength >= 6 && flags.every((flag) => typeof flag === 'boolean') ? policy : undefined;
  } catch {
    return undefined;
  }
}

/** Messages for the rules of the policy that a new password does not meet; empty for a valid password. */
export function unmetPasswordRules(password: string, policy: PasswordPolicy): string[] {
  // The symbols are those that Cognito accepts, and a space within the password.
  const rules: readonly (readonly [required: boolean, isMet: boolean, message: string])[] = [
    [true, [...password].length >= policy.minLength, `must have at least ${policy.minLength} characters`],
    [policy.requireLowercase, /[a-z]/.test(password), 'needs a lower-case letter'],
    [policy.requireUppercase, /[A-Z]/.test(password), 'needs an upper-case letter'],
    [policy.requireDigits, /[0-9]/.test(password), 'needs a digit'],
    [policy.requireSymbols, /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password), 'needs a symbol'],
    [true, password.trim() === password, 'must not begin or end with a space'],
  ];
  return rules.filter(([required, isMet]) => required && !isMet).map(([, , message]) => message);
}
