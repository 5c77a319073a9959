import { execFile } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../packages/local-run/test/support/eventually';
import { type LocalRun, startLocalRun } from '../e2e/support/local-run';
import { expectedLines, runSteps, type Step, stepsIn, testedSteps } from '../e2e/support/tested-commands';
import { replaceInFile } from './support/guide';
import {
  applyChanges,
  changesIn,
  copyRepository,
  type Output,
  runTests,
  sectionOf,
  typeErrors,
} from './support/repository-copy';

// Milliseconds. These tests run the compiler, and jest in a copy of the repository.
jest.setTimeout(300_000);

const GUIDE = 'your-own-feature';
const MORE = 'A path parameter and an error of your own';
const changes = changesIn(GUIDE, ['The table and the routes', 'The contract', 'The handlers', 'Test it']);

const copy = copyRepository();
beforeAll(async () => {
  applyChanges(copy, changes);
  await run('npm run openapi');
});

/** Runs a command in the copy of the repository. */
async function run(command: string): Promise<Output> {
  const ran = promisify(execFile)('bash', ['-c', command], { cwd: copy, maxBuffer: 2 ** 26 });
  return ran.then(
    (output) => ({ ...output, code: 0 }),
    (error: Output) => error,
  );
}

it('takes six files, none of them in packages/', () => {
  const paths = [...new Set(changes.map(({ path }) => path))];
  expect(paths.length).toBeLessThanOrEqual(6);
  expect(paths.filter((path) => !/^(lib\/(features\/|auth-stack\.ts)|lambda\/notes\/|test\/e2e\/)/.test(path))).toEqual(
    [],
  );
});

it('passes the linter, the compiler, its own test, and the tests that read what features declare', async () => {
  expect(await typeErrors(copy)).toBe('');
  expect(await run('npx biome lint lib lambda test/e2e')).toMatchObject({ code: 0 });
  const sweeps = ['api/api-function', 'api/auth-api', 'openapi/openapi-document', 'openapi/lint', 'auth-stack'];
  const tests = ['test/e2e/notes', 'test/synthesized-app', ...sweeps.map((name) => `test/lib/${name}`)];
  const { code, stdout, stderr } = await runTests(copy, tests);
  expect({ code, output: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, output: '' });
  expect(stderr).toMatch(/^Tests: +\d+ passed, \d+ total$/m);
});

describe('the commands of the guide', () => {
  let localRun: LocalRun;
  beforeAll(async () => {
    localRun = await startLocalRun({ cwd: copy });
  });
  afterAll(() => localRun.stop());

  it('print the output that the guide shows, and a route that is added is served after a reload', async () => {
    const signedIn = testedSteps('README.md');
    const first = [...signedIn, ...stepsIn(sectionOf(GUIDE, 'Try it'))];
    expect(await runSteps(first, localRun.api)).toEqual(first.map(expectedLines));
    applyChanges(copy, changesIn(GUIDE, [MORE]));
    await eventually(() => localRun.output().includes('+ DELETE /notes/{id}: ID token'), 120_000);
    const second: Step[] = [
      { commands: variables(signedIn), output: [] },
      ...stepsIn(sectionOf(GUIDE, MORE).replace(/^\*\*`[^`]+`\*\*\n\n```\w+\n.*?^```$/gms, '')),
    ];
    expect(await runSteps(second, localRun.api)).toEqual(second.map(expectedLines));
  });

  it('leave the tests green that read path parameters', async () => {
    expect(await run('npm run openapi')).toMatchObject({ code: 0 });
    expect(await typeErrors(copy)).toBe('');
    const { code, stdout, stderr } = await runTests(copy, ['test/lib/api/add-route', 'test/lib/openapi/lint']);
    expect({ code, output: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, output: '' });
    // Milliseconds.
  }, 180_000);

  /** The commands of the README that set API, field and TOKEN, without those that sign up. */
  function variables(steps: readonly Step[]): string {
    const all = steps.map(({ commands }) => commands).join('');
    return all
      .split('\n')
      .filter((line) => /^(API|TOKEN)=|^field\(\)/.test(line))
      .join('\n')
      .concat('\n');
  }
});

/** Without the lines that the CDK prints for each bundle. */
const withoutProgress = (stderr: string) => stderr.replace(/^Bundling asset .*\n/gm, '');

describe('a mistake in a feature ends the synth with one sentence that says what to do', () => {
  const synth = 'CDK_OUTDIR=cdk.out CDK_VALIDATION=false node --import tsx bin/app.ts';

  it('when the file of a handler is missing', async () => {
    renameSync(join(copy, 'lambda/notes/add.ts'), join(copy, 'lambda/notes/create.ts'));
    const { code, stderr } = await run(synth);
    renameSync(join(copy, 'lambda/notes/create.ts'), join(copy, 'lambda/notes/add.ts'));
    expect([code, withoutProgress(stderr)]).toEqual([
      1,
      'A route has the name "notes/add", but the file lambda/notes/add.ts does not exist. Create it, or correct the name in ' +
        "the route's row\n",
    ]);
  });

  it('when a handler does not read a variable that the feature sets', async () => {
    replaceInFile(join(copy, 'lib/features/notes.ts'), 'NOTES_TABLE:', 'NOTES_TABEL:');
    const { code, stderr } = await run(synth);
    replaceInFile(join(copy, 'lib/features/notes.ts'), 'NOTES_TABEL:', 'NOTES_TABLE:');
    expect([code, withoutProgress(stderr)]).toEqual([
      1,
      'The route "notes/list" sets the environment variable NOTES_TABEL, but lambda/notes/list.ts does not read it. ' +
        "Read it with readVariables('NOTES_TABEL'), or remove it from the route's options\n",
    ]);
  });
});

describe('a mistake in a feature fails the tests with a sentence', () => {
  it.each([
    [
      'when a function may do all on all resources',
      'lib/features/notes.ts',
      "table.grant(list, 'dynamodb:Query');",
      "list.addToRolePolicy(new (require('aws-cdk-lib/aws-iam').PolicyStatement)({ actions: ['dynamodb:Query'], resources: ['*'] }));",
      'test/lib/api/api-function',
      'The function of notes/list may do dynamodb:Query on ',
    ],
    [
      'when a handler reads a variable that the feature does not set',
      'lib/features/notes.ts',
      '{ environment },\n    );\n    table.grant(list',
      '{},\n    );\n    table.grant(list',
      'test/synthesized-app',
      'lambda/notes/list.ts cannot be loaded: Missing or invalid environment variables: NOTES_TABLE',
    ],
  ])('%s', async (_, file, text, replacement, test, sentence) => {
    replaceInFile(join(copy, file), text, replacement);
    const { code, stderr } = await runTests(copy, [test]);
    replaceInFile(join(copy, file), replacement, text);
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
  });
});
