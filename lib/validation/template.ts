/** A resource of a synthesized CloudFormation template. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: unknown;
}

/** The resources of a synthesized template, which is the parsed JSON. */
export function parseResources(template: unknown): readonly Resource[] {
  return Object.entries(child(template, 'Resources') ?? {}).map(([logicalId, resource]) => ({
    logicalId,
    type: String(child(resource, 'Type')),
    properties: child(resource, 'Properties'),
  }));
}

/** The resources of one type. */
export function ofType(resources: readonly Resource[], type: string): readonly Resource[] {
  return resources.filter((resource) => resource.type === type);
}

/**
 * The values at a property path such as `Policies.PasswordPolicy.MinimumLength`. A list contributes each of its elements. An
 * intrinsic function is one value, an object, because its result is known at deployment only.
 */
export function valuesAt({ properties }: Resource, path: string): readonly unknown[] {
  return path
    .split('.')
    .reduce<readonly unknown[]>((values, key) => values.flatMap((value) => child(value, key) ?? []), [properties]);
}

/** Whether the property has, or contains, one of the values. */
export function hasValue(resource: Resource, path: string, ...wanted: readonly unknown[]): boolean {
  return valuesAt(resource, path).some((value) => wanted.includes(value));
}

/** The text at a property path; undefined if there is none or an intrinsic function makes it. */
export function textAt(resource: Resource, path: string): string | undefined {
  return valuesAt(resource, path).find((value) => typeof value === 'string');
}

/** The user pool that a client, domain or other part of a pool belongs to, if the same template contains it. */
export function userPoolOf(resource: Resource, resources: readonly Resource[]): Resource | undefined {
  const ids = valuesAt(resource, 'UserPoolId.Ref');
  return ofType(resources, 'AWS::Cognito::UserPool').find(({ logicalId }) => ids.includes(logicalId));
}

/** A property of an object. `{"Ref": "AWS::NoValue"}` means that the property is absent. */
function child(parent: unknown, key: string): unknown {
  if (typeof parent !== 'object' || parent === null) return undefined;
  const value = new Map(Object.entries(parent)).get(key);
  return isNoValue(value) ? undefined : value;
}

function isNoValue(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Ref' in value && value.Ref === 'AWS::NoValue';
}
