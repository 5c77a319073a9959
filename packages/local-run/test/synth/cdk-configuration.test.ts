import { mkdirSync, rmSync } from 'node:fs';
import { readCdkConfiguration } from '../../src/synth/cdk-configuration';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const home = process.cwd();
const project = temporaryFolder();

beforeAll(() => process.chdir(project));
afterAll(() => process.chdir(home));
afterEach(() => rmSync('cdk.json', { recursive: true, force: true }));

it('returns the command, the context and the watch patterns', async () => {
  const configuration = { app: 'node app.js', context: { a: [1] }, watch: { include: ['lib/**'], exclude: 'test/**' } };
  writeFiles(project, { 'cdk.json': JSON.stringify({ ...configuration, versionReporting: false }) });
  expect(await readCdkConfiguration()).toEqual(configuration);
});

it.each([
  ['is not JSON', '{ "app": ', /^cdk\.json is not valid JSON: /],
  ['is empty', '', /^cdk\.json is not valid JSON: /],
  ['is an array', '[]', /^cdk\.json is invalid: its content has the wrong type or is missing$/],
  ['has no app', '{"context":{}}', /^cdk\.json is invalid: app has the wrong type or is missing$/],
  ['has a list as watch.include', '{"app":"a","watch":{"include":[1]}}', /^cdk\.json is invalid: watch\.include/],
])('throws a UserError when the file %s', async (_, text, message) => {
  writeFiles(project, { 'cdk.json': text });
  await expect(readCdkConfiguration()).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(message),
  });
});

it('throws a UserError when there is no cdk.json', async () => {
  await expect(readCdkConfiguration()).rejects.toMatchObject({
    name: 'UserError',
    message: 'There is no cdk.json in this folder. Start the local run in the folder of a CDK app.',
  });
});

it('throws a UserError when cdk.json is a folder', async () => {
  mkdirSync('cdk.json');
  await expect(readCdkConfiguration()).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/^cdk\.json cannot be read: EISDIR/),
  });
});
