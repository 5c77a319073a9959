import { parseProfileAttributes, profileField, standardProfileAttributes } from '../../../lambda/contract/profile';

describe('profileField', () => {
  it.each([
    ['name', 'name'],
    ['given_name', 'givenName'],
    ['family_name', 'familyName'],
    ['locale', 'locale'],
    ['picture', 'picture'],
    ['custom:plan', 'plan'],
    ['custom:favorite_color', 'favoriteColor'],
    ['custom:favoriteColor', 'favoriteColor'],
    ['custom:line_2', 'line2'],
  ])('names the attribute %s %s', (attribute, field) => {
    expect(profileField(attribute)).toBe(field);
  });

  it('names no two standard attributes the same', () => {
    expect(new Set(standardProfileAttributes.map(profileField)).size).toBe(standardProfileAttributes.length);
  });
});

describe('parseProfileAttributes', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['name', ['name']],
    ['name,custom:favorite_color', ['name', 'custom:favorite_color']],
  ])('reads the variable with the value %j', (value, attributes) => {
    expect(parseProfileAttributes(value)).toEqual(attributes);
  });
});
