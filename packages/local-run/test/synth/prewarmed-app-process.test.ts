import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PrewarmedAppProcess } from '../../src/synth/prewarmed-app-process';
import { eventually } from '../support/eventually';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const home = process.cwd();
const project = temporaryFolder();
const file = (name: string) => join(project, name);
const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');

let ahead: PrewarmedAppProcess;

beforeAll(() => process.chdir(project));
afterAll(() => process.chdir(home));
beforeEach(() => {
  writeFiles(project, {
    'app.js': "require('node:fs').writeFileSync('told', require('library') + require('./source') + process.env.TOLD);",
    'source.js': "module.exports = 'source 1, ';",
    'node_modules/library/index.js': library('library 1'),
  });
  ahead = new PrewarmedAppProcess(file('modules.json'));
});
afterEach(() => {
  ahead.close();
  for (const name of ['told', 'loaded', 'modules.json']) rmSync(file(name), { force: true });
});

/** A library that leaves a note of the process that has loaded it. */
function library(name: string): string {
  return `require('node:fs').writeFileSync('loaded', String(process.pid)); module.exports = '${name}, ';`;
}

/** The app has run once, and the process for the next run has loaded what that one did. */
async function prepared(command = 'node app.js'): Promise<string> {
  await ahead.run(command, { TOLD: 'first' });
  expect(read('told')).toBe('library 1, source 1, first');
  rmSync(file('loaded'));
  ahead.prepare();
  return eventually(() => read('loaded'));
}

describe('the process that waits for the next run', () => {
  it('has loaded the libraries, and loads the sources once it is told to run', async () => {
    const loadedBy = await prepared();
    writeFiles(project, { 'source.js': "module.exports = 'source 2, ';" });
    await ahead.run('node app.js', { TOLD: 'second' });
    expect(read('told')).toBe('library 1, source 2, second');
    expect(read('loaded')).toBe(loadedBy);
  });

  it('is started by itself some time after a run', async () => {
    await ahead.run('node app.js', { TOLD: 'first' });
    rmSync(file('loaded'));
    expect(await eventually(() => read('loaded'))).toMatch(/^\d+$/);
  });

  it('is good for one run', async () => {
    const loadedBy = await prepared();
    await ahead.run('node app.js', { TOLD: 'second' });
    await ahead.run('node app.js', { TOLD: 'third' });
    expect(read('told')).toBe('library 1, source 1, third');
    expect(read('loaded')).not.toBe(loadedBy);
  });

  it('is of no use once something was installed', async () => {
    await prepared();
    writeFiles(project, {
      'node_modules/library/index.js': library('library 2'),
      'node_modules/.package-lock.json': '',
    });
    await ahead.run('node app.js', { TOLD: 'second' });
    expect(read('told')).toBe('library 2, source 1, second');
  });

  it('is of no use for another command', async () => {
    const loadedBy = await prepared();
    writeFiles(project, { 'other.js': "require('./app')" });
    await ahead.run('node other.js', { TOLD: 'second' });
    expect(read('told')).toBe('library 1, source 1, second');
    expect(read('loaded')).not.toBe(loadedBy);
  });

  it('ends when it is not needed any more', async () => {
    const loadedBy = Number(await prepared());
    const runs = () => {
      try {
        return process.kill(loadedBy, 0);
      } catch {
        return false;
      }
    };
    expect(runs()).toBe(true);
    ahead.close();
    await eventually(() => !runs());
  });
});

it('says what the app says when it fails, and the next run is none the worse', async () => {
  await prepared();
  writeFiles(project, { 'source.js': 'module.exports = ;' });
  await expect(ahead.run('node app.js', { TOLD: 'second' })).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/^The app cannot be synthesized \(node app\.js\):.*source\.js:1.*SyntaxError/s),
  });
  ahead.prepare();
  writeFiles(project, { 'source.js': "module.exports = 'source 3, ';" });
  await ahead.run('node app.js', { TOLD: 'third' });
  expect(read('told')).toBe('library 1, source 3, third');
});

it('runs a command of any other form too, without a process ahead', async () => {
  await ahead.run('node -r ./source.js app.js', { TOLD: 'first' });
  rmSync(file('loaded'));
  ahead.prepare();
  await ahead.run('echo && node app.js', { TOLD: 'second' });
  expect(read('told')).toBe('library 1, source 1, second');
});
