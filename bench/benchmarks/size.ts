import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleTutorial, readSynthesizedApp } from '../bundles';
import { compare, type Row } from '../rows';

const KB = 1000;

/** The uncompressed size of a function's files. */
export async function size(): Promise<Row[]> {
  const { functions } = await readSynthesizedApp();
  const sizes = functions.map(({ module }) => bytesIn(dirname(module)));
  const tutorial = bytesIn(dirname((await bundleTutorial()).signIn));
  const description = {
    what: 'Size of the largest function',
    against: 'the tutorial',
    unit: 'KB',
    target: { atMost: 0.15 },
  } as const;
  return [compare(description, [Math.max(...sizes) / KB], [tutorial / KB])];
}

function bytesIn(directory: string): number {
  return readdirSync(directory).reduce((sum, file) => sum + statSync(join(directory, file)).size, 0);
}
