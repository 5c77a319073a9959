import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { UserError } from '../user-error';
import { parseStage, type StageConfig, type StageSettings } from './stage-config';

/** The name of the product, part of the stack's name: letters, digits and hyphens. It must begin with a letter. */
export const product = 'cognito-auth-api';

const passwordPolicy = {
  minLength: 8,
  requireLowercase: true,
  requireUppercase: true,
  requireDigits: true,
  requireSymbols: true,
};
const tokenLifetimes = { idTokenMinutes: 15, accessTokenMinutes: 15, refreshTokenDays: 30 };

const stages = {
  dev: {
    productName: `${product} (dev)`,
    signInWith: 'username',
    selfSignUp: true,
    allowedEmailDomains: [],
    passwordPolicy,
    mfa: 'optional',
    signInMethods: ['password'],
    stepUpMinutes: 0,
    profileAttributes: [],
    emailChange: false,
    accessTokenScopes: [],
    tokenLifetimes,
    functionMemory: 512,
    functions: 'per-route',
    sourceMaps: false,
    allowedOrigins: ['*'],
    requestsPerSecond: 50,
    waf: false,
    identityPool: false,
    emailLanguages: [],
    userRemovalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.ONE_WEEK,
    logRemovalPolicy: RemovalPolicy.DESTROY,
  },
  prod: {
    productName: product,
    signInWith: 'username',
    selfSignUp: true,
    allowedEmailDomains: [],
    passwordPolicy,
    mfa: 'optional',
    signInMethods: ['password'],
    stepUpMinutes: 0,
    profileAttributes: [],
    emailChange: false,
    accessTokenScopes: [],
    tokenLifetimes,
    functionMemory: 512,
    functions: 'per-route',
    sourceMaps: false,
    allowedOrigins: [],
    requestsPerSecond: 50,
    waf: false,
    identityPool: false,
    emailLanguages: [],
    userRemovalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.ONE_YEAR,
    logRemovalPolicy: RemovalPolicy.RETAIN,
  },
} as const satisfies Record<string, StageSettings>;

/**
 * The stage that the CDK context names with `-c stage=dev|prod` (default: dev). Every setting can be overridden in the
 * same way: `-c signInWith=email`, `-c waf=true`. Values that are not strings are JSON; lists of strings may also be
 * comma-separated. Throws a UserError with one line per invalid or unknown setting: a misspelled setting must not
 * deploy the default silently, because some settings are final.
 */
export function stageFromContext(context: Readonly<Record<string, unknown>>): StageConfig {
  const { stage: name = 'dev', ...overrides } = settingsInContext(context);
  if (!isStage(name)) throw new UserError(`stage must be ${Object.keys(stages).join(' or ')}, not "${name}"`);
  return parseStage(name, { ...stages[name], ...overrides });
}

/** The name of the stack of a stage. */
export function stackName({ name }: Pick<StageConfig, 'name'>): string {
  return `${product}-${name}`;
}

function isStage(name: unknown): name is keyof typeof stages {
  return typeof name === 'string' && Object.hasOwn(stages, name);
}

/** Context keys of the CDK that look like a setting. All its other keys contain a colon, a slash or an @. */
const cdkContextKeys = ['acknowledged-issue-numbers', 'cli-telemetry'];

function settingsInContext(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isOption = (key: string) => /^[\w.-]+$/.test(key) && !cdkContextKeys.includes(key);
  const options = Object.entries(context).filter(([key]) => isOption(key));
  return Object.fromEntries(options.map(([key, value]) => [key, parseContextValue(key, value)]));
}

/** Settings that are strings even if they look like JSON. */
const stringSettings = ['productName', 'account'];
/** Settings that may be given as a comma-separated list. */
const listSettings = ['allowedOrigins', 'allowedEmailDomains', 'signInMethods', 'profileAttributes', 'emailLanguages'];

/** On the command line every value is a string. */
function parseContextValue(key: string, value: unknown): unknown {
  if (typeof value !== 'string' || stringSettings.includes(key)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return listSettings.includes(key) ? value.split(',') : value;
  }
}
