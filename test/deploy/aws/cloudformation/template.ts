/** The parts of a CloudFormation template that the simulation reads. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  /** What happens to the physical resource when the stack no longer has the resource. @default Delete */
  readonly DeletionPolicy?: string;
  /** What happens to the old physical resource when an update replaces it. @default Delete */
  readonly UpdateReplacePolicy?: string;
}

export type Properties = Readonly<Record<string, unknown>>;

/** The logical ids of all resources of a type. */
export function idsOf({ Resources }: Template, type: string): string[] {
  return Object.keys(Resources).filter((id) => Resources[id]?.Type === type);
}
