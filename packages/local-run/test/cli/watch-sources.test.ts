import { writeFileSync } from 'node:fs';
import { createSourceFilter, type Sources, watchSources } from '../../src/cli/watch-sources';
import { eventually } from '../support/eventually';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

describe('the source filter', () => {
  const watched = (patterns: Parameters<typeof createSourceFilter>[0], names: string[]) =>
    names.filter(createSourceFilter(patterns));

  it('accepts every file when cdk.json has no watch', () => {
    const names = ['app.ts', 'lib/stack.ts', 'lambda/deep/down/handler.mjs', 'README.md'];
    expect(watched(undefined, names)).toEqual(names);
    expect(watched({}, names)).toEqual(names);
  });

  it('accepts only the files that include matches', () => {
    expect(
      watched({ include: ['lib/**', '*.json'] }, ['lib/a/b.ts', 'test/a.ts', 'tsconfig.json', 'x/y.json']),
    ).toEqual(['lib/a/b.ts', 'tsconfig.json']);
  });

  it('accepts a single pattern instead of a list', () => {
    expect(watched({ include: 'lib/**', exclude: '**/*.md' }, ['lib/a.ts', 'lib/a.md', 'b.ts'])).toEqual(['lib/a.ts']);
  });

  it('rejects the files that exclude matches, also when include matches them', () => {
    const patterns = { include: ['**'], exclude: ['test/**', '**/*.md'] };
    expect(watched(patterns, ['app.ts', 'test/a.ts', 'lib/README.md'])).toEqual(['app.ts']);
  });

  it.each([{ include: 'lib/**' }, { include: [] }, { exclude: '**' }])('accepts cdk.json with %j', (patterns) => {
    expect(watched(patterns, ['cdk.json', 'lib/cdk.json'])).toContain('cdk.json');
  });

  it.each([
    'node_modules/tsx/index.js',
    'lambda/node_modules/zod/index.js',
    'cdk.out/manifest.json',
    '.git/HEAD',
    '.env',
    'lib/.stack.ts.swp',
    'lib/.cache/a.ts',
  ])('rejects %s, also when include matches it', (name) => {
    expect(watched({ include: ['**', '**/.*', '**/.*/**', name] }, [name])).toEqual([]);
  });
});

describe('the watcher', () => {
  const home = process.cwd();
  const project = temporaryFolder();
  let sources: Sources | undefined;

  beforeAll(() => process.chdir(project));
  afterAll(() => process.chdir(home));
  afterEach(() => sources?.close());

  it('runs the action for changes before and after it is set, but not for ignored files', async () => {
    writeFiles(project, { 'lib/a.ts': '1', 'node_modules/b/index.js': '1', 'notes.md': '1' });
    sources = await watchSources({ include: 'lib/**' }, (error) => {
      throw error;
    });
    let runs = 0;
    let changed: readonly string[] = [];
    writeFileSync('lib/a.ts', '2');
    // Longer than the watcher takes to notice a change.
    await new Promise((resolve) => setTimeout(resolve, 500));
    sources.onChange(async (files) => {
      runs += 1;
      changed = files;
    });
    await eventually(() => runs === 1);
    expect(changed).toEqual(['lib/a.ts']);
    writeFileSync('node_modules/b/index.js', '2');
    writeFileSync('notes.md', '2');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(runs).toBe(1);
    writeFiles(project, { 'lib/new/b.ts': '1' });
    await eventually(() => runs > 1 && changed.includes('lib/new/b.ts'));
    expect(changed).not.toContain('lib/a.ts');
  });

  it('runs the action once more for changes during a run, and never twice at the same time', async () => {
    writeFiles(project, { 'lib/a.ts': '1' });
    sources = await watchSources({ include: 'lib/**' }, () => {});
    let running = 0;
    let most = 0;
    let runs = 0;
    sources.onChange(async () => {
      running += 1;
      most = Math.max(most, running);
      if (runs === 0) writeFileSync('lib/a.ts', '3');
      await new Promise((resolve) => setTimeout(resolve, 500));
      running -= 1;
      runs += 1;
    });
    writeFileSync('lib/a.ts', '2');
    await eventually(() => runs >= 2);
    expect(most).toBe(1);
  });
});
