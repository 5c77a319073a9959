/** The language of the texts in lib/users/emails.ts, which Cognito sends to users of all other languages than `emailLanguages`. */
const DEFAULT_LANGUAGE = 'en';

/** The languages in the variable EMAIL_LANGUAGES. */
export function parseLanguages(variable: string | undefined): readonly string[] {
  return variable ? variable.split(',') : [];
}

/**
 * The language of a BCP 47 tag, of these languages and the default one: `de` for `de-AT` and `de_AT` (RFC 4647, lookup). Undefined
 * if there is none.
 */
export function findLanguage(tag: string | undefined, languages: readonly string[]): string | undefined {
  const known = [...languages, DEFAULT_LANGUAGE];
  const parts = (tag ?? '').toLowerCase().split(/[-_]/).slice(0, 8);
  for (let length = parts.length; length > 0; length -= 1) {
    const range = parts.slice(0, length).join('-');
    const language = known.find((each) => each.toLowerCase() === range);
    if (language !== undefined) return language;
  }
  return undefined;
}

/** The language that an Accept-Language header (RFC 9110) prefers, of these languages and the default one. */
export function preferredLanguage(header: string | undefined, languages: readonly string[]): string | undefined {
  const ranges = (header ?? '').split(',').map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const quality = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
    return { tag, quality: quality === undefined ? 1 : Number(quality) };
  });
  const accepted = ranges.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
  for (const { tag } of accepted) {
    const language = findLanguage(tag, languages);
    if (language !== undefined) return language;
  }
  return undefined;
}
