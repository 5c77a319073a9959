import { randomBytes } from 'node:crypto';
import { assertPasswordPolicy, temporaryPassword } from '../../../src/cognito/passwords/password-policy';

const strict = { minimumLength: 8, lowercase: true, uppercase: true, numbers: true, symbols: true };

describe('temporaryPassword', () => {
  it.each([6, 8, 13, 99])('meets every policy with a minimum length of %d', (minimumLength) => {
    const policy = { ...strict, minimumLength };
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const password = temporaryPassword(policy, randomBytes);
      expect(() => assertPasswordPolicy(password, policy)).not.toThrow();
      expect(password).toMatch(/^\S+$/);
    }
  });

  it('is different each time', () => {
    const passwords = Array.from({ length: 500 }, () => temporaryPassword(strict, randomBytes));
    expect(new Set(passwords).size).toBe(500);
  });
});

describe('assertPasswordPolicy', () => {
  it('accepts any characters if the policy requires none', () => {
    const lax = { minimumLength: 6, lowercase: false, uppercase: false, numbers: false, symbols: false };
    expect(() => assertPasswordPolicy('aaaaaa', lax)).not.toThrow();
    expect(() => assertPasswordPolicy('aaaaa', lax)).toThrow('Password not long enough');
  });

  it.each([...'^$*.[]{}()?"!@#%&/\\,><\':;|_~`=+-'])('counts %s as a symbol', (symbol) => {
    expect(() => assertPasswordPolicy(`Abcdefg1${symbol}`, strict)).not.toThrow();
  });

  it.each(['§', 'ß', ' '])('does not count "%s" at the end as a symbol', (character) => {
    expect(() => assertPasswordPolicy(`Abcdefg1${character}`, strict)).toThrow('symbol characters');
  });
});
