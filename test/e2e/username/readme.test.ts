import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { problems } from '../../../lambda/contract/problems';
import { credentialFor } from '../../../lib/api/route';
import { routesFor } from '../../../lib/routes';
import { call } from '../../../packages/local-run/test/support/call';
import { temporaryFolder } from '../../../packages/local-run/test/support/temporary-folder';
import { type LocalRun, localRun, runOnce, startLocalRun } from '../support/local-run';
import { usernameStage } from '../support/stages';
import { expectedLines, runSteps, type Step, testedSteps } from '../support/tested-commands';

runOnce(...usernameStage);

async function expectShownOutput(steps: readonly Step[], variables?: Readonly<Record<string, string>>): Promise<void> {
  expect(steps.some(({ output }) => output.length > 0)).toBe(true);
  expect(await runSteps(steps, localRun().api, variables)).toEqual(steps.map(expectedLines));
}

/** The tests of the AWS commands need the AWS CLI. They are skipped on a machine without it, but never in CI. */
const itWithAwsCli = process.env.CI || spawnSync('aws', ['--version']).status === 0 ? it : it.skip;

describe('the commands of the documents', () => {
  it('print the output that README.md and docs/api.md show', async () => {
    await expectShownOutput([...testedSteps('README.md'), ...testedSteps('docs/api.md')]);
  });

  itWithAwsCli('print the output that docs/clients.md shows', async () => {
    await expectShownOutput(testedSteps('docs/clients.md'));
  });

  itWithAwsCli('print the output that docs/signed-requests.md shows', async () => {
    const { identityPoolId: IDENTITY_POOL_ID } = localRun();
    await expectShownOutput(testedSteps('docs/signed-requests.md'), { IDENTITY_POOL_ID });
  });
});

describe('on the second day', () => {
  const state = temporaryFolder();
  /** Names of what the repository itself has kept, of a run of the developer. */
  const keptInRepository = () => (existsSync('.local') ? readdirSync('.local').sort() : []);

  it('the user of README.md signs in, and the session of the first day goes on', async () => {
    const keptBefore = keptInRepository();
    const firstDay = await startLocalRun({ context: usernameStage, state });
    const steps = testedSteps('README.md');
    expect(await runSteps(steps, firstDay.api)).toEqual(steps.map(expectedLines));
    const credentials = { username: 'ada', password: 'Correct-Horse-7' };
    const post = async ({ api }: LocalRun, path: string, body: object) => {
      const reply = await call(`${api}${path}`, { method: 'POST', body: JSON.stringify(body) });
      return { ...JSON.parse(reply.body), status: reply.status };
    };
    const secret = async ({ api }: LocalRun, idToken: string) =>
      (await call(`${api}/secret`, { headers: { Authorization: `Bearer ${idToken}` } })).status;
    const session = await post(firstDay, '/sign-in', credentials);
    await firstDay.stop();
    expect(firstDay.output()).toMatch(/\nKept for the next start: 1 user, 1 message \(.*\)\n$/);

    const secondDay = await startLocalRun({ context: usernameStage, state });
    expect(secondDay.output()).toMatch(
      /^Kept from the last run: 1 user, 1 message \(.*\)\. Start empty with --fresh\.$/m,
    );
    expect(await secret(secondDay, session.idToken)).toBe(200);
    const refreshed = await post(secondDay, '/refresh', { refreshToken: session.refreshToken });
    expect(await secret(secondDay, refreshed.idToken)).toBe(200);
    expect(await post(secondDay, '/sign-in', credentials)).toMatchObject({ status: 200 });
    const signUp = { ...credentials, email: 'ada@example.com' };
    expect(await post(secondDay, '/sign-up', signUp)).toMatchObject({ status: 409, code: 'username_taken' });
    await secondDay.stop();

    const freshDay = await startLocalRun({ context: usernameStage, state, args: ['--fresh'] });
    expect(freshDay.output()).not.toContain('Kept from the last run');
    expect(await post(freshDay, '/sign-in', credentials)).toMatchObject({ status: 401 });
    expect(await runSteps(steps, freshDay.api)).toEqual(steps.map(expectedLines));
    await freshDay.stop();
    expect(keptInRepository()).toEqual(keptBefore);
    // It starts three processes.
  }, 240_000);
});

describe('README.md', () => {
  it('lists each route and what its caller needs', () => {
    const rows = [...readFileSync('README.md', 'utf8').matchAll(/^\| (GET|POST|PUT|DELETE) (\S+) \| ([\w ]+) \|/gm)];
    const listed = rows.map(([, method, path, needs]) => ({ method, path, needs }));
    const credentials: Record<string, string> = {
      open: 'nothing',
      'access-token': 'access token',
      'id-token': 'ID token',
      iam: 'signature',
    };
    const routes = routesFor('username', { identityPool: true }).map((route) => {
      const { method, path, group } = route;
      const needed = credentials[credentialFor(route)];
      return { method, path, needs: group ? `${needed} of ${group}` : needed };
    });
    expect(listed).toEqual(routes);
  });
});

describe('docs/api.md', () => {
  it('lists each error code with its status', () => {
    const rows = [...readFileSync('docs/api.md', 'utf8').matchAll(/^\| (\d{3}) \| (.+) \|$/gm)];
    const listed = rows.flatMap(([, status, codes = '']) =>
      [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => [code, Number(status)]),
    );
    const defined = Object.entries(problems).map(([code, { status }]) => [code, status]);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(defined));
  });
});
