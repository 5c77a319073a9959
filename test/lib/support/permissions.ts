import type { Template } from 'aws-cdk-lib/assertions';
import { type Resource, resourcesOf } from './stacks';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** One action on one resource. The CDK merges statements, so the same permissions can be in different ones. */
export type Permission = readonly [action: string, resource: unknown];

/** What the policies of a role allow, in the order of the template. */
export function permissionsOf(template: Template, role: string): Permission[] {
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap(([, { Properties }]) => (Properties.PolicyDocument.Statement as Statement[]).flatMap(permissionsIn));
}

function permissionsIn({ Action, Resource }: Statement): Permission[] {
  return [Action].flat().flatMap((action) => [Resource].flat().map((resource) => [action, resource] as const));
}

/** What every function may do: write its log and its traces. */
export function permissionsOfEveryFunction({ LoggingConfig }: Resource['Properties']): Permission[] {
  const log = { 'Fn::GetAtt': [LoggingConfig.LogGroup.Ref, 'Arn'] };
  return [
    ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => [action, log] as const),
    ...['xray:PutTelemetryRecords', 'xray:PutTraceSegments'].map((action) => [action, '*'] as const),
  ];
}

/** Whether a permission is for all actions of a service, or for all resources. */
export function isWildcard([action, resource]: Permission): boolean {
  return /^\*$|:\*$/.test(action) || resource === '*';
}
