import * as z from 'zod/mini';
import { UserError } from '../user-error';
import type { Resource } from './intrinsics';

/** Properties that have no effect locally. */
const ignored = z.optional(z.unknown());

/** The default limits are those of the account ("Amazon API Gateway quotas": account-level throttling). */
const methodSetting = z.strictObject({
  CachingEnabled: z.optional(z.literal(false)),
  DataTraceEnabled: ignored,
  HttpMethod: z.string(),
  LoggingLevel: ignored,
  MetricsEnabled: ignored,
  ResourcePath: z.string(),
  ThrottlingBurstLimit: z._default(z.int().check(z.nonnegative()), 5_000),
  ThrottlingRateLimit: z._default(z.number().check(z.nonnegative()), 10_000),
});

/** Trust policy of a role for the authenticated identities of one identity pool. */
const trust = z.strictObject({
  Action: z.literal('sts:AssumeRoleWithWebIdentity'),
  Condition: z.strictObject({
    StringEquals: z.strictObject({ 'cognito-identity.amazonaws.com:aud': z.string() }),
    'ForAnyValue:StringLike': z.strictObject({
      'cognito-identity.amazonaws.com:amr': z.literal('authenticated'),
    }),
  }),
  Effect: z.literal('Allow'),
  Principal: z.strictObject({ Federated: z.literal('cognito-identity.amazonaws.com') }),
});

const oneOrMore = z.union([z.string(), z.array(z.string())]);

/** Statement of an inline policy. Conditions and `Deny` are not supported. */
const permission = z.strictObject({
  Action: oneOrMore,
  Effect: z.literal('Allow'),
  Resource: oneOrMore,
  Sid: ignored,
});

const keyAttribute = <const Type extends 'HASH' | 'RANGE'>(type: Type) =>
  z.strictObject({ AttributeName: z.string(), KeyType: z.literal(type) });

/** Keys of several attributes each, which DynamoDB has for indexes only, are not supported. */
const keySchema = z.union([z.tuple([keyAttribute('HASH')]), z.tuple([keyAttribute('HASH'), keyAttribute('RANGE')])]);

const tableIndex = z.strictObject({
  ContributorInsightsSpecification: ignored,
  IndexName: z.string(),
  KeySchema: keySchema,
  OnDemandThroughput: ignored,
  Projection: z.record(z.string(), z.unknown()),
  ProvisionedThroughput: ignored,
  ReadOnDemandThroughputSettings: ignored,
  ReadProvisionedThroughputSettings: ignored,
  WarmThroughput: ignored,
  WriteOnDemandThroughputSettings: ignored,
  WriteProvisionedThroughputSettings: ignored,
});

/** Properties of both kinds of tables. */
const table = {
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  BillingMode: ignored,
  GlobalSecondaryIndexes: z.optional(z.array(tableIndex)),
  KeySchema: keySchema,
  LocalSecondaryIndexes: z.optional(z.array(tableIndex)),
  // Nothing reads the stream.
  StreamSpecification: ignored,
  SSESpecification: ignored,
  TableName: z.optional(z.string()),
  TimeToLiveSpecification: z.optional(z.strictObject({ AttributeName: z.optional(z.string()), Enabled: z.boolean() })),
  WarmThroughput: ignored,
};

/**
 * Supported properties by resource type, with CloudFormation's names and meanings. A property that is not listed stops
 * the start: ignoring it could make the local API differ from the deployed one without notice.
 */
const schemas = {
  'AWS::ApiGateway::Authorizer': z.strictObject({
    Type: z.literal('COGNITO_USER_POOLS'),
    IdentitySource: z.literal('method.request.header.Authorization'),
    ProviderARNs: z.array(z.string()),
    Name: ignored,
    RestApiId: z.string(),
    AuthorizerResultTtlInSeconds: ignored,
  }),
  'AWS::ApiGateway::GatewayResponse': z.strictObject({
    ResponseType: z.string(),
    RestApiId: z.string(),
    StatusCode: z.optional(z.string()),
    ResponseParameters: z._default(z.record(z.string(), z.string()), {}),
    ResponseTemplates: z._default(z.strictObject({ 'application/json': z.string() }), {
      'application/json': '{"message":$context.error.messageString}',
    }),
  }),
  'AWS::ApiGateway::Method': z.strictObject({
    HttpMethod: z.string(),
    ResourceId: z.string(),
    RestApiId: z.string(),
    ApiKeyRequired: z.optional(z.literal(false)),
    AuthorizationType: z.enum(['NONE', 'COGNITO_USER_POOLS', 'AWS_IAM']),
    AuthorizationScopes: z._default(z.array(z.string()), []),
    AuthorizerId: z.optional(z.string()),
    Integration: z.discriminatedUnion('Type', [
      z.strictObject({
        Type: z.literal('AWS_PROXY'),
        IntegrationHttpMethod: z.literal('POST'),
        Uri: z.string(),
      }),
      z.strictObject({
        Type: z.literal('MOCK'),
        RequestTemplates: ignored,
        IntegrationResponses: z.tuple([
          z.strictObject({
            StatusCode: z.string(),
            ResponseParameters: z._default(z.record(z.string(), z.string()), {}),
            ResponseTemplates: z.optional(z.strictObject({ 'application/json': z.string() })),
          }),
        ]),
      }),
    ]),
    MethodResponses: ignored,
    OperationName: ignored,
    RequestModels: z._default(z.record(z.string(), z.string()), {}),
    RequestValidatorId: z.optional(z.string()),
  }),
  'AWS::ApiGateway::Model': z.strictObject({
    ContentType: z.string(),
    Description: ignored,
    Name: ignored,
    RestApiId: z.string(),
    Schema: z.record(z.string(), z.unknown()),
  }),
  'AWS::ApiGateway::RequestValidator': z.strictObject({
    Name: ignored,
    RestApiId: z.string(),
    ValidateRequestBody: z._default(z.boolean(), false),
    // No effect: a method with `RequestParameters` is not supported.
    ValidateRequestParameters: ignored,
  }),
  'AWS::ApiGateway::Resource': z.strictObject({
    ParentId: z.string(),
    PathPart: z.string(),
    RestApiId: z.string(),
  }),
  'AWS::ApiGateway::RestApi': z.strictObject({
    Name: ignored,
    Description: ignored,
    EndpointConfiguration: ignored,
    Tags: ignored,
  }),
  'AWS::ApiGateway::Stage': z.strictObject({
    AccessLogSetting: ignored,
    DeploymentId: ignored,
    Description: ignored,
    MethodSettings: z._default(z.array(methodSetting), []),
    RestApiId: z.string(),
    StageName: z.string(),
    Tags: ignored,
    TracingEnabled: ignored,
  }),
  // Only the role for authenticated identities is supported, without role mappings.
  'AWS::Cognito::IdentityPoolRoleAttachment': z.strictObject({
    IdentityPoolId: z.string(),
    Roles: z.strictObject({ authenticated: z.optional(z.string()) }),
  }),
  'AWS::Cognito::IdentityPool': z.record(z.string(), z.unknown()),
  'AWS::Cognito::ManagedLoginBranding': z.strictObject({
    // The local login pages ignore the style. Only its existence matters.
    Assets: ignored,
    ClientId: z.string(),
    ReturnMergedResources: ignored,
    Settings: ignored,
    UseCognitoProvidedValues: ignored,
    UserPoolId: z.string(),
  }),
  'AWS::Cognito::UserPool': z.record(z.string(), z.unknown()),
  'AWS::Cognito::UserPoolClient': z.looseObject({ UserPoolId: z.string() }),
  'AWS::Cognito::UserPoolDomain': z.strictObject({
    // Only whether it is there matters.
    CustomDomainConfig: z.optional(z.unknown()),
    Domain: z.string(),
    ManagedLoginVersion: z._default(z.literal([1, 2]), 1),
    UserPoolId: z.string(),
  }),
  'AWS::Cognito::UserPoolGroup': z.looseObject({ UserPoolId: z.string() }),
  'AWS::Cognito::UserPoolIdentityProvider': z.looseObject({ UserPoolId: z.string() }),
  'AWS::DynamoDB::GlobalTable': z.strictObject({
    ...table,
    GlobalTableWitnesses: ignored,
    MultiRegionConsistency: ignored,
    ReadOnDemandThroughputSettings: ignored,
    ReadProvisionedThroughputSettings: ignored,
    // The local table counts as the replica of the region of the stack.
    Replicas: ignored,
    WriteOnDemandThroughputSettings: ignored,
    WriteProvisionedThroughputSettings: ignored,
  }),
  'AWS::DynamoDB::Table': z.strictObject({
    ...table,
    ContributorInsightsSpecification: ignored,
    DeletionProtectionEnabled: ignored,
    KinesisStreamSpecification: ignored,
    OnDemandThroughput: ignored,
    PointInTimeRecoverySpecification: ignored,
    ProvisionedThroughput: ignored,
    ResourcePolicy: ignored,
    TableClass: ignored,
    Tags: ignored,
  }),
  // Only roles that an identity pool hands out: see identityPoolRoles.
  'AWS::IAM::Role': z.strictObject({
    AssumeRolePolicyDocument: z.strictObject({ Version: ignored, Statement: z.tuple([trust]) }),
    Description: ignored,
    Policies: z._default(
      z.array(
        z.strictObject({
          PolicyName: ignored,
          PolicyDocument: z.strictObject({ Version: ignored, Statement: z.array(permission) }),
        }),
      ),
      [],
    ),
    Tags: ignored,
  }),
  // Only functions behind methods and of triggers.
  'AWS::Lambda::Function': z.strictObject({
    Architectures: ignored,
    Code: z.strictObject({ S3Bucket: ignored, S3Key: z.string() }),
    CodeSigningConfigArn: ignored,
    DeadLetterConfig: ignored,
    Description: ignored,
    Environment: z._default(z.strictObject({ Variables: z.record(z.string(), z.string()) }), {
      Variables: {},
    }),
    EphemeralStorage: ignored,
    FunctionName: ignored,
    Handler: z.string(),
    KmsKeyArn: ignored,
    LoggingConfig: ignored,
    MemorySize: z._default(z.number(), 128),
    RecursiveLoop: ignored,
    ReservedConcurrentExecutions: ignored,
    Role: ignored,
    Runtime: z.string().check(z.startsWith('nodejs')),
    RuntimeManagementConfig: ignored,
    Tags: ignored,
    Timeout: z._default(z.number(), 3),
    TracingConfig: ignored,
    // The function has the network of this machine.
    VpcConfig: ignored,
  }),
} as const;

/** Types that have no effect locally. */
const ignoredTypes = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::DomainName',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  // Except the roles in identityPoolRoles.
  'AWS::IAM::Role',
  'AWS::IAM::RolePolicy',
  'AWS::Cognito::LogDeliveryConfiguration',
  // References to a version or an alias are resolved to the function.
  'AWS::Lambda::Alias',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  // In the settings of an identity provider. A function that reads a secret has its name or ARN in its environment.
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::WAFv2::WebACL',
  'AWS::WAFv2::WebACLAssociation',
]);

/** Whether resources of a type are skipped, because they have no effect locally. */
export function isIgnoredType(type: string): boolean {
  return ignoredTypes.has(type);
}

/** Whether the local run serves resources of a type. It skips the others. */
export function isServedType(type: string): boolean {
  return Object.hasOwn(schemas, type);
}

/** Names of the properties of a served type that have no effect locally. They need not be resolved. */
export function ignoredProperties(type: string): ReadonlySet<string> {
  const schema = schemaOf(type);
  const shape = schema && 'shape' in schema ? Object.entries(schema.shape) : [];
  return new Set(shape.flatMap(([name, property]) => (property === ignored ? [name] : [])));
}

function schemaOf(type: string) {
  return Object.entries(schemas).find(([known]) => known === type)?.[1];
}

type Schemas = typeof schemas;

/** A resource whose properties are all supported. */
export type SupportedResource<Type extends keyof Schemas> = Omit<Resource, 'properties'> & {
  readonly properties: z.output<Schemas[Type]>;
};

/** The response of a MOCK integration. */
export type MockIntegrationResponse = Extract<
  SupportedResource<'AWS::ApiGateway::Method'>['properties']['Integration'],
  { Type: 'MOCK' }
>['IntegrationResponses'][0];

/** The supported resources of a template, by type. */
export type Resources = { readonly [Type in keyof Schemas]: readonly SupportedResource<Type>[] };

/** Groups resources of served types by type. Throws a UserError that names the first property that is not supported. */
export function parseResources(resources: readonly Resource[]): Resources {
  const byType: Record<string, Resource[]> = Object.fromEntries(Object.keys(schemas).map((type) => [type, []]));
  for (const resource of resources) {
    const supported = { ...resource, properties: parseProperties(resource) };
    byType[resource.type]?.push(supported);
  }
  return byType as unknown as Resources;
}

function parseProperties({ logicalId, type, properties }: Resource): Record<string, unknown> {
  const parsed = z.safeParse(schemaOf(type) ?? z.never(), properties);
  if (parsed.success) return parsed.data;
  throw new UserError(
    `${logicalId} (${type}) has a property or value that the local run does not support: ${propertyPath(parsed.error)}`,
  );
}

function propertyPath({ issues: [issue] }: z.core.$ZodError): string {
  if (issue?.code === 'unrecognized_keys') return [...issue.path, issue.keys[0]].join('.');
  return issue?.path.join('.') ?? '';
}
