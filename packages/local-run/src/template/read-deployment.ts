import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../synth/assembly';
import { UserError } from '../user-error';
import type { Deployment, FunctionDefinition, GatewayResponse } from './deployment';
import type { Resource } from './intrinsics';
import { findUnknownVariable } from './parameter-mapping';
import { identityPoolRoles, readIdentityPools, readPermissions } from './read-identity-pools';
import { integratedFunctions, readHeaderTemplates, readMethods } from './read-methods';
import { readNotServed } from './read-not-served';
import { readOutputs } from './read-outputs';
import { readTables } from './read-tables';
import { readTriggers, triggerFunctions, warnOfCircles, warnOfUncallableTriggers } from './read-triggers';
import { readUserPools } from './read-user-pools';
import { functionArn, roleArn } from './resource-ids';
import { ignoredProperties, isServedType, parseResources, type Resources, type SupportedResource } from './resources';
import { type StackResource, Stacks } from './stacks';

const METHOD = 'AWS::ApiGateway::Method';

/**
 * Reads an assembly. `defaultRegion` is for an API whose stack has no region of its own. Throws a UserError that names the first
 * property of a served resource that is not supported.
 */
export function readDeployment(assembly: Assembly, defaultRegion: string): Deployment {
  const stacks = new Stacks(assembly, defaultRegion);
  const { account, region } = stacks;
  const roleArnOf = (id: string) => roleArn(id, stacks);
  const served = findServedResources(stacks);
  const resolved = served.map(resolveResource);
  for (const resource of resolved) if (resource.type === 'AWS::Lambda::Function') assertRunnable(resource);
  const resources = parseResources(resolved);
  const stage = findStage(resources);
  const functions = resources['AWS::Lambda::Function'].map((lambda) => readFunction(lambda, assembly, stacks));
  return {
    stackName: stacks.stackName,
    account,
    region,
    restApiId: stage.properties.RestApiId,
    stageName: stage.properties.StageName,
    methods: readMethods(resources, stage),
    functions,
    gatewayResponses: new Map(resources['AWS::ApiGateway::GatewayResponse'].map(readGatewayResponse)),
    userPools: readUserPools(resources, region),
    triggers: readTriggers(resources, functions),
    identityPools: readIdentityPools(resources, roleArnOf),
    tables: readTables(resources),
    permissions: readPermissions(resources, roleArnOf),
    outputs: readOutputs(stacks),
    notServed: readNotServed(stacks, served),
    warnings: [
      ...warnOfUndeployedMethods(stacks, served),
      ...warnOfUncallableTriggers(stacks, resources),
      ...warnOfCircles(stacks),
    ],
  };
}

/**
 * A deployment of a REST API has the methods that exist when CloudFormation creates it. Returns a sentence for each stack whose
 * methods come later: in AWS, they answer 403.
 */
function warnOfUndeployedMethods(stacks: Stacks, served: readonly StackResource[]): string[] {
  const stage = served.find(({ type }) => type === 'AWS::ApiGateway::Stage')?.stack;
  if (!stage) return [];
  const late = served.filter(({ type, stack }) => type === METHOD && !stacks.isDeployedAfter(stage, stack));
  return [...new Set(late.map(({ stack }) => stack.environment.stackName))].map(
    (stackName) =>
      `In AWS, the methods of the stack ${stackName} answer 403 until the API is deployed again, because the stack ` +
      `${stage.environment.stackName} deploys the API before it. Create the API with deploy: false, and its Deployment and Stage ` +
      `in a stack that depends on ${stackName}.`,
  );
}

/** The resources of served types, except functions that neither a method nor a user pool calls and roles that no identity pool hands out. */
function findServedResources(stacks: Stacks): StackResource[] {
  const candidates = stacks.resources().filter(({ type }) => isServedType(type));
  const methods = candidates.filter(({ type }) => type === METHOD).map(resolveResource);
  const functions = integratedFunctions(parseResources(methods)[METHOD]);
  const triggers = triggerFunctions(candidates);
  const roles = new Map(
    [...new Set(candidates.map(({ stack }) => stack))].map((stack) => [stack, identityPoolRoles(stack.template)]),
  );
  return candidates.filter(({ type, stack, logicalId }) => {
    if (type === 'AWS::Lambda::Function') {
      const name = stack.idOf(logicalId);
      return functions.has(name) || triggers.has(functionArn(name, stacks));
    }
    return type !== 'AWS::IAM::Role' || roles.get(stack)?.has(logicalId);
  });
}

function resolveResource({ stack, logicalId, type }: StackResource) {
  return stack.resource(logicalId, ignoredProperties(type));
}

/** Throws a UserError for a function that is called and cannot run on this machine. */
function assertRunnable({ logicalId, properties: { Code, PackageType, Runtime } }: Resource): void {
  const found =
    (PackageType === 'Image' && 'is a container image') ||
    (Code instanceof Object && 'ZipFile' in Code && 'has inline code') ||
    (!String(Runtime).startsWith('nodejs') && `has the runtime ${Runtime}`);
  if (!found) return;
  throw new UserError(
    `${logicalId} ${found}. The local run supports methods and triggers of functions in Node.js whose code is an asset of the CDK.`,
  );
}

/** Finds the stage. Throws a UserError unless there is exactly one, and for a method or stage of an API that is not in the app. */
function findStage(resources: Resources): SupportedResource<'AWS::ApiGateway::Stage'> {
  const stages = resources['AWS::ApiGateway::Stage'];
  const [api] = resources['AWS::ApiGateway::RestApi'];
  const [stage] = stages;
  if (!stage || stages.length > 1) {
    const found =
      stages.length === 0 ? 'none' : `${stages.length}: ${stages.map(({ logicalId }) => logicalId).join(', ')}`;
    throw new UserError(`The local run serves a REST API with one stage, but this app has ${found}`);
  }
  const foreign = [...stages, ...resources[METHOD], ...resources['AWS::ApiGateway::Resource']].find(
    ({ properties }) => properties.RestApiId !== api?.id,
  );
  if (foreign) throw new UserError(`${foreign.logicalId} belongs to a REST API that is not in this app`);
  return stage;
}

function readFunction(
  lambda: SupportedResource<'AWS::Lambda::Function'>,
  { assetFolders }: Assembly,
  environment: Pick<Stacks, 'account' | 'region'>,
): FunctionDefinition {
  const { Code, Environment, Handler, MemorySize, Timeout } = lambda.properties;
  const folder = assetFolders.get(Code.S3Key);
  const [file, handler] = Handler.split('.');
  if (!folder || !file || !handler) throw new UserError(`${lambda.logicalId} has no code in the assembly`);
  const module = ['js', 'mjs'].map((ending) => join(folder, `${file}.${ending}`)).find(existsSync);
  if (!module) throw new UserError(`${lambda.logicalId} has neither ${file}.js nor ${file}.mjs in the assembly`);
  return {
    name: lambda.id,
    arn: functionArn(lambda.id, environment),
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
