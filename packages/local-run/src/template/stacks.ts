import type { Assembly, AssemblyStack } from '../synth/assembly';
import { UserError } from '../user-error';
import { type CloudFormationTemplate, type OtherStacks, type Reference, StackResolver } from './intrinsics';
import { DEFAULT_ACCOUNT } from './resource-ids';
import { isServedType } from './resources';

const REST_API = 'AWS::ApiGateway::RestApi';
const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** A resource of a template whose condition is met. Its properties are not resolved. */
export interface StackResource {
  readonly stack: StackResolver;
  readonly logicalId: string;
  readonly type: string;
}

/**
 * The stacks of the app that are in the account and region of the REST API, with their nested stacks. Stacks of another account
 * or region are not served: the embedded services simulate one account in one region.
 */
export class Stacks implements OtherStacks {
  /** Name of the stack with the REST API. */
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  /** The stack of the REST API is the first. */
  readonly served: readonly StackResolver[];
  readonly elsewhere: readonly AssemblyStack[];
  private readonly nested = new Map<string, StackResolver>();
  /** The stack of the assembly that each stack is, or that it is nested in. */
  private readonly roots = new Map<StackResolver, AssemblyStack>();
  private readonly references: Reference[] = [];

  /** `defaultRegion` is for an API whose stack has no region of its own. Throws a UserError unless there is one REST API. */
  constructor(
    private readonly assembly: Pick<Assembly, 'stacks' | 'nestedTemplates'>,
    defaultRegion: string,
  ) {
    const main = findStackOfApi(assembly);
    const { account = DEFAULT_ACCOUNT, region = defaultRegion } = main;
    this.stackName = main.stackName;
    this.account = account;
    this.region = region;
    const isServed = (stack: AssemblyStack) =>
      (stack.account ?? account) === account && (stack.region ?? region) === region;
    const others = assembly.stacks.filter((stack) => stack !== main);
    this.elsewhere = others.filter((stack) => !isServed(stack));
    this.served = [main, ...others.filter(isServed)].map((root) => {
      const { stackName, template } = root;
      const namePrefix = root === main ? '' : `${stackName}-`;
      const stack = new StackResolver(template, { stackName, account, region, namePrefix }, this);
      this.roots.set(stack, root);
      return stack;
    });
  }

  /** The resources of the served stacks and of their nested stacks. */
  resources(): StackResource[] {
    return this.served.flatMap((stack) => this.resourcesOf(stack));
  }

  /** Whether AWS deploys a stack after another one; also true if they are one stack or nested in one. */
  isDeployedAfter(stack: StackResolver, other: StackResolver): boolean {
    const wanted = this.roots.get(other)?.stackName;
    const isAfter = (root: AssemblyStack | undefined): boolean =>
      root !== undefined &&
      (root.stackName === wanted ||
        this.assembly.stacks.some((before) => root.dependencies.includes(before.stackName) && isAfter(before)));
    return isAfter(this.roots.get(stack));
  }

  /** The references that have been resolved so far. */
  resolvedReferences(): readonly Reference[] {
    return this.references;
  }

  onReference(reference: Reference): void {
    this.references.push(reference);
  }

  exportedValue(name: string, path: string): unknown {
    for (const stack of [...this.served, ...this.nested.values()]) {
      const found = Object.entries(stack.template.Outputs ?? {}).find(
        ([output, { Export }]) => Export && stack.resolve(Export.Name, `Outputs.${output}`) === name,
      );
      if (found) return stack.output(found[0], path);
    }
    throw new UserError(
      `${path} imports ${name}, which no stack of this app exports in the account and region of the API. ` +
        'Create it in this app, or pass its value to the app as context.',
    );
  }

  stackOutput(output: { stackName: unknown; outputName: unknown; region: unknown }, path: string): unknown {
    const { stackName, outputName, region } = output;
    const stack = this.served.find(({ environment }) => environment.stackName === stackName);
    if (
      stack &&
      region === stack.environment.region &&
      Object.hasOwn(stack.template.Outputs ?? {}, String(outputName))
    ) {
      return stack.output(String(outputName), path);
    }
    throw new UserError(
      `${path} needs the output ${outputName} of the stack ${stackName} in ${region}, which is not an output of this app ` +
        'in the account and region of the API. The local run supports references between stacks of one account and region.',
    );
  }

  nestedStackOutput({ stack, logicalId, path }: Reference, outputName: string): unknown {
    const nested = this.nestedStack(stack, logicalId);
    if (nested?.template.Outputs?.[outputName]) return nested.output(outputName, path);
    throw new UserError(
      `${path} needs the output ${outputName} of the nested stack ${logicalId}, which has no such output`,
    );
  }

  ssmParameter(name: string, path: string): string {
    for (const stack of [...this.served, ...this.nested.values()]) {
      const found = Object.entries(stack.template.Resources).find(
        ([logicalId, { Type }]) => Type === 'AWS::SSM::Parameter' && stack.idOf(logicalId) === name,
      );
      if (found) return String(stack.property(found[0], 'Value'));
    }
    throw new UserError(
      `${path} needs the SSM parameter ${name}, which no stack of this app creates. ` +
        'Create it in this app, or pass its value to the app as context.',
    );
  }

  private resourcesOf(stack: StackResolver): StackResource[] {
    return Object.entries(stack.template.Resources).flatMap(([logicalId, resource]) => {
      if (!isCreated(stack, logicalId)) return [];
      const nested = resource.Type === NESTED_STACK ? this.nestedStack(stack, logicalId) : undefined;
      return nested ? this.resourcesOf(nested) : [{ stack, logicalId, type: resource.Type }];
    });
  }

  /** Undefined if the template of the nested stack is not an asset of the app. */
  private nestedStack(parent: StackResolver, logicalId: string): StackResolver | undefined {
    const { stackName, namePrefix } = parent.environment;
    const id = `${stackName}-${logicalId}`;
    const known = this.nested.get(id);
    if (known) return known;
    const url = String(parent.property(logicalId, 'TemplateURL'));
    const template = this.assembly.nestedTemplates.get(url.replace(/^.*\//, ''));
    if (!template) return undefined;
    const environment = { ...parent.environment, stackName: id, namePrefix: `${namePrefix}${logicalId}-` };
    const nested = new StackResolver(template, environment, this, (name) =>
      parent.nestedStackParameter(logicalId, name),
    );
    this.nested.set(id, nested);
    const root = this.roots.get(parent);
    if (root) this.roots.set(nested, root);
    return nested;
  }
}

/** Whether the condition of a resource is met. One that cannot be evaluated matters only if the resource is served. */
function isCreated(stack: StackResolver, logicalId: string): boolean {
  const { Type = '', ...resource } = stack.template.Resources[logicalId] ?? {};
  try {
    return stack.exists(resource, logicalId);
  } catch (error) {
    if (error instanceof UserError && !isServedType(Type) && Type !== NESTED_STACK) return true;
    throw error;
  }
}

function findStackOfApi({ stacks, nestedTemplates }: Pick<Assembly, 'stacks' | 'nestedTemplates'>): AssemblyStack {
  /** The template with those of its nested stacks. */
  const withNested = (template: CloudFormationTemplate): CloudFormationTemplate[] => {
    const nested = [...nestedTemplates].filter(([key]) => JSON.stringify(template.Resources).includes(key));
    return [template, ...nested.flatMap(([, nestedTemplate]) => withNested(nestedTemplate))];
  };
  const apis = stacks.flatMap((stack) => {
    const resources = withNested(stack.template).flatMap(({ Resources }) => Object.entries(Resources));
    const ofType = resources.filter(([, { Type }]) => Type === REST_API);
    return ofType.map(([id]) => ({ stack, name: `${id} (stack ${stack.stackName})` }));
  });
  const [api, ...others] = apis;
  if (!api) throw new UserError(`The local run serves one REST API (${REST_API}), but this app has none`);
  if (others.length === 0) return api.stack;
  throw new UserError(
    `The local run serves one REST API, but this app has ${apis.length}: ${apis.map(({ name }) => name).join(', ')}. ` +
      'If context selects the stacks of the app, use -c to select those of one API.',
  );
}
