import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deployment, tutorialModule } from '../bundles';
import { compare, type Row } from '../rows';

const KB = 1000;

/** What is uploaded for a function, before it is zipped. */
export async function size(): Promise<Row[]> {
  const { functions } = await deployment();
  const sizes = functions.map(({ module }) => bytesIn(dirname(module)));
  const tutorial = bytesIn(dirname(await tutorialModule()));
  const description = {
    what: 'Size of the largest function',
    against: 'the tutorial',
    unit: 'KB',
    target: { atMost: 0.15 },
  } as const;
  return [compare(description, [Math.max(...sizes) / KB], [tutorial / KB])];
}

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}
