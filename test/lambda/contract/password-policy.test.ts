import { unmetPasswordRules } from '../../../lambda/contract/password-policy';
import { passwordPolicy } from '../support/policy';

const SYMBOL_MISSING = ['needs a symbol'];

describe('unmetPasswordRules', () => {
  it.each([...'^$*.[]{}()?"!@#%&/\\,><\':;|_~`=+-', ' '])(
    'accepts %j as the symbol of a password, as Cognito does',
    (symbol) => {
      expect(unmetPasswordRules(`Engine${symbol}1843`, passwordPolicy)).toEqual([]);
    },
  );

  it.each(['€', '§', 'ß', '\u{1f511}', '\u00a0', '–', '\u0000', '\t'])(
    'does not accept %j as the symbol of a password',
    (other) => {
      expect(unmetPasswordRules(`Engine${other}1843`, passwordPolicy)).toEqual(SYMBOL_MISSING);
    },
  );

  it.each([
    ['needs a lower-case letter', 'é', 'ENGINÉé-1843'],
    ['needs an upper-case letter', 'É', 'enginÉ-1843'],
    ['needs a digit', '١٨٤٣', 'Engine-١٨٤٣'],
  ])('reports "%s" when a password has only %s, because Cognito counts ASCII', (message, _, password) => {
    expect(unmetPasswordRules(password, passwordPolicy)).toEqual([message]);
  });

  it('counts an emoji as one character of the minimum length', () => {
    expect(unmetPasswordRules('Ab1-567', passwordPolicy)).toEqual(['must have at least 8 characters']);
    expect(unmetPasswordRules('Ab1-\u{1f511}\u{1f511}', passwordPolicy)).toEqual(['must have at least 8 characters']);
    expect(unmetPasswordRules('Ab1-5678', passwordPolicy)).toEqual([]);
  });

  it('checks only the rules that the policy has', () => {
    const policy = {
      minLength: 12,
      requireLowercase: false,
      requireUppercase: false,
      requireDigits: false,
      requireSymbols: false,
    };
    expect(unmetPasswordRules('twelve-chars', policy)).toEqual([]);
    expect(unmetPasswordRules('eleven-char', policy)).toEqual(['must have at least 12 characters']);
  });
});
