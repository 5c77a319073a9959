import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProblem } from '../../bin/check-set-up.cjs';
import { temporaryFolder } from '../support/temporary-folder';

const folder = temporaryFolder();
const libraries = join(dirname(require.resolve('aws-cdk-lib/package.json')), '..');

/** Runs a program of a copy of the package, in a project with these libraries only. */
function run(program: string, project: string, installed: readonly string[] = []) {
  const copy = join(folder, project, 'packages/local-run');
  for (const part of ['bin', 'src', 'package.json'])
    cpSync(join(__dirname, '../..', part), join(copy, part), { recursive: true });
  mkdirSync(join(folder, project, 'node_modules'), { recursive: true });
  for (const name of installed) symlinkSync(join(libraries, name), join(folder, project, 'node_modules', name));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'bin', program)], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe.each(['local-run.mjs', 'check-set-up.cjs'])('%s', (program) => {
  it('ends with 1 and one sentence when no library is installed', () => {
    expect(run(program, `empty-${program}`)).toEqual({
      status: 1,
      stdout: '',
      stderr: 'node_modules is missing. Run npm ci first.\n',
    });
  });

  it('ends with 1 and the name of a library that is not installed', () => {
    const installed = [
      '@smithy',
      'ajv',
      'ajv-draft-04',
      'aws-jwt-verify',
      'chokidar',
      'jose',
      'minimatch',
      'qr',
      'tsx',
    ];
    const { status, stdout, stderr } = run(program, `partly-${program}`, installed);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^node_modules has no (?:.+, )?zod\. Run npm ci first\.\n$/);
  });
});

describe('the version of Node.js', () => {
  it.each(['12.22.12', '18.20.4', '20.18.3', '20.9.0'])('%s is too old', (version) => {
    expect(findProblem(version)).toBe(`Node.js ${version} is too old: this needs 20.19 or newer.`);
  });

  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('%s is new enough', (version) => {
    expect(findProblem(version)).toBeUndefined();
  });
});
