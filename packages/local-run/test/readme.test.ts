import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from './support/temporary-folder';

const packageFolder = join(__dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

/** The contents of the fenced code blocks below a heading. */
function codeBlocks(heading: string, language: string): string[] {
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block);
}

const project = temporaryFolder();

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
    installPackages();
    writeFileSync(join(project, 'example.mts'), example);
    const args = ['--import', pathToFileURL(require.resolve('tsx')).href, 'example.mts'];
    const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: project, env });
    expect({ stdout, stderr }).toEqual({ stdout: output, stderr: '' });
  });
});
