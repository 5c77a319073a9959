import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { endpoints } from '../src/control/endpoints';
import { useSecondApp } from './support/second-app';
import { temporaryFolder } from './support/temporary-folder';

const packageFolder = join(__dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

/** The contents of the fenced code blocks below a heading. */
function codeBlocks(heading: string, language: string): string[] {
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block);
}

const project = temporaryFolder();
const { printed } = useSecondApp();

/** Runs a TypeScript module in that project. */
function runModule(name: string, source: string, options: readonly string[], variables: Record<string, string> = {}) {
  writeFileSync(join(project, name), source);
  const args = ['--import', pathToFileURL(require.resolve('tsx')).href, ...options, name];
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...variables };
  return promisify(execFile)(process.execPath, args, { cwd: project, env });
}

beforeAll(installPackages);

/** Installs this package and the AWS SDK in a project outside of this repository. */
function installPackages(): void {
  const sdk = dirname(require.resolve('@aws-sdk/client-cognito-identity-provider/package.json'));
  mkdirSync(join(project, 'node_modules', '@aws-sdk'), { recursive: true });
  symlinkSync(packageFolder, join(project, 'node_modules', 'cdk-local-run'));
  symlinkSync(sdk, join(project, 'node_modules', '@aws-sdk', 'client-cognito-identity-provider'));
}

describe('README', () => {
  it('has an example of startCognito that prints the output below it', async () => {
    const heading = 'Cognito alone, in a test of your project';
    const [example = ''] = codeBlocks(heading, 'ts');
    const [output] = codeBlocks(heading, 'text');
    expect(example).toContain("from 'cdk-local-run/cognito'");
    const { stdout, stderr } = await runModule('example.mts', example, []);
    expect({ stdout, stderr }).toEqual({ stdout: output, stderr: '' });
  });

  describe('about end-to-end tests', () => {
    const heading = 'End-to-end tests of your product';

    it('has a test of an app that passes', async () => {
      const [example = ''] = codeBlocks(heading, 'ts');
      const { stdout } = await runModule('orders.test.mts', example, ['--test'], { API_URL: printed('API') });
      expect(stdout).toMatch(/^\D+ pass 2$/m);
    });

    it('shows a command that succeeds for each request', async () => {
      const [commands = ''] = codeBlocks(heading, 'sh');
      const functions =
        'curl() { echo "$* $(command curl --silent --show-error --output /dev/null --write-out "%{http_code}" "$@")"; }';
      const script = commands.replace('API=http://localhost:3000', `API=${printed('API')}`);
      const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', `${functions}\n${script}`]);
      const statuses = stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ').at(-1));
      expect(new Set(statuses)).toEqual(new Set(['200', '204']));
      const called = commands.matchAll(/^curl (?:-X (\w+) )?(--json)?.*\$API(\/_local\/[\w-]+)/gm);
      const shown = new Set(
        [...called].map(([, method, json, path]) => `${method ?? (json ? 'POST' : 'GET')} ${path}`),
      );
      const listed = [...readme.matchAll(/^\| `([A-Z]+ \/_local\/[\w-]+)` \|/gm)].map(([, request]) => request);
      expect([...shown].sort()).toEqual([...listed].sort());
      const served = [...endpoints].flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      );
      expect([...listed].sort()).toEqual(served.sort());
    });
  });
});
