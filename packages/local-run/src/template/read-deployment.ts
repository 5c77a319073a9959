import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findUnknownVariable, type HeaderTemplate, parseHeaderTemplate } from '../api-gateway/parameter-mapping';
import type { Permission } from '../api-gateway/permissions';
import type { Assembly } from '../synth/assembly';
import { UserError } from '../user-error';
import { type IdentityPool, identityPoolRoles, readIdentityPools, readPermissions } from './identity-pools';
import { resolveTemplate } from './intrinsics';
import { type ManagedLogin, readManagedLogin } from './managed-login';
import { type UnthrottledMethod, withThrottles } from './method-settings';
import { parsePreflightOrigins } from './preflight-origins';
import { roleArn, type StackEnvironment } from './resource-ids';
import {
  isIgnoredType,
  type MockIntegrationResponse,
  parseResources,
  type Resources,
  type SupportedResource,
} from './resources';

/** A Lambda function: where its code lies and how it runs. */
export interface FunctionDefinition {
  readonly name: string;
  /** The module that exports the handler. */
  readonly module: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
  /** MiB. */
  readonly memory: number;
}

/** Who may call a method: whoever signs with AWS credentials that allow it, or holders of a token. */
export type MethodAuth = { readonly iam: true } | TokenAuth;

/** Holders of an ID token, or of an access token with one of the scopes, of one of the pools. */
export interface TokenAuth {
  readonly userPoolIds: readonly string[];
  readonly scopes: readonly string[];
}

/** How often a method may be called: `rate` times a second, and up to `burst` times at once. */
export interface Throttle {
  readonly rate: number;
  readonly burst: number;
}

/** One method of the API and what API Gateway does with a request for it. */
export interface Method {
  readonly httpMethod: string;
  /** As in the template, with a slash in front and parameters in braces. */
  readonly path: string;
  readonly auth: MethodAuth | undefined;
  readonly throttle: Throttle | undefined;
  /** JSON schemas of the body, by its media type; a body of another type is not checked. */
  readonly models: ReadonlyMap<string, object>;
  readonly integration: { readonly functionName: string } | MockIntegration;
}

/** What a MOCK integration answers. */
export interface MockIntegration {
  readonly status: number;
  readonly headers: readonly HeaderTemplate[];
}

/** A gateway response of the template; its body holds `$context` variables. */
export interface GatewayResponse {
  readonly status: number | undefined;
  readonly headers: readonly HeaderTemplate[];
  readonly body: string;
}

/** A client or a group of a user pool, with its CloudFormation properties. */
export interface PartOfUserPool {
  readonly logicalId: string;
  readonly id: string;
  readonly properties: Record<string, unknown>;
}

/** A user pool with its clients and groups. */
export interface UserPool extends PartOfUserPool {
  readonly clients: readonly PartOfUserPool[];
  readonly groups: readonly PartOfUserPool[];
  readonly managedLogin: ManagedLogin | undefined;
}

/** What the local run serves: the template, read into the things that API Gateway, Lambda and Cognito make of it. */
export interface Deployment {
  readonly restApiId: string;
  readonly stageName: string;
  readonly methods: readonly Method[];
  readonly functions: readonly FunctionDefinition[];
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
  readonly userPools: readonly UserPool[];
  readonly identityPools: readonly IdentityPool[];
  /** What the roles allow that identity pools give out, by their ARNs. */
  readonly permissions: ReadonlyMap<string, readonly Permission[]>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Reads an assembly. Throws a failure that names the resource for whatever could not be served as AWS would. */
export function readDeployment(assembly: Assembly, region: string): Deployment {
  const place: StackEnvironment = { stackName: assembly.stackName, region };
  const roles = identityPoolRoles(assembly.template);
  const isWanted = (type: string, logicalId: string) => !isIgnoredType(type) || roles.has(logicalId);
  const resolved = resolveTemplate(assembly.template, place, isWanted);
  const resources = parseResources(resolved.resources);
  const [stage, ...otherStages] = resources['AWS::ApiGateway::Stage'];
  const [, ...otherApis] = resources['AWS::ApiGateway::RestApi'];
  if (!stage || otherStages.length + otherApis.length > 0)
    throw new UserError('The local run serves a stack with one REST API and one stage');
  return {
    restApiId: stage.properties.RestApiId,
    stageName: stage.properties.StageName,
    methods: withThrottles(readMethods(resources), stage),
    functions: resources['AWS::Lambda::Function'].map((lambda) => readFunction(lambda, assembly)),
    gatewayResponses: new Map(resources['AWS::ApiGateway::GatewayResponse'].map(readGatewayResponse)),
    userPools: readUserPools(resources, region),
    identityPools: readIdentityPools(resources, roleArn),
    permissions: readPermissions(resources, roleArn),
    outputs: resolved.outputs,
  };
}

function readFunction(
  lambda: SupportedResource<'AWS::Lambda::Function'>,
  { assetFolders }: Assembly,
): FunctionDefinition {
  const { Code, Environment, Handler, MemorySize, Timeout } = lambda.properties;
  const folder = assetFolders.get(Code.S3Key);
  const [file, handler] = Handler.split('.');
  if (!folder || !file || !handler) throw new UserError(`${lambda.logicalId} has no code in the assembly`);
  const module = ['js', 'mjs'].map((ending) => join(folder, `${file}.${ending}`)).find(existsSync);
  if (!module) throw new UserError(`${lambda.logicalId} has neither ${file}.js nor ${file}.mjs in the assembly`);
  return {
    name: lambda.id,
    module,
    handler,
    environment: Environment.Variables,
    timeout: Timeout,
    memory: MemorySize,
  };
}

function readGatewayResponse({
  logicalId,
  properties,
}: SupportedResource<'AWS::ApiGateway::GatewayResponse'>): [string, GatewayResponse] {
  const { ResponseType, StatusCode, ResponseParameters, ResponseTemplates } = properties;
  const body = ResponseTemplates['application/json'];
  const unknown = findUnknownVariable(body);
  if (unknown) throw new UserError(`${logicalId} prints $context.${unknown}, which the local run does not know`);
  return [
    ResponseType,
    {
      status: StatusCode === undefined ? undefined : Number(StatusCode),
      headers: parseHeaderTemplates(logicalId, 'gatewayresponse.header.', ResponseParameters),
      body,
    },
  ];
}

function readUserPools(resources: Resources, region: string): UserPool[] {
  const clients = resources['AWS::Cognito::UserPoolClient'];
  const groups = resources['AWS::Cognito::UserPoolGroup'];
  return resources['AWS::Cognito::UserPool'].map((pool) => ({
    ...pool,
    clients: clients.filter(({ properties }) => properties.UserPoolId === pool.id),
    groups: groups.filter(({ properties }) => properties.UserPoolId === pool.id),
    managedLogin: readManagedLogin(pool.id, resources, region),
  }));
}

function readMethods(resources: Resources): UnthrottledMethod[] {
  const paths = new Map(resources['AWS::ApiGateway::Resource'].map((resource) => [resource.id, resource.properties]));
  const path = (id: string): string => {
    const resource = paths.get(id);
    return resource ? `${path(resource.ParentId)}/${resource.PathPart}` : '';
  };
  return resources['AWS::ApiGateway::Method'].map((method) => ({
    httpMethod: method.properties.HttpMethod,
    path: path(method.properties.ResourceId) || '/',
    auth: readAuth(method, resources),
    models: readModels(method, resources),
    integration: readIntegration(method, resources),
  }));
}

function readAuth(
  { logicalId, properties }: SupportedResource<'AWS::ApiGateway::Method'>,
  resources: Resources,
): MethodAuth | undefined {
  if (properties.AuthorizationType === 'NONE') return undefined;
  if (properties.AuthorizationType === 'AWS_IAM') return { iam: true };
  const authorizer = resources['AWS::ApiGateway::Authorizer'].find(({ id }) => id === properties.AuthorizerId);
  if (!authorizer) throw new UserError(`${logicalId} has an authorizer that is not in the template`);
  const userPoolIds = authorizer.properties.ProviderARNs.map((arn) => arn.slice(arn.indexOf('/') + 1));
  return { userPoolIds, scopes: properties.AuthorizationScopes };
}

function readModels(
  { properties }: SupportedResource<'AWS::ApiGateway::Method'>,
  resources: Resources,
): Method['models'] {
  const validators = resources['AWS::ApiGateway::RequestValidator'];
  const validator = validators.find(({ id }) => id === properties.RequestValidatorId);
  if (!validator?.properties.ValidateRequestBody) return new Map();
  const models = new Map(resources['AWS::ApiGateway::Model'].map(({ id, properties }) => [id, properties.Schema]));
  return new Map(Object.entries(properties.RequestModels).map(([mediaType, id]) => [mediaType, models.get(id) ?? {}]));
}

function readIntegration(
  { logicalId, properties: { Integration } }: SupportedResource<'AWS::ApiGateway::Method'>,
  resources: Resources,
): Method['integration'] {
  if (Integration.Type === 'MOCK') return readMock(logicalId, Integration.IntegrationResponses[0]);
  const functionName = Integration.Uri.match(/:function:([^/]+)\/invocations$/)?.[1];
  const lambda = resources['AWS::Lambda::Function'].find(({ id }) => id === functionName);
  if (!lambda) throw new UserError(`${logicalId} has an integration that is not a function of this stack`);
  return { functionName: lambda.id };
}

function readMock(logicalId: string, reply: MockIntegrationResponse): MockIntegration {
  const headers = parseHeaderTemplates(logicalId, 'method.response.header.', reply.ResponseParameters);
  const template = reply.ResponseTemplates?.['application/json'];
  if (template !== undefined) {
    const origins = parsePreflightOrigins(template);
    if (!origins) throw new UserError(`${logicalId} answers with a template that the local run cannot read`);
    headers.push(repeatedOrigin(origins));
  }
  return { status: Number(reply.StatusCode), headers };
}

/** Comes after the header that the method has for everybody, and so replaces it. */
function repeatedOrigin(origins: readonly string[]): HeaderTemplate {
  return {
    name: 'Access-Control-Allow-Origin',
    value: (requestHeader) => origins.find((origin) => origin === requestHeader('Origin')),
  };
}

function parseHeaderTemplates(
  logicalId: string,
  prefix: string,
  parameters: Readonly<Record<string, string>>,
): HeaderTemplate[] {
  return Object.entries(parameters).map(([parameter, notation]) => {
    const name = parameter.slice(prefix.length);
    const template = parseHeaderTemplate(name, notation);
    if (template) return template;
    throw new UserError(`${logicalId} maps the header ${name} from ${notation}, which the local run does not know`);
  });
}
