import { AwsError } from '../aws-error';
import type { Properties, Template, TemplateResource } from './template';

/** What the functions of a template can refer to. */
export interface TemplateScope {
  readonly template: Template;
  readonly pseudoParameters: Readonly<Record<string, string>>;
  /** What `Ref` and `Fn::GetAtt` return for the resource with a logical id. */
  readonly references: ReadonlyMap<string, Reference>;
  /** The outputs of another stack; undefined if there is no such stack. */
  readonly outputsOf?: OutputsOf | undefined;
}

export type OutputsOf = (stackName: string) => Readonly<Record<string, string>> | undefined;

export interface Reference {
  readonly ref: string;
  attribute(name: string): string;
}

type IntrinsicFunction = (argument: unknown, scope: TemplateScope) => unknown;

/** The value of a property or an output, without the properties that are `AWS::NoValue`. */
export function resolve(value: unknown, scope: TemplateScope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== undefined);
  if (!isRecord(value)) return value;
  const [[name, argument] = [''], ...others] = Object.entries(value);
  if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return call(name, argument, scope);
  const resolved = Object.entries(value).map(([key, item]) => [key, resolve(item, scope)] as const);
  return Object.fromEntries(resolved.filter(([, item]) => item !== undefined));
}

export function resolveProperties({ Properties = {} }: TemplateResource, scope: TemplateScope): Properties {
  return resolve(Properties, scope) as Properties;
}

/** The resources whose conditions are met. */
export function activeResources(scope: TemplateScope): [id: string, resource: TemplateResource][] {
  return Object.entries(scope.template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || isConditionMet(Condition, scope),
  );
}

/** The logical ids that a resource names in its functions and in DependsOn. */
export function dependenciesOf({ Properties, DependsOn = [] }: TemplateResource, ids: ReadonlySet<string>): string[] {
  const named = [DependsOn, ...namesIn(Properties)].flat();
  return [...new Set(named)].filter((id) => ids.has(id));
}

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'Ref') return [String(item)];
    if (key === 'Fn::GetAtt') return [getAttArguments(item)[0]];
    if (key === 'Fn::Sub') return [...variablesIn(item), ...namesIn(item)];
    return namesIn(item);
  });
}

const functions: Readonly<Record<string, IntrinsicFunction>> = {
  Ref: (name, scope) => ref(String(name), scope),
  'Fn::GetAtt': (argument, scope) => {
    const [id, attribute] = getAttArguments(argument);
    return referenceTo(id, scope).attribute(attribute);
  },
  // The CDK's reference to a resource of another stack.
  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName } = resolve(argument, scope) as Readonly<Record<string, string>>;
    const value = scope.outputsOf?.(StackName ?? '')?.[OutputName ?? ''];
    if (value === undefined) throw new AwsError('ValidationError', `No output ${OutputName} of the stack ${StackName}`);
    return value;
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = argument as [string, unknown];
    return (resolve(parts, scope) as unknown[]).join(separator);
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Select': (argument, scope) => {
    const [index, list] = argument as [number | string, unknown];
    return (resolve(list, scope) as unknown[])[Number(index)];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = argument as [string, unknown];
    return String(resolve(text, scope)).split(separator);
  },
  'Fn::If': (argument, scope) => {
    const [condition, whenMet, otherwise] = argument as [string, unknown, unknown];
    return resolve(isConditionMet(condition, scope) ? whenMet : otherwise, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = resolve(argument, scope) as [unknown, unknown];
    return left === right;
  },
  'Fn::And': (conditions, scope) => (conditions as unknown[]).every((condition) => isTrue(condition, scope)),
  'Fn::Or': (conditions, scope) => (conditions as unknown[]).some((condition) => isTrue(condition, scope)),
  'Fn::Not': (conditions, scope) => !(conditions as unknown[]).some((condition) => isTrue(condition, scope)),
};

function call(name: string, argument: unknown, scope: TemplateScope): unknown {
  const intrinsic = functions[name];
  if (!intrinsic) throw new AwsError('NotImplemented', `The simulated CloudFormation does not support ${name}`);
  return intrinsic(argument, scope);
}

function isConditionMet(name: string, scope: TemplateScope): boolean {
  return isTrue(scope.template.Conditions?.[name], scope);
}

function isTrue(condition: unknown, scope: TemplateScope): boolean {
  if (isRecord(condition) && typeof condition.Condition === 'string') return isConditionMet(condition.Condition, scope);
  return resolve(condition, scope) === true;
}

function ref(name: string, scope: TemplateScope): unknown {
  if (name === 'AWS::NoValue') return undefined;
  const { [name]: parameter } = scope.template.Parameters ?? {};
  return scope.pseudoParameters[name] ?? (parameter ? parameter.Default : referenceTo(name, scope).ref);
}

function referenceTo(id: string, { references }: TemplateScope): Reference {
  const reference = references.get(id);
  if (reference) return reference;
  const reason = `Template format error: Unresolved resource dependencies [${id}] in the Resources block of the template`;
  throw new AwsError('ValidationError', reason);
}

function substitute(argument: unknown, scope: TemplateScope): string {
  const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Properties];
  return text.replace(/\$\{([^!}]+)\}/g, (_, name: string) => {
    if (Object.hasOwn(variables, name)) return String(resolve(variables[name], scope));
    const [id, attribute] = getAttArguments(name);
    return attribute ? referenceTo(id, scope).attribute(attribute) : String(ref(id, scope));
  });
}

function variablesIn(argument: unknown): string[] {
  const text = String(Array.isArray(argument) ? argument[0] : argument);
  return [...text.matchAll(/\$\{([^!}.]+)/g)].map(([, name = '']) => name);
}

/** `[ID, ATTRIBUTE]`, or `ID.ATTRIBUTE` as one text. */
function getAttArguments(argument: unknown): [id: string, attribute: string] {
  const [id = '', ...attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
  return [id, attribute.join('.')];
}

function isRecord(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
