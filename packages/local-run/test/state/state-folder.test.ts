import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StateFolder, type StateFolderOptions } from '../../src/state/state-folder';
import { eventually } from '../support/eventually';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

interface Content {
  readonly users: readonly string[];
}

const temporary = temporaryFolder();
const opened: StateFolder<Content>[] = [];
let log: string[];
let root: string;

beforeEach(() => {
  log = [];
  root = join(temporary, `root-${readdirSync(temporary).length}`);
});

afterEach(() => {
  for (const folder of opened.splice(0)) folder.close();
});

/** Opens the state `shop-email`, which has `users` when it is written. */
function open(users: readonly string[] = [], options: Partial<StateFolderOptions<Content>> = {}) {
  const folder = StateFolder.open<Content>({
    root,
    name: 'shop-email',
    version: 3,
    encode: () => ({ users }),
    decode: (content) => {
      if (!Array.isArray((content as Content).users)) throw new Error('no users');
      return content as Content;
    },
    fresh: false,
    log: (line) => log.push(line),
    ...options,
  });
  if (folder) opened.push(folder);
  return folder;
}

/** Writes a state with ada and closes it. Returns the path of the file. */
function keepAda(): string {
  const folder = open(['ada']);
  folder?.changed();
  folder?.close();
  return fileOf(root);
}

const fileOf = (folder: string) => join(folder, 'shop-email', 'cognito.json');
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('a state folder', () => {
  it('gives the next start what was written', () => {
    keepAda();
    expect(open()?.content).toEqual({ users: ['ada'] });
    expect(log).toEqual([]);
  });

  it('is empty at the first start', () => {
    expect(open()?.content).toBeUndefined();
  });

  it('can be read by its owner only, whatever the umask is and even if the file was open before', () => {
    const umask = process.umask(0);
    try {
      const file = keepAda();
      expect([modeOf(join(root, 'shop-email')), modeOf(file)]).toEqual(['700', '600']);
      for (const path of [join(root, 'shop-email'), file]) chmodSync(path, 0o755);
      const folder = open(['ada']);
      expect([modeOf(join(root, 'shop-email')), modeOf(file)]).toEqual(['700', '600']);
      folder?.changed();
      folder?.close();
      expect(modeOf(file)).toBe('600');
    } finally {
      process.umask(umask);
    }
  });

  it('writes within a second after a change, and once a second at most', async () => {
    let writes = 0;
    const folder = open([], { encode: () => ({ users: [String(++writes)] }) });
    const startedAt = Date.now();
    while (Date.now() - startedAt < 2_500) {
      folder?.changed();
      await delay(10);
    }
    await eventually(() => writes >= 3);
    expect(writes).toBeLessThanOrEqual(4);
    expect(JSON.parse(readFileSync(fileOf(root), 'utf8')).content).toEqual({ users: [String(writes)] });
  });

  it('writes nothing when nothing has changed', () => {
    open(['ada'])?.close();
    expect(existsSync(fileOf(root))).toBe(false);
  });

  it('says once that it cannot write, and writes when it can again', async () => {
    const folder = open(['ada']);
    mkdirSync(`${fileOf(root)}.new`);
    folder?.changed();
    await eventually(() => log.length > 0);
    folder?.changed();
    await delay(1_500);
    expect(log).toEqual([expect.stringMatching(/^The state cannot be written to .*shop-email: EISDIR/)]);
    rmdirSync(`${fileOf(root)}.new`);
    folder?.close();
    expect(open()?.content).toEqual({ users: ['ada'] });
  });

  it('runs without keeping when the folder cannot be created', () => {
    writeFiles(root, { 'shop-email': 'a file' });
    expect(open()).toBeUndefined();
    expect(log).toEqual([
      expect.stringMatching(/^Nothing can be kept in .*shop-email: EEXIST.* The run starts empty\.$/),
    ]);
  });
});

describe('a file that cannot be used', () => {
  const changed = (change: (envelope: Record<string, unknown>) => object) => (text: string) =>
    JSON.stringify(change(JSON.parse(text)));

  it.each<[string, (text: string) => string, string]>([
    ['empty', () => '', 'is not complete JSON'],
    ['truncated', (text) => text.slice(0, -10), 'is not complete JSON'],
    ['JSON of another kind', () => '{"users":[]}', 'is not a state of the local run'],
    ['of a newer version', changed((it) => ({ ...it, version: 4 })), 'is from another version of the local run'],
    ['of another stack', changed((it) => ({ ...it, name: 'blog-email' })), 'belongs to "blog-email"'],
    ['damaged', (text) => text.replace('ada', 'eve'), 'is damaged'],
    [
      'of a version with other fields',
      changed((it) => ({
        ...it,
        content: {},
        checksum: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      })),
      'is from another version of the local run',
    ],
  ])('because it is %s is kept under another name, and the start is empty', (_, damage, problem) => {
    const file = keepAda();
    const damaged = damage(readFileSync(file, 'utf8'));
    writeFileSync(file, damaged);
    const folder = open(['bob']);
    expect(folder?.content).toBeUndefined();
    const [line = ''] = log;
    const [, keptAs = ''] =
      /It was renamed to (.*cognito\.json\.unreadable-[\dTZ-]+), and the run starts empty\.$/.exec(line) ?? [];
    expect(line).toBe(`${file} ${problem}. It was renamed to ${keptAs}, and the run starts empty.`);
    folder?.changed();
    folder?.close();
    expect(readFileSync(keptAs, 'utf8')).toBe(damaged);
    expect(modeOf(keptAs)).toBe('600');
    expect(open()?.content).toEqual({ users: ['bob'] });
  });

  it('because it is a folder is kept under another name', () => {
    mkdirSync(fileOf(root), { recursive: true });
    expect(open()?.content).toBeUndefined();
    expect(log).toEqual([expect.stringMatching(/cannot be read \(EISDIR: .*\)\. It was renamed/)]);
  });
});

describe('with fresh', () => {
  it('deletes everything of this state and nothing of another one', () => {
    const file = keepAda();
    writeFiles(root, { 'shop-email/dynamodb/data': 'x', 'shop-username/cognito.json': 'y' });
    const folder = open([], { fresh: true });
    expect(folder?.content).toBeUndefined();
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(join(root, 'shop-email'))).toEqual(['lock']);
    expect(readFileSync(join(root, 'shop-username/cognito.json'), 'utf8')).toBe('y');
  });
});

describe('two runs at once', () => {
  let other: ChildProcess;

  beforeEach(() => {
    other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  });
  afterEach(() => other.kill('SIGKILL'));

  const lockOf = () => join(root, 'shop-email', 'lock');
  const lockBy = (pid: number | undefined) =>
    writeFiles(root, { 'shop-email/lock': JSON.stringify({ pid, id: 'other' }) });

  it.each([false, true])('the second keeps nothing and deletes nothing (fresh: %s)', (fresh) => {
    const file = keepAda();
    const before = readFileSync(file, 'utf8');
    lockBy(other.pid);
    expect(open(['eve'], { fresh })).toBeUndefined();
    expect(log).toEqual([
      `Another local run (process ${other.pid}) uses ${join(root, 'shop-email')}. This one starts empty and keeps nothing.`,
    ]);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(JSON.parse(readFileSync(lockOf(), 'utf8')).id).toBe('other');
  });

  it('the lock of a process that has ended is taken over', async () => {
    keepAda();
    lockBy(other.pid);
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(open()?.content).toEqual({ users: ['ada'] });
  });

  it('a lock without a sign of life is taken over: its process id may belong to another program', () => {
    keepAda();
    lockBy(other.pid);
    const before = new Date(Date.now() - 60_000);
    utimesSync(lockOf(), before, before);
    expect(open()?.content).toEqual({ users: ['ada'] });
  });

  it('an unreadable lock is taken over', () => {
    keepAda();
    writeFileSync(lockOf(), '');
    expect(open()?.content).toEqual({ users: ['ada'] });
  });

  it('a run that has lost its lock says so, even if nothing changes', async () => {
    const folder = open(['ada']);
    expect(folder?.held).toBe(true);
    lockBy(other.pid);
    await eventually(() => log.length > 0);
    expect(folder?.held).toBe(false);
    folder?.changed();
    folder?.close();
    expect(log).toEqual([
      expect.stringMatching(/shop-email was deleted, or another local run uses it now\. This one keeps nothing more/),
    ]);
    expect(existsSync(fileOf(root))).toBe(false);
  });

  it('a run that has been suspended knows at its next write that another run has its lock', () => {
    const folder = open(['ada']);
    lockBy(other.pid);
    expect(folder?.held).toBe(false);
    expect(log).toHaveLength(1);
  });

  it('a run that has lost its lock writes nothing more, and leaves the lock of the other run', async () => {
    const folder = open(['ada']);
    lockBy(other.pid);
    folder?.changed();
    await eventually(() => log.length > 0);
    expect(log).toEqual([
      `${join(root, 'shop-email')} was deleted, or another local run uses it now. This one keeps nothing more until it is started again.`,
    ]);
    folder?.changed();
    expect(folder?.save()).toBe(false);
    folder?.close();
    expect(existsSync(fileOf(root))).toBe(false);
    expect(JSON.parse(readFileSync(lockOf(), 'utf8')).id).toBe('other');
  });
});

describe('a kill during writes', () => {
  /** Keeps a list that grows, as fast as it can, and prints how long it was at each write. */
  const script = `
    const { StateFolder } = require(${JSON.stringify(join(__dirname, '../../src/state/state-folder.ts'))});
    const { StateFile } = require(${JSON.stringify(join(__dirname, '../../src/state/state-file.ts'))});
    const root = process.argv[1];
    const folder = StateFolder.open({
      root, name: 'shop-email', version: 3, encode: () => 0, decode: (content) => content, fresh: false, log: console.log,
    });
    const users = folder.content ? [...folder.content.users] : [];
    const file = new StateFile(folder.path + '/cognito.json', { name: 'shop-email', version: 3 });
    console.log('read ' + users.length);
    for (;;) {
      for (let i = 0; i < 100; i++) users.push('user with a long name ' + users.length);
      file.write({ users });
      require('node:fs').writeSync(1, 'kept ' + users.length + '\\n');
    }`;

  it('loses nothing that was written, in 20 runs', async () => {
    let kept = 0;
    for (let run = 0; run < 20; run += 1) {
      const child = spawn(process.execPath, ['--import', 'tsx', '-e', script, root]);
      let output = '';
      child.stdout.on('data', (chunk) => (output += chunk));
      await eventually(() => output.includes('kept') || child.exitCode !== null);
      await delay(run * 3);
      child.kill('SIGKILL');
      await once(child, 'close');
      expect(output).toMatch(new RegExp(`^read (${kept}|${kept + 100})\n`));
      kept = Number(/kept (\d+)\n$/.exec(output)?.[1]);
    }
    expect(open()?.content?.users.length).toBeGreaterThanOrEqual(kept);
    expect(log).toEqual([]);
    expect(readdirSync(join(root, 'shop-email')).filter((name) => name.includes('unreadable'))).toEqual([]);
  });
});
