import * as z from 'zod/mini';
import { UserError } from '../user-error';
import type { Resource } from './intrinsics';

/** Properties that change nothing that a client of the local run could see. */
const ignored = z.optional(z.unknown());

/** What is unsaid is the account's own limit ("Amazon API Gateway quotas": account-level throttling). */
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

/** Who may have a role: those who have signed in to one identity pool. */
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

/** What a role allows. A condition or a denial is not listed. */
const permission = z.strictObject({
  Action: oneOrMore,
  Effect: z.literal('Allow'),
  Resource: oneOrMore,
  Sid: ignored,
});

/**
 * What the local run understands, by type: a property that is not listed here stops the start, because to pass over
 * what a client would notice is to lie about the deployed API. Names and meanings are CloudFormation's.
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
    // Has nothing to look at: a method that asks for parameters is not understood.
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
  }),
  'AWS::ApiGateway::Stage': z.strictObject({
    AccessLogSetting: ignored,
    DeploymentId: ignored,
    Description: ignored,
    MethodSettings: z._default(z.array(methodSetting), []),
    RestApiId: z.string(),
    StageName: z.string(),
    TracingEnabled: ignored,
  }),
  // What is more than the one role of who has signed in, such as rules that choose among several, is not listed.
  'AWS::Cognito::IdentityPoolRoleAttachment': z.strictObject({
    IdentityPoolId: z.string(),
    Roles: z.strictObject({ authenticated: z.optional(z.string()) }),
  }),
  'AWS::Cognito::IdentityPool': z.record(z.string(), z.unknown()),
  'AWS::Cognito::ManagedLoginBranding': z.strictObject({
    // The pages here have a look of their own; what counts is that a client has a style.
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
    CustomDomainConfig: ignored,
    Domain: z.string(),
    ManagedLoginVersion: z._default(z.literal([1, 2]), 1),
    UserPoolId: z.string(),
  }),
  'AWS::Cognito::UserPoolGroup': z.looseObject({ UserPoolId: z.string() }),
  // Of roles that an identity pool gives out; template/identity-pools.ts says which.
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
  }),
  'AWS::Lambda::Function': z.strictObject({
    Architectures: ignored,
    Code: z.strictObject({ S3Bucket: ignored, S3Key: z.string() }),
    Description: ignored,
    Environment: z._default(z.strictObject({ Variables: z.record(z.string(), z.string()) }), {
      Variables: {},
    }),
    Handler: z.string(),
    LoggingConfig: ignored,
    MemorySize: z._default(z.number(), 128),
    Role: ignored,
    Runtime: z.string().check(z.startsWith('nodejs')),
    Timeout: z._default(z.number(), 3),
    TracingConfig: ignored,
  }),
} as const;

/** Types that are needed in AWS and have nothing to do here. */
const ignoredTypes = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::DomainName',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::Policy',
  // But for those that identityPoolRoles names.
  'AWS::IAM::Role',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::WAFv2::WebACL',
  'AWS::WAFv2::WebACLAssociation',
]);

/** Whether resources of a type are passed over, because they change nothing locally. */
export function isIgnoredType(type: string): boolean {
  return ignoredTypes.has(type);
}

type Schemas = typeof schemas;

/** A resource whose properties were found to be understood. */
export type SupportedResource<Type extends keyof Schemas> = Omit<Resource, 'properties'> & {
  readonly properties: z.output<Schemas[Type]>;
};

/** What an integration of the kind MOCK answers. */
export type MockIntegrationResponse = Extract<
  SupportedResource<'AWS::ApiGateway::Method'>['properties']['Integration'],
  { Type: 'MOCK' }
>['IntegrationResponses'][0];

/** The resources of a template that matter here, by type. */
export type Resources = { readonly [Type in keyof Schemas]: readonly SupportedResource<Type>[] };

/** Sorts the resources by type. Throws a sentence that names the first one, or its property, that is not understood. */
export function parseResources(resources: readonly Resource[]): Resources {
  const byType: Record<string, Resource[]> = Object.fromEntries(Object.keys(schemas).map((type) => [type, []]));
  for (const resource of resources) {
    const understood = { ...resource, properties: parse(resource) };
    byType[resource.type]?.push(understood);
  }
  return byType as unknown as Resources;
}

function parse({ logicalId, type, properties }: Resource): Record<string, unknown> {
  const schema = Object.entries(schemas).find(([known]) => known === type)?.[1];
  if (!schema) throw new UserError(`${logicalId} is an ${type}, which the local run cannot do`);
  const parsed = z.safeParse(schema, properties);
  if (parsed.success) return parsed.data;
  throw new UserError(`${logicalId} (${type}) has what the local run cannot do: ${complaint(parsed.error)}`);
}

function complaint({ issues: [issue] }: z.core.$ZodError): string {
  if (issue?.code === 'unrecognized_keys') return [...issue.path, issue.keys[0]].join('.');
  return issue?.path.join('.') ?? 'its properties';
}
