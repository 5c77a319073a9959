import { parse } from 'yaml';
import { AwsError } from '../aws-error';
import { cognitoRules, type ServiceRules } from '../cognito-rules';
import type { PhysicalResource, PhysicalResources } from '../physical-resources';
import type { XmlRecord } from '../xml';
import { deleteStack, executePlan } from './operations';
import { type Change, createPlan, type Plan } from './plan';
import { findResourceType } from './resource-types';
import type { Stack } from './stack';
import type { Template } from './template';

/** A change set, and the parameters of the call that created it. */
export interface ChangeSet {
  readonly arn: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE' | 'IMPORT';
  readonly template: Template;
  /** The template's key in the bootstrap bucket; empty if the template was in the call. */
  readonly templateKey: string;
  readonly capabilities: readonly string[];
  readonly createdAt: Date;
  readonly plan: Plan;
}

export interface CloudFormationProps {
  readonly account: string;
  readonly region: string;
  readonly resources: PhysicalResources;
  /** The objects of the bootstrap bucket. */
  readonly templates: ReadonlyMap<string, Buffer>;
}

/**
 * CloudFormation: the calls that `cdk deploy`, `cdk import` and `cdk destroy` make. It keeps the resources of each stack,
 * and every operation has ended when the call returns.
 */
export class SimulatedCloudFormation {
  /** Refusals of services beside those of Cognito, by resource type. */
  readonly rules: Record<string, ServiceRules> = { ...cognitoRules };
  /** Executed change sets, oldest first. */
  readonly executed: ChangeSet[] = [];
  private readonly stacks: Stack[] = [];
  private readonly changeSets = new Map<Stack, ChangeSet>();
  private counter = 0;

  constructor(private readonly props: CloudFormationProps) {}

  /** The last executed change set. */
  get lastChangeSet(): ChangeSet {
    const changeSet = this.executed.at(-1);
    if (!changeSet) throw new Error('No change set has been executed');
    return changeSet;
  }

  /** Undefined if there is no such stack, or no longer. */
  findStack(name: string): Stack | undefined {
    return this.stacks.find((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE');
  }

  answer(action: string, input: URLSearchParams): XmlRecord {
    switch (action) {
      case 'CreateChangeSet':
        return this.createChangeSet(input);
      case 'DescribeChangeSet':
        return this.describeChangeSet(this.stackOf(input));
      case 'DeleteChangeSet':
        this.changeSets.delete(this.stackOf(input));
        return {};
      case 'ExecuteChangeSet':
        return this.executeChangeSet(this.stackOf(input));
      case 'DescribeStacks':
        return { Stacks: [describeStack(this.stackOf(input))] };
      case 'DescribeStackEvents':
        return { StackEvents: describeEvents(this.stackOf(input)) };
      case 'GetTemplate':
        return { TemplateBody: JSON.stringify(this.stackOf(input).template) };
      case 'UpdateTerminationProtection':
        this.stackOf(input).terminationProtection = input.get('EnableTerminationProtection') === 'true';
        return {};
      case 'DeleteStack':
        return this.deleteStack(this.stackOf(input));
      default:
        throw new AwsError('NotImplemented', `The simulated CloudFormation does not support ${action}`);
    }
  }

  /** Deleted stacks are found by their ARN only. */
  private stackOf(input: URLSearchParams): Stack {
    const name = input.get('StackName') ?? '';
    const stack = this.findStack(name) ?? this.stacks.find(({ arn }) => arn === name);
    if (!stack) validationError(`Stack with id ${name} does not exist`);
    return stack;
  }

  private createChangeSet(input: URLSearchParams): XmlRecord {
    const type = input.get('ChangeSetType') as ChangeSet['type'];
    const stack = this.stackToChange(input.get('StackName') ?? '', type);
    const { region, account } = this.props;
    const { template, templateKey } = this.templateOf(input);
    const name = input.get('ChangeSetName') ?? '';
    const plan = createPlan({
      stack,
      template,
      imports: this.importsOf(input, template),
      pseudoParameters: {
        'AWS::Region': region,
        'AWS::AccountId': account,
        'AWS::Partition': 'aws',
        'AWS::URLSuffix': 'amazonaws.com',
        'AWS::StackName': stack.name,
        'AWS::StackId': stack.arn,
      },
      outputsOf: (stackName) => this.findStack(stackName)?.outputs,
      createId: (resourceType, id) => this.createId(resourceType, id),
    });
    if (type === 'IMPORT') assertImportsOnly(plan);
    if (!this.stacks.includes(stack)) this.stacks.push(stack);
    const capabilities = listOf(input, 'Capabilities').map((entry) => entry.get('') ?? '');
    const arn = this.createArn(`changeSet/${name}`);
    this.changeSets.set(stack, { arn, name, type, template, templateKey, capabilities, plan, createdAt: new Date() });
    return { Id: arn, StackId: stack.arn };
  }

  /** The stack of a new change set: an existing one, or one under review that has no resources yet. */
  private stackToChange(name: string, type: ChangeSet['type']): Stack {
    const existing = this.findStack(name);
    if (existing && type !== 'CREATE') {
      if (!/(?<!^ROLLBACK|^DELETE)_COMPLETE$|^REVIEW_IN_PROGRESS$/.test(existing.status))
        validationError(`Stack:${existing.arn} is in ${existing.status} state and can not be updated.`);
      return existing;
    }
    if (type === 'UPDATE') validationError(`Stack [${name}] does not exist`);
    if (existing && existing.status !== 'REVIEW_IN_PROGRESS')
      validationError(`Stack [${name}] already exists and cannot be created again with the changeSet [${type}].`);
    return (
      existing ?? {
        name,
        arn: this.createArn(`stack/${name}`),
        status: 'REVIEW_IN_PROGRESS',
        template: { Resources: {} },
        resources: new Map(),
        outputs: {},
        terminationProtection: false,
        events: [],
      }
    );
  }

  private templateOf(input: URLSearchParams): Pick<ChangeSet, 'template' | 'templateKey'> {
    // JSON is YAML. `cdk import` sends YAML.
    const inline = input.get('TemplateBody');
    if (inline) return { template: parse(inline), templateKey: '' };
    const templateKey = new URL(input.get('TemplateURL') ?? '').pathname.split('/').at(-1) ?? '';
    const object = this.props.templates.get(templateKey);
    if (!object) validationError(`S3 error: The specified key does not exist: ${templateKey}`);
    return { template: parse(object.toString()), templateKey };
  }

  private importsOf(input: URLSearchParams, { Resources }: Template): ReadonlyMap<string, PhysicalResource> {
    const imports = listOf(input, 'ResourcesToImport').map((entry) => {
      const id = entry.get('LogicalResourceId') ?? '';
      const identifier = Object.fromEntries(
        listOf(entry, 'ResourceIdentifier', 'entry').map((pair) => [pair.get('key') ?? '', pair.get('value') ?? '']),
      );
      return [id, this.assertImportable(entry.get('ResourceType') ?? '', identifier)] as const;
    });
    const unprotected = imports.filter(([id]) => Resources[id]?.DeletionPolicy === undefined).map(([id]) => id);
    if (unprotected.length > 0) {
      validationError(
        `The following resources to import [${unprotected.join(', ')}] must have DeletionPolicy attribute specified in the template.`,
      );
    }
    return new Map(imports);
  }

  private assertImportable(type: string, identifier: Readonly<Record<string, string>>): PhysicalResource {
    const needed = findResourceType(type)?.primaryIdentifier ?? [];
    if (needed.join() !== Object.keys(identifier).join())
      validationError(`The identifiers for the resource of type ${type} must be [${needed.join(', ')}]`);
    const found = this.props.resources.find(type, identifier);
    const description = `Resource of type '${type}' with identifier '${Object.values(identifier).join('|')}'`;
    if (!found) validationError(`${description} was not found.`);
    const owner = this.stacks.find((stack) => [...stack.resources.values()].some(({ physical }) => physical === found));
    if (owner) validationError(`${description} already exists in stack ${owner.arn}`);
    return found;
  }

  private describeChangeSet(stack: Stack): XmlRecord {
    const changeSet = this.changeSetOf(stack);
    const changes = changeSet.plan.changes.filter(({ action }) => action !== 'None');
    return {
      ChangeSetId: changeSet.arn,
      ChangeSetName: changeSet.name,
      StackId: stack.arn,
      StackName: stack.name,
      CreationTime: changeSet.createdAt.toISOString(),
      ...(changes.length > 0 ? { ExecutionStatus: 'AVAILABLE', Status: 'CREATE_COMPLETE' } : NO_CHANGES),
      Changes: changes.map((change) => ({ Type: 'Resource', ResourceChange: describeChange(change) })),
    };
  }

  private executeChangeSet(stack: Stack): XmlRecord {
    const changeSet = this.changeSetOf(stack);
    this.changeSets.delete(stack);
    this.executed.push(changeSet);
    executePlan(stack, changeSet, { existing: this.props.resources, rules: this.rules });
    return {};
  }

  private changeSetOf(stack: Stack): ChangeSet {
    const changeSet = this.changeSets.get(stack);
    if (!changeSet) throw new AwsError('ChangeSetNotFound', `Stack [${stack.name}] has no such change set`);
    return changeSet;
  }

  private deleteStack(stack: Stack): XmlRecord {
    if (stack.terminationProtection)
      validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    deleteStack(stack, { existing: this.props.resources, rules: this.rules });
    return {};
  }

  private createId(type: string, logicalId: string): string {
    this.counter += 1;
    const number = String(this.counter);
    return type === 'AWS::Cognito::UserPool'
      ? `${this.props.region}_${number.padStart(9, '0')}`
      : `${logicalId}-${number}`;
  }

  private createArn(resource: string): string {
    this.counter += 1;
    const uuid = `00000000-0000-0000-0000-${String(this.counter).padStart(12, '0')}`;
    return `arn:aws:cloudformation:${this.props.region}:${this.props.account}:${resource}/${uuid}`;
  }
}

const NO_CHANGES = {
  ExecutionStatus: 'UNAVAILABLE',
  Status: 'FAILED',
  StatusReason:
    "The submitted information didn't contain changes. Submit different information to create a change set.",
};

/** An import may not change anything else in the stack. */
function assertImportsOnly({ changes }: Plan): void {
  const idsWith = (...actions: Change['action'][]) =>
    changes.filter(({ action }) => actions.includes(action)).map(({ resource }) => resource.id);
  const missing = idsWith('Add');
  if (missing.length > 0) validationError(`Resources [${missing.join(', ')}] is missing from ResourceToImport list`);
  const changed = idsWith('Modify', 'Replace', 'Remove');
  if (changed.length > 0) {
    validationError(
      `As part of the import operation, you cannot modify or delete existing resources [${changed.join(', ')}]`,
    );
  }
}

function describeStack({ arn, name, status, terminationProtection, outputs }: Stack): XmlRecord {
  return {
    StackId: arn,
    StackName: name,
    CreationTime: new Date().toISOString(),
    StackStatus: status,
    EnableTerminationProtection: terminationProtection,
    Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  };
}

function describeChange({ action, resource, previous }: Change): XmlRecord {
  return {
    Action: action === 'Replace' ? 'Modify' : action,
    LogicalResourceId: resource.id,
    ...(previous && { PhysicalResourceId: previous.physical.physicalId }),
    ResourceType: resource.physical.type,
    ...(previous && { Replacement: action === 'Replace' ? 'True' : 'False' }),
  };
}

/** Newest first. */
function describeEvents({ arn, name, events }: Stack): XmlRecord[] {
  return events
    .map(({ logicalId, physicalId, type, status, reason, timestamp }, index) => ({
      StackId: arn,
      StackName: name,
      EventId: `${logicalId}-${index}`,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      ResourceStatus: status,
      ...(reason && { ResourceStatusReason: reason }),
      Timestamp: timestamp.toISOString(),
    }))
    .reverse();
}

/**
 * The entries of a list in the query protocol: `NAME.member.1.KEY=VALUE`. The value of an entry without keys has the key
 * ''.
 */
function listOf(input: URLSearchParams, name: string, kind = 'member'): URLSearchParams[] {
  const entries = new Map<string, URLSearchParams>();
  for (const [parameter, value] of input) {
    const [, index, key = ''] = parameter.match(new RegExp(`^${name}\\.${kind}\\.(\\d+)(?:\\.(.+))?$`)) ?? [];
    if (index === undefined) continue;
    const entry = entries.get(index) ?? new URLSearchParams();
    entry.set(key, value);
    entries.set(index, entry);
  }
  return [...entries.values()];
}

function validationError(reason: string): never {
  throw new AwsError('ValidationError', reason);
}
