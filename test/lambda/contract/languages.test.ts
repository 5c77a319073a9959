import { findLanguage, parseLanguages, preferredLanguage } from '../../../lambda/contract/languages';

const languages = ['de', 'fr', 'pt-BR'];

describe('the language of a tag', () => {
  it.each([
    ['de', 'de'],
    ['DE', 'de'],
    ['de-AT', 'de'],
    ['de_CH', 'de'],
    ['de-Latn-CH-1996', 'de'],
    ['pt-BR', 'pt-BR'],
    ['pt-br', 'pt-BR'],
    ['pt', undefined],
    ['pt-PT', undefined],
    ['en-US', 'en'],
    ['es', undefined],
    ['deutsch', undefined],
    ['*', undefined],
    ['', undefined],
    [undefined, undefined],
    ['<script>', undefined],
    ['-'.repeat(10_000), undefined],
  ])('of %j is %j', (tag, expected) => {
    expect(findLanguage(tag, languages)).toBe(expected);
  });
});

describe('the language that Accept-Language prefers', () => {
  it.each([
    ['de', 'de'],
    ['de-CH,de;q=0.9,en;q=0.8', 'de'],
    ['en-US,en;q=0.9,de;q=0.8', 'en'],
    ['es,fr;q=0.5', 'fr'],
    ['fr;q=0.5, de;q=0.7', 'de'],
    ['de;q=0, fr;q=0.1', 'fr'],
    ['de;Q=0.2,fr;q=0.3', 'fr'],
    ['es;q=0.9,*;q=0.1', undefined],
    ['*', undefined],
    ['de;q=x', undefined],
    [',,;', undefined],
    ['', undefined],
    [undefined, undefined],
    ['x'.repeat(8000), undefined],
  ])('with %j is %j', (header, expected) => {
    expect(preferredLanguage(header, languages)).toBe(expected);
  });

  it('is one of the list or the default, whatever the header', () => {
    expect(preferredLanguage('de"}\r\nX: y,fr', ['de'])).toBeUndefined();
  });
});

it.each([
  [undefined, []],
  ['', []],
  ['de,fr', ['de', 'fr']],
])('the variable %j has the languages %j', (variable, expected) => {
  expect(parseLanguages(variable)).toEqual(expected);
});
