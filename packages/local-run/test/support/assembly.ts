import type { Assembly, AssemblyStack } from '../../src/synth/assembly';

/** An assembly of stacks without nested stacks. The stacks have the names app, app-1, app-2 unless they have others. */
export function assemblyOf(
  stacks: readonly (Pick<AssemblyStack, 'template'> & Partial<AssemblyStack>)[],
  assetFolders: Readonly<Record<string, string>> = {},
): Assembly {
  return {
    stacks: stacks.map((stack, index) => ({
      stackName: index === 0 ? 'app' : `app-${index}`,
      dependencies: [],
      ...stack,
    })),
    nestedTemplates: new Map(),
    assetFolders: new Map(Object.entries(assetFolders)),
  };
}
