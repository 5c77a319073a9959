import { createHash } from 'node:crypto';

/** Where the local run pretends to be. */
export interface StackEnvironment {
  readonly stackName: string;
  readonly region: string;
}

/** The account of everything that is made here. */
export const ACCOUNT = '000000000000';

/** What `AWS::Region` and its like stand for. `AWS::NoValue` is undefined: what holds it is left out. */
export function pseudoParameters({ stackName, region }: StackEnvironment): ReadonlyMap<string, string | undefined> {
  return new Map([
    ['AWS::AccountId', ACCOUNT],
    ['AWS::NoValue', undefined],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', region],
    ['AWS::StackId', `arn:aws:cloudformation:${region}:${ACCOUNT}:stack/${stackName}/local`],
    ['AWS::StackName', stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);
}

/**
 * The id that AWS would have given a resource, in its real form, because clients take it apart. It follows from the
 * names alone: a second run, or one that uses the Cognito of another, knows the same pool by the same id.
 */
export function physicalId(type: string, logicalId: string, { stackName, region }: StackEnvironment): string {
  const digest = createHash('sha256').update(`${stackName}/${logicalId}`).digest();
  if (type === 'AWS::Cognito::UserPool') return `${region}_${inAlphabet(digest, UPPER + LOWER + DIGITS, 9)}`;
  if (type === 'AWS::Cognito::UserPoolClient') return inAlphabet(digest, LOWER + DIGITS, 26);
  if (type === 'AWS::Cognito::IdentityPool') return `${region}:${asUuid(digest)}`;
  if (type === 'AWS::ApiGateway::RestApi') return inAlphabet(digest, LOWER + DIGITS, 10);
  return logicalId;
}

export function roleArn(id: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${id}`;
}

/** The value of `Fn::GetAtt`; undefined for an attribute that nothing here has needed so far. */
export function attribute(type: string, id: string, name: string, { region }: StackEnvironment): string | undefined {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;
  const attributes: Record<string, string> = {
    'AWS::ApiGateway::DomainName.RegionalDomainName': `${id}.execute-api.${region}.amazonaws.com`,
    'AWS::ApiGateway::RestApi.RootResourceId': `${id}/root`,
    'AWS::Cognito::UserPool.Arn': arn('cognito-idp', `userpool/${id}`),
    'AWS::Cognito::UserPool.ProviderName': `cognito-idp.${region}.amazonaws.com/${id}`,
    'AWS::Cognito::UserPool.ProviderURL': `https://cognito-idp.${region}.amazonaws.com/${id}`,
    'AWS::Cognito::UserPool.UserPoolId': id,
    'AWS::Cognito::UserPoolClient.ClientId': id,
    'AWS::IAM::Role.Arn': roleArn(id),
    'AWS::Lambda::Function.Arn': arn('lambda', `function:${id}`),
    'AWS::Logs::LogGroup.Arn': arn('logs', `log-group:${id}:*`),
  };
  return attributes[`${type}.${name}`];
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
