import * as z from 'zod/mini';
import { matching } from './setting-types';

/** Names of identity providers that Cognito itself has. Source: ProviderName in the API reference of CreateIdentityProvider. */
export const GOOGLE = 'Google';
export const APPLE = 'SignInWithApple';
const reserved = ['COGNITO', GOOGLE, APPLE, 'Facebook', 'LoginWithAmazon'];

/** The message of an invalid setting, without its value: it may be a secret that was put into the wrong place. */
const issueWithoutValue = (is: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? 'is missing' : is),
});

/**
 * The name of a secret. The slash tells a name from a secret that was pasted in its place: the secrets of Google, Apple, Okta,
 * Entra ID and Auth0 have none.
 */
const SECRET_NAME = /^(?=.{3,512}$)[\w.+=@-]+(\/[\w.+=@-]+)+$/;
const secretName = z
  .string(issueWithoutValue('must be the name of a secret'))
  .check(
    z.refine(
      (name) => SECRET_NAME.test(name),
      issueWithoutValue(
        'must be the name of a secret in AWS Secrets Manager, with a slash, such as my-product/google. Never put the secret itself into a setting',
      ),
    ),
  );

const clientId = matching(/^[\x21-\x7E]{1,255}$/, 'must be the client ID that the provider gave your app');

/**
 * The name of a provider at Cognito, and in the usernames of its users (`Corp_…`). Without an underscore, which ends it there.
 * Cognito allows other letters too.
 */
const providerName = matching(
  /^[A-Za-z][A-Za-z0-9-]{2,31}$/,
  'must be 3 to 32 letters, digits and hyphens that begin with a letter',
).check(
  z.refine((name) => !isReserved(name), {
    error: ({ input }) => `must be another name than "${input}", which Cognito uses itself`,
  }),
);

function isReserved(name: string): boolean {
  return reserved.some((other) => other.toLowerCase() === name.toLowerCase());
}

const httpsUrl = (is: string) =>
  z
    .string(issueWithoutValue(is))
    .check(z.refine(isHttpsUrl, { error: ({ input }) => `${is}, not ${JSON.stringify(input)}` }));

function isHttpsUrl(given: string): boolean {
  if (!URL.canParse(given)) return false;
  const { protocol, username, password, hash } = new URL(given);
  return protocol === 'https:' && !username && !password && !hash;
}

const scope = matching(/^[\x21\x23-\x5B\x5D-\x7E]{1,100}$/, 'must be an OAuth 2.0 scope such as email');
const scopes = z.array(scope, issueWithoutValue('must be a list of scopes')).check(
  z.refine((all) => all.includes('openid') && all.includes('email'), {
    error: 'must include "openid" and "email": Cognito needs the address of the user',
  }),
);

const Google = z.strictObject({ clientId, secretName }, issueWithoutValue('must have a clientId and a secretName'));

const Apple = z.strictObject(
  {
    servicesId: matching(/^[\w.-]{3,255}$/, 'must be the identifier of a Services ID, such as com.example.web'),
    teamId: matching(/^[A-Z0-9]{10}$/, 'must be the ID of your team at Apple, 10 capital letters and digits'),
    keyId: matching(/^[A-Z0-9]{10}$/, 'must be the ID of the key, 10 capital letters and digits'),
    /** The secret is the private key, the content of the .p8 file. */
    secretName,
  },
  issueWithoutValue('must have a servicesId, a teamId, a keyId and a secretName'),
);

const Oidc = z.strictObject(
  {
    name: providerName,
    /** The `iss` of its tokens. Cognito reads ISSUER/.well-known/openid-configuration. */
    issuer: httpsUrl('must be an https URL such as https://login.example.com'),
    clientId,
    secretName,
    /** What Cognito requests. */
    scopes: z._default(scopes, ['openid', 'email']),
  },
  issueWithoutValue('must have a name, an issuer, a clientId and a secretName'),
);

const Saml = z.strictObject(
  {
    name: providerName,
    metadataUrl: httpsUrl('must be an https URL'),
    /** Whether a sign-out at Cognito's /logout signs out at the provider too. Its metadata must have a SingleLogoutService. */
    signOut: z._default(z.boolean(issueWithoutValue('must be true or false')), false),
  },
  issueWithoutValue('must have a name and a metadataUrl'),
);

const isWithoutDuplicates = (names: readonly string[]) => new Set(names).size === names.length;

/** Providers with which users can sign in at managed login. The name of each is what `identity_provider` takes. */
export const IdentityProviders = z
  .strictObject(
    {
      google: z.optional(Google),
      apple: z.optional(Apple),
      /** Any other provider that speaks OpenID Connect. */
      oidc: z.optional(z.array(Oidc, issueWithoutValue('must be a list of providers'))),
      saml: z.optional(z.array(Saml, issueWithoutValue('must be a list of providers'))),
    },
    issueWithoutValue('must be an object with google, apple, oidc or saml'),
  )
  .check(
    z.refine(
      (providers) => providerNames(providers).length > 0,
      'must have at least one of google, apple, oidc and saml',
    ),
    // Cognito writes the usernames of a pool that is not case-sensitive in lower case.
    z.refine(
      (providers) => isWithoutDuplicates(providerNames(providers).map((name) => name.toLowerCase())),
      'must have providers with different names, in any letter case',
    ),
  );

export type IdentityProviderSettings = Readonly<z.output<typeof IdentityProviders>>;
export type OidcSettings = NonNullable<IdentityProviderSettings['oidc']>[number];

/** The names of the providers at Cognito. */
export function providerNames({ google, apple, oidc = [], saml = [] }: IdentityProviderSettings): readonly string[] {
  return [...(google ? [GOOGLE] : []), ...(apple ? [APPLE] : []), ...[...oidc, ...saml].map(({ name }) => name)];
}

/** The known keys of the setting and its parts, for the error messages. */
export const identityProviderShapes = {
  identityProviders: IdentityProviders.shape,
  'identityProviders.google': Google.shape,
  'identityProviders.apple': Apple.shape,
  'identityProviders.oidc.*': Oidc.shape,
  'identityProviders.saml.*': Saml.shape,
} as const;

/** Whether a key of this setting that does not exist would hold a secret. */
export function isSecretKey(path: string): boolean {
  return (
    path.startsWith('identityProviders.') && /secret|password|private_?key|^key$/i.test(path.split('.').at(-1) ?? '')
  );
}
