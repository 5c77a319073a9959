import { UserError } from '../user-error';
import { attribute, physicalId, pseudoParameters, type StackEnvironment } from './resource-ids';

/** A resource of the template, with every CloudFormation function in its properties replaced by its value. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` gives for it. */
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A template as `cdk synth` writes it, as far as it is read here. */
export interface CloudFormationTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: object; readonly Condition?: string }>
  >;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** The outputs, and the resources of the wanted types, as they would be once CloudFormation had made everything. */
export function resolveTemplate(
  template: CloudFormationTemplate,
  place: StackEnvironment,
  isWanted: (type: string, logicalId: string) => boolean = () => true,
) {
  const resolver = new Resolver(template, place);
  const wanted = Object.entries(template.Resources).filter(([id, { Type }]) => isWanted(Type, id));
  const resources = wanted.map(([logicalId, { Type, Properties = {}, Condition }]): Resource => {
    if (Condition) throw new UserError(`${logicalId} depends on a condition, which the local run cannot do`);
    const properties = resolver.resolve(Properties, logicalId) as Record<string, unknown>;
    return { logicalId, type: Type, id: physicalId(Type, logicalId, place), properties };
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
    private readonly place: StackEnvironment,
  ) {
    this.parameters = pseudoParameters(place);
  }

  /** The value with all functions in it evaluated; `path` says in a failure where it stands. */
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
    throw new UserError(`${path} uses ${name} in a way that the local run does not know`);
  }

  /** `${Name}` and `${Name.Attribute}` are replaced; `${!Name}` is how to write the first one literally. */
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
    return physicalId(type, target, this.place);
  }

  private property(target: string, name: string): unknown {
    const properties: Readonly<Record<string, unknown>> = { ...this.template.Resources[target]?.Properties };
    return this.resolve(properties[name], `${target}.${name}`);
  }

  private attribute(target: string, name: string, path: string): string {
    const type = this.typeOf(target, path);
    const value = attribute(type, physicalId(type, target, this.place), name, this.place);
    if (value === undefined)
      throw new UserError(`${path} asks for ${name} of ${type}, which the local run does not know`);
    return value;
  }

  private typeOf(target: string, path: string): string {
    const type = this.template.Resources[target]?.Type;
    if (type === undefined) throw new UserError(`${path} refers to ${target}, which is not in the template`);
    return type;
  }
}
