import { unmetPasswordRules } from '../../../lambda/contract/password-policy';

const SYMBOL_MISSING = ['needs a symbol'];

describe('a new password', () => {
  it.each([...'^$*.[]{}()?"!@#%&/\\,><\':;|_~`=+-', ' '])('may have %s for its symbol, as Cognito has it', (symbol) => {
    expect(unmetPasswordRules(`Engine${symbol}1843`)).toEqual([]);
  });

  it.each(['€', '§', 'ß', '\u{1f511}', '\u00a0', '–', '\u0000', '\t'])('needs another symbol than %j', (other) => {
    expect(unmetPasswordRules(`Engine${other}1843`)).toEqual(SYMBOL_MISSING);
  });

  it.each([
    ['needs a lower-case letter', 'ENGINÉé-1843'],
    ['needs an upper-case letter', 'enginÉ-1843'],
    ['needs a digit', 'Engine-١٨٤٣'],
  ])('%s of the Latin ones that Cognito counts', (message, password) => {
    expect(unmetPasswordRules(password)).toEqual([message]);
  });

  it('has eight characters as a person counts them', () => {
    expect(unmetPasswordRules('Ab1-567')).toEqual(['must have at least 8 characters']);
    expect(unmetPasswordRules('Ab1-\u{1f511}\u{1f511}')).toEqual(['must have at least 8 characters']);
    expect(unmetPasswordRules('Ab1-5678')).toEqual([]);
  });
});
