import { parse as parseDomain } from 'tldts';
import * as z from 'zod/mini';
import { standardProfileAttributes } from '../../lambda/contract/profile';

/** The message of an invalid setting, to be printed after the setting's name: what it is, and the value that was given. */
export const issueMessage = (is: string) => ({
  error: ({ input }: { input?: unknown }) =>
    input === undefined ? 'is missing' : `${is}, not ${JSON.stringify(input)}`,
});

/** A string that matches a pattern. */
export const matching = (pattern: RegExp, is: string) =>
  z.string(issueMessage(is)).check(z.regex(pattern, issueMessage(is)));

/** A whole number within bounds. */
export const wholeNumber = ({ min, max = Number.MAX_SAFE_INTEGER }: { min: number; max?: number }) => {
  const bounds = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  const is = issueMessage(`must be a whole number ${bounds}`);
  return z.int(is).check(z.minimum(min, is), z.maximum(max, is));
};

export const boolean = z.boolean(issueMessage('must be true or false'));
/** Without braces: Cognito replaces placeholders in braces in its e-mails. */
export const singleLine = matching(/^[^{}\p{Cc}]{1,100}$/u, 'must be a line of at most 100 characters, without braces');
export const emailAddress = z.email(issueMessage('must be an e-mail address'));
export const hostname = matching(
  /^(?!.{256})([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  'must be a domain such as example.com',
);
/** A domain on which passkeys can be created: a browser refuses a public suffix such as co.uk. */
export const relyingPartyId = z
  .string(issueMessage('must be a domain such as example.com'))
  .check(
    z.refine(isRelyingPartyId, issueMessage('must be a domain such as example.com, no public suffix such as co.uk')),
  );

function isRelyingPartyId(given: string): boolean {
  if (given === 'localhost') return true;
  const { domain, isIp } = parseDomain(given, { allowPrivateDomains: true });
  return hostname.safeParse(given).success && domain !== null && !isIp;
}

export const profileAttribute = matching(
  new RegExp(`^(${standardProfileAttributes.join('|')}|custom:[A-Za-z0-9_]{1,20})$`),
  `must be ${standardProfileAttributes.join(', ')} or a custom attribute such as custom:nickname`,
);
export const customAttribute = matching(
  /^custom:[A-Za-z0-9_]{1,20}$/,
  'must be a custom attribute such as custom:plan',
);
/**
 * A scope of RFC 6749, in Cognito's form of a resource and a permission. So it is none of OpenID Connect, such as `openid`, and
 * not the scope of account management. Cognito reserves the prefix `aws.`.
 */
export const customScope = matching(
  /^(?!aws\.)[\x21\x23-\x2e\x30-\x5b\x5d-\x7e]{1,100}\/[\x21\x23-\x2e\x30-\x5b\x5d-\x7e]{1,100}$/,
  'must be a resource and a permission such as notes/write, without spaces, and not of AWS',
);
export const region = matching(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'must be a region such as eu-west-1');
export const certificateArn = matching(/^arn:aws[\w-]*:acm:/, 'must be the ARN of a certificate');
export const oneOf = <const Choice extends string>(choices: readonly Choice[]) =>
  z.enum(choices, issueMessage(`must be ${alternatives(choices)}`));

/** Words as an English list: `a, b or c`. */
function alternatives(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Where passwords are sent to. http only for this machine. */
export const oldSystemUrl = z
  .string(issueMessage('must be a URL'))
  .check(
    z.refine(
      isOldSystemUrl,
      issueMessage(
        'must be an https URL without credentials, such as https://old.example.com/users; http for localhost',
      ),
    ),
  );

function isOldSystemUrl(given: string): boolean {
  if (!URL.canParse(given)) return false;
  const { protocol, hostname, username, password, hash } = new URL(given);
  const isSecure = protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
  return isSecure && username === '' && password === '' && hash === '';
}

export const isThisMachine = (name: string) => ['localhost', '127.0.0.1', '[::1]'].includes(name);

const origin = z
  .string(issueMessage('must be an origin'))
  .check(z.refine(isOrigin, issueMessage('must be an origin such as https://app.example.com, without a path')));
export const origins = z
  .array(origin, issueMessage('must be a list of origins'))
  .check(
    z.refine((all) => all.length < 2 || !all.includes('*'), issueMessage('must be "*" alone or a list without it')),
  );

/** Must equal the browser's `Origin` header exactly. http only for localhost. */
function isOrigin(given: string): boolean {
  if (given === '*') return true;
  return (
    /^(https:|http:\/\/(localhost|127\.0\.0\.1)(:|$))/.test(given) &&
    URL.canParse(given) &&
    new URL(given).origin === given
  );
}
