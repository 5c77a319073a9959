import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type SignInWith, signInModes } from '../lambda/shared/environment';
import { ConfigurationError } from './configuration-error';

/** Everything that may differ between deployments of this app. */
export interface StageConfig {
  readonly name: string;
  /** What people know the product by: authenticator apps show it beside the account. */
  readonly productName: string;
  /** Cannot be changed once the pool exists: Cognito would replace it, and its users with it. */
  readonly signInWith: SignInWith;
  /** Origins whose pages may call the API from a browser; `*` for all, none for no browser at all. */
  readonly allowedOrigins: readonly string[];
  /** What becomes of the users when the stack is deleted or the pool is replaced. */
  readonly userRemovalPolicy: RemovalPolicy;
  /** Refuses to delete the pool or the stack until somebody turns it off. */
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
  readonly logRemovalPolicy: RemovalPolicy;
}

const stages = {
  dev: {
    productName: 'cognito-auth-api (dev)',
    signInWith: 'username',
    allowedOrigins: ['*'],
    userRemovalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.ONE_WEEK,
    logRemovalPolicy: RemovalPolicy.DESTROY,
  },
  prod: {
    productName: 'cognito-auth-api',
    signInWith: 'username',
    allowedOrigins: [],
    userRemovalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.ONE_YEAR,
    logRemovalPolicy: RemovalPolicy.RETAIN,
  },
} as const satisfies Record<string, Omit<StageConfig, 'name'>>;

/** The stage that the context asks for: `-c stage=dev|prod` (dev if left out) and `-c signInWith=username|email`. */
export function stageFrom(context: Readonly<Record<string, unknown>>): StageConfig {
  refuseUnknownOptions(context);
  const name = oneOf('stage', Object.keys(stages) as (keyof typeof stages)[], context.stage ?? 'dev');
  const stage = stages[name];
  return {
    name,
    ...stage,
    signInWith: oneOf('signInWith', signInModes, context.signInWith ?? stage.signInWith),
  };
}

/** Keys of the CDK's own that look like an option; all others have a colon, a slash or an @. */
const ofTheCdk = ['acknowledged-issue-numbers', 'cli-telemetry'];

/** A misspelt option would deploy the default instead: dev for prod, or user names for ever. */
function refuseUnknownOptions(context: Readonly<Record<string, unknown>>): void {
  const known = ['stage', 'signInWith'];
  const isOption = (key: string) => /^[\w-]+$/.test(key) && !ofTheCdk.includes(key);
  const unknown = Object.keys(context).filter((key) => isOption(key) && !known.includes(key));
  if (unknown.length > 0) {
    throw new ConfigurationError(`Unknown option "${unknown.join('", "')}": use -c ${known.join('=… or -c ')}=…`);
  }
}

function oneOf<Choice extends string>(option: string, choices: readonly Choice[], given: unknown): Choice {
  const choice = choices.find((candidate) => candidate === given);
  if (choice === undefined) {
    throw new ConfigurationError(`Unknown ${option} "${given}": use -c ${option}=${choices.join('|')}`);
  }
  return choice;
}
