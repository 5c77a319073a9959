import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PrewarmedAppProcess } from '../../src/synth/prewarmed-app-process';
import { eventually } from '../support/eventually';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const home = process.cwd();
const project = temporaryFolder();
const file = (name: string) => join(project, name);
const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');

let prewarmed: PrewarmedAppProcess;

beforeAll(() => process.chdir(project));
afterAll(() => process.chdir(home));
beforeEach(() => {
  writeFiles(project, {
    'app.js': "require('node:fs').writeFileSync('output', require('library') + require('./source') + process.env.RUN);",
    'source.js': "module.exports = 'source 1, ';",
    'node_modules/library/index.js': library('library 1'),
  });
  prewarmed = new PrewarmedAppProcess(file('modules.json'));
});
afterEach(() => {
  prewarmed.close();
  for (const name of ['output', 'loaded', 'modules.json']) rmSync(file(name), { force: true });
});

/** A library that writes the id of the process that loads it to the file `loaded`. */
function library(name: string): string {
  return `require('node:fs').writeFileSync('loaded', String(process.pid)); module.exports = '${name}, ';`;
}

/** Runs the app once and waits until the process for the next run has loaded the library. Returns its id. */
async function prepared(command = 'node app.js'): Promise<string> {
  await prewarmed.run(command, { RUN: 'first' });
  expect(read('output')).toBe('library 1, source 1, first');
  rmSync(file('loaded'));
  prewarmed.prepare(command);
  return eventually(() => read('loaded'));
}

describe('the waiting process', () => {
  it('has loaded the libraries, and loads the sources when the app runs', async () => {
    const loadedBy = await prepared();
    writeFiles(project, { 'source.js': "module.exports = 'source 2, ';" });
    await prewarmed.run('node app.js', { RUN: 'second' });
    expect(read('output')).toBe('library 1, source 2, second');
    expect(read('loaded')).toBe(loadedBy);
  });

  it('is started some time after a run', async () => {
    await prewarmed.run('node app.js', { RUN: 'first' });
    rmSync(file('loaded'));
    expect(await eventually(() => read('loaded'))).toMatch(/^\d+$/);
  });

  it('is used for one run only', async () => {
    const loadedBy = await prepared();
    await prewarmed.run('node app.js', { RUN: 'second' });
    await prewarmed.run('node app.js', { RUN: 'third' });
    expect(read('output')).toBe('library 1, source 1, third');
    expect(read('loaded')).not.toBe(loadedBy);
  });

  it('is discarded when node_modules has changed', async () => {
    await prepared();
    writeFiles(project, {
      'node_modules/library/index.js': library('library 2'),
      'node_modules/.package-lock.json': '',
    });
    await prewarmed.run('node app.js', { RUN: 'second' });
    expect(read('output')).toBe('library 2, source 1, second');
  });

  it('is discarded when the command has changed', async () => {
    const loadedBy = await prepared();
    writeFiles(project, { 'other.js': "require('./app')" });
    await prewarmed.run('node other.js', { RUN: 'second' });
    expect(read('output')).toBe('library 1, source 1, second');
    expect(read('loaded')).not.toBe(loadedBy);
  });

  it('ends when it is closed', async () => {
    const loadedBy = Number(await prepared());
    const runs = () => {
      try {
        return process.kill(loadedBy, 0);
      } catch {
        return false;
      }
    };
    expect(runs()).toBe(true);
    prewarmed.close();
    await eventually(() => !runs());
  });
});

it('throws the error output of an app that fails, and runs it again', async () => {
  await prepared();
  writeFiles(project, { 'source.js': 'module.exports = ;' });
  await expect(prewarmed.run('node app.js', { RUN: 'second' })).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/^The app cannot be synthesized \(node app\.js\):.*source\.js:1.*SyntaxError/s),
  });
  prewarmed.prepare('node app.js');
  writeFiles(project, { 'source.js': "module.exports = 'source 3, ';" });
  await prewarmed.run('node app.js', { RUN: 'third' });
  expect(read('output')).toBe('library 1, source 3, third');
});

it('runs a command of another form without a waiting process', async () => {
  await prewarmed.run('node -r ./source.js app.js', { RUN: 'first' });
  rmSync(file('loaded'));
  prewarmed.prepare('node -r ./source.js app.js');
  await prewarmed.run('echo && node app.js', { RUN: 'second' });
  expect(read('output')).toBe('library 1, source 1, second');
});
