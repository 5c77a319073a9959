import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs the tests of all files below a folder in the one suite that calls this. jest loads every library anew for each
 * suite; what these files share is loaded and prepared once. `npx jest PATH` runs each of the files by itself:
 * see jest.config.js.
 */
export function runTogether(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const tests = files.filter((file) => file.endsWith('.test.ts') && !file.endsWith('all.test.ts')).sort();
  describe.each(tests)('%s', (file) => {
    require(join(folder, file));
  });
}
