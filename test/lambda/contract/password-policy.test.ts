import { unmetPasswordRules } from '../../../lambda/contract/password-policy';

const SYMBOL_MISSING = ['needs a symbol'];

describe('unmetPasswordRules', () => {
  it.each([...'^$*.[]{}()?"!@#%&/\\,><\':;|_~`=+-', ' '])(
    'accepts %j as the symbol of a password, as Cognito does',
    (symbol) => {
      expect(unmetPasswordRules(`Engine${symbol}1843`)).toEqual([]);
    },
  );

  it.each(['€', '§', 'ß', '\u{1f511}', '\u00a0', '–', '\u0000', '\t'])(
    'does not accept %j as the symbol of a password',
    (other) => {
      expect(unmetPasswordRules(`Engine${other}1843`)).toEqual(SYMBOL_MISSING);
    },
  );

  it.each([
    ['needs a lower-case letter', 'é', 'ENGINÉé-1843'],
    ['needs an upper-case letter', 'É', 'enginÉ-1843'],
    ['needs a digit', '١٨٤٣', 'Engine-١٨٤٣'],
  ])('reports "%s" when a password has only %s, because Cognito counts ASCII', (message, _, password) => {
    expect(unmetPasswordRules(password)).toEqual([message]);
  });

  it('counts an emoji as one character of the minimum length', () => {
    expect(unmetPasswordRules('Ab1-567')).toEqual(['must have at least 8 characters']);
    expect(unmetPasswordRules('Ab1-\u{1f511}\u{1f511}')).toEqual(['must have at least 8 characters']);
    expect(unmetPasswordRules('Ab1-5678')).toEqual([]);
  });
});
