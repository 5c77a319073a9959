import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { emailTexts } from '../../lambda/contract/email-texts';
import { signInModes } from '../../lambda/contract/environment';
import type { PasswordPolicy as ContractPasswordPolicy } from '../../lambda/contract/password-policy';
import { profileField } from '../../lambda/contract/profile';
import { UserError } from '../user-error';
import { IdentityProviders, identityProviderShapes, isSecretKey } from './identity-provider-settings';
import { CustomDomain, ManagedLogin } from './managed-login-settings';
import {
  boolean,
  certificateArn,
  customAttribute,
  customScope,
  emailAddress,
  hostname,
  issueMessage,
  isThisMachine,
  matching,
  oldSystemUrl,
  oneOf,
  origins,
  profileAttribute,
  region,
  relyingPartyId,
  singleLine,
  wholeNumber,
} from './setting-types';

const Sender = z.strictObject(
  {
    address: emailAddress,
    /** Display name, shown with the address. */
    name: z.optional(singleLine),
    /** The domain, if SES has verified the domain instead of the single address. */
    verifiedDomain: z.optional(hostname),
    /**
     * Region of Amazon SES.
     * @default - the region of the stack
     */
    region: z.optional(region),
    /**
     * SES configuration set, to receive bounces and complaints.
     * @default - none
     */
    configurationSet: z.optional(matching(/^[\w-]{1,64}$/, 'must be the name of an SES configuration set')),
  },
  issueMessage('must be an object with an address, such as {"address": "no-reply@example.com"}'),
);

const Domain = z.strictObject(
  {
    name: hostname,
    /** ARN of an ACM certificate for the name, in the region of the stack. */
    certificateArn,
  },
  issueMessage(
    'must be an object with a name and its certificate: {"name": "api.example.com", "certificateArn": "arn:aws:acm:…"}',
  ),
);

const functionModes = ['per-route', 'grouped'] as const;

const mfaModes = ['off', 'optional', 'required'] as const;

const signInMethods = ['password', 'emailCode', 'passkey'] as const;

const isWithoutDuplicates = (values: readonly string[]) => new Set(values).size === values.length;

const PasswordPolicy = z.strictObject(
  {
    minLength: wholeNumber({ min: 6, max: 99 }),
    requireLowercase: boolean,
    requireUppercase: boolean,
    requireDigits: boolean,
    requireSymbols: boolean,
  } satisfies Record<keyof ContractPasswordPolicy, unknown>,
  issueMessage(
    'must be an object with minLength, requireLowercase, requireUppercase, requireDigits and requireSymbols',
  ),
);

const TokenLifetimes = z.strictObject(
  {
    idTokenMinutes: wholeNumber({ min: 5, max: 1440 }),
    accessTokenMinutes: wholeNumber({ min: 5, max: 1440 }),
    refreshTokenDays: wholeNumber({ min: 1, max: 3650 }),
  },
  issueMessage('must be an object with idTokenMinutes, accessTokenMinutes and refreshTokenDays'),
);

/** The 4 KB of variables that a function can have, with room for others. */
const MAX_SCOPES_LENGTH = 3000;

const accessTokenScope = issueMessage(
  'must be {"scope": "notes/write", "group": "admins"}, or with an "attribute" such as custom:plan and its "value" instead of the group',
);
const AccessTokenScope = z
  .strictObject(
    {
      scope: customScope,
      /** The group whose members get the scope. */
      group: z.optional(singleLine),
      /** The attribute with whose value users get the scope. Only administrators can write it. */
      attribute: z.optional(customAttribute),
      value: z.optional(singleLine),
    },
    accessTokenScope,
  )
  .check(
    z.refine(
      ({ group, attribute, value }) =>
        (group === undefined) === (attribute !== undefined) && (attribute === undefined) === (value === undefined),
      accessTokenScope,
    ),
  );

const UserMigration = z.strictObject(
  {
    /**
     * Where the trigger asks for users: docs/guides/move-users.md has the requests and replies.
     * @default - required, unless findOldUser in lambda/triggers/old-system.ts was replaced
     */
    url: z.optional(oldSystemUrl),
    /** Name of the secret in Secrets Manager with which the trigger authenticates itself to the old system. */
    secretName: z.optional(matching(/^[\w/+=.@-]{1,512}$/, 'must be the name of a secret in Secrets Manager')),
  },
  issueMessage(
    'must be an object with a url and the name of a secret: {"url": "https://old.example.com/users", "secretName": "old-system"}',
  ),
);

const Settings = z.strictObject({
  /** Name of the product in e-mails and authenticator apps. */
  productName: singleLine,
  /**
   * AWS account to deploy to, 12 digits. With it, the CDK's CLI refuses credentials of another account.
   * @default - the account of the credentials
   */
  account: z.optional(matching(/^\d{12}$/, 'must be an AWS account id of 12 digits')),
  /**
   * AWS region to deploy to.
   * @default - the region of the credentials
   */
  region: z.optional(region),
  /** What users sign in with. Final: CloudFormation refuses to change it after the first deployment. */
  signInWith: oneOf(signInModes),
  /** Whether anyone may sign up. If false, administrators create the accounts, and there are no routes to sign up. */
  selfSignUp: boolean,
  /**
   * Domains of the e-mail addresses that may sign up, at POST /sign-up and at Cognito itself; empty for all. Administrators may
   * invite users with other addresses.
   */
  allowedEmailDomains: z.array(hostname, issueMessage('must be a list of domains')),
  /** Password policy of the user pool and the handlers. */
  passwordPolicy: PasswordPolicy,
  /**
   * Whether users may or must set up TOTP as a second factor. Off removes the routes of /mfa. If it is required, a user sets it
   * up at the first sign-in. Unless it is off, passkeys verify the user (PIN, fingerprint), and count as both factors.
   */
  mfa: oneOf(mfaModes),
  /** How users can sign in: `password`, and also `emailCode` (a code by e-mail) and `passkey` (WebAuthn). */
  signInMethods: z.array(oneOf(signInMethods), issueMessage(`must be a list of ${signInMethods.join(', ')}`)).check(
    z.refine((methods) => methods.includes('password'), issueMessage('must include "password": Cognito requires it')),
    z.refine(isWithoutDuplicates, issueMessage('must list each method once')),
  ),
  /**
   * Relying party ID of the passkeys: the domain of the product's pages, or a parent of it; `localhost` for the local run. Final:
   * with another one, all passkeys become invalid.
   * @default - none: required for the sign-in method `passkey`
   */
  passkeyRelyingPartyId: z.optional(relyingPartyId),
  /**
   * Minutes after a sign-in in which users may delete the account, change the e-mail address, add or remove a passkey, and set up or
   * disable TOTP; with `emailCode` also change the password. Later they must sign in again. 0: at any time.
   */
  stepUpMinutes: wholeNumber({ min: 0, max: 1440 }),
  /** Attributes of the profile that users can read at GET /me and change at PATCH /me, by Cognito's names. */
  profileAttributes: z
    .array(profileAttribute, issueMessage('must be a list of attributes'))
    .check(
      z.refine(
        (attributes) => isWithoutDuplicates(attributes.map(profileField)),
        issueMessage('must list attributes that have different names in the API, such as favoriteColor'),
      ),
    ),
  /** Whether users can change their e-mail address, with a code that is sent to the new one. */
  emailChange: boolean,
  /**
   * Scopes of access tokens, for routes with the column `scope`: who gets which, by group or attribute. Empty for none besides
   * Cognito's own.
   */
  accessTokenScopes: z.array(AccessTokenScope, issueMessage('must be a list of scopes')).check(
    z.refine((scopes) => JSON.stringify(scopes).length <= MAX_SCOPES_LENGTH, {
      error: `must be at most ${MAX_SCOPES_LENGTH} characters of JSON: a Lambda function has 4 KB of variables`,
    }),
  ),
  /**
   * The old system from which users are moved at their first sign-in.
   * @default - none
   */
  userMigration: z.optional(UserMigration),
  /** Lifetimes of the tokens. API Gateway accepts a revoked ID or access token until it expires: keep them short. */
  tokenLifetimes: TokenLifetimes,
  /** Memory of each function in MiB. Lambda assigns CPU in proportion. */
  functionMemory: wholeNumber({ min: 128, max: 10_240 }),
  /**
   * `per-route`: one function for each route. `grouped`: three for the routes of lib/routes.ts (open, account, product), so that
   * fewer requests meet a cold start; routes that features add keep their own.
   */
  functions: oneOf(functionModes),
  /** Adds source maps to the bundles, so that stack traces in the logs name source files. They make the bundles larger. */
  sourceMaps: boolean,
  /** Origins whose pages may call the API from a browser: `*` for all, empty for none. */
  allowedOrigins: origins,
  /**
   * Domain name of the API.
   * @default - the execute-api address
   */
  domain: z.optional(Domain),
  /** Rate limit in requests per second, for each route without a `rateLimit` in lib/routes.ts. */
  requestsPerSecond: wholeNumber({ min: 1 }),
  /** Adds a web ACL: rate limits per IP address, and rules that AWS maintains. Has a monthly cost. */
  waf: boolean,
  /**
   * Sign-in pages that Cognito serves.
   * @default - none
   */
  managedLogin: z.optional(ManagedLogin),
  /**
   * Google, Apple, OpenID Connect and SAML providers with which users can sign in at managed login.
   * @default - none
   */
  identityProviders: z.optional(IdentityProviders),
  /** Adds an identity pool: signed-in users get AWS credentials, with which they sign requests to the routes with `auth: 'iam'`. */
  identityPool: boolean,
  /**
   * Sends e-mails through Amazon SES.
   * @default - Cognito sends them, at most 50 per day and account
   */
  sender: z.optional(Sender),
  /**
   * Languages of the e-mails that Cognito sends, besides the texts of lib/users/emails.ts: keys of
   * lambda/contract/email-texts.ts. Empty for those texts only.
   */
  emailLanguages: z
    .array(oneOf(Object.keys(emailTexts)), issueMessage('must be a list of languages'))
    .check(z.refine(isWithoutDuplicates, issueMessage('must list each language once'))),
  /**
   * E-mail address for alarms.
   * @default - alarms notify no one
   */
  alarmAddress: z.optional(emailAddress),
  /** What happens to the user pool, groups, identity pool and the data of features when the stack is deleted. */
  userRemovalPolicy: oneOf([RemovalPolicy.DESTROY, RemovalPolicy.RETAIN]),
  /** Protects the user pool and the stack against deletion. Use it for stages with real users. */
  deletionProtection: boolean,
  /** How long logs are kept, in days. */
  logRetention: z.enum(
    RetentionDays,
    issueMessage('must be a number of days that CloudWatch Logs knows, such as 7 or 365'),
  ),
  logRemovalPolicy: oneOf([RemovalPolicy.DESTROY, RemovalPolicy.RETAIN]),
});

/** The settings in which deployments of this app may differ. */
export type StageSettings = Readonly<z.output<typeof Settings>>;

/** A stage: its settings, and the name that is part of its stack's name and its API's address. */
export type StageConfig = StageSettings & { readonly name: string };

/** Whether passkeys verify the user and count as both factors. */
export function hasPasskeyMfa({ mfa, signInMethods }: Pick<StageSettings, 'mfa' | 'signInMethods'>): boolean {
  return mfa !== 'off' && signInMethods.includes('passkey');
}

/** Validates the settings of a stage. Throws a UserError with one line per mistake, each beginning with the setting's name. */
export function parseStage(name: string, given: Readonly<Record<string, unknown>>): StageConfig {
  const { data, error } = z.safeParse(Settings, given);
  const issues = error?.issues.flatMap(issueMessages) ?? [];
  // Valid in a CloudFormation stack name and in an API Gateway stage name.
  if (!/^[A-Za-z][A-Za-z0-9-]{0,99}$/.test(name)) {
    issues.unshift(
      `stage must be a name of at most 100 letters, digits and hyphens that begins with a letter, not "${name}"`,
    );
  }
  if (data) issues.push(...findContradictions(data));
  if (!data || issues.length > 0) throw new UserError(issues.join('\n'));
  return { name, ...data };
}

function findContradictions(settings: StageSettings): string[] {
  const { userRemovalPolicy, allowedOrigins, sender, mfa, signInMethods, passkeyRelyingPartyId } = settings;
  const { identityProviders, managedLogin, profileAttributes, accessTokenScopes, emailLanguages, userMigration } =
    settings;
  const issues: string[] = [];
  if (signInMethods.includes('passkey') && passkeyRelyingPartyId === undefined) {
    issues.push(
      'passkeyRelyingPartyId is required with "passkey" in signInMethods: the domain of the product, such as example.com',
    );
  }
  if (mfa === 'required' && signInMethods.includes('emailCode')) {
    issues.push('signInMethods must not include "emailCode" if mfa is required: Cognito accepts no code first then');
  }
  for (const [index, { attribute }] of accessTokenScopes.entries()) {
    if (attribute === undefined || !profileAttributes.includes(attribute)) continue;
    issues.push(
      `accessTokenScopes.${index}.attribute must not be one of profileAttributes, which users can write: they could give ` +
        `themselves the scope with "${attribute}"`,
    );
  }
  if (emailLanguages.length > 0 && !sender) {
    issues.push(
      'emailLanguages needs a sender: Cognito takes the texts of a trigger only if Amazon SES sends the e-mails',
    );
  }
  if (userRemovalPolicy === RemovalPolicy.RETAIN && allowedOrigins.includes('*')) {
    issues.push('allowedOrigins must list each origin instead of "*" if userRemovalPolicy is retain');
  }
  if (passkeyRelyingPartyId === 'localhost' && userRemovalPolicy === RemovalPolicy.RETAIN) {
    issues.push(
      'passkeyRelyingPartyId must not be localhost if userRemovalPolicy is retain: with the domain later, all passkeys become invalid',
    );
  }
  const isOldSystemLocal = userMigration?.url && isThisMachine(new URL(userMigration.url).hostname);
  if (isOldSystemLocal && userRemovalPolicy === RemovalPolicy.RETAIN) {
    issues.push('userMigration.url must not be on localhost if userRemovalPolicy is retain');
  }
  if (userMigration?.url && !isOldSystemLocal && !userMigration.secretName) {
    issues.push(
      'userMigration.secretName is required: without a secret, anyone could ask the old system whether a password is right',
    );
  }
  if (sender?.verifiedDomain && !sender.address.endsWith(`@${sender.verifiedDomain}`)) {
    issues.push(`sender.verifiedDomain must be the domain of sender.address, not "${sender.verifiedDomain}"`);
  }
  if (identityProviders && !managedLogin) {
    issues.push('identityProviders needs managedLogin, whose pages lead to the providers');
  }
  return issues;
}

/** Nested settings, for the error messages. `*` is any entry of a list. */
const nestedSettings: Readonly<Record<string, object>> = {
  sender: Sender.shape,
  passwordPolicy: PasswordPolicy.shape,
  tokenLifetimes: TokenLifetimes.shape,
  userMigration: UserMigration.shape,
  domain: Domain.shape,
  managedLogin: ManagedLogin.shape,
  'managedLogin.customDomain': CustomDomain.shape,
  ...identityProviderShapes,
  'accessTokenScopes.*': AccessTokenScope.shape,
};

function issueMessages(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'unrecognized_keys') return [`${issue.path.join('.')} ${issue.message}`];
  const setting = issue.path.map((key) => (typeof key === 'number' ? '*' : key)).join('.');
  const known = Object.keys(nestedSettings[setting] ?? { stage: '', ...Settings.shape });
  return issue.keys.map((key) => {
    const path = [...issue.path, key].join('.');
    if (isSecretKey(path)) {
      return `${path} is not a setting: put the secret into AWS Secrets Manager, and its name into secretName`;
    }
    return `${path} is not a setting. Settings are ${known.join(', ')}`;
  });
}
