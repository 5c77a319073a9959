import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../../packages/local-run/test/support/temporary-folder';
import { applyDiff } from './guide';

const ROOT = join(__dirname, '../../..');
const JEST = 'node_modules/jest/bin/jest.js';

/** Copies the files of this repository that git does not ignore, and links the installed packages. */
export function copyRepository(): string {
  const copy = join(temporaryFolder(), 'my-product');
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: ROOT });
  for (const file of listed.toString().split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(ROOT, file), join(copy, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** What the compiler knows of the last copy that it checked. */
const BUILD_INFO = join(ROOT, 'node_modules/.cache/guides/tsbuildinfo');

/**
 * The errors that `tsc --noEmit` reports in a copy, as it prints them. The compiler checks the files again whose text differs from
 * those of the last copy, and what depends on them. Measured: 12 s of processor time instead of 24 s.
 */
export async function typeErrors(copy: string): Promise<string> {
  // All copies have the same relative paths to the installed packages: see temporaryFolder.
  const buildInfo = join(copy, '../tsbuildinfo');
  if (existsSync(BUILD_INFO)) cpSync(BUILD_INFO, buildInfo);
  const compiler = join(copy, 'node_modules/typescript/bin/tsc');
  const args = ['--noEmit', '--incremental', '--tsBuildInfoFile', buildInfo];
  const output = await promisify(execFile)(process.execPath, [compiler, ...args], { cwd: copy }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => `${stdout}${stderr}` || 'The compiler ended without a message',
  );
  if (existsSync(buildInfo)) {
    // Replaced in one step, because the tests of another guide may read it at the same time.
    const next = `${BUILD_INFO}.${process.pid}`;
    cpSync(buildInfo, next);
    renameSync(next, BUILD_INFO);
  }
  return output;
}

/** What a command printed, and its exit code. */
export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs tests of a copy, by their paths without `.test.ts`, or by folders. Those in test/lib run as one suite, which loads the CDK
 * once: see jest.config.js. In one process, because the tests of another guide run at the same time.
 */
export async function runTests(copy: string, paths: readonly string[], ...options: readonly string[]): Promise<Output> {
  const files = paths.flatMap((path) => testFiles(copy, path));
  const lib = files.filter((file) => file.startsWith('test/lib/'));
  const requires = lib.map((file) => `describe('${file}', () => { require('../../${file}'); });\n`);
  writeFileSync(join(copy, 'test/lib/all.test.ts'), `import './support/stacks';\n\n${requires.join('')}`);
  const suites = [...files.filter((file) => !lib.includes(file)), ...(lib.length > 0 ? ['test/lib/all.test.ts'] : [])];
  // As options: with a path, jest runs no combined suite.
  const patterns = suites.map((suite) => `--testPathPatterns=/${suite.replaceAll('.', '\\.')}$`);
  const jest = promisify(execFile)(process.execPath, [JEST, '--runInBand', ...patterns, ...options], {
    cwd: copy,
    maxBuffer: 2 ** 26,
  });
  return jest.then(
    (output) => ({ ...output, code: 0 }),
    (error: Output) => error,
  );
}

/** The test file at a path, or those in the folder. Throws if there is none. */
function testFiles(copy: string, path: string): string[] {
  if (existsSync(join(copy, `${path}.test.ts`))) return [`${path}.test.ts`];
  const files = readdirSync(join(copy, path), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.test.ts')).map((file) => join(path, file));
}

/** A file that a guide prints as a whole, or a diff of one. */
interface Change {
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

/** The text of a section of a guide. */
export function sectionOf(guide: string, section: string): string {
  const [, after] = readFileSync(join(ROOT, `docs/guides/${guide}.md`), 'utf8').split(`\n## ${section}\n`);
  if (after === undefined) throw new Error(`docs/guides/${guide}.md has no section "${section}"`);
  const [content = ''] = after.split(/^## /m);
  return content;
}

/** The changes in the sections of a guide, in their order. A change is a code block below a line with its path in bold. */
export function changesIn(guide: string, sections: readonly string[]): Change[] {
  return sections.flatMap((section) => {
    const blocks = sectionOf(guide, section).matchAll(/^\*\*`([^`]+)`\*\*\n\n```(\w+)\n(.*?)^```$/gms);
    return [...blocks].map(([, path = '', language = '', code = '']) => ({ path, language, text: code }));
  });
}

/** Makes the changes in a copy of the repository. */
export function applyChanges(copy: string, changes: readonly Change[]): void {
  for (const { path, language, text } of changes) {
    const file = join(copy, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, language === 'diff' ? applyDiff(readFileSync(file, 'utf8'), text) : text);
  }
}
