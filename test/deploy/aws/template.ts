/** The parts of a CloudFormation template that the deploy tests read. */
export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

interface Properties {
  readonly Code?: { readonly S3Key: string };
}

/** The logical ids of all resources of a type. */
export function idsOf({ Resources }: Template, type: string): string[] {
  return Object.keys(Resources).filter((id) => Resources[id]?.Type === type);
}

/** The value of an output, where the physical id of each resource is its logical id. */
export function resolve(value: unknown, pseudoParameters: Readonly<Record<string, string>>): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Functions;
  if (Ref) return pseudoParameters[Ref] ?? Ref;
  if (attribute) return attribute.join('.');
  if (join) return join[1].map((part) => resolve(part, pseudoParameters)).join(join[0]);
  throw new Error(`The CloudFormation stub cannot resolve ${JSON.stringify(value)}`);
}

interface Functions {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly string[];
  readonly 'Fn::Join'?: readonly [separator: string, parts: readonly unknown[]];
}
