import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { signInModes } from '../../lambda/contract/environment';
import { ConfigurationError } from '../user-error';
import { CustomDomain, ManagedLogin } from './managed-login-settings';
import { address, certificateArn, flag, hostname, line, oneOf, origins, region, sentence } from './setting-types';

const Sender = z.strictObject(
  {
    address,
    /** Shown beside the address. */
    name: z.optional(line),
    /** The domain, where that is what SES has verified and not the one address. */
    verifiedDomain: z.optional(hostname),
    /** Where SES sends from; the stack's own region unless given. */
    region: z.optional(region),
  },
  sentence('is an address and what belongs to it, such as {"address": "no-reply@example.com"}'),
);

const Domain = z.strictObject(
  {
    name: hostname,
    /** Of a certificate for the name, in the stack's region. */
    certificateArn,
  },
  sentence('is a name and its certificate: {"name": "api.example.com", "certificateArn": "arn:aws:acm:…"}'),
);

const Settings = z.strictObject({
  /** What people know the product by: mails and authenticator apps name it. */
  productName: line,
  /** Cannot be changed once the pool exists: Cognito would replace it, and its users with it. */
  signInWith: oneOf(signInModes),
  /** Origins whose pages may call the API from a browser; `*` for all, none for no browser at all. */
  allowedOrigins: origins,
  /** A name of your own for the API. */
  domain: z.optional(Domain),
  /** Requests a second that each route takes which has no limit of its own in lib/routes.ts. */
  requestsPerSecond: z.int(sentence('is a whole number')).check(z.positive(sentence('is above 0'))),
  /** Puts AWS WAF before the API: a limit for each caller's address, and rules that AWS maintains. Costs by the month. */
  waf: flag,
  /** Sign-in pages that Cognito serves: off unless given. */
  managedLogin: z.optional(ManagedLogin),
  /**
   * Gives users AWS credentials of their own for their ID token, with which they may sign requests to the routes that take
   * signatures.
   */
  identityPool: flag,
  /** Who sends the mails, through SES. Without it Cognito does, and stops at 50 mails a day. */
  sender: z.optional(Sender),
  /** Who gets a mail when an alarm goes off. */
  alarmAddress: z.optional(address),
  /** What becomes of the users when the stack is deleted or the pool is replaced. */
  userRemovalPolicy: oneOf([RemovalPolicy.DESTROY, RemovalPolicy.RETAIN]),
  /** Refuses to delete the pool or the stack until somebody turns it off: for the stages whose users are real. */
  deletionProtection: flag,
  /** Days. */
  logRetention: z.enum(RetentionDays, sentence('is a number of days that CloudWatch Logs knows, such as 7 or 365')),
  logRemovalPolicy: oneOf([RemovalPolicy.DESTROY, RemovalPolicy.RETAIN]),
});

/** Everything that may differ between deployments of this app. */
export type StageSettings = Readonly<z.output<typeof Settings>>;

/** One deployment: its settings, and the name that its stack and its address have. */
export type StageConfig = StageSettings & { readonly name: string };

/** Checks what a person wrote. Throws one line for each setting that is wrong, beginning with its name. */
export function checkedStage(name: string, given: Readonly<Record<string, unknown>>): StageConfig {
  const { data, error } = z.safeParse(Settings, given);
  const complaints = error?.issues.flatMap(complaintsOf) ?? [];
  // What CloudFormation takes in the name of a stack, and API Gateway in that of a stage.
  if (!/^[A-Za-z][A-Za-z0-9-]{0,99}$/.test(name)) {
    complaints.unshift(
      `stage is a name of letters, digits and hyphens that begins with a letter, 100 at most, not "${name}"`,
    );
  }
  if (data) complaints.push(...contradictionsIn(data));
  if (!data || complaints.length > 0) throw new ConfigurationError(complaints.join('\n'));
  return { name, ...data };
}

function contradictionsIn({ userRemovalPolicy, allowedOrigins, sender }: StageSettings): string[] {
  const complaints: string[] = [];
  if (userRemovalPolicy === RemovalPolicy.RETAIN && allowedOrigins.includes('*')) {
    complaints.push('allowedOrigins names each origin where userRemovalPolicy is retain, instead of "*"');
  }
  if (sender?.verifiedDomain && !sender.address.endsWith(`@${sender.verifiedDomain}`)) {
    complaints.push(`sender.verifiedDomain is the domain of sender.address, not "${sender.verifiedDomain}"`);
  }
  return complaints;
}

/** What the settings hold that are objects themselves. */
const parts: Readonly<Record<string, object>> = {
  sender: Sender.shape,
  domain: Domain.shape,
  managedLogin: ManagedLogin.shape,
  'managedLogin.customDomain': CustomDomain.shape,
};

function complaintsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'unrecognized_keys') return [`${issue.path.join('.')} ${issue.message}`];
  const known = Object.keys(parts[issue.path.join('.')] ?? { stage: '', ...Settings.shape });
  return issue.keys.map((key) => `${[...issue.path, key].join('.')} is unknown: there are ${known.join(', ')}`);
}
