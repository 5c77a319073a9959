import { UserError } from '../user-error';
import type { StackResolver } from './intrinsics';
import { isPlaceholderType } from './placeholder-values';
import type { Stacks } from './stacks';

/** Outputs that the CDK adds for references between stacks. */
const OF_REFERENCE = /^(ExportsOutput|PublishOutput)/;

/**
 * The outputs of the stacks. Leaves out those that depend on a resource that is not served, because they would be made up. A name
 * that two stacks have is prefixed with the name of the stack, except in the stack of the REST API.
 */
export function readOutputs(stacks: Stacks): Record<string, string> {
  const outputs = new Map<string, string>();
  for (const stack of stacks.served) {
    for (const [name, output] of Object.entries(stack.template.Outputs ?? {})) {
      if (OF_REFERENCE.test(name) || !stack.exists(output, `Outputs.${name}`)) continue;
      const value = readOutput(stack, name, stacks);
      if (value === undefined) continue;
      outputs.set(outputs.has(name) ? `${stack.environment.stackName}.${name}` : name, value);
    }
  }
  return Object.fromEntries(outputs);
}

/** Undefined if the value is made up or needs something that is not supported: an output is information only. */
function readOutput(stack: StackResolver, name: string, stacks: Stacks): string | undefined {
  const before = stacks.resolvedReferences().length;
  try {
    const value = String(stack.output(name, `Outputs.${name}`));
    const references = stacks.resolvedReferences().slice(before);
    const isMadeUp = references.some((reference) =>
      isPlaceholderType(reference.stack.template.Resources[reference.logicalId]?.Type ?? ''),
    );
    return isMadeUp ? undefined : value;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
