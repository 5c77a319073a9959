import { AwsError } from './aws-error';
import { idsOf, resolve, type Template } from './template';
import type { XmlRecord } from './xml';

/** The parameters of the last CreateChangeSet. */
export interface Deployment {
  readonly stackName: string;
  /** CREATE or UPDATE. */
  readonly type: string | null;
  readonly capabilities: readonly string[];
  /** The template's key in the bootstrap bucket. */
  readonly templateKey: string;
  terminationProtection: boolean;
}

/** A resource type that cannot be created. */
export interface CreateFailure {
  readonly type: string;
  readonly reason: string;
}

interface Stack {
  readonly arn: string;
  readonly deployment: Deployment;
  readonly template: Template;
  status: string;
}

const CREATED = '2026-11-20T12:00:00Z';
const CHANGE_SET = 'changeSet/simulated';

/** CloudFormation: the calls that `cdk deploy` of a new stack makes. Every deployment ends immediately. */
export class CloudFormationStub {
  createFailure: CreateFailure | undefined;
  private stack: Stack | undefined;

  constructor(
    private readonly region: string,
    private readonly account: string,
    private readonly templates: ReadonlyMap<string, Buffer>,
  ) {}

  /** The last deployment. */
  get deployment(): Deployment {
    if (!this.stack) throw new Error('Nothing has been deployed');
    return this.stack.deployment;
  }

  answer(action: string, input: URLSearchParams): XmlRecord {
    switch (action) {
      case 'CreateChangeSet':
        return this.createChangeSet(input);
      case 'DescribeStacks':
        return { Stacks: [this.describe(this.named(input))] };
      case 'DescribeChangeSet':
        return this.describeChangeSet(this.named(input));
      case 'GetTemplate':
        return { TemplateBody: '{}' };
      case 'UpdateTerminationProtection':
        this.named(input).deployment.terminationProtection = input.get('EnableTerminationProtection') === 'true';
        return {};
      case 'ExecuteChangeSet':
        this.named(input).status = this.createFailure ? 'ROLLBACK_COMPLETE' : 'CREATE_COMPLETE';
        return {};
      case 'DescribeStackEvents':
        return { StackEvents: this.events(this.named(input)) };
      default:
        throw new AwsError('NotImplemented', `The CloudFormation stub does not support ${action}`);
    }
  }

  private named(input: URLSearchParams): Stack {
    const name = input.get('StackName') ?? '';
    if (this.stack && [this.stack.arn, this.stack.deployment.stackName].includes(name)) return this.stack;
    throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
  }

  private createChangeSet(input: URLSearchParams): XmlRecord {
    const stackName = input.get('StackName') ?? '';
    const templateKey = new URL(input.get('TemplateURL') ?? '').pathname.split('/').at(-1) ?? '';
    const body = this.templates.get(templateKey);
    if (!body) throw new AwsError('ValidationError', `There is no template ${templateKey}`);
    this.stack = {
      arn: this.arn(`stack/${stackName}`),
      template: JSON.parse(body.toString()),
      status: 'REVIEW_IN_PROGRESS',
      deployment: {
        stackName,
        templateKey,
        type: input.get('ChangeSetType'),
        capabilities: [...input].flatMap(([key, value]) => (key.startsWith('Capabilities.') ? [value] : [])),
        terminationProtection: false,
      },
    };
    return { Id: this.arn(CHANGE_SET), StackId: this.stack.arn };
  }

  private describeChangeSet({ arn, deployment, template }: Stack): XmlRecord {
    return {
      ChangeSetId: this.arn(CHANGE_SET),
      StackId: arn,
      StackName: deployment.stackName,
      CreationTime: CREATED,
      ExecutionStatus: 'AVAILABLE',
      Status: 'CREATE_COMPLETE',
      Changes: Object.entries(template.Resources).map(([LogicalResourceId, { Type }]) => ({
        Type: 'Resource',
        ResourceChange: { Action: 'Add', LogicalResourceId, ResourceType: Type },
      })),
    };
  }

  private describe({ arn, deployment, template, status }: Stack): XmlRecord {
    return {
      StackId: arn,
      StackName: deployment.stackName,
      CreationTime: CREATED,
      StackStatus: status,
      EnableTerminationProtection: deployment.terminationProtection,
      Outputs: status === 'CREATE_COMPLETE' ? this.outputs(template) : [],
    };
  }

  private outputs({ Outputs }: Template): XmlRecord[] {
    const values = {
      'AWS::Region': this.region,
      'AWS::AccountId': this.account,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    return Object.entries(Outputs).map(([OutputKey, { Value }]) => ({
      OutputKey,
      OutputValue: resolve(Value, values),
    }));
  }

  /** Newest first. */
  private events(stack: Stack): XmlRecord[] {
    const whole = event(stack, stack.deployment.stackName, 'AWS::CloudFormation::Stack', stack.status);
    const { createFailure } = this;
    if (!createFailure) return [whole];
    const failed = idsOf(stack.template, createFailure.type);
    return [
      whole,
      ...failed.map((id) => ({
        ...event(stack, id, createFailure.type, 'CREATE_FAILED'),
        ResourceStatusReason: createFailure.reason,
      })),
    ];
  }

  private arn(resource: string): string {
    return `arn:aws:cloudformation:${this.region}:${this.account}:${resource}/00000000-0000-0000-0000-000000000000`;
  }
}

function event({ arn, deployment }: Stack, id: string, type: string, status: string): XmlRecord {
  return {
    StackId: arn,
    StackName: deployment.stackName,
    EventId: `${id}-${status}`,
    LogicalResourceId: id,
    PhysicalResourceId: id === deployment.stackName ? arn : '',
    ResourceType: type,
    ResourceStatus: status,
    Timestamp: new Date().toISOString(),
  };
}
