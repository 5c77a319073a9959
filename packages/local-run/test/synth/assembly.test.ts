import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from '../../src/synth/assembly';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const home = process.cwd();
const project = temporaryFolder();

beforeAll(() => process.chdir(project));
afterAll(() => process.chdir(home));

/** Writes an app with this program, in which `write` writes a file of the assembly. */
function app(program: string, context: object = {}): void {
  writeFiles(project, {
    'app.js': `
      const { mkdirSync, writeFileSync } = require('node:fs');
      const folder = process.env.CDK_OUTDIR;
      mkdirSync(folder, { recursive: true });
      const write = (name, content) => writeFileSync(folder + '/' + name, JSON.stringify(content));
      ${program}`,
    'cdk.json': JSON.stringify({ app: 'node app.js', context }),
  });
}

const stack = (name: string) => ({
  [name]: { type: 'aws:cloudformation:stack', properties: { templateFile: 't.json' } },
});
const manifest = (artifacts: object) => `write('manifest.json', ${JSON.stringify({ artifacts })});`;
let folders = 0;
const fresh = () => join(project, `out-${folders++}`);

it('returns the template of the stack and the asset folders by object key', async () => {
  const files = { a: { source: { path: 'asset.a' }, destinations: { here: { objectKey: 'a.zip' } } } };
  app(`${manifest({
    ...stack('app-dev'),
    assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
    tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
  })}
    write('assets.json', ${JSON.stringify({ files })});
    write('t.json', { Resources: {} });`);
  const folder = fresh();
  expect(await synthesize(folder, {})).toEqual({
    stacks: [{ stackName: 'app-dev', dependencies: [], template: { Resources: {} } }],
    nestedTemplates: new Map(),
    assetFolders: new Map([['a.zip', join(folder, 'asset.a')]]),
  });
});

it('returns all stacks, each with its name in AWS, also those of CDK Stages', async () => {
  const stage = { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-prod' } };
  const named = { type: 'aws:cloudformation:stack', properties: { templateFile: 't.json', stackName: 'data-prod' } };
  const assets = { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } };
  const files = { a: { source: { path: 'asset.a' }, destinations: { here: { objectKey: 'a.zip' } } } };
  app(`${manifest({ stage, ...stack('api'), ...stack('site') })}
    write('t.json', {});
    mkdirSync(folder + '/assembly-prod');
    write('assembly-prod/manifest.json', ${JSON.stringify({ artifacts: { prodData: named, assets } })});
    write('assembly-prod/assets.json', ${JSON.stringify({ files })});
    write('assembly-prod/t.json', { Resources: { Table: {} } });`);
  const folder = fresh();
  expect(await synthesize(folder, {})).toEqual({
    stacks: [
      { stackName: 'api', dependencies: [], template: { Resources: {} } },
      { stackName: 'site', dependencies: [], template: { Resources: {} } },
      { stackName: 'data-prod', dependencies: [], template: { Resources: { Table: {} } } },
    ],
    nestedTemplates: new Map(),
    assetFolders: new Map([['a.zip', join(folder, 'assembly-prod/asset.a')]]),
  });
});

it('returns the names of the stacks that a stack depends on', async () => {
  const { a } = stack('a');
  const named = { ...a, properties: { ...a?.properties, stackName: 'data' } };
  app(`${manifest({ a: { ...a, dependencies: ['b', 'a.assets'] }, b: named })} write('t.json', {});`);
  expect((await synthesize(fresh(), {})).stacks.map(({ dependencies }) => dependencies)).toEqual([['data'], []]);
});

it('returns the templates of nested stacks by object key', async () => {
  const destinations = { here: { objectKey: 'abc.json' } };
  const files = {
    nested: { source: { path: 'Nested.nested.template.json' }, destinations },
    created: { source: { executable: ['make'] }, destinations: { here: { objectKey: 'created.zip' } } },
  };
  app(`${manifest({ ...stack('a'), assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } } })}
    write('assets.json', ${JSON.stringify({ files })});
    write('Nested.nested.template.json', { Resources: { Queue: {} } });
    write('t.json', {});`);
  const { nestedTemplates } = await synthesize(fresh(), {});
  expect(nestedTemplates).toEqual(new Map([['abc.json', { Resources: { Queue: {} } }]]));
});

it.each([
  ['aws://111111111111/eu-west-1', { account: '111111111111', region: 'eu-west-1' }],
  ['aws://unknown-account/eu-west-1', { account: undefined, region: 'eu-west-1' }],
  ['aws://unknown-account/unknown-region', { account: undefined, region: undefined }],
])('returns the account and the region of the environment %s', async (environment, expected) => {
  const { a } = stack('a');
  app(`${manifest({ a: { ...a, environment } })} write('t.json', {});`);
  expect((await synthesize(fresh(), {})).stacks).toMatchObject([expected]);
});

it('passes the context to the app, options before cdk.json, and turns off the validation', async () => {
  app(
    `write('seen.json', [process.env.CDK_CONTEXT_JSON, process.env.CDK_VALIDATION]); ${manifest(stack('a'))}
    write('t.json', {});`,
    { stage: 'dev', '@aws-cdk/flag': true },
  );
  const folder = fresh();
  await synthesize(folder, { stage: 'prod' });
  const [context, validation] = JSON.parse(readFileSync(join(folder, 'seen.json'), 'utf8'));
  expect(JSON.parse(context)).toEqual({ stage: 'prod', '@aws-cdk/flag': true });
  expect(validation).toBe('false');
});

describe('throws a UserError', () => {
  it('with the error output of the app, without the progress of the CDK', async () => {
    app(`console.error('Bundling asset X...'); console.error('Unknown stage "x"'); process.exit(1);`);
    await expect(synthesize(fresh(), {})).rejects.toMatchObject({
      name: 'UserError',
      message: 'The app cannot be synthesized (node app.js):\n\nUnknown stage "x"',
    });
  });

  it('with the error that a minified library throws, without its code', async () => {
    writeFiles(project, { 'node_modules/lib/index.js': `${'/* x */ '.repeat(200)} throw new Error('cyclic');` });
    app(`require('lib');`);
    const { message } = await synthesize(fresh(), {}).catch((error) => error);
    expect(message).toMatch(/^The app cannot be synthesized \(node app\.js\):\n\nError: cyclic\n +at .*app\.js:\d+/);
  });

  it('with a syntax error of the app, without the properties that the compiler gives to the error', async () => {
    const lines = [
      'Error: Transform failed with 1 error:',
      '/app.ts:1:2: ERROR: Expected ";"',
      '    at failureErrorWithLog (/app/node_modules/esbuild/lib/main.js:1:2)',
      '    at Socket.emit (node:events:1:2) {',
      "  name: 'TransformError'",
      '}',
      '',
      'Node.js v24.0.0',
    ];
    app(`console.error(${JSON.stringify(lines.join('\n'))}); process.exit(1);`);
    await expect(synthesize(fresh(), {})).rejects.toMatchObject({
      message: `The app cannot be synthesized (node app.js):\n\n${lines.slice(0, 2).join('\n')}`,
    });
  });

  it('with the properties of an error', async () => {
    writeFiles(project, { 'node_modules/lib/index.js': `throw Object.assign(new Error('boom'), { code: 'E1' });` });
    app(`setImmediate(() => require('lib'));`);
    const { message } = await synthesize(fresh(), {}).catch((error) => error);
    expect(message).toMatch(/Error: boom\n +at .*app\.js:\d+:\d+\) \{\n {2}code: 'E1'\n\}$/);
  });

  it('with the error that the app throws and its location, without calls inside Node.js', async () => {
    app(`function mine() { throw new TypeError('boom'); } mine();`);
    const { message } = await synthesize(fresh(), {}).catch((error) => error);
    expect(message).toContain('TypeError: boom');
    expect(message).toMatch(/at mine \(.*app\.js:\d+/);
    expect(message).not.toMatch(/node:internal|Node\.js v/);
  });
});

it('writes nothing to the folder of the app', () => {
  expect(existsSync(join(project, 'cdk.out'))).toBe(false);
});
