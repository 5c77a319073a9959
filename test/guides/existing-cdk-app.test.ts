import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder, writeFiles } from '../../packages/local-run/test/support/temporary-folder';
import { applyDiff, blocksOf, filesOf, replaceIn } from './support/guide';
import { type ServerProcess, startServer } from './support/server-process';

// Milliseconds. The compiler and the CDK are slow on a busy machine.
jest.setTimeout(300_000);

const ROOT = join(__dirname, '../..');
const GUIDE = 'existing-cdk-app';
/** What `cdk init app --language typescript` writes. */
const TEMPLATE = join(ROOT, 'node_modules/aws-cdk/lib/init-templates/app/typescript');

const app = join(temporaryFolder(), 'shop');
const environment = { ...process.env, NO_COLOR: '1', CDK_VALIDATION: 'false' };

/** Runs shell commands in the folder of the app. */
async function bash(commands: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const ran = promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: app,
    env: { ...environment, ...env },
    maxBuffer: 50_000_000,
  });
  const { stdout } = await ran.catch(({ stdout, stderr }) => {
    throw new Error(`The commands failed:\n${stdout}\n${stderr}`);
  });
  return stdout;
}

/** Links the packages of this repository that the app names, and those that the guide installs. */
function linkPackages(names: readonly string[]): void {
  for (const name of names) {
    const link = join(app, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
}

beforeAll(async () => {
  const cdkJson = readFileSync(join(TEMPLATE, 'cdk.template.json'), 'utf8').replaceAll('%name%', 'shop');
  const { 'tsconfig.json': diff = '', ...files } = filesOf(GUIDE);
  const tsconfig = readFileSync(join(TEMPLATE, 'tsconfig.json'), 'utf8');
  writeFiles(app, {
    ...files,
    'package.json': '{ "name": "shop", "private": true }\n',
    'cdk.json': cdkJson,
    'tsconfig.json': applyDiff(tsconfig, diff),
  });

  const [commands = ''] = blocksOf(GUIDE, 'Copy the constructs').map(({ text }) => text);
  const copying = commands.replace(/^npm install .*\n/gm, '');
  await bash(replaceIn(copying, '../cognito-auth-api', ROOT));
  const installed = [...commands.matchAll(/^npm install (?:--save-dev )?(.*)$/gm)].flatMap(([, names = '']) =>
    names.split(' '),
  );
  expect(installed).toContain('./auth/local-run');
  const { devDependencies, dependencies } = JSON.parse(readFileSync(join(TEMPLATE, 'package.json'), 'utf8'));
  const named = [...Object.keys({ ...dependencies, ...devDependencies }), ...installed];
  linkPackages(named.filter((name) => !name.startsWith('./') && !name.startsWith('@swc/')));
  // As npm does it for a folder: a link to the package, whose dependencies are installed with those of the app.
  symlinkSync(join(app, 'auth/local-run'), join(app, 'node_modules/cdk-local-run'));
  const { dependencies: ofLocalRun } = JSON.parse(readFileSync(join(app, 'auth/local-run/package.json'), 'utf8'));
  linkPackages(Object.keys(ofLocalRun).filter((name) => !named.includes(name)));
  const commandsOf = join(ROOT, 'node_modules/.bin');
  mkdirSync(join(app, 'node_modules/.bin'));
  for (const name of readdirSync(commandsOf)) {
    symlinkSync(readlinkSync(join(commandsOf, name)), join(app, 'node_modules/.bin', name));
  }
});

let server: ServerProcess | undefined;
afterAll(() => server?.stop());

describe('the app of docs/guides/existing-cdk-app.md', () => {
  it('is accepted by the compiler with the options of cdk init', async () => {
    expect(await bash('npx tsc')).toBe('');
  });

  it('is synthesized to one template with the resources of the app and those of the constructs', async () => {
    const CDK_CONTEXT_JSON = JSON.stringify({ stage: 'prod', allowedOrigins: 'of another part of the app' });
    const outdir = join(app, 'cdk.out');
    await bash('npx tsx bin/shop.ts', { CDK_OUTDIR: outdir, CDK_CONTEXT_JSON });
    expect(readdirSync(outdir).filter((name) => name.endsWith('.template.json'))).toEqual(['Shop-prod.template.json']);
    const { Resources, Outputs } = JSON.parse(readFileSync(join(outdir, 'Shop-prod.template.json'), 'utf8'));
    const types = Object.values<{ Type: string }>(Resources).map(({ Type }) => Type);
    expect(types).toEqual(
      expect.arrayContaining(['AWS::S3::Bucket', 'AWS::Cognito::UserPool', 'AWS::ApiGateway::RestApi']),
    );
    expect(Object.keys(Outputs)).toEqual(['ApiUrl', 'UserPoolId', 'UserPoolClientId']);
    const resources: [string, { Properties: { HttpMethod?: string; AuthorizationType?: string } }][] =
      Object.entries(Resources);
    const added = resources.filter(
      ([id, { Properties }]) => /(images|resize)(GET|POST)/.test(id) && Properties.HttpMethod,
    );
    expect(added.map(([, { Properties }]) => Properties.AuthorizationType)).toEqual([
      'COGNITO_USER_POOLS',
      'COGNITO_USER_POOLS',
    ]);
  });

  it('is served by the local run: sign-up, the route with a grant, and the function that the app had', async () => {
    const [start = '', commands = '', output = ''] = blocksOf(GUIDE, 'Run it here').map(({ text }) => text);
    server = await startServer(start, {
      cwd: app,
      env: { PORT: '0', COGNITO_PORT: '0', DYNAMODB_PORT: '0', IDENTITY_PROVIDER_PORT: '0' },
      pattern: /^Ready\b.*?(http:\/\/localhost:\d+)/m,
    });
    const printed = await bash(replaceIn(commands, 'http://localhost:3000', server.url));
    const pattern = output
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^"]+');
    expect(printed).toMatch(new RegExp(`^${pattern}$`));
  });
});
