/** The attributes of Cognito that a stage may list as profile attributes, besides custom ones. */
export const standardProfileAttributes = ['name', 'given_name', 'family_name', 'locale', 'picture'] as const;

/** Cognito's prefix of a custom attribute. */
export const CUSTOM = 'custom:';

/** The name of an attribute in the API: `given_name` is `givenName`, `custom:favorite_color` is `favoriteColor`. */
export function profileField(attribute: string): string {
  return attribute.replace(CUSTOM, '').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The attributes in the variable PROFILE_ATTRIBUTES, which has them separated by commas. */
export function parseProfileAttributes(value: string | undefined): readonly string[] {
  return value ? value.split(',') : [];
}
