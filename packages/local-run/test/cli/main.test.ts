import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { USAGE } from '../../src/cli/options';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const COMMAND = join(__dirname, '../../bin/local-run.mjs');
const folder = temporaryFolder();

/** Runs `local-run` in a folder with this cdk.json. */
function localRun(args: readonly string[], cdkJson?: string) {
  const cwd = writeFiles(
    join(folder, `project-${cdkJson?.length}`),
    cdkJson === undefined ? { 'a.txt': '' } : { 'cdk.json': cdkJson },
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd,
    env: { PATH: process.env.PATH, PORT: '0', COGNITO_PORT: '0' },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('local-run', () => {
  it('prints the usage with --help', () => {
    expect(localRun(['--help'])).toEqual({ status: 0, stdout: USAGE, stderr: '' });
  });

  it.each([
    [
      'is missing',
      undefined,
      /^There is no cdk\.json in this folder\. Start the local run in the folder of a CDK app\.\n$/,
    ],
    ['is not JSON', '{ "app": ', /^cdk\.json is not valid JSON: .*\n$/],
  ])('ends with 1 and one sentence when cdk.json %s', (_, cdkJson, sentence) => {
    expect(localRun([], cdkJson)).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(sentence) });
  });

  it('ends with 1 and one sentence for a seed file that does not exist', () => {
    expect(localRun(['--seed', 'no.json'], '{ "app": "node app.js" }')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'There is no seed file no.json\n',
    });
  });

  it('ends with 1 and one sentence for an unknown option', () => {
    expect(localRun(['--stage', 'dev'])).toEqual({
      status: 1,
      stdout: '',
      stderr: "Unknown option '--stage'. Use --help to list the options.\n",
    });
  });
});

describe('local-run totp', () => {
  it('prints a code of six digits', () => {
    const { status, stdout } = localRun(['totp', 'JBSWY3DPEHPK3PXP']);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d{6}\n$/)]);
  });

  it('ends with 1 and the usage for a key that is too short', () => {
    const { status, stderr } = localRun(['totp', 'JBSWY3DP']);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^Usage: local-run totp SECRET\n/)]);
  });
});
