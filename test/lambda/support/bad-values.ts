import type { BadValue } from './bad-bodies';

const NO_SPACES = 'may hold letters, digits, symbols and punctuation, but no spaces';
const ONLY_LETTERS = 'may hold letters and digits only';
const SIX_DIGITS = 'must be the 6 digits that the app shows';

/** What neither a username nor an address can be, wherever one is asked for. */
export const badNames: readonly BadValue[] = [
  ['white space as username', 'username', ' \t\n\u00a0 ', 'must not be empty'],
  ['a space in the username', 'username', 'ada lovelace', NO_SPACES],
  ['a NUL in the username', 'username', 'ada\u0000lovelace', NO_SPACES],
  ['a control character in the username', 'username', 'ada\u001b[31mlovelace', NO_SPACES],
  ['text that turns direction in the username', 'username', 'ada\u202elovelace', NO_SPACES],
  ['half a character in the username', 'username', 'ada\ud83elovelace', NO_SPACES],
];

/** What nobody can be known as, where a name will do as well as an address. */
export const badLogins: readonly BadValue[] = [
  ...badNames,
  ['255 characters as username', 'username', 'x'.repeat(255), 'must be at most 254 characters'],
];

/** What no code that Cognito sends looks like. */
export const badCodes: readonly BadValue[] = [
  ['white space as code', 'code', ' \t\n ', 'must not be empty'],
  ['a space in the code', 'code', '184 310', ONLY_LETTERS],
  ['a NUL in the code', 'code', '184\u0000310', ONLY_LETTERS],
  ['an emoji as code', 'code', '\u{1f511}\u{1f511}\u{1f511}', ONLY_LETTERS],
  ['digits of another script as code', 'code', '١٨٤٣١٠', ONLY_LETTERS],
  ['a code of 65 characters', 'code', '1'.repeat(65), 'must be at most 64 characters'],
];

/** What no authenticator app shows. */
export const badTotpCodes: readonly BadValue[] = [
  ['an empty code', 'code', '', SIX_DIGITS],
  ['white space as code', 'code', '      ', SIX_DIGITS],
  ['five digits', 'code', '18431', SIX_DIGITS],
  ['seven digits', 'code', '1843104', SIX_DIGITS],
  ['a space in the code', 'code', '184 310', SIX_DIGITS],
  ['a letter in the code', 'code', '18431O', SIX_DIGITS],
  ['a sign before the code', 'code', '-18431', SIX_DIGITS],
  ['two codes', 'code', '184310\n184310', SIX_DIGITS],
  ['digits of another script', 'code', '١٨٤٣١٠', SIX_DIGITS],
  ['a million digits', 'code', '1'.repeat(1e6), SIX_DIGITS],
];

/** What no refresh token looks like. */
export const badRefreshTokens: readonly BadValue[] = [
  ['white space as refresh token', 'refreshToken', ' \t\n ', 'must not be empty'],
  ['a space in the refresh token', 'refreshToken', 'refresh token', 'is not a refresh token'],
  ['a NUL in the refresh token', 'refreshToken', 'refresh\u0000token', 'is not a refresh token'],
  ['an emoji as refresh token', 'refreshToken', '\u{1f511}', 'is not a refresh token'],
  ['half a character in the refresh token', 'refreshToken', 'refresh\ud83e', 'is not a refresh token'],
  ['a refresh token of 8193 characters', 'refreshToken', 'x'.repeat(8193), 'must be at most 8192 characters'],
];

/** What cannot be sent to Cognito as a password. */
export function badPasswords(field: string): BadValue[] {
  const start = 'Analytical-1843';
  return [
    [`257 characters as ${field}`, field, start.padEnd(257, 'x'), 'must be at most 256 characters'],
    [`half a character in ${field}`, field, `${start}\ud83e`, 'must be well-formed Unicode'],
  ];
}
