import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkTypes, describeTypeErrors, type TypeCheck } from '../../src/cli/type-check';
import { eventually } from '../support/eventually';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const TYPE_CHECK = require.resolve('../../src/cli/type-check');
const TSX = require.resolve('tsx/cjs');

const folder = temporaryFolder();
const home = process.cwd();
let check: TypeCheck | undefined;

afterEach(() => {
  check?.close();
  process.chdir(home);
});

/** Goes to a project with these files, and with TypeScript installed or not. */
function enter(name: string, files: Readonly<Record<string, string>>, hasTypeScript = true): void {
  const project = writeFiles(join(folder, name), { 'node_modules/placeholder.txt': '', ...files });
  const typescript = dirname(require.resolve('typescript/package.json'));
  if (hasTypeScript) symlinkSync(typescript, join(project, 'node_modules/typescript'));
  process.chdir(project);
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

const tsconfig = JSON.stringify({ compilerOptions: { strict: true, noEmit: true, types: [] }, include: ['lambda'] });

describe('the type check', () => {
  it('reports the errors at the start, and after each change', async () => {
    enter('project', {
      'tsconfig.json': tsconfig,
      'lambda/list.ts': "export const n: { a: number } = { a: 'one' };\n",
    });
    const reports: (readonly string[])[] = [];
    check = checkTypes((errors) => reports.push(errors));
    await eventually(() => reports.length === 1, 50_000);
    expect(reports).toEqual([["lambda/list.ts:1:35 Type 'string' is not assignable to type 'number'."]]);
    writeFileSync('lambda/list.ts', 'export const n: { a: number } = { a: 1 };\n');
    await eventually(() => reports.length === 2, 50_000);
    expect(reports[1]).toEqual([]);
  });

  it('reports an error of several lines as one', async () => {
    const source = 'const a: { b: { c: string } } = JSON.parse("");\nexport const n: { b: { c: number } } = a;\n';
    enter('nested', { 'tsconfig.json': tsconfig, 'lambda/list.ts': source });
    const [error, ...others] = await new Promise<readonly string[]>((resolve) => {
      check = checkTypes(resolve);
    });
    expect(error).toMatch(/^lambda\/list\.ts:2:14 Type .*\n {4}.*incompatible/);
    expect(others).toEqual([]);
  });

  it('ends when the local run is killed', async () => {
    enter('killed', { 'tsconfig.json': tsconfig, 'lambda/list.ts': 'export const n: number = 1;\n' });
    const script = `require(${JSON.stringify(TYPE_CHECK)}).checkTypes(() => console.log('checked'));`;
    const run = spawn(process.execPath, ['--require', TSX, '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(run.stdout, 'data');
    const compiler = Number(execFileSync('pgrep', ['-P', String(run.pid)], { encoding: 'utf8' }));
    expect(isRunning(compiler)).toBe(true);
    run.kill('SIGKILL');
    await eventually(() => !isRunning(compiler));
  });

  it.each([
    ['a tsconfig.json', { 'lambda/list.ts': '' }, true],
    ['TypeScript', { 'tsconfig.json': tsconfig }, false],
  ])('does not start without %s', (missing, files, hasTypeScript) => {
    enter(`without ${missing}`, files, hasTypeScript);
    check = checkTypes(() => {});
    expect(check).toBeUndefined();
  });
});

describe('the text about type errors', () => {
  it('is nothing while there are none, and one line when they are fixed', () => {
    expect(describeTypeErrors([], 0)).toBeUndefined();
    expect(describeTypeErrors([], 2)).toBe('Types: no errors');
  });

  it('has up to ten errors', () => {
    expect(describeTypeErrors(['a.ts:1:2 wrong'], 0)).toBe('Types: 1 error\n  a.ts:1:2 wrong');
    const many = Array.from({ length: 12 }, (_, index) => `a.ts:${index}:1 wrong`);
    const lines = describeTypeErrors(many, 0)?.split('\n');
    expect(lines).toHaveLength(12);
    expect(lines?.[0]).toBe('Types: 12 errors');
    expect(lines?.at(-1)).toBe('  … and 2 more: npx tsc --noEmit');
  });
});
