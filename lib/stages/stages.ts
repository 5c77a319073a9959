import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ConfigurationError } from '../user-error';
import { checkedStage, type StageConfig, type StageSettings } from './stage-config';

const stages = {
  dev: {
    productName: 'cognito-auth-api (dev)',
    signInWith: 'username',
    allowedOrigins: ['*'],
    requestsPerSecond: 50,
    waf: false,
    identityPool: false,
    userRemovalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.ONE_WEEK,
    logRemovalPolicy: RemovalPolicy.DESTROY,
  },
  prod: {
    productName: 'cognito-auth-api',
    signInWith: 'username',
    allowedOrigins: [],
    requestsPerSecond: 50,
    waf: false,
    identityPool: false,
    userRemovalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.ONE_YEAR,
    logRemovalPolicy: RemovalPolicy.RETAIN,
  },
} as const satisfies Record<string, StageSettings>;

/**
 * The stage that the context asks for with `-c stage=dev|prod`, dev if it does not. Any setting of the stage may be
 * given in the same way: `-c signInWith=email`, `-c waf=true`; all that is not a text is JSON, and origins may also be
 * separated by commas. Throws a sentence for each option that is wrong or unknown: a misspelt one would deploy the
 * default instead, such as user names for ever.
 */
export function stageFrom(context: Readonly<Record<string, unknown>>): StageConfig {
  const { stage: name = 'dev', ...overrides } = optionsIn(context);
  if (!isStage(name)) throw new ConfigurationError(`stage is ${Object.keys(stages).join(' or ')}, not "${name}"`);
  return checkedStage(name, { ...stages[name], ...overrides });
}

function isStage(name: unknown): name is keyof typeof stages {
  return typeof name === 'string' && Object.hasOwn(stages, name);
}

/** Keys of the CDK's own that look like an option; all others have a colon, a slash or an @. */
const ofTheCdk = ['acknowledged-issue-numbers', 'cli-telemetry'];

function optionsIn(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isOption = (key: string) => /^[\w.-]+$/.test(key) && !ofTheCdk.includes(key);
  const options = Object.entries(context).filter(([key]) => isOption(key));
  return Object.fromEntries(options.map(([key, value]) => [key, readOption(key, value)]));
}

/** What comes from a command line is text, whatever it stands for. */
function readOption(key: string, value: unknown): unknown {
  if (typeof value !== 'string' || key === 'productName') return value;
  try {
    return JSON.parse(value);
  } catch {
    return key === 'allowedOrigins' ? value.split(',') : value;
  }
}
