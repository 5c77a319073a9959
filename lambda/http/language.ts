import { optionalVariable } from '../contract/environment';
import { parseLanguages, preferredLanguage } from '../contract/languages';
import type { InputReader } from './route';

const languages = parseLanguages(optionalVariable('EMAIL_LANGUAGES'));

/** The language for an e-mail, by the request's Accept-Language: one of the stage's `emailLanguages`, or undefined. */
export const language: InputReader<string | undefined> = ({ headers }) => {
  if (languages.length === 0) return undefined;
  const [, header] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'accept-language') ?? [];
  return preferredLanguage(header, languages);
};
