import { CognitoException } from '../exceptions';
import type { Random } from '../randomness';

/** The rules for a pool's passwords. */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly lowercase: boolean;
  readonly uppercase: boolean;
  readonly numbers: boolean;
  readonly symbols: boolean;
}

/** The special characters that Cognito counts. A space counts too, except at the beginning and the end. */
const symbols = '^$*.[]{}()?"!@#%&/\\,><\':;|_~`=+-';

const classes = [
  { rule: 'uppercase', name: 'uppercase', characters: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' },
  { rule: 'lowercase', name: 'lowercase', characters: 'abcdefghijklmnopqrstuvwxyz' },
  { rule: 'numbers', name: 'numeric', characters: '0123456789' },
  { rule: 'symbols', name: 'symbol', characters: symbols },
] as const;

/** The beginning of the exception's message, which clients match: Cognito's operations word it differently. */
const refusals = {
  signUp: 'Password did not conform with policy',
  invitation: 'Password did not conform with password policy',
  newPassword: 'Password does not conform to policy',
} as const;

/** Throws InvalidPasswordException, which names the first rule that the password does not meet. */
export function assertPasswordPolicy(
  password: string,
  policy: PasswordPolicy,
  purpose: keyof typeof refusals = 'newPassword',
): void {
  const problem = firstProblem(password, policy);
  if (problem !== undefined) {
    throw new CognitoException('InvalidPasswordException', `${refusals[purpose]}: ${problem}`);
  }
}

function firstProblem(password: string, policy: PasswordPolicy): string | undefined {
  if (password.length < policy.minimumLength) return 'Password not long enough';
  const missing = classes.find(({ rule, characters }) => policy[rule] && !containsAny(password, characters));
  return missing && `Password must have ${missing.name} characters`;
}

function containsAny(password: string, characters: string): boolean {
  for (const character of password) {
    if (characters.includes(character)) return true;
  }
  return characters === symbols && password.trim().includes(' ');
}

/** Generates a password for an invited user. It has characters of each class, so it meets every policy. */
export function temporaryPassword(policy: PasswordPolicy, random: Random): string {
  const length = Math.max(policy.minimumLength, 12);
  const picks = [...random(length)].map((byte, index) => {
    const { characters } = classes[index % classes.length] ?? classes[0];
    return characters[byte % characters.length];
  });
  return picks.join('');
}
