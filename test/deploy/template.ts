/** What the rehearsal reads of a CloudFormation template. */
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

/** What an output says once every resource exists and its physical id is its logical one. */
export function resolved(value: unknown, pseudoParameters: Readonly<Record<string, string>>): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Functions;
  if (Ref) return pseudoParameters[Ref] ?? Ref;
  if (attribute) return attribute.join('.');
  if (join) return join[1].map((part) => resolved(part, pseudoParameters)).join(join[0]);
  throw new Error(`The rehearsal cannot resolve ${JSON.stringify(value)}`);
}

interface Functions {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly string[];
  readonly 'Fn::Join'?: readonly [separator: string, parts: readonly unknown[]];
}
