import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from '../../src/synth/assembly';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const home = process.cwd();
const project = temporaryFolder();

beforeAll(() => process.chdir(project));
afterAll(() => process.chdir(home));

/** An app as cdk.json has it, whose program is this; `write` writes a file of the assembly. */
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

it('gives the template of the one stack, and the folders of its assets by their keys', async () => {
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
    stackName: 'app-dev',
    template: { Resources: {} },
    assetFolders: new Map([['a.zip', join(folder, 'asset.a')]]),
  });
});

it("gives the app the options before cdk.json's context, and spares it the validation", async () => {
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

describe('a failure says what the developer needs', () => {
  it("when the app fails: the app's own words without Node's and the CDK's", async () => {
    app(`console.error('Bundling asset X...'); console.error('Unknown stage "x"'); process.exit(1);`);
    await expect(synthesize(fresh(), {})).rejects.toMatchObject({
      name: 'UserError',
      message: 'The app cannot be synthesized (node app.js):\n\nUnknown stage "x"',
    });
  });

  it('when the app throws: the error and where in the app, no call inside libraries', async () => {
    app(`function mine() { throw new TypeError('no such thing'); } mine();`);
    const { message } = await synthesize(fresh(), {}).catch((error) => error);
    expect(message).toContain('TypeError: no such thing');
    expect(message).toMatch(/at mine \(.*app\.js:\d+/);
    expect(message).not.toMatch(/node:internal|Node\.js v/);
  });

  it.each([
    [0, {}],
    [2, { ...stack('a'), ...stack('b') }],
  ])('when there are %i stacks', async (count, artifacts) => {
    app(manifest(artifacts));
    await expect(synthesize(fresh(), {})).rejects.toMatchObject({
      name: 'UserError',
      message: `The local run serves an app of one stack; this one has ${count}`,
    });
  });

  it('when cdk.json is not JSON', async () => {
    writeFiles(project, { 'cdk.json': '{ "app": ' });
    await expect(synthesize(fresh(), {})).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^cdk\.json cannot be read: /),
    });
  });
});

it('leaves no trace in the project itself', () => {
  expect(existsSync(join(project, 'cdk.out'))).toBe(false);
});
