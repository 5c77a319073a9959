import { execFile } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { replaceInFile } from './support/guide';
import { applyChanges, changesIn, copyRepository, type Output, runTests, typeErrors } from './support/repository-copy';

// Milliseconds. These tests run the compiler, and jest in a copy of the repository.
jest.setTimeout(300_000);

/** A document of docs/, and not of docs/guides/. */
const GUIDE = '../triggers';
const copy = copyRepository();

/** Runs a command in the copy of the repository. */
async function run(command: string): Promise<Output> {
  const ran = promisify(execFile)('bash', ['-c', command], { cwd: copy, maxBuffer: 2 ** 26 });
  return ran.then(
    (output) => ({ ...output, code: 0 }),
    (error: Output) => error,
  );
}

/** Runs the feature's own test, and the tests that read what features declare. */
function runSweeps(): Promise<Output> {
  const sweeps = ['api/api-function', 'users/triggers', 'openapi/openapi-document', 'openapi/lint', 'monitoring'];
  const tests = ['test/e2e/profiles', 'test/synthesized-app', 'test/docs', ...sweeps.map((name) => `test/lib/${name}`)];
  return runTests(copy, tests);
}

it('builds a trigger of a feature, and a route for a scope, that pass the tests of the repository', async () => {
  applyChanges(copy, changesIn(GUIDE, ['Your own trigger']));
  applyChanges(copy, changesIn(GUIDE, ['A route for a scope']));
  expect(await run('npm run openapi && npx biome lint lib lambda test/e2e')).toMatchObject({ code: 0 });
  expect(await typeErrors(copy)).toBe('');
  const { code, stdout, stderr } = await runSweeps();
  expect({ code, output: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, output: '' });
  expect(stderr).toMatch(/^Tests: +\d+ passed, \d+ total$/m);
});

/** Without the lines that the CDK prints for each bundle. */
const withoutProgress = (stderr: string) => stderr.replace(/^Bundling asset .*\n/gm, '');

describe('a mistake in a trigger of a feature ends the synth with one sentence that says what to do', () => {
  const synth = 'CDK_OUTDIR=cdk.out CDK_VALIDATION=false node --import tsx bin/app.ts';
  const feature = join(copy, 'lib/features/profiles.ts');

  it('when the file of the handler is missing', async () => {
    renameSync(join(copy, 'lambda/profiles/create.ts'), join(copy, 'lambda/profiles/add.ts'));
    const { code, stderr } = await run(synth);
    renameSync(join(copy, 'lambda/profiles/add.ts'), join(copy, 'lambda/profiles/create.ts'));
    expect([code, withoutProgress(stderr)]).toEqual([
      1,
      'A trigger has the name "profiles/create", but the file lambda/profiles/create.ts does not exist. Create it, or ' +
        "correct the name in the trigger's row\n",
    ]);
  });

  it.each([
    [
      'when the handler does not read a variable',
      "name: 'profiles/create', environment }",
      "name: 'profiles/create', environment: { ...environment, PROFILES_TABEL: 'x' } }",
      'The trigger "profiles/create" sets the environment variable PROFILES_TABEL, but lambda/profiles/create.ts does not read ' +
        "it. Read it with readVariables('PROFILES_TABEL'), or remove it from the trigger's environment\n",
    ],
    [
      'when no user can have the scope of a route',
      "scope: 'profiles/read'",
      "scope: 'profiles/raed'",
      'The route "profiles/list" needs the scope "profiles/raed", which no user can have. Add it to the setting ' +
        'accessTokenScopes of each stage in lib/stages/stages.ts, such as {"scope":"profiles/raed","group":"admins"}\n',
    ],
  ])('%s', async (_, text, replacement, sentence) => {
    replaceInFile(feature, text, replacement);
    const { code, stderr } = await run(synth);
    replaceInFile(feature, replacement, text);
    expect([code, withoutProgress(stderr)]).toEqual([1, sentence]);
  });
});
