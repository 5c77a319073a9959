/** Names the variable that replaces the embedded DynamoDB. */
export const ENDPOINT_VARIABLE = 'AWS_ENDPOINT_URL_DYNAMODB';

/** Operations of dynalite that the embedded DynamoDB performs. */
const supported: ReadonlySet<string> = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
]);

/** Operations that CloudFormation performs for the tables of a template. */
const ofCloudFormation: ReadonlySet<string> = new Set([
  'CreateTable',
  'DeleteTable',
  'TagResource',
  'UntagResource',
  'UpdateTable',
  'UpdateTimeToLive',
]);

const ELSEWHERE = `set ${ENDPOINT_VARIABLE} to the URL of another DynamoDB, such as DynamoDB Local, and start again.`;

/** Why an operation is not performed; undefined if it is. */
export function refusal(operation: string): string | undefined {
  if (supported.has(operation)) return undefined;
  if (ofCloudFormation.has(operation)) {
    return `${operation} is not available: the embedded DynamoDB has the tables of the template. Change the template, or ${ELSEWHERE}`;
  }
  return `${operation} is not implemented by the embedded DynamoDB. To use it, ${ELSEWHERE}`;
}
