import { z } from 'zod/mini';

const arn = z.optional(z.string());

/** The triggers that are emulated. Those of custom challenges, own senders and inbound federation are not. */
export const LambdaConfig = z.optional(
  z.strictObject({
    CustomMessage: arn,
    PostAuthentication: arn,
    PostConfirmation: arn,
    PreAuthentication: arn,
    PreSignUp: arn,
    PreTokenGeneration: arn,
    PreTokenGenerationConfig: z.optional(
      z.strictObject({ LambdaArn: z.string(), LambdaVersion: z.enum(['V1_0', 'V2_0', 'V3_0']) }),
    ),
    UserMigration: arn,
  }),
);

type LambdaConfig = NonNullable<z.infer<typeof LambdaConfig>>;

/** The name of a trigger, as in error messages of Cognito. */
export type TriggerName = Exclude<keyof LambdaConfig, 'PreTokenGenerationConfig'>;

/** The Lambda functions of a user pool's triggers. */
export interface TriggerSettings {
  /** ARNs. */
  readonly functions: ReadonlyMap<TriggerName, string>;
  /** The version of the event of PreTokenGeneration. Versions 2 and 3 are the same, except for machines, which have no users. */
  readonly tokenEventVersion: '1' | '2' | '3';
}

const eventVersions = { V1_0: '1', V2_0: '2', V3_0: '3' } as const;

/** The triggers of a LambdaConfig. */
export function readTriggers({ PreTokenGenerationConfig: tokens, ...arns }: LambdaConfig = {}): TriggerSettings {
  const functions = new Map<TriggerName, string>();
  for (const [name, arn] of Object.entries(arns)) if (arn) functions.set(name as TriggerName, arn);
  if (tokens !== undefined) functions.set('PreTokenGeneration', tokens.LambdaArn);
  return { functions, tokenEventVersion: eventVersions[tokens?.LambdaVersion ?? 'V1_0'] };
}

/**
 * What AWS refuses in a LambdaConfig. Sources: LambdaConfigType in the API reference; "Pre token generation Lambda trigger" in the
 * developer guide, for the feature plans.
 */
export function triggerProblem(config: LambdaConfig = {}, tier: string | undefined): string | undefined {
  const { PreTokenGeneration, PreTokenGenerationConfig: tokens } = config;
  if (tokens === undefined) return undefined;
  if (PreTokenGeneration !== undefined && PreTokenGeneration !== tokens.LambdaArn) {
    return 'LambdaConfig.PreTokenGeneration and LambdaConfig.PreTokenGenerationConfig.LambdaArn must be the same function';
  }
  if (tier === 'LITE' && tokens.LambdaVersion !== 'V1_0') {
    return `LambdaConfig.PreTokenGenerationConfig.LambdaVersion ${tokens.LambdaVersion} needs UserPoolTier ESSENTIALS or PLUS, not LITE`;
  }
  return undefined;
}
