import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../synth/assembly';
import { UserError } from '../user-error';
import type { Deployment, FunctionDefinition, GatewayResponse } from './deployment';
import { resolveTemplate } from './intrinsics';
import { findUnknownVariable } from './parameter-mapping';
import { identityPoolRoles, readIdentityPools, readPermissions } from './read-identity-pools';
import { readHeaderTemplates, readMethods } from './read-methods';
import { readUserPools } from './read-user-pools';
import { DEFAULT_ACCOUNT, roleArn, type StackEnvironment } from './resource-ids';
import { isIgnoredType, parseResources, type SupportedResource } from './resources';

/**
 * Reads an assembly. `defaultRegion` is for a stack that has no region of its own. Throws a UserError that names the first
 * resource or property that is not supported.
 */
export function readDeployment(assembly: Assembly, defaultRegion: string): Deployment {
  const { stackName, account = DEFAULT_ACCOUNT, region = defaultRegion } = assembly;
  const environment: StackEnvironment = { stackName, account, region };
  const roleArnOf = (id: string) => roleArn(id, environment);
  const roles = identityPoolRoles(assembly.template);
  const isWanted = (type: string, logicalId: string) => !isIgnoredType(type) || roles.has(logicalId);
  const resolved = resolveTemplate(assembly.template, environment, isWanted);
  const resources = parseResources(resolved.resources);
  const [stage, ...otherStages] = resources['AWS::ApiGateway::Stage'];
  const [, ...otherApis] = resources['AWS::ApiGateway::RestApi'];
  if (!stage || otherStages.length + otherApis.length > 0) {
    throw new UserError('The local run needs a stack with one REST API and one stage');
  }
  return {
    stackName,
    account,
    region,
    restApiId: stage.properties.RestApiId,
    stageName: stage.properties.StageName,
    methods: readMethods(resources, stage),
    functions: resources['AWS::Lambda::Function'].map((lambda) => readFunction(lambda, assembly)),
    gatewayResponses: new Map(resources['AWS::ApiGateway::GatewayResponse'].map(readGatewayResponse)),
    userPools: readUserPools(resources, region),
    identityPools: readIdentityPools(resources, roleArnOf),
    permissions: readPermissions(resources, roleArnOf),
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
  if (unknown) {
    throw new UserError(`${logicalId} uses $context.${unknown}, which the local run does not support`);
  }
  return [
    ResponseType,
    {
      status: StatusCode === undefined ? undefined : Number(StatusCode),
      headers: readHeaderTemplates(logicalId, 'gatewayresponse.header.', ResponseParameters),
      body,
    },
  ];
}
