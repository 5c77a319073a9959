import { invalidParameter } from '../exceptions';

/** AuthParameters of a flow, or ChallengeResponses: names to strings. */
export type Parameters = Readonly<Record<string, string>>;

/** The value of a required parameter. Throws InvalidParameterException if it is missing or empty. */
export function required(parameters: Parameters | undefined, name: string): string {
  const value = parameters && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (!value) throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}
