import { execFile } from 'node:child_process';
import { scryptSync } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder, writeFiles } from '../../packages/local-run/test/support/temporary-folder';
import { send } from '../e2e/support/http';
import { type LocalRun, startLocalRun } from '../e2e/support/local-run';
import { expectedLines, runSteps, type Step, stepsIn } from '../e2e/support/tested-commands';
import { filesOf, replaceIn } from './support/guide';
import { applyChanges, changesIn, copyRepository, sectionOf, typeErrors } from './support/repository-copy';
import { environment, type ServerProcess, startServer } from './support/server-process';

// Milliseconds. Each test starts servers, which are slow on a busy machine.
jest.setTimeout(300_000);

const GUIDE = 'move-users';
const { 'old-system.mjs': oldSystemFile = '' } = filesOf(GUIDE);

/** The arguments of `npm start --` in a section, as a shell splits them. */
async function startArguments(commands: string): Promise<string[]> {
  const [, given = ''] = /^npm start -- (.*)$/m.exec(commands) ?? [];
  const { stdout } = await promisify(execFile)('bash', ['-c', `printf '%s\\n' ${given}`]);
  return stdout.split('\n').filter(Boolean);
}

describe('an old system with an HTTP API', () => {
  const folder = temporaryFolder();
  // Without the files, which are no commands.
  const [startOld, start, ...steps] = stepsIn(
    sectionOf(GUIDE, 'Try it').replace(/^\*\*`[^`]+`\*\*\n\n```\w+\n.*?^```$/gms, ''),
  );
  const stopsOld = (step: Step) => step.commands.includes('joan');
  let oldSystem: ServerProcess;
  let localRun: LocalRun;

  beforeAll(async () => {
    writeFiles(folder, { 'old-system.mjs': oldSystemFile });
    oldSystem = await startServer(startOld?.commands ?? '', {
      cwd: folder,
      env: { PORT: '0' },
      pattern: /^Ready: (\S+)$/m,
    });
    const args = await startArguments(replaceIn(start?.commands ?? '', 'http://localhost:4000/users', oldSystem.url));
    localRun = await startLocalRun({ args: args.filter((argument) => argument !== '--fresh') });
  });
  afterAll(() => localRun?.stop());

  it('has about 30 lines', () => {
    expect(oldSystemFile.split('\n').length).toBeLessThanOrEqual(32);
  });

  it('moves its users in, as the guide shows, and is not needed for them afterwards', async () => {
    const before = steps.filter((step) => !stopsOld(step));
    const after = steps.filter(stopsOld);
    expect(after).toHaveLength(1);
    expect(await runSteps(before, localRun.api)).toEqual(before.map(expectedLines));
    await oldSystem.stop();
    const [first] = before;
    const variables = { commands: (first?.commands ?? '').replace(/^(?:curl|TOKEN=).*\n/gm, ''), output: [] };
    expect(await runSteps([variables, ...after], localRun.api)).toEqual([[], ...after.map(expectedLines)]);
    expect(localRun.output()).toContain('"outcome":"moved"');
    expect(localRun.output()).toContain('"outcome":"old_system_unavailable"');
    for (const secret of ['compiler', 'enigma', 'bombe', 'joan@example.com']) {
      expect(localRun.output()).not.toContain(secret);
    }
  });
});

describe('an old system with a secret', () => {
  const folder = temporaryFolder();

  it('refuses requests without it', async () => {
    writeFiles(folder, { 'old-system.mjs': oldSystemFile });
    const env = { PORT: '0', OLD_SYSTEM_SECRET: 'a secret' };
    const oldSystem = await startServer('node old-system.mjs', { cwd: folder, env, pattern: /^Ready: (\S+)$/m });
    const ask = (headers = {}) =>
      fetch(oldSystem.url, { method: 'POST', headers, body: '{"username":"grace"}' }).then(({ status }) => status);
    expect([await ask(), await ask({ Authorization: 'Bearer a secret' })]).toEqual([403, 200]);
    await oldSystem.stop();
  });
});

describe('users in a database', () => {
  const SECTION = 'Users in a database';
  const copy = copyRepository();
  const run = (command: string) =>
    promisify(execFile)('bash', ['-c', command], { cwd: copy, env: { ...environment, CDK_VALIDATION: 'false' } }).then(
      ({ stdout }) => ({ code: 0, output: stdout }),
      ({ code, stdout, stderr }) => ({ code, output: `${stdout}${stderr}` }),
    );
  const synth = `CDK_OUTDIR=cdk.out CDK_CONTEXT_JSON='{"userMigration":{}}' node --import tsx bin/app.ts`;

  it('need another function than the one that sends HTTP requests: the app says so', async () => {
    const { code, output } = await run(synth);
    expect(code).toBe(1);
    expect(output).toContain(
      'userMigration.url is required, because lambda/triggers/old-system.ts sends HTTP requests. Set it, or replace ' +
        'findOldUser there: docs/guides/move-users.md\n',
    );
  });

  it('are moved in with the files of the guide, which pass the compiler and the linter', async () => {
    const changes = changesIn(GUIDE, [SECTION]);
    applyChanges(copy, changes);
    const paths = changes.map(({ path }) => path).join(' ');
    expect(await typeErrors(copy)).toBe('');
    expect(await run(`npx biome check --error-on-warnings ${paths}`)).toMatchObject({ code: 0 });

    const [salt, hash] = ['salt', scryptSync('compiler', 'salt', 32).toString('base64')];
    const user = (email: string, emailVerified: boolean) => ({ email, emailVerified, salt, hash });
    const items = [user('grace@example.com', true), user('joan@example.com', false)];
    const seed = join(copy, 'seed.json');
    // The logical id of the table.
    writeFiles(copy, { 'seed.json': JSON.stringify({ tables: { OldUsersTableD627364C: items } }) });
    const args = await startArguments(
      stepsIn(sectionOf(GUIDE, SECTION))
        .map(({ commands }) => commands)
        .join(''),
    );
    const localRun = await startLocalRun({
      cwd: copy,
      args: [...args.filter((argument) => argument !== '--fresh'), '--seed', seed],
    });
    try {
      const signIn = async (username: string, password: string) => {
        const { status } = await send('POST', `${localRun.api}/sign-in`, { username, password });
        return status;
      };
      expect(await signIn('grace@example.com', 'cobol')).toBe(401);
      expect(await signIn('grace@example.com', 'compiler')).toBe(200);
      expect(await signIn('joan@example.com', 'compiler')).toBe(401);
      expect(await signIn('alan@example.com', 'compiler')).toBe(401);
      expect(localRun.output()).toContain('"outcome":"address_not_verified"');
      expect(localRun.output()).not.toContain('old_system_unavailable');
    } finally {
      await localRun.stop();
    }
  });
});

describe('the deployment', () => {
  const copy = copyRepository();

  it('applies the diff of the settings, with a secret', async () => {
    applyChanges(copy, changesIn(GUIDE, ['Deploy it']));
    const synth =
      'CDK_OUTDIR=cdk.out CDK_VALIDATION=false CDK_CONTEXT_JSON=\'{"stage":"prod"}\' node --import tsx bin/app.ts';
    await promisify(execFile)('bash', ['-c', synth], { cwd: copy, env: environment });
    const { stdout } = await promisify(execFile)('bash', ['-c', 'cat cdk.out/*.template.json'], {
      cwd: copy,
      maxBuffer: 2 ** 24,
    });
    expect(stdout).toContain('"OLD_SYSTEM_SECRET_NAME": "old-system"');
    expect(stdout).toContain('secret:old-system-??????');
  });
});
