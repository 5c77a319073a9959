import { createHash } from 'node:crypto';

/** Stack name, account and region of the simulated deployment. */
export interface StackEnvironment {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  /** Start of the names of its resources, so that those of several stacks differ. Empty for the stack of the REST API. */
  readonly namePrefix: string;
}

/** The account id of a stack that has no account of its own. */
export const DEFAULT_ACCOUNT = '000000000000';

/** Values of the pseudo parameters. `AWS::NoValue` is undefined: the property that has it is left out. */
export function pseudoParameters({
  stackName,
  account,
  region,
}: StackEnvironment): ReadonlyMap<string, string | undefined> {
  return new Map([
    ['AWS::AccountId', account],
    ['AWS::NoValue', undefined],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', region],
    ['AWS::StackId', `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`],
    ['AWS::StackName', stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);
}

/**
 * The physical id of a resource, in the format of AWS, because clients parse it. It is derived from the names only, so
 * that every run, and a run with the Cognito of another run, has the same id for the same resource.
 */
export function physicalId(
  type: string,
  logicalId: string,
  { stackName, region, namePrefix }: StackEnvironment,
): string {
  const digest = createHash('sha256').update(`${stackName}/${logicalId}`).digest();
  if (type === 'AWS::Cognito::UserPool') return `${region}_${inAlphabet(digest, UPPER + LOWER + DIGITS, 9)}`;
  if (type === 'AWS::Cognito::UserPoolClient') return inAlphabet(digest, LOWER + DIGITS, 26);
  if (type === 'AWS::Cognito::IdentityPool') return `${region}:${asUuid(digest)}`;
  if (type === 'AWS::ApiGateway::RestApi') return inAlphabet(digest, LOWER + DIGITS, 10);
  if (isTable(type)) return `${stackName}-${logicalId}-${inAlphabet(digest, UPPER + DIGITS, 12)}`;
  return `${namePrefix}${logicalId}`;
}

/** Whether a type is a DynamoDB table: the CDK's Table creates one, and TableV2 the other. */
export function isTable(type: string): boolean {
  return type === 'AWS::DynamoDB::Table' || type === 'AWS::DynamoDB::GlobalTable';
}

export function roleArn(id: string, { account }: Pick<StackEnvironment, 'account'>): string {
  return `arn:aws:iam::${account}:role/${id}`;
}

export function functionArn(id: string, { account, region }: Pick<StackEnvironment, 'account' | 'region'>): string {
  return `arn:aws:lambda:${region}:${account}:function:${id}`;
}

/** The ARN of a function, without the version or the alias that may follow. */
export function withoutQualifier(functionArn: string): string {
  return functionArn.split(':').slice(0, 7).join(':');
}

export function userPoolArn(id: string, { account, region }: Pick<StackEnvironment, 'account' | 'region'>): string {
  return `arn:aws:cognito-idp:${region}:${account}:userpool/${id}`;
}

/** The value of `Fn::GetAtt`; undefined for an attribute that is not supported. */
export function attributeValue(
  { type, id, name }: { type: string; id: string; name: string },
  { account, region }: StackEnvironment,
): string | undefined {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  const attributes: Record<string, string> = {
    'AWS::ApiGateway::DomainName.RegionalDomainName': `${id}.execute-api.${region}.amazonaws.com`,
    'AWS::ApiGateway::RestApi.RootResourceId': `${id}/root`,
    'AWS::Cognito::UserPool.Arn': userPoolArn(id, { account, region }),
    'AWS::Cognito::UserPool.ProviderName': `cognito-idp.${region}.amazonaws.com/${id}`,
    'AWS::Cognito::UserPool.ProviderURL': `https://cognito-idp.${region}.amazonaws.com/${id}`,
    'AWS::Cognito::UserPool.UserPoolId': id,
    'AWS::Cognito::UserPoolClient.ClientId': id,
    ...tableAttributes('AWS::DynamoDB::GlobalTable', id, arn),
    ...tableAttributes('AWS::DynamoDB::Table', id, arn),
    'AWS::IAM::Role.Arn': roleArn(id, { account }),
    'AWS::Lambda::Function.Arn': functionArn(id, { account, region }),
    'AWS::Logs::LogGroup.Arn': arn('logs', `log-group:${id}:*`),
  };
  return attributes[`${type}.${name}`];
}

/** The stream has a name, although nothing reads it locally. */
function tableAttributes(
  type: string,
  name: string,
  arn: (service: string, resource: string) => string,
): Record<string, string> {
  return {
    [`${type}.Arn`]: arn('dynamodb', `table/${name}`),
    [`${type}.StreamArn`]: arn('dynamodb', `table/${name}/stream/2026-01-01T00:00:00.000`),
    [`${type}.TableId`]: asUuid(createHash('sha256').update(name).digest()),
  };
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

function asUuid(digest: Buffer): string {
  const [, ...parts] = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(digest.toString('hex')) ?? [];
  return parts.join('-');
}

function inAlphabet(digest: Buffer, alphabet: string, length: number): string {
  return [...digest.subarray(0, length)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
