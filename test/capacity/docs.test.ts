import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { completeProduct } from '../../capacity/product';
import { expectedLines, testedSteps } from '../e2e/support/tested-commands';
import { prod } from './products';

const ROOT = join(__dirname, '../..');
const FILE = join(ROOT, 'docs/scale.md');
const text = readFileSync(FILE, 'utf8');

describe('the commands of docs/scale.md', () => {
  const steps = testedSteps(FILE);

  it('are all tested', () => {
    const blocks = text.match(/^```sh$/gm) ?? [];
    expect(steps).toHaveLength(blocks.length);
    expect(steps.length).toBeGreaterThan(4);
  });

  it.each(steps.map((step) => [step.commands.trim(), step] as const))(
    'print what the document shows: %s',
    async (_, step) => {
      const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', step.commands], { cwd: ROOT });
      const printed = stdout.split('\n').filter(Boolean);
      expect(printed).toEqual(expectedLines(step));
      expect(Math.max(...printed.map((line) => line.length))).toBeLessThanOrEqual(120);
    },
  );
});

describe('the keys of a product in docs/scale.md', () => {
  /** The known keys, from the message about an unknown one. */
  function keysOf(path: string): string[] {
    const unknown = { unknown: 1 };
    const given = path === '' ? { people: 10, ...unknown } : { people: 10, [path]: unknown };
    const [, names = ''] =
      / is not known\. Names are (.+)$/m.exec(completeProduct(given, prod).issues.join('\n')) ?? [];
    return names.split(', ');
  }

  it('are those that the product has', () => {
    const listed = [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
    expect(listed).toEqual(keysOf(''));
  });

  it.each(['campaign', 'outage', 'attacker', 'limits'])('name each key of %s', (key) => {
    const [row = ''] = text.split('\n').filter((line) => line.startsWith(`| \`${key}\` |`));
    expect(keysOf(key).filter((name) => !row.includes(`\`${name}\``))).toEqual([]);
  });
});
