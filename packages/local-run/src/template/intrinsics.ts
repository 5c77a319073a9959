import { UserError } from '../user-error';
import {
  isPlaceholderType,
  namePropertyOf,
  placeholderAttribute,
  placeholderName,
  placeholderReference,
} from './placeholder-values';
import { attributeValue, functionArn, physicalId, pseudoParameters, type StackEnvironment } from './resource-ids';

/** A resource of the template with every intrinsic function in its properties resolved. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` returns for it. */
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The parts of a CloudFormation template that the local run reads. */
export interface CloudFormationTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: object; readonly Condition?: string }>
  >;
  readonly Outputs?: Readonly<
    Record<
      string,
      { readonly Value: unknown; readonly Export?: { readonly Name: unknown }; readonly Condition?: string }
    >
  >;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: unknown }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}

/** A reference to a resource from another place of a template. */
export interface Reference {
  readonly stack: StackResolver;
  readonly logicalId: string;
  /** Location of the property or output that has the value, such as `Hello.Environment.Variables.TABLE`. */
  readonly path: string;
}

/** What a template can refer to outside of its stack. Each method throws a UserError if there is no value. */
export interface OtherStacks {
  /** The value that a stack exports under a name. */
  exportedValue(name: string, path: string): unknown;
  stackOutput(output: { stackName: unknown; outputName: unknown; region: unknown }, path: string): unknown;
  nestedStackOutput(nestedStack: Reference, outputName: string): unknown;
  /** The value of an SSM parameter that a stack creates. */
  ssmParameter(name: string, path: string): string;
  /** Receives each reference to a resource. */
  onReference(reference: Reference): void;
}

/** Resolves the intrinsic functions of one template as CloudFormation would after creating all stacks. */
export class StackResolver {
  private readonly pseudoParameters: ReadonlyMap<string, string | undefined>;

  /** `parentParameter` returns the value that the parent of a nested stack passes to it for a parameter. */
  constructor(
    readonly template: CloudFormationTemplate,
    readonly environment: StackEnvironment,
    private readonly others: OtherStacks,
    private readonly parentParameter: (name: string) => unknown = () => undefined,
  ) {
    this.pseudoParameters = pseudoParameters(environment);
  }

  /** Whether the condition of a resource or output is met. */
  exists({ Condition }: { readonly Condition?: string }, path: string): boolean {
    return Condition === undefined || this.condition(Condition, path);
  }

  /** Resolves the properties of a resource except those in `ignored`, which are left out. */
  resource(logicalId: string, ignored: ReadonlySet<string>): Resource {
    const { Type, Properties = {} } = this.template.Resources[logicalId] ?? { Type: '' };
    const wanted = Object.fromEntries(Object.entries(Properties).filter(([name]) => !ignored.has(name)));
    const properties = this.resolve(wanted, logicalId) as Record<string, unknown>;
    return { logicalId, type: Type, id: this.idOf(logicalId), properties };
  }

  /** The value of an output that is in the template. `path` is the location of what needs it. */
  output(name: string, path: string): unknown {
    return this.resolve(this.template.Outputs?.[name]?.Value, path);
  }

  /** Resolves one property of a resource. */
  property(target: string, name: string): unknown {
    return this.resolve(this.templateProperty(target, name), `${target}.${name}`);
  }

  /** The value that this stack passes to one of its nested stacks for a parameter. */
  nestedStackParameter(logicalId: string, name: string): unknown {
    const parameters = { ...(this.templateProperty(logicalId, 'Parameters') ?? {}) } as Record<string, unknown>;
    return this.resolve(parameters[name], `${logicalId}.Parameters.${name}`);
  }

  /** What `Ref` returns for a resource. */
  idOf(logicalId: string): string {
    const type = this.typeOf(logicalId, logicalId);
    if (isPlaceholderType(type)) return placeholderReference(type, this.nameOf(logicalId), this.environment);
    return this.nameOf(logicalId);
  }

  /** The name that the template gives to a resource, or else one that is made from its logical id. */
  private nameOf(logicalId: string): string {
    const type = this.typeOf(logicalId, logicalId);
    const property = namePropertyOf(type);
    const name = property === undefined ? undefined : this.property(logicalId, property);
    if (typeof name === 'string') return name;
    if (isPlaceholderType(type)) return placeholderName(logicalId, this.environment);
    return physicalId(type, logicalId, this.environment);
  }

  /** Resolves all functions in a value. `path` is its location in the template, for error messages. */
  resolve(value: unknown, path: string): unknown {
    if (Array.isArray(value)) {
      return value.map((item, index) => this.resolve(item, `${path}.${index}`)).filter((item) => item !== undefined);
    }
    if (typeof value === 'string') return this.resolveDynamicReferences(value, path);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, argument] = ['', undefined]] = entries;
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
      const result = this.call(name, argument, path);
      return typeof result === 'string' ? this.resolveDynamicReferences(result, path) : result;
    }
    const resolved = entries.map(([key, item]) => [key, this.resolve(item, `${path}.${key}`)] as const);
    return Object.fromEntries(resolved.filter(([, item]) => item !== undefined));
  }

  private call(name: string, argument: unknown, path: string): unknown {
    // Only the chosen value is resolved: the other one may refer to a resource that does not exist.
    if (name === 'Fn::If' && Array.isArray(argument)) {
      const [condition, whenTrue, whenFalse] = argument;
      return this.resolve(this.condition(condition, path) ? whenTrue : whenFalse, path);
    }
    const resolved = this.resolve(argument, path);
    if (typeof resolved === 'string') {
      if (name === 'Ref') return this.reference(resolved, path);
      if (name === 'Fn::Sub') return this.substitute(resolved, {}, path);
      if (name === 'Fn::Base64') return Buffer.from(resolved).toString('base64');
      if (name === 'Fn::ImportValue') return this.others.exportedValue(resolved, path);
      if (name === 'Fn::GetAZs') return ['a', 'b', 'c'].map((zone) => (resolved || this.environment.region) + zone);
    }
    if (name === 'Fn::GetStackOutput' && isRecord(resolved)) {
      const { StackName: stackName, OutputName: outputName, Region: region } = resolved;
      return this.others.stackOutput({ stackName, outputName, region: region ?? this.environment.region }, path);
    }
    if (Array.isArray(resolved)) {
      const [first, second, third] = resolved;
      if (name === 'Fn::GetAtt' && typeof second === 'string') return this.attribute(first, second, path);
      if (name === 'Fn::Join' && Array.isArray(second)) return second.join(first);
      if (name === 'Fn::Split' && typeof second === 'string') return second.split(first);
      if (name === 'Fn::Select' && Array.isArray(second) && Number(first) in second) return second[first];
      if (name === 'Fn::Sub' && isRecord(second)) return this.substitute(first, second, path);
      const mapped = name === 'Fn::FindInMap' ? this.template.Mappings?.[first]?.[second]?.[third] : undefined;
      if (mapped !== undefined) return mapped;
    }
    throw new UserError(`${path} uses ${name} in a form that the local run does not support`);
  }

  /** Evaluates the name of a condition or a condition function. */
  private condition(condition: unknown, path: string): boolean {
    if (typeof condition === 'string' && this.template.Conditions && condition in this.template.Conditions) {
      return this.condition(this.template.Conditions[condition], `Conditions.${condition}`);
    }
    const [[name, argument] = ['', undefined]] = Object.entries(isRecord(condition) ? condition : {});
    if (name === 'Condition') return this.condition(argument, path);
    if (Array.isArray(argument)) {
      if (name === 'Fn::And') return argument.every((part) => this.condition(part, path));
      if (name === 'Fn::Or') return argument.some((part) => this.condition(part, path));
      if (name === 'Fn::Not') return !this.condition(argument[0], path);
      if (name === 'Fn::Equals') return this.resolve(argument[0], path) === this.resolve(argument[1], path);
    }
    throw new UserError(`${path} has a condition that the local run does not support`);
  }

  /** Replaces `${Name}` and `${Name.Attribute}`. `${!Name}` becomes the text `${Name}`. */
  private substitute(text: string, variables: Readonly<Record<string, unknown>>, path: string): string {
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, target: string) => {
      if (literal) return `\${${target}}`;
      if (Object.hasOwn(variables, target)) return String(variables[target]);
      const [, logicalId = target, name] = /^([^.]*)\.(.*)$/.exec(target) ?? [];
      const value = name === undefined ? this.reference(target, path) : this.attribute(logicalId, name, path);
      return String(value);
    });
  }

  /** Replaces `{{resolve:ssm:NAME}}`. Secrets are left as they are: their values are in AWS only. */
  private resolveDynamicReferences(text: string, path: string): string {
    return text.replace(/\{\{resolve:ssm:([^:}]+)(?::\d+)?\}\}/g, (reference, name) =>
      this.isOfIdentityProvider(path) ? reference : this.others.ssmParameter(name, path),
    );
  }

  /** Whether a location is in an identity provider: its id and secret of the app may be in AWS only, and have no use here. */
  private isOfIdentityProvider(path: string): boolean {
    const [logicalId = ''] = path.split('.');
    return this.template.Resources[logicalId]?.Type === 'AWS::Cognito::UserPoolIdentityProvider';
  }

  private reference(target: string, path: string): unknown {
    if (this.pseudoParameters.has(target)) return this.pseudoParameters.get(target);
    if (Object.hasOwn(this.template.Parameters ?? {}, target)) return this.parameter(target, path);
    const type = this.typeOf(target, path);
    // Both are parts of the ARN of the function, of which there is one version here.
    if (type === 'AWS::Lambda::Alias') return `${this.functionArn(target, path)}:${this.property(target, 'Name')}`;
    if (type === 'AWS::Lambda::Version') return `${this.functionArn(target, path)}:1`;
    this.others.onReference({ stack: this, logicalId: target, path });
    return this.idOf(target);
  }

  /** The ARN of the function of a version or an alias, whose `FunctionName` is a name or an ARN. */
  private functionArn(target: string, path: string): string {
    const name = String(this.resolve(this.templateProperty(target, 'FunctionName'), path));
    return name.startsWith('arn:') ? name : functionArn(name, this.environment);
  }

  private parameter(name: string, path: string): unknown {
    const { Type = 'String', Default } = this.template.Parameters?.[name] ?? {};
    const value = this.parentParameter(name) ?? Default;
    if (value === undefined) {
      throw new UserError(`${path} uses the parameter ${name}, which has no default. Give it one in the app.`);
    }
    const text = Type.startsWith('AWS::SSM::Parameter::Value')
      ? this.resolveDynamicReferences(`{{resolve:ssm:${value}}}`, path)
      : value;
    return /List\b/.test(Type) && typeof text === 'string' ? text.split(',').map((item) => item.trim()) : text;
  }

  private templateProperty(target: string, name: string): unknown {
    const properties: Readonly<Record<string, unknown>> = { ...this.template.Resources[target]?.Properties };
    return properties[name];
  }

  private attribute(target: string, name: string, path: string): unknown {
    const type = this.typeOf(target, path);
    const reference = { stack: this, logicalId: target, path };
    const [, nestedOutput] = /^Outputs\.(.+)$/.exec(name) ?? [];
    if (type === 'AWS::CloudFormation::Stack' && nestedOutput) {
      return this.others.nestedStackOutput(reference, nestedOutput);
    }
    if (type === 'AWS::SSM::Parameter' && name === 'Value') return this.property(target, 'Value');
    if (type === 'Custom::CrossRegionExportReader') {
      throw new UserError(
        `${path} needs a value of a stack in another region, which the local run does not support. Put both stacks into one region.`,
      );
    }
    this.others.onReference(reference);
    const value = attributeValue({ type, id: this.idOf(target), name }, this.environment);
    if (value !== undefined) return value;
    if (/^AWS::(ApiGateway|Cognito)::/.test(type)) {
      throw new UserError(`${path} uses the attribute ${name} of ${type}, which the local run does not support`);
    }
    const names = { type, name: this.nameOf(target), logicalId: target, attribute: name };
    return placeholderAttribute(names, this.environment);
  }

  private typeOf(target: string, path: string): string {
    const type = Object.hasOwn(this.template.Resources, target) ? this.template.Resources[target]?.Type : undefined;
    if (type === undefined) throw new UserError(`${path} refers to ${target}, which is not in the template`);
    return type;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
