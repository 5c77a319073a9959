import type { FunctionDefinition } from '../template/deployment';
import { type FunctionOptions, LambdaFunction } from './functions';

/** The functions of one deployment. All that call a function share its workers. A reload creates new ones. */
export class DeployedFunctions {
  private readonly functions: ReadonlyMap<string, LambdaFunction>;

  constructor(definitions: readonly FunctionDefinition[], options: FunctionOptions) {
    this.functions = new Map(
      definitions.map((definition) => [definition.name, new LambdaFunction(definition, options)]),
    );
  }

  /** Undefined if no function has this name. */
  get(name: string): LambdaFunction | undefined {
    return this.functions.get(name);
  }

  /** Ends the functions after they have answered the calls in progress. */
  close(): void {
    for (const lambda of this.functions.values()) lambda.close();
  }
}
