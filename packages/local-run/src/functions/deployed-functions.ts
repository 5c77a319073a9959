import type { FunctionDefinition } from '../template/deployment';
import { withoutQualifier } from '../template/resource-ids';
import { type FunctionOptions, LambdaFunction } from './functions';

/** The functions of one deployment. All that call a function share its workers. A reload creates new ones. */
export class DeployedFunctions {
  private readonly functions: ReadonlyMap<string, LambdaFunction>;
  private readonly byArn: ReadonlyMap<string, LambdaFunction>;

  constructor(definitions: readonly FunctionDefinition[], options: FunctionOptions) {
    const created = definitions.map((definition) => ({ definition, lambda: new LambdaFunction(definition, options) }));
    this.functions = new Map(created.map(({ definition, lambda }) => [definition.name, lambda]));
    this.byArn = new Map(created.map(({ definition, lambda }) => [definition.arn, lambda]));
  }

  /** Undefined if no function has this name. */
  get(name: string): LambdaFunction | undefined {
    return this.functions.get(name);
  }

  /** The ARN may end with a version or an alias: there is one version of each function here. */
  withArn(arn: string): LambdaFunction | undefined {
    return this.byArn.get(withoutQualifier(arn));
  }

  /** Ends the functions after they have answered the calls in progress. */
  close(): void {
    for (const lambda of this.functions.values()) lambda.close();
  }
}
