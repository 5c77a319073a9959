import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = '.github/workflows';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const workflows = new Map<string, { readonly jobs: Readonly<Record<string, Job>> }>(
  readdirSync(FOLDER).map((name) => [name, parse(readFileSync(join(FOLDER, name), 'utf8'))]),
);
const jobs = [...workflows].flatMap(([file, { jobs }]) =>
  Object.entries(jobs).map(([name, job]) => [`${file}, ${name}`, job] as const),
);
/** The commands and actions of a job, in order. */
const stepsOf = (workflow: string, name: string) =>
  (workflows.get(workflow)?.jobs[name]?.steps ?? []).map(({ uses, run }) => uses?.replace(/@.*/, '') ?? run);

describe.each(jobs)('workflow %s', (_, { permissions, steps }) => {
  it('pins every action by its commit', () => {
    for (const { uses } of steps) expect(uses ?? '@'.padEnd(41, '0')).toMatch(/@[0-9a-f]{40}$/);
  });

  it('runs no install script next to the permission to request credentials', () => {
    const installs = steps.flatMap(({ run }) => run?.match(/^npm (ci|install).*$/gm) ?? []);
    if (permissions?.['id-token'] !== 'write') return;
    expect(installs).not.toEqual([]);
    for (const install of installs) expect(install).toContain('--ignore-scripts');
  });
});

describe('the deployment', () => {
  it('is the assembly that the first job tested and synthesized', () => {
    expect(stepsOf('deploy.yml', 'verify').slice(-3)).toEqual([
      '.ci/run',
      'npx cdk synth --quiet --output assembly -c "stage=$STAGE"',
      'actions/upload-artifact',
    ]);
    expect(stepsOf('deploy.yml', 'deploy').filter((step) => step?.includes('cdk synth'))).toEqual([]);
  });

  it('logs the difference, deploys, and then runs the smoke test', () => {
    expect(stepsOf('deploy.yml', 'deploy').slice(-5)).toEqual([
      'actions/download-artifact',
      'aws-actions/configure-aws-credentials',
      'npx cdk diff --app assembly',
      'npx cdk deploy --app assembly --require-approval never --outputs-file outputs.json',
      'npm run smoke -- -c "stage=$STAGE" --outputs outputs.json --wait 120',
    ]);
  });
});
