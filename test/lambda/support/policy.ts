import type { PasswordPolicy } from '../../../lambda/contract/password-policy';

/** The policy that the handlers have in these tests. */
export const passwordPolicy: PasswordPolicy = {
  minLength: 8,
  requireLowercase: true,
  requireUppercase: true,
  requireDigits: true,
  requireSymbols: true,
};
