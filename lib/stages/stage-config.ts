import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { signInModes } from '../../lambda/contract/environment';
import { UserError } from '../user-error';
import { CustomDomain, ManagedLogin } from './managed-login-settings';
import {
  boolean,
  certificateArn,
  emailAddress,
  hostname,
  issueMessage,
  oneOf,
  origins,
  region,
  singleLine,
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

const Settings = z.strictObject({
  /** Name of the product in e-mails and authenticator apps. */
  productName: singleLine,
  /** What users sign in with. Final: CloudFormation refuses to change it after the first deployment. */
  signInWith: oneOf(signInModes),
  /** Origins whose pages may call the API from a browser: `*` for all, empty for none. */
  allowedOrigins: origins,
  /**
   * Domain name of the API.
   * @default - the execute-api address
   */
  domain: z.optional(Domain),
  /** Rate limit in requests per second, for each route without a `rateLimit` in lib/routes.ts. */
  requestsPerSecond: z.int(issueMessage('must be a whole number')).check(z.positive(issueMessage('must be above 0'))),
  /** Adds a web ACL: rate limits per IP address, and rules that AWS maintains. Has a monthly cost. */
  waf: boolean,
  /**
   * Sign-in pages that Cognito serves.
   * @default - none
   */
  managedLogin: z.optional(ManagedLogin),
  /** Adds an identity pool: signed-in users get AWS credentials, with which they sign requests to the routes with `auth: 'iam'`. */
  identityPool: boolean,
  /**
   * Sends e-mails through Amazon SES.
   * @default - Cognito sends them, at most 50 per day and account
   */
  sender: z.optional(Sender),
  /**
   * E-mail address for alarms.
   * @default - alarms notify no one
   */
  alarmAddress: z.optional(emailAddress),
  /** What happens to the user pool, groups and identity pool when the stack is deleted. */
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

function findContradictions({ userRemovalPolicy, allowedOrigins, sender }: StageSettings): string[] {
  const issues: string[] = [];
  if (userRemovalPolicy === RemovalPolicy.RETAIN && allowedOrigins.includes('*')) {
    issues.push('allowedOrigins must list each origin instead of "*" if userRemovalPolicy is retain');
  }
  if (sender?.verifiedDomain && !sender.address.endsWith(`@${sender.verifiedDomain}`)) {
    issues.push(`sender.verifiedDomain must be the domain of sender.address, not "${sender.verifiedDomain}"`);
  }
  return issues;
}

/** Nested settings, for the error messages. */
const nestedSettings: Readonly<Record<string, object>> = {
  sender: Sender.shape,
  domain: Domain.shape,
  managedLogin: ManagedLogin.shape,
  'managedLogin.customDomain': CustomDomain.shape,
};

function issueMessages(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'unrecognized_keys') return [`${issue.path.join('.')} ${issue.message}`];
  const known = Object.keys(nestedSettings[issue.path.join('.')] ?? { stage: '', ...Settings.shape });
  return issue.keys.map(
    (key) => `${[...issue.path, key].join('.')} is not a setting. Settings are ${known.join(', ')}`,
  );
}
