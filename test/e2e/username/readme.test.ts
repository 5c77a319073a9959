import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { problems } from '../../../lambda/contract/problems';
import { routesFor } from '../../../lib/routes';
import { localRun, runOnce } from '../support/local-run';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

/** A block of shell commands, and the lines that the block of output below it shows. Without one, they print nothing. */
interface Step {
  readonly commands: string;
  readonly output: readonly string[];
}

/** The steps of a document that are between its comments "tested commands" and "end of tested commands". */
function testedSteps(file: string): Step[] {
  const text = readFileSync(file, 'utf8');
  const parts = [...text.matchAll(/<!-- tested commands.*?-->(.*?)<!-- end of tested commands -->/gs)];
  const tested = parts.map(([, part = '']) => part).join('');
  const steps: { commands: string; output: string[] }[] = [];
  for (const [, language, content = ''] of tested.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    if (language === 'sh') steps.push({ commands: content, output: [] });
    else steps.at(-1)?.output.push(...lines(content));
  }
  return steps;
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}

/** Printed between the outputs of two steps. */
const SEPARATOR = '--- end of step ---';

/** Runs the steps in one shell, against the local run of the tests, and returns the lines that each step prints. */
async function run(steps: readonly Step[], variables: Readonly<Record<string, string>> = {}): Promise<string[][]> {
  const script = steps.map(({ commands }) => `${commands}echo '${SEPARATOR}'\n`).join('');
  expect(script).toMatch(/^API=http:\/\/localhost:3000$/m);
  const commands = script.replaceAll('API=http://localhost:3000\n', `API=${localRun().api}\n`);
  const env = { ...process.env, ...variables };
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], { env });
  return stdout.split(`${SEPARATOR}\n`).slice(0, -1).map(lines);
}

/** The expected lines. A document shows an ellipsis for text that differs in each run. */
function expectedLines({ output }: Step): unknown[] {
  return output.map((line) => {
    const parts = line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return expect.stringMatching(new RegExp(`^${parts.join('.+')}$`));
  });
}

async function expectShownOutput(steps: readonly Step[], variables?: Readonly<Record<string, string>>): Promise<void> {
  expect(steps.some(({ output }) => output.length > 0)).toBe(true);
  expect(await run(steps, variables)).toEqual(steps.map(expectedLines));
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
    const routes = routesFor('username', { identityPool: true }).map(({ method, path, auth = 'id-token', group }) => {
      return { method, path, needs: group ? `${credentials[auth]} of ${group}` : credentials[auth] };
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
