import { UserError } from '../user-error';
import type { FunctionDefinition, Trigger } from './deployment';
import { findCircle } from './find-circle';
import { isAllowed } from './permissions';
import { userPoolArn, withoutQualifier } from './resource-ids';
import type { Resources } from './resources';
import type { StackResource, Stacks } from './stacks';

const PERMISSION = 'AWS::Lambda::Permission';
const COGNITO = 'cognito-idp.amazonaws.com';

/** A function in the LambdaConfig of a user pool. */
interface ConfiguredFunction {
  readonly userPool: string;
  readonly userPoolId: string;
  /** Key in LambdaConfig. */
  readonly key: string;
  /** The ARN may end with a version or an alias. */
  readonly arn: string;
}

/** The ARNs of the functions that the user pools among these resources call, without version and alias. */
export function triggerFunctions(resources: readonly StackResource[]): ReadonlySet<string> {
  const pools = resources.filter(({ type }) => type === 'AWS::Cognito::UserPool');
  const arns = pools.flatMap(({ stack, logicalId }) => functionArnsIn(stack.property(logicalId, 'LambdaConfig')));
  return new Set(arns.map(([, arn]) => withoutQualifier(arn)));
}

/** Reads the triggers of the user pools. Throws a UserError for one whose function is not in the app. */
export function readTriggers(resources: Resources, functions: readonly FunctionDefinition[]): Trigger[] {
  const triggers = configuredFunctions(resources).map(({ userPool, key, arn }) => {
    const lambda = functions.find((one) => one.arn === withoutQualifier(arn));
    if (lambda) return { userPool, name: triggerName(key), functionName: lambda.name };
    throw new UserError(
      `${userPool} (AWS::Cognito::UserPool) has a function in LambdaConfig.${key} that is not in this app, in the account and region ` +
        `of the API: ${arn}. Create the function in this app, or leave out the trigger for the local run.`,
    );
  });
  // The function of PreTokenGeneration may be in both its properties.
  const isFirst = (trigger: Trigger, index: number) =>
    triggers.findIndex(({ userPool, name }) => userPool === trigger.userPool && name === trigger.name) === index;
  return triggers.filter(isFirst);
}

/** Returns a sentence for each trigger whose function does not allow the user pool to call it: in AWS, the trigger fails. */
export function warnOfUncallableTriggers(stacks: Stacks, resources: Resources): string[] {
  const permissions = stacks.resources().filter(({ type }) => type === PERMISSION);
  const warnings = configuredFunctions(resources)
    .filter((configured) => !permissions.some((permission) => allows(permission, configured, stacks)))
    .map(
      ({ userPool, key, arn }) =>
        `In AWS, the trigger ${triggerName(key)} of ${userPool} fails with AccessDeniedException, because no ${PERMISSION} allows ` +
        `${COGNITO} to call ${arn.replace(/^.*:function:/, '')} for this user pool. Add the trigger by userPool.addTrigger, or add ` +
        'the permission to the function.',
    );
  return [...new Set(warnings)];
}

/** Returns a sentence for each user pool that refers to a function that refers to the user pool: AWS refuses such a stack. */
export function warnOfCircles(stacks: Stacks): string[] {
  const pools = stacks.resources().filter(({ type }) => type === 'AWS::Cognito::UserPool');
  return pools.flatMap(({ stack, logicalId }) => {
    const circle = findCircle(stack.template, logicalId);
    if (!circle) return [];
    return (
      `CloudFormation refuses the stack ${stack.environment.stackName}, because its resources refer to each other in a circle: ` +
      `${circle.join(' -> ')}. The function of a trigger has the id of the user pool in its event, and may use it if the permission is in a ` +
      'Policy of its own, which is added by role.attachInlinePolicy.'
    );
  });
}

/** Whether a permission lets Cognito call a function. One for the function itself does not count for its versions and aliases. */
function allows({ stack, logicalId }: StackResource, { userPoolId, arn }: ConfiguredFunction, stacks: Stacks): boolean {
  const property = (name: string) => stack.property(logicalId, name);
  try {
    if (property('Principal') !== COGNITO) return false;
    const account = property('SourceAccount');
    const statement = { actions: [String(property('Action'))], resources: [String(property('SourceArn') ?? '*')] };
    return (
      nameWithQualifier(String(property('FunctionName'))) === nameWithQualifier(arn) &&
      (account === undefined || String(account) === stacks.account) &&
      isAllowed([statement], 'lambda:InvokeFunction', userPoolArn(userPoolId, stacks))
    );
  } catch (error) {
    // A permission with a value that is not known here may be the right one, so there is no warning.
    if (error instanceof UserError) return true;
    throw error;
  }
}

function configuredFunctions(resources: Resources): ConfiguredFunction[] {
  return resources['AWS::Cognito::UserPool'].flatMap(({ logicalId: userPool, id: userPoolId, properties }) =>
    functionArnsIn(properties.LambdaConfig).map(([key, arn]) => ({ userPool, userPoolId, key, arn })),
  );
}

/** The ARNs in a LambdaConfig with their keys. Some triggers have an object with `LambdaArn`; `KMSKeyID` is no trigger. */
function functionArnsIn(lambdaConfig: unknown): (readonly [string, string])[] {
  return Object.entries(Object(lambdaConfig)).flatMap(([key, value]) => {
    const arn = value instanceof Object && 'LambdaArn' in value ? value.LambdaArn : value;
    return typeof arn === 'string' && key !== 'KMSKeyID' ? [[key, arn] as const] : [];
  });
}

function triggerName(key: string): string {
  return key.replace(/Config$/, '');
}

/** The end of an ARN or a partial ARN of a function; a permission may also have the name alone. */
function nameWithQualifier(functionName: string): string {
  return functionName.replace(/^.*?\bfunction:/, '');
}
