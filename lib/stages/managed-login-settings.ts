import * as z from 'zod/mini';
import { hostname, issueMessage, matching, oneOf } from './setting-types';

/** The pages' version: `managed` is the current one, `classic` the older hosted UI. */
const managedLoginVersions = ['managed', 'classic'] as const;

/** Source: "Configuring a user pool domain" in the Cognito developer guide. */
const prefix = matching(
  /^(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'must be 1 to 63 lower-case letters, digits and hyphens, without "aws", "amazon" or "cognito"',
);
const url = z
  .string(issueMessage('must be a text'))
  .check(
    z.refine(
      isReturnUrl,
      issueMessage(
        'must be an exact https URL without a fragment, such as https://app.example.com/signed-in (http only for localhost)',
      ),
    ),
  );
const urls = z
  .array(url, issueMessage('must be a list of URLs'))
  .check(z.minLength(1, issueMessage('must be a list of at least one URL')));
const certificateArn = matching(
  /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
  'must be the ARN of an ACM certificate in us-east-1, whatever the region of the stack',
);

/** A domain of your own instead of Cognito's. */
export const CustomDomain = z.strictObject(
  { domainName: hostname, certificateArn },
  issueMessage('must be a domainName and its certificateArn'),
);

/** Cognito's sign-in pages. Apps use them with the OAuth 2.0 authorization code grant and PKCE. */
export const ManagedLogin = z
  .strictObject(
    {
      /** The pages are at https://PREFIX.auth.REGION.amazoncognito.com. The prefix must be unique in the region. */
      domainPrefix: z.optional(prefix),
      customDomain: z.optional(CustomDomain),
      /** Where users may be redirected with a code. Cognito compares the whole URL exactly. */
      callbackUrls: urls,
      /** Where users may be redirected after signing out. Compared in the same way. */
      logoutUrls: urls,
      version: z._default(oneOf(managedLoginVersions), 'managed'),
    },
    issueMessage('must be a domainPrefix or a customDomain, callbackUrls and logoutUrls'),
  )
  .check(
    z.refine(
      ({ domainPrefix, customDomain }) => (domainPrefix === undefined) !== (customDomain === undefined),
      issueMessage('must have either a domainPrefix or a customDomain'),
    ),
  );

export type ManagedLoginSettings = Readonly<z.output<typeof ManagedLogin>>;

/**
 * Whether Cognito accepts the URL and a browser writes it in the same way. Cognito also accepts an app's own scheme, but
 * any other app can claim that scheme: use an https link that the phone binds to one app (RFC 8252, 7.2).
 */
function isReturnUrl(given: string): boolean {
  if (!URL.canParse(given) || /[#*]/.test(given)) return false;
  const { protocol, hostname, username, password, href } = new URL(given);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLocal);
  return isSafe && !username && !password && (href === given || href === `${given}/`);
}
