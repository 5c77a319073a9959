import type { InvalidValue } from './invalid-bodies';

const NO_SPACES = 'may hold letters, digits, symbols and punctuation, but no spaces';
const LETTERS_AND_DIGITS = 'may hold letters and digits only';
const SIX_DIGITS = 'must be the 6 digits that the app shows';

/** Invalid as the username of a new user, and as the username or e-mail address of an existing one. */
export const invalidUsernames: readonly InvalidValue[] = [
  ['username is white space', 'username', ' \t\n\u00a0 ', 'must not be empty'],
  ['username contains a space', 'username', 'ada lovelace', NO_SPACES],
  ['username contains a NUL', 'username', 'ada\u0000lovelace', NO_SPACES],
  ['username contains a control character', 'username', 'ada\u001b[31mlovelace', NO_SPACES],
  ['username contains a right-to-left override', 'username', 'ada\u202elovelace', NO_SPACES],
  ['username contains an unpaired surrogate', 'username', 'ada\ud83elovelace', NO_SPACES],
];

/** Invalid where a route accepts the username or the e-mail address of an existing user. */
export const invalidLogins: readonly InvalidValue[] = [
  ...invalidUsernames,
  ['username has 255 characters', 'username', 'x'.repeat(255), 'must be at most 254 characters'],
];

/** Invalid as a code that Cognito sends by e-mail. */
export const invalidCodes: readonly InvalidValue[] = [
  ['code is white space', 'code', ' \t\n ', 'must not be empty'],
  ['code contains a space', 'code', '184 310', LETTERS_AND_DIGITS],
  ['code contains a NUL', 'code', '184\u0000310', LETTERS_AND_DIGITS],
  ['code is emoji', 'code', '\u{1f511}\u{1f511}\u{1f511}', LETTERS_AND_DIGITS],
  ['code has Arabic-Indic digits', 'code', '١٨٤٣١٠', LETTERS_AND_DIGITS],
  ['code has 65 characters', 'code', '1'.repeat(65), 'must be at most 64 characters'],
];

/** Invalid as a code of an authenticator app. */
export const invalidTotpCodes: readonly InvalidValue[] = [
  ['code is empty', 'code', '', SIX_DIGITS],
  ['code is white space', 'code', '      ', SIX_DIGITS],
  ['code has five digits', 'code', '18431', SIX_DIGITS],
  ['code has seven digits', 'code', '1843104', SIX_DIGITS],
  ['code contains a space', 'code', '184 310', SIX_DIGITS],
  ['code contains a letter', 'code', '18431O', SIX_DIGITS],
  ['code begins with a minus sign', 'code', '-18431', SIX_DIGITS],
  ['code holds two codes', 'code', '184310\n184310', SIX_DIGITS],
  ['code has Arabic-Indic digits', 'code', '١٨٤٣١٠', SIX_DIGITS],
  ['code has 20,000 digits', 'code', '1'.repeat(20_000), SIX_DIGITS],
];

/** Invalid as a refresh token. */
export const invalidRefreshTokens: readonly InvalidValue[] = [
  ['refreshToken is white space', 'refreshToken', ' \t\n ', 'must not be empty'],
  ['refreshToken contains a space', 'refreshToken', 'refresh token', 'is not a refresh token'],
  ['refreshToken contains a NUL', 'refreshToken', 'refresh\u0000token', 'is not a refresh token'],
  ['refreshToken is an emoji', 'refreshToken', '\u{1f511}', 'is not a refresh token'],
  ['refreshToken contains an unpaired surrogate', 'refreshToken', 'refresh\ud83e', 'is not a refresh token'],
  ['refreshToken has 8,193 characters', 'refreshToken', 'x'.repeat(8193), 'must be at most 8192 characters'],
];

/** Invalid as any password, current or new. */
export function invalidPasswords(field: string): InvalidValue[] {
  const start = 'Analytical-1843';
  return [
    [`${field} has 257 characters`, field, start.padEnd(257, 'x'), 'must be at most 256 characters'],
    [`${field} contains an unpaired surrogate`, field, `${start}\ud83e`, 'must be well-formed Unicode'],
  ];
}

/** Invalid as the session of a challenge. */
export const invalidSessions: readonly InvalidValue[] = [
  ['session contains a space', 'session', 'session of another', 'is not a session'],
  ['session contains a NUL', 'session', 'session\u0000', 'is not a session'],
  ['session is an emoji', 'session', '\u{1f511}', 'is not a session'],
  ['session contains an unpaired surrogate', 'session', 'session\ud83e', 'is not a session'],
  ['session has 2,049 characters', 'session', 'x'.repeat(2049), 'must be at most 2048 characters'],
];

/** Invalid as an e-mail address. */
export function invalidAddresses(field: string, maxLength: number): InvalidValue[] {
  const message = 'must be an e-mail address such as ada@example.com';
  return [
    [`${field} is white space`, field, ' \t\n\u00a0 ', 'must not be empty'],
    [`${field} has no @`, field, 'ada.lovelace.example', message],
    [`${field} has no text before the @`, field, '@lovelace.example', message],
    [`${field} has no text after the @`, field, 'ada@', message],
    [`${field} has two @ characters`, field, 'ada@byron@lovelace.example', message],
    [`${field} has a host without a dot`, field, 'ada@localhost', message],
    [`${field} has a second line`, field, 'ada@lovelace.example\nBcc: all@example.com', message],
    [`${field} holds two addresses`, field, 'ada@lovelace.example,charles@babbage.example', message],
    [`${field} has a display name`, field, 'Ada <ada@lovelace.example>', message],
    [`${field} contains a NUL`, field, 'ada\u0000@lovelace.example', message],
    [`${field} contains an emoji`, field, '\u{1f98a}@lovelace.example', message],
    [`${field} is too long`, field, `${'x'.repeat(maxLength)}@a.example`, `must be at most ${maxLength} characters`],
    [`${field} has 20,000 characters`, field, 'x@'.repeat(10_000), `must be at most ${maxLength} characters`],
  ];
}
