import type { PhysicalResource } from '../physical-resources';
import type { Properties, Template } from './template';

/** A stack with its resources and its history. */
export interface Stack {
  readonly name: string;
  readonly arn: string;
  status: string;
  template: Template;
  resources: ReadonlyMap<string, StackResource>;
  outputs: Readonly<Record<string, string>>;
  terminationProtection: boolean;
  /** Oldest first. */
  readonly events: StackEvent[];
}

/** A resource of a stack. */
export interface StackResource {
  readonly id: string;
  /** As the template of the last deployment had them; CloudFormation compares these with the next template's. */
  readonly declared: Properties;
  readonly physical: PhysicalResource;
}

export interface StackEvent {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly timestamp: Date;
}

export type NewEvent = Pick<StackEvent, 'status' | 'reason'>;

/** Changes the status of a stack and records the event. */
export function setStackStatus(stack: Stack, event: NewEvent): void {
  stack.status = event.status;
  const { name: logicalId, arn: physicalId } = stack;
  stack.events.push({ logicalId, physicalId, type: 'AWS::CloudFormation::Stack', timestamp: new Date(), ...event });
}

/** Records what happened to a resource of a stack. */
export function addResourceEvent(stack: Stack, resource: StackResource, event: NewEvent): void {
  const { physicalId, type } = resource.physical;
  stack.events.push({ logicalId: resource.id, physicalId, type, timestamp: new Date(), ...event });
}
