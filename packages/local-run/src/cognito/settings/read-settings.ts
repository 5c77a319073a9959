import { z } from 'zod/mini';

/** A known setting whose value changes nothing that a client of the embedded Cognito could notice. */
export const withoutEffect = z.optional(z.unknown());

/** The unit of a time in seconds. */
export const secondsIn = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;

/**
 * Reads CloudFormation properties strictly: a setting that the schema does not name, or a value that it does not
 * allow, is one that AWS would act upon and the embedded Cognito would not, so the developer must hear of it.
 */
export function readSettings<Schema extends z.ZodMiniType>(
  resource: string,
  schema: Schema,
  properties: Record<string, unknown>,
): z.infer<Schema> {
  const result = schema.safeParse(properties);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`${resource}: ${issue === undefined ? 'unreadable settings' : sentence(issue, properties)}`);
}

function sentence(issue: z.core.$ZodIssue, properties: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const name = [...issue.path, issue.keys[0]].join('.');
    return `the embedded Cognito does not support the setting ${name}.`;
  }
  const name = issue.path.join('.');
  const value = issue.path.reduce<unknown>((at, key) => Object(at)[key], properties);
  const possible = issue.code === 'invalid_value' ? `; it supports ${issue.values.map(show).join(', ')}` : '';
  return `the embedded Cognito does not support ${name} = ${show(value)}${possible}.`;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
