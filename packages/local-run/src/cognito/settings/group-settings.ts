import { z } from 'zod/mini';
import { readSettings } from './read-settings';

const Properties = z.strictObject({
  GroupName: z.string(),
  Description: z.optional(z.string()),
  // Precedence decides between the roles of several groups. RoleArn is unsupported and therefore not listed.
  Precedence: z.optional(z.number()),
  UserPoolId: z.string(),
});

/** A group's properties; CloudFormation and the API use the same names. */
export type GroupProperties = Omit<z.infer<typeof Properties>, 'UserPoolId'>;

/** Parses the properties of an AWS::Cognito::UserPoolGroup. Throws for a setting that only AWS would honor. */
export function readGroupProperties(logicalId: string, properties: Record<string, unknown>): GroupProperties {
  const { UserPoolId, ...group } = readSettings(logicalId, Properties, properties);
  return group;
}
