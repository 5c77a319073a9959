import { UserError } from '../user-error';
import { attributeValue, isTable, physicalId, pseudoParameters, type StackEnvironment } from './resource-ids';

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
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** Resolves the outputs and the wanted resources as CloudFormation would after creating the stack. */
export function resolveTemplate(
  template: CloudFormationTemplate,
  environment: StackEnvironment,
  isWanted: (type: string, logicalId: string) => boolean = () => true,
) {
  const resolver = new Resolver(template, environment);
  const wanted = Object.entries(template.Resources).filter(([id, { Type }]) => isWanted(Type, id));
  const resources = wanted.map(([logicalId, { Type, Properties = {}, Condition }]): Resource => {
    if (Condition) throw new UserError(`${logicalId} has a condition, which the local run does not support`);
    const properties = resolver.resolve(Properties, logicalId) as Record<string, unknown>;
    return { logicalId, type: Type, id: physicalId(Type, logicalId, environment), properties };
  });
  const outputs = Object.entries(template.Outputs ?? {}).map(
    ([name, { Value }]) => [name, String(resolver.resolve(Value, `Outputs.${name}`))] as const,
  );
  return { resources, outputs: Object.fromEntries(outputs) as Readonly<Record<string, string>> };
}

class Resolver {
  private readonly parameters: ReadonlyMap<string, string | undefined>;

  constructor(
    private readonly template: CloudFormationTemplate,
    private readonly environment: StackEnvironment,
  ) {
    this.parameters = pseudoParameters(environment);
  }

  /** Resolves all functions in a value. `path` is its location in the template, for error messages. */
  resolve(value: unknown, path: string): unknown {
    if (Array.isArray(value)) {
      return value.map((item, index) => this.resolve(item, `${path}.${index}`)).filter((item) => item !== undefined);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, argument] = ['', undefined]] = entries;
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) return this.call(name, argument, path);
    const resolved = entries.map(([key, item]) => [key, this.resolve(item, `${path}.${key}`)] as const);
    return Object.fromEntries(resolved.filter(([, item]) => item !== undefined));
  }

  private call(name: string, argument: unknown, path: string): unknown {
    const resolved = this.resolve(argument, path);
    if (name === 'Ref' && typeof resolved === 'string') return this.reference(resolved, path);
    if (name === 'Fn::Sub' && typeof resolved === 'string') return this.substitute(resolved, path);
    if (Array.isArray(resolved)) {
      const [first, second] = resolved;
      if (name === 'Fn::GetAtt' && typeof second === 'string') return this.attribute(first, second, path);
      if (name === 'Fn::Join' && Array.isArray(second)) return second.join(first);
      if (name === 'Fn::Split' && typeof second === 'string') return second.split(first);
      if (name === 'Fn::Select' && Array.isArray(second) && Number(first) in second) return second[first];
    }
    throw new UserError(`${path} uses ${name} in a form that the local run does not support`);
  }

  /** Replaces `${Name}` and `${Name.Attribute}`. `${!Name}` becomes the text `${Name}`. */
  private substitute(text: string, path: string): string {
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, target: string) => {
      if (literal) return `\${${target}}`;
      const [logicalId = '', name] = target.split('.');
      const value = name === undefined ? this.reference(target, path) : this.attribute(logicalId, name, path);
      return String(value);
    });
  }

  private reference(target: string, path: string): unknown {
    if (this.parameters.has(target)) return this.parameters.get(target);
    const type = this.typeOf(target, path);
    if (type === 'AWS::ApiGateway::Stage') return this.property(target, 'StageName');
    if (type === 'AWS::Cognito::UserPoolDomain') return this.property(target, 'Domain');
    return this.tableName(type, target) ?? physicalId(type, target, this.environment);
  }

  /** A table has the name in the template, if there is one. */
  private tableName(type: string, target: string): unknown {
    return isTable(type) ? this.property(target, 'TableName') : undefined;
  }

  private property(target: string, name: string): unknown {
    const properties: Readonly<Record<string, unknown>> = { ...this.template.Resources[target]?.Properties };
    return this.resolve(properties[name], `${target}.${name}`);
  }

  private attribute(target: string, name: string, path: string): string {
    const type = this.typeOf(target, path);
    const id = String(this.tableName(type, target) ?? physicalId(type, target, this.environment));
    const value = attributeValue({ type, id, name }, this.environment);
    if (value === undefined) {
      throw new UserError(`${path} uses the attribute ${name} of ${type}, which the local run does not support`);
    }
    return value;
  }

  private typeOf(target: string, path: string): string {
    const type = this.template.Resources[target]?.Type;
    if (type === undefined) throw new UserError(`${path} refers to ${target}, which is not in the template`);
    return type;
  }
}
