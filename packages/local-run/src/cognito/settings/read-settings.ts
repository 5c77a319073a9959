import { z } from 'zod/mini';

/** A known setting that has no effect on what a client can observe. */
export const withoutEffect = z.optional(z.unknown());

/** Time units in seconds. */
export const secondsIn = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;

/**
 * Parses CloudFormation properties strictly. Throws an error that names the resource and the first unsupported setting or
 * value: AWS would honor it and the embedded Cognito would not, so the app would behave differently in AWS. A value that AWS
 * would refuse is an error too.
 */
export function readSettings<Schema extends z.ZodMiniType>(
  resource: string,
  schema: Schema,
  properties: Record<string, unknown>,
): z.infer<Schema> {
  const result = schema.safeParse(properties);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`${resource}: ${issue === undefined ? 'invalid settings' : describe(issue, properties)}`);
}

/** A number with the bounds of the API's model, outside of which AWS refuses a deployment. */
export const between = (minimum: number, maximum: number) =>
  z.optional(z.number().check(z.gte(minimum), z.lte(maximum)));

/** The error for a setting that AWS refuses. `problem` completes a sentence that begins with the setting. */
export const refusedByAws = (resource: string, problem: string) =>
  new Error(`${resource}: ${problem}; AWS refuses it.`);

function describe(issue: z.core.$ZodIssue, properties: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const name = [...issue.path, issue.keys[0]].join('.');
    return `the embedded Cognito does not support the setting ${name}.`;
  }
  const name = issue.path.join('.');
  const value = issue.path.reduce<unknown>((at, key) => Object(at)[key], properties);
  if (issue.code === 'too_small')
    return `${name} must be at least ${issue.minimum}, not ${format(value)}; AWS refuses it.`;
  if (issue.code === 'too_big')
    return `${name} must be at most ${issue.maximum}, not ${format(value)}; AWS refuses it.`;
  const possible = issue.code === 'invalid_value' ? `; it supports ${issue.values.map(format).join(', ')}` : '';
  return `the embedded Cognito does not support ${name} = ${format(value)}${possible}.`;
}

function format(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
