import * as z from 'zod/mini';

/** Ends the sentence that begins with the name of the setting. */
export const sentence = (is: string) => ({
  error: ({ input }: { input?: unknown }) =>
    input === undefined ? 'is missing' : `${is}, not ${JSON.stringify(input)}`,
});

/** A text of some form. */
export const matching = (pattern: RegExp, is: string) => z.string(sentence(is)).check(z.regex(pattern, sentence(is)));

export const flag = z.boolean(sentence('is true or false'));
/** Braces are where Cognito puts a code into a mail. */
export const line = matching(/^[^{}\p{Cc}]{1,100}$/u, 'is a line of at most 100 characters, without braces');
export const address = z.email(sentence('is an e-mail address'));
export const hostname = matching(
  /^(?!.{256})([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  'is a domain such as example.com',
);
export const region = matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is a region such as eu-west-1');
export const certificateArn = matching(/^arn:aws[\w-]*:acm:/, 'is the ARN of a certificate');
export const oneOf = <const Choice extends string>(choices: readonly Choice[]) =>
  z.enum(choices, sentence(`is ${choices.join(' or ')}`));

const origin = z
  .string(sentence('is an origin'))
  .check(z.refine(isOrigin, sentence('is an origin such as https://app.example.com, without a path')));
export const origins = z
  .array(origin, sentence('is a list of origins'))
  .check(z.refine((all) => all.length < 2 || !all.includes('*'), sentence('is "*" alone or a list without it')));

/** As a browser writes it into `Origin`: what else is compared with it would never be equal. Unencrypted only at home. */
function isOrigin(given: string): boolean {
  if (given === '*') return true;
  return (
    /^(https:|http:\/\/(localhost|127\.0\.0\.1)(:|$))/.test(given) &&
    URL.canParse(given) &&
    new URL(given).origin === given
  );
}
