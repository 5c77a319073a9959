import { UserError } from '../user-error';
import type { HeaderTemplate, Method, MethodAuth, MockIntegration, Throttle } from './deployment';
import { parseHeaderTemplate } from './parameter-mapping';
import type { MockIntegrationResponse, Resources, SupportedResource } from './resources';

type UnthrottledMethod = Omit<Method, 'throttle'>;

/** Reads the methods of the REST API with the limits that the stage gives them. */
export function readMethods(resources: Resources, stage: SupportedResource<'AWS::ApiGateway::Stage'>): Method[] {
  const paths = new Map(resources['AWS::ApiGateway::Resource'].map((resource) => [resource.id, resource.properties]));
  const path = (id: string): string => {
    const resource = paths.get(id);
    return resource ? `${path(resource.ParentId)}/${resource.PathPart}` : '';
  };
  const methods = resources['AWS::ApiGateway::Method'].map((method) => ({
    httpMethod: method.properties.HttpMethod,
    path: path(method.properties.ResourceId) || '/',
    auth: readAuth(method, resources),
    models: readModels(method, resources),
    integration: readIntegration(method, resources),
  }));
  return withThrottles(methods, stage);
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
  const functionName = functionNameIn(Integration.Uri);
  const lambda = resources['AWS::Lambda::Function'].find(({ id }) => id === functionName);
  if (!lambda) throw new UserError(`${logicalId} has an integration that is not a function of this app`);
  return { functionName: lambda.id };
}

/** The names of the functions that methods call. */
export function integratedFunctions(methods: Resources['AWS::ApiGateway::Method']): ReadonlySet<string | undefined> {
  return new Set(
    methods.map(({ properties: { Integration } }) =>
      'Uri' in Integration ? functionNameIn(Integration.Uri) : undefined,
    ),
  );
}

/** The name of the function in the URI of an integration, without the version or alias that may follow it. */
function functionNameIn(uri: string): string | undefined {
  return uri.match(/:function:([^/:]+)(?::[^/]+)?\/invocations$/)?.[1];
}

function readMock(logicalId: string, response: MockIntegrationResponse): MockIntegration {
  const headers = readHeaderTemplates(logicalId, 'method.response.header.', response.ResponseParameters);
  const template = response.ResponseTemplates?.['application/json'];
  if (template !== undefined) {
    const origins = parsePreflightOrigins(template);
    if (!origins) throw new UserError(`${logicalId} has a response template that the local run does not support`);
    headers.push(allowedOriginHeader(origins));
  }
  return { status: Number(response.StatusCode), headers };
}

/** Has to follow the header of the same name that the method sends to every origin: the later value counts. */
function allowedOriginHeader(origins: readonly string[]): HeaderTemplate {
  return {
    name: 'Access-Control-Allow-Origin',
    value: (requestHeader) => origins.find((origin) => origin === requestHeader('Origin')),
  };
}

/** The template that the CDK writes for a preflight of several origins. The first origin is a literal header. */
const PREFLIGHT_TEMPLATE =
  /^#set\(\$origin = .*?\)\)\s*#if\(\$origin == ""\)\s*#set\(.*?\)\)\s*#end\s*#if\(([^\n]*)\)\s*#set\(\$context\.responseOverride\.header\.Access-Control-Allow-Origin = \$origin\)\s*#end$/;
const ORIGIN_CONDITION = /^\$origin == "([^"]*)"$/;

/** The origins that a preflight template of the CDK allows; undefined for any other template. */
function parsePreflightOrigins(template: string): readonly string[] | undefined {
  const conditions = PREFLIGHT_TEMPLATE.exec(template)?.[1]?.split(' || ');
  const origins = conditions?.flatMap((condition) => ORIGIN_CONDITION.exec(condition)?.[1] ?? []);
  return origins?.length === conditions?.length ? origins : undefined;
}

/** Parses the header mappings of a resource. Throws a UserError for an expression that is not supported. */
export function readHeaderTemplates(
  logicalId: string,
  prefix: string,
  parameters: Readonly<Record<string, string>>,
): HeaderTemplate[] {
  return Object.entries(parameters).map(([parameter, expression]) => {
    const name = parameter.slice(prefix.length);
    const template = parseHeaderTemplate(name, expression);
    if (template) return template;
    throw new UserError(
      `${logicalId} maps the header ${name} from ${expression}, which the local run does not support`,
    );
  });
}

/** The method setting that applies to every method without a setting of its own. */
const ALL_METHODS = '* /*';

/**
 * Gives each method the limit of its own setting, or of the setting for all methods, which API Gateway counts per method.
 * Throws a UserError for a setting of a method that does not exist.
 */
function withThrottles(
  methods: readonly UnthrottledMethod[],
  { logicalId, properties }: SupportedResource<'AWS::ApiGateway::Stage'>,
): Method[] {
  const throttles = new Map<string, Throttle>();
  for (const setting of properties.MethodSettings) {
    const name = `${setting.HttpMethod} ${decodePath(setting.ResourcePath)}`;
    throttles.set(name, { rate: setting.ThrottlingRateLimit, burst: setting.ThrottlingBurstLimit });
  }
  const names = new Set([ALL_METHODS, ...methods.map(nameOf)]);
  const unknown = [...throttles.keys()].find((name) => !names.has(name));
  if (unknown) throw new UserError(`${logicalId} has settings for ${unknown}, which is not in the template`);
  return methods.map((method) => ({
    ...method,
    throttle: throttles.get(nameOf(method)) ?? throttles.get(ALL_METHODS),
  }));
}

function nameOf({ httpMethod, path }: UnthrottledMethod): string {
  return `${httpMethod} ${path}`;
}

/** A method setting writes a path as `/~1users~1{id}`, but the root as `/` and all paths as `/*`. */
function decodePath(resourcePath: string): string {
  if (resourcePath === '/' || resourcePath === '/*') return resourcePath;
  return resourcePath.replace(/^\//, '').replaceAll('~1', '/');
}
