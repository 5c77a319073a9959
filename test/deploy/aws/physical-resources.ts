import { isDeepStrictEqual } from 'node:util';
import type { Properties } from './cloudformation/template';

/** The values of a resource type's primary identifier, such as `{ UserPoolId, GroupName }`. */
export type Identifier = Readonly<Record<string, string>>;

/** A resource that exists in the account, in a stack or not. */
export interface PhysicalResource {
  readonly type: string;
  readonly identifier: Identifier;
  /** What CloudFormation calls the physical id: the value of `Ref`. */
  readonly physicalId: string;
  /** As the service has them. They differ from the template's after an import. */
  readonly properties: Properties;
}

/** All resources of the account. */
export class PhysicalResources {
  private all: readonly PhysicalResource[] = [];

  /** The resources of a type, in the order of their creation. */
  ofType(type: string): readonly PhysicalResource[] {
    return this.all.filter((resource) => resource.type === type);
  }

  /** The types of all resources, sorted, one entry for each resource. */
  get types(): string[] {
    return this.all.map(({ type }) => type).sort();
  }

  find(type: string, identifier: Identifier): PhysicalResource | undefined {
    return this.all.find((resource) => isSame(resource, { type, identifier }));
  }

  add(resource: PhysicalResource): void {
    this.all = [...this.all, resource];
  }

  update(resource: PhysicalResource): void {
    this.all = this.all.map((existing) => (isSame(existing, resource) ? resource : existing));
  }

  delete(resource: PhysicalResource): void {
    this.all = this.all.filter((existing) => !isSame(existing, resource));
  }

  /** Takes the present state; the function that it returns brings it back. */
  snapshot(): () => void {
    const { all } = this;
    return () => {
      this.all = all;
    };
  }
}

type Key = Pick<PhysicalResource, 'type' | 'identifier'>;

function isSame(left: Key, right: Key): boolean {
  return left.type === right.type && isDeepStrictEqual(left.identifier, right.identifier);
}
