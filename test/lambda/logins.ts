import type { BadValue } from './bad-bodies';

const NO_SPACES = 'may hold letters, digits, symbols and punctuation, but no spaces';

/** What neither a username nor an address can be, wherever one is asked for. */
export const badLogins: readonly BadValue[] = [
  ['white space as username', 'username', ' \t\n\u00a0 ', 'must not be empty'],
  ['a space in the username', 'username', 'ada lovelace', NO_SPACES],
  ['a NUL in the username', 'username', 'ada\u0000lovelace', NO_SPACES],
  ['a control character in the username', 'username', 'ada\u001b[31mlovelace', NO_SPACES],
  ['text that turns direction in the username', 'username', 'ada\u202elovelace', NO_SPACES],
  ['half a character in the username', 'username', 'ada\ud83elovelace', NO_SPACES],
];
