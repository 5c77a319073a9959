import * as z from 'zod/mini';
import { hostname, matching, oneOf, sentence } from './setting-types';

/** How Cognito's own pages look: `managed` is what AWS goes on with, `classic` the hosted UI before it. */
const managedLoginVersions = ['managed', 'classic'] as const;

/** Source: "Configuring a user pool domain" in the Cognito developer guide. */
const prefix = matching(
  /^(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'is 1 to 63 small letters, digits and hyphens, without "aws", "amazon" or "cognito" in it',
);
const url = z
  .string(sentence('is a text'))
  .check(
    z.refine(
      isReturnUrl,
      sentence(
        'is an exact https URL without a fragment, such as https://app.example.com/signed-in (http only for localhost)',
      ),
    ),
  );
const urls = z
  .array(url, sentence('is a list of URLs'))
  .check(z.minLength(1, sentence('is a list of one URL at least')));
const certificateArn = matching(
  /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
  'is the ARN of an ACM certificate in us-east-1, wherever the stack is',
);

/** A domain of one's own in the place of Cognito's. */
export const CustomDomain = z.strictObject(
  { domainName: hostname, certificateArn },
  sentence('is a domainName and its certificateArn'),
);

/** Cognito's own sign-in pages, with OAuth 2.0's authorization code and PKCE for whoever sends people there. */
export const ManagedLogin = z
  .strictObject(
    {
      /** The pages are at https://PREFIX.auth.REGION.amazoncognito.com: nobody else in the region may have it. */
      domainPrefix: z.optional(prefix),
      customDomain: z.optional(CustomDomain),
      /** Where people may be sent back to, with a code; compared letter by letter. */
      callbackUrls: urls,
      /** The same for those who have signed out. */
      logoutUrls: urls,
      version: z._default(oneOf(managedLoginVersions), 'managed'),
    },
    sentence('is a domainPrefix or a customDomain, callbackUrls and logoutUrls'),
  )
  .check(
    z.refine(
      ({ domainPrefix, customDomain }) => (domainPrefix === undefined) !== (customDomain === undefined),
      sentence('has either a domainPrefix or a customDomain'),
    ),
  );

export type ManagedLoginSettings = Readonly<z.output<typeof ManagedLogin>>;

/**
 * As Cognito takes it, and as a browser writes it: another spelling would never be equal. Schemes of an app's own, which
 * Cognito takes too, any other app may claim; phones know https links that belong to one app (RFC 8252, 7.2).
 */
function isReturnUrl(given: string): boolean {
  if (!URL.canParse(given) || /[#*]/.test(given)) return false;
  const { protocol, hostname, username, password, href } = new URL(given);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLocal);
  return isSafe && !username && !password && (href === given || href === `${given}/`);
}
