import { AwsError } from '../aws-error';
import type { ServiceRules } from '../cognito-rules';
import type { PhysicalResource, PhysicalResources } from '../physical-resources';
import type { Change, Plan } from './plan';
import { addResourceEvent, type Stack, type StackResource, setStackStatus } from './stack';
import type { Template } from './template';

/** Where stack operations happen. */
export interface OperationContext {
  readonly existing: PhysicalResources;
  /** What services refuse, by resource type. */
  readonly rules: Readonly<Record<string, ServiceRules>>;
}

export interface Deployment {
  readonly template: Template;
  readonly plan: Plan;
  readonly type: 'CREATE' | 'UPDATE' | 'IMPORT';
}

/** How an operation is named in the status of the stack when it fails and is rolled back. */
const ROLLBACKS = { CREATE: 'ROLLBACK', UPDATE: 'UPDATE_ROLLBACK', IMPORT: 'IMPORT_ROLLBACK' } as const;

/** Makes the changes of a plan. If a service refuses one, all of them are undone, and the stack is as it was before. */
export function executePlan(stack: Stack, deployment: Deployment, context: OperationContext): void {
  const { plan, template, type } = deployment;
  const restore = context.existing.snapshot();
  setStackStatus(stack, { status: `${type}_IN_PROGRESS` });
  const made: Change[] = [];
  for (const change of plan.changes) {
    try {
      makeChange(stack, change, context);
      made.push(change);
    } catch (error) {
      restore();
      keepCreatedResources(made, template, context);
      rollBack(stack, { type, change, reason: handlerMessage(error) });
      return;
    }
  }
  const old = stack.template;
  if (type === 'UPDATE') setStackStatus(stack, { status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' });
  cleanUp(stack, { plan, old }, context);
  const remaining = plan.changes.filter(({ action }) => action !== 'Remove').map(({ resource }) => resource);
  stack.resources = new Map(remaining.map((resource) => [resource.id, resource]));
  stack.template = template;
  stack.outputs = plan.outputs;
  setStackStatus(stack, { status: `${type}_COMPLETE` });
}

/** Deletes the resources of a stack in the reverse order of their creation, except those with the policy Retain. */
export function deleteStack(stack: Stack, context: OperationContext): void {
  setStackStatus(stack, { status: 'DELETE_IN_PROGRESS' });
  const failed: StackResource[] = [];
  for (const resource of [...stack.resources.values()].reverse()) {
    const isRetained = stack.template.Resources[resource.id]?.DeletionPolicy === 'Retain';
    if (!deleteResource(stack, { resource, isRetained }, context)) failed.unshift(resource);
  }
  stack.resources = new Map(failed.map((resource) => [resource.id, resource]));
  const reason = `The following resource(s) failed to delete: [${failed.map(({ id }) => id).join(', ')}]. `;
  setStackStatus(stack, failed.length > 0 ? { status: 'DELETE_FAILED', reason } : { status: 'DELETE_COMPLETE' });
}

/** The status of a resource after its change; the others have no event. */
const COMPLETED: Partial<Record<Change['action'], string>> = {
  Add: 'CREATE_COMPLETE',
  Replace: 'UPDATE_COMPLETE',
  Modify: 'UPDATE_COMPLETE',
  Import: 'IMPORT_COMPLETE',
};

function makeChange(stack: Stack, { action, resource, previous }: Change, { existing, rules }: OperationContext): void {
  const { physical } = resource;
  if (action === 'Add' || action === 'Replace') {
    rules[physical.type]?.assertCanCreate?.(physical, existing);
    assertNew(physical, existing);
    existing.add(physical);
  }
  if (action === 'Modify' && previous) {
    rules[physical.type]?.assertCanUpdate?.(physical, previous.physical);
    existing.update(physical);
  }
  const { [action]: status } = COMPLETED;
  if (status) addResourceEvent(stack, resource, { status });
}

function assertNew({ type, identifier }: PhysicalResource, existing: PhysicalResources): void {
  if (!existing.find(type, identifier)) return;
  const reason = `Resource of type '${type}' with identifier '${Object.values(identifier).join('|')}' already exists.`;
  throw new AwsError('AlreadyExists', reason);
}

/** Deletes what the plan has removed or replaced. A refusal is only recorded: CloudFormation leaves the resource behind. */
function cleanUp(stack: Stack, { plan, old }: { plan: Plan; old: Template }, context: OperationContext): void {
  for (const { action, resource, previous } of [...plan.changes].reverse()) {
    const { DeletionPolicy, UpdateReplacePolicy } = old.Resources[resource.id] ?? {};
    if (action === 'Replace' && previous) {
      deleteResource(stack, { resource: previous, isRetained: UpdateReplacePolicy === 'Retain' }, context);
    } else if (action === 'Remove') {
      deleteResource(stack, { resource, isRetained: DeletionPolicy === 'Retain' }, context);
    }
  }
}

interface Deletion {
  readonly resource: StackResource;
  readonly isRetained: boolean;
}

/** Returns whether the resource is no longer part of the stack. */
function deleteResource(stack: Stack, { resource, isRetained }: Deletion, context: OperationContext): boolean {
  const { physical } = resource;
  if (isRetained) {
    addResourceEvent(stack, resource, { status: 'DELETE_SKIPPED' });
    return true;
  }
  try {
    context.rules[physical.type]?.assertCanDelete?.(physical, context.existing);
  } catch (error) {
    addResourceEvent(stack, resource, { status: 'DELETE_FAILED', reason: handlerMessage(error) });
    return false;
  }
  context.existing.delete(physical);
  addResourceEvent(stack, resource, { status: 'DELETE_COMPLETE' });
  return true;
}

/** A new resource with the policy Retain survives the rollback. Source: "DeletionPolicy", RetainExceptOnCreate. */
function keepCreatedResources(made: readonly Change[], { Resources }: Template, { existing }: OperationContext): void {
  for (const { action, resource } of made) {
    if (action === 'Add' && Resources[resource.id]?.DeletionPolicy === 'Retain') existing.add(resource.physical);
  }
}

interface Failure {
  readonly type: Deployment['type'];
  readonly change: Change;
  readonly reason: string;
}

function rollBack(stack: Stack, { type, change: { action, resource }, reason }: Failure): void {
  const verb = action === 'Modify' || action === 'Replace' ? 'update' : action === 'Import' ? 'import' : 'create';
  addResourceEvent(stack, resource, { status: `${verb.toUpperCase()}_FAILED`, reason });
  const summary = `The following resource(s) failed to ${verb}: [${resource.id}]. `;
  setStackStatus(stack, { status: `${ROLLBACKS[type]}_IN_PROGRESS`, reason: summary });
  setStackStatus(stack, { status: `${ROLLBACKS[type]}_COMPLETE` });
}

/** The reason of a failed event, as CloudFormation quotes a service. */
function handlerMessage(error: unknown): string {
  if (!(error instanceof AwsError)) throw error;
  return `Resource handler returned message: "${error.message}" (HandlerErrorCode: ${error.code})`;
}
