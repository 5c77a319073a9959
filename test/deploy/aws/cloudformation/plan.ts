import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../aws-error';
import type { Identifier, PhysicalResource } from '../physical-resources';
import {
  activeResources,
  dependenciesOf,
  type OutputsOf,
  type Reference,
  resolve,
  resolveProperties,
} from './intrinsics';
import { findResourceType, type ResourceType } from './resource-types';
import type { Stack, StackResource } from './stack';
import type { Properties, Template, TemplateResource } from './template';

/** What a change set does to one resource. */
export interface Change {
  readonly action: 'Add' | 'Import' | 'Modify' | 'Replace' | 'Remove' | 'None';
  readonly resource: StackResource;
  /** The resource as the stack has it before the change. */
  readonly previous?: StackResource;
}

/** The changes from a stack's present state to a template, in the order in which they are made. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly outputs: Readonly<Record<string, string>>;
}

export interface PlanInput {
  readonly stack: Pick<Stack, 'name' | 'resources'>;
  readonly template: Template;
  readonly pseudoParameters: Readonly<Record<string, string>>;
  readonly outputsOf?: OutputsOf | undefined;
  /** The existing resources that an import change set takes over, by logical id. */
  readonly imports: ReadonlyMap<string, PhysicalResource>;
  /** Makes an identifier for a resource whose template does not name it. */
  readonly createId: (type: string, logicalId: string) => string;
}

/** Compares the template with the stack. Throws what CloudFormation answers for a template that it cannot deploy. */
export function createPlan(input: PlanInput): Plan {
  const { stack, template, pseudoParameters, outputsOf } = input;
  const references = new Map<string, Reference>();
  const scope = { template, pseudoParameters, references, outputsOf };
  const changes: Change[] = [];
  const active = new Map(activeResources(scope));
  for (const [id, resource] of inDependencyOrder(active)) {
    const change = changeOf(id, { type: resource.Type, declared: resolveProperties(resource, scope) }, input);
    references.set(id, referenceOf(change.resource.physical));
    changes.push(change);
  }
  const removed = [...stack.resources.values()].filter(({ id }) => !active.has(id));
  const outputs = Object.entries(template.Outputs ?? {}).map(([name, { Value }]) => [name, resolve(Value, scope)]);
  return {
    changes: [...changes, ...removed.reverse().map((resource) => ({ action: 'Remove', resource }) as const)],
    outputs: Object.fromEntries(outputs),
  };
}

interface DeclaredResource {
  readonly type: string;
  readonly declared: Properties;
}

function changeOf(id: string, { type, declared }: DeclaredResource, input: PlanInput): Change {
  const resourceType = findResourceType(type);
  if (!resourceType) validationError(`Template format error: Unrecognized resource types: [${type}]`);
  const previous = input.stack.resources.get(id);
  const imported = input.imports.get(id);
  if (!previous && imported) return { action: 'Import', resource: { id, declared, physical: imported } };
  const createId = () => input.createId(type, id);
  if (!previous) return { action: 'Add', resource: newResource(id, { type, declared }, { resourceType, createId }) };
  if (previous.physical.type !== type) {
    validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${id}]`,
    );
  }
  const changed = changedProperties(previous.declared, declared);
  if (changed.length === 0) return { action: 'None', resource: previous, previous };
  if (changed.some((property) => resourceType.createOnly.has(property))) {
    return { action: 'Replace', resource: newResource(id, { type, declared }, { resourceType, createId }), previous };
  }
  const properties = { ...previous.physical.properties, ...declared };
  const dropped = Object.keys(previous.declared).filter((property) => !Object.hasOwn(declared, property));
  const kept = Object.fromEntries(Object.entries(properties).filter(([property]) => !dropped.includes(property)));
  const physical = { ...previous.physical, properties: kept };
  return { action: 'Modify', resource: { id, declared, physical }, previous };
}

interface Naming {
  readonly resourceType: ResourceType;
  readonly createId: () => string;
}

function newResource(id: string, { type, declared }: DeclaredResource, naming: Naming): StackResource {
  const { primaryIdentifier, ref } = naming.resourceType;
  const identifier: Identifier = Object.fromEntries(
    primaryIdentifier.map((property) => [property, String(declared[property] ?? naming.createId())]),
  );
  const physicalId = ref.map((property) => identifier[property]).join('|');
  return { id, declared, physical: { type, identifier, physicalId, properties: declared } };
}

function changedProperties(before: Properties, after: Properties): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

function referenceOf({ physicalId, identifier }: PhysicalResource): Reference {
  return { ref: physicalId, attribute: (name) => identifier[name] ?? `${physicalId}.${name}` };
}

function inDependencyOrder(resources: ReadonlyMap<string, TemplateResource>): [string, TemplateResource][] {
  const ids = new Set(resources.keys());
  const ordered = new Map<string, TemplateResource>();
  const visit = (id: string, path: readonly string[]) => {
    const resource = resources.get(id);
    if (!resource || ordered.has(id)) return;
    if (path.includes(id)) validationError(`Circular dependency between resources: [${path.join(', ')}]`);
    for (const dependency of dependenciesOf(resource, ids)) visit(dependency, [...path, id]);
    ordered.set(id, resource);
  };
  for (const id of ids) visit(id, []);
  return [...ordered];
}

function validationError(reason: string): never {
  throw new AwsError('ValidationError', reason);
}
