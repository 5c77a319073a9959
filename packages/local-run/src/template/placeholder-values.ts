import type { StackEnvironment } from './resource-ids';

/** Properties that give a resource its name, which `Ref` returns or which is part of what it returns. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Stage': 'StageName',
  'AWS::Cognito::UserPoolDomain': 'Domain',
  'AWS::Cognito::UserPoolIdentityProvider': 'ProviderName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** The property that gives a resource of this type its name; undefined if it has none that matters here. */
export function namePropertyOf(type: string): string | undefined {
  return nameProperties[type];
}

/** Services of whose resources the local run knows the ids and ARNs, whether or not it serves them. */
const KNOWN = /^AWS::(ApiGateway|Cognito|DynamoDB|IAM|Lambda|Logs)::/;

/** Whether the values of a resource of this type are made up, because the local run knows nothing of its service. */
export function isPlaceholderType(type: string): boolean {
  return !KNOWN.test(type);
}

/** Name of a resource whose template gives it none: CloudFormation's without the random end. Lower case, as buckets need it. */
export function placeholderName(logicalId: string, { stackName }: Pick<StackEnvironment, 'stackName'>): string {
  return `${stackName}-${logicalId}`.toLowerCase();
}

/** Service in an ARN, where it is not the second part of the type in lower case. */
const services: Readonly<Record<string, string>> = { StepFunctions: 'states', OpenSearchService: 'es' };

/** What precedes the name in an ARN. */
const arnPrefixes: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'table/',
  'AWS::DynamoDB::Table': 'table/',
  'AWS::Events::EventBus': 'event-bus/',
  'AWS::Kinesis::Stream': 'stream/',
  'AWS::KMS::Key': 'key/',
  'AWS::SecretsManager::Secret': 'secret:',
  'AWS::SSM::Parameter': 'parameter/',
  'AWS::StepFunctions::StateMachine': 'stateMachine:',
};

/** Types for which `Ref` returns the ARN. */
const referencedByArn = new Set(['AWS::SecretsManager::Secret', 'AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine']);

/** A value in AWS's format for `Ref` of a resource that the local run does not serve. */
export function placeholderReference(type: string, name: string, environment: StackEnvironment): string {
  if (type === 'AWS::SQS::Queue') return queueUrl(name, environment);
  return referencedByArn.has(type) ? placeholderArn(type, name, environment) : name;
}

/**
 * A value for `Fn::GetAtt` of a resource that the local run does not serve: an ARN, URL, name or domain name in AWS's format,
 * and for any other attribute the logical id.
 */
export function placeholderAttribute(
  { type, name, logicalId, attribute }: { type: string; name: string; logicalId: string; attribute: string },
  environment: StackEnvironment,
): string {
  if (attribute.endsWith('Arn')) return placeholderArn(type, name, environment);
  if (type === 'AWS::SQS::Queue' && attribute === 'QueueUrl') return queueUrl(name, environment);
  if (type === 'AWS::S3::Bucket' && attribute === 'DomainName') return `${name}.s3.amazonaws.com`;
  if (type === 'AWS::S3::Bucket' && attribute === 'RegionalDomainName') {
    return `${name}.s3.${environment.region}.amazonaws.com`;
  }
  return /^(Queue|Topic|Bucket|)Name$/.test(attribute) ? name : logicalId;
}

function queueUrl(name: string, { region, account }: StackEnvironment): string {
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}

function placeholderArn(type: string, name: string, { region, account }: StackEnvironment): string {
  // An ARN of a bucket has neither region nor account.
  if (type === 'AWS::S3::Bucket') return `arn:aws:s3:::${name}`;
  const [, service = ''] = type.split('::');
  // The name of an SSM parameter may start with a slash, which its ARN does not repeat.
  const resource = `${arnPrefixes[type] ?? ''}${name.replace(/^\//, '')}`;
  return `arn:aws:${services[service] ?? service.toLowerCase()}:${region}:${account}:${resource}`;
}
