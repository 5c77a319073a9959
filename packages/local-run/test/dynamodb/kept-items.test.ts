import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { temporaryFolder } from '../support/temporary-folder';
import { clientOf, indexedTable, notesTable, start } from './support';

const parent = temporaryFolder();
let folder: string;
let tests = 0;

beforeEach(() => {
  folder = join(parent, String(tests++), 'dynamodb');
});

const TableName = 'Notes';
const note = (id: string, changes: object = {}) => ({ owner: 'ada', id, ...changes });

/** The items after another start with the same folder. */
async function restarted() {
  const { client, dynamodb, log } = await start([notesTable()], folder);
  const { Items: items = [] } = await client.scan({ TableName });
  expect(dynamodb.keptItems).toBe(items.length);
  return { items, log };
}

/** Path of the only file in the folder. */
function onlyFile(): string {
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0] ?? '');
}

it('keeps puts, updates, deletes and batches over restarts', async () => {
  const { client, dynamodb } = await start([notesTable()], folder);
  await client.put({
    TableName,
    Item: note('1', { words: new Set(['a']), data: new Uint8Array([0, 255]), text: 'ä\n' }),
  });
  await client.put({ TableName, Item: note('2') });
  await client.update({
    TableName,
    Key: note('2'),
    UpdateExpression: 'SET title = :title',
    ExpressionAttributeValues: { ':title': 'new' },
  });
  await client.put({ TableName, Item: note('3') });
  await client.delete({ TableName, Key: note('3') });
  const requests = [{ PutRequest: { Item: note('4') } }, { DeleteRequest: { Key: note('5') } }];
  await client.batchWrite({ RequestItems: { Notes: requests } });
  expect(dynamodb.keptItems).toBe(3);
  dynamodb.close();
  const expected = [
    note('1', { words: new Set(['a']), data: new Uint8Array([0, 255]), text: 'ä\n' }),
    note('2', { title: 'new' }),
    note('4'),
  ];
  expect((await restarted()).items).toEqual(expected);
  expect((await restarted()).items).toEqual(expected);
});

it('writes nothing after another process has taken over the folder, also at a reload', async () => {
  let held = true;
  const { client, dynamodb } = await start([notesTable()], folder, () => held);
  await client.put({ TableName, Item: note('1') });
  const before = readFileSync(onlyFile(), 'utf8');
  held = false;
  await client.put({ TableName, Item: note('2') });
  await dynamodb.configure([indexedTable]);
  expect(readFileSync(onlyFile(), 'utf8')).toBe(before);
  expect((await client.scan({ TableName })).Items).toHaveLength(2);
});

it('keeps items over a restart with other indexes', async () => {
  const { client } = await start([notesTable()], folder);
  await client.put({ TableName, Item: note('1', { tag: 'home' }) });
  const { client: next } = await start([indexedTable], folder);
  const { Items } = await next.query({
    TableName,
    IndexName: 'byTag',
    KeyConditionExpression: 'tag = :tag',
    ExpressionAttributeValues: { ':tag': 'home' },
  });
  expect(Items).toEqual([note('1', { tag: 'home' })]);
});

it('keeps the items of a table that the template lacks for a while', async () => {
  const { client } = await start([notesTable()], folder);
  await client.put({ TableName, Item: note('1') });
  await start([], folder);
  expect((await restarted()).items).toEqual([note('1')]);
});

it('writes files that only their owner can read', async () => {
  await start([notesTable()], folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(onlyFile()).mode & 0o777).toBe(0o600);
});

it('writes one line for each change, and shortens the file at the next start', async () => {
  const { client } = await start([notesTable()], folder);
  for (let time = 0; time < 5; time++) await client.put({ TableName, Item: note('1') });
  const lines = () => readFileSync(onlyFile(), 'utf8').trimEnd().split('\n').length;
  expect(lines()).toBe(6);
  await restarted();
  expect(lines()).toBe(2);
});

it('ignores a last line that was not written completely', async () => {
  const { client } = await start([notesTable()], folder);
  await client.put({ TableName, Item: note('1') });
  appendFileSync(onlyFile(), '{"put":{"owner":{"S":"ada"},"id"');
  expect(await restarted()).toEqual({ items: [note('1')], log: [] });
});

it('keeps later changes after one that the disk had no space for', async () => {
  const { client, dynamodb, log } = await start([notesTable()], folder);
  await client.put({ TableName, Item: note('1') });
  jest.spyOn(fs, 'writeFileSync').mockImplementationOnce((file, text) => {
    fs.writeFileSync(file, String(text).slice(0, 20));
    throw new Error('ENOSPC: no space left on device');
  });
  await client.put({ TableName, Item: note('2') });
  await client.put({ TableName, Item: note('3') });
  dynamodb.close();
  expect(log).toEqual(['DynamoDB: A change of the table Notes could not be kept: ENOSPC: no space left on device']);
  expect(await restarted()).toEqual({ items: [note('1'), note('3')], log: [] });
});

it('says in a sentence that the folder cannot be written', async () => {
  writeFileSync(join(parent, 'file'), '');
  await expect(start([notesTable()], join(parent, 'file', 'dynamodb'))).rejects.toThrow(
    /^The items of the table Notes cannot be kept: ENOTDIR: .*--state none, which keeps nothing\.$/,
  );
});

it.each([
  ['a line that is not JSON', (text: string) => text.replace('\n', '\nnonsense\n')],
  ['a line that is no change', (text: string) => `${text}{"other":1}\n`],
  ['a head of another format', (text: string) => text.replace('local-dynamodb-1', 'local-dynamodb-2')],
  ['the content of another program', () => 'hello\nworld\n'],
  ['no content', () => ''],
])('keeps a file with %s under another name, and says so', async (_, damage) => {
  const { client, dynamodb } = await start([notesTable()], folder);
  await client.put({ TableName, Item: note('1') });
  dynamodb.close();
  const path = onlyFile();
  const damaged = damage(readFileSync(path, 'utf8'));
  writeFileSync(path, damaged);
  const { items, log } = await restarted();
  expect(items).toEqual([]);
  const [aside = ''] = readdirSync(folder).filter((name) => name.includes('.unreadable-'));
  expect(readFileSync(join(folder, aside), 'utf8')).toBe(damaged);
  expect(log).toEqual([
    `DynamoDB: The kept items of the table Notes cannot be read. The file was renamed to ${join(folder, aside)}, and the table is empty.`,
  ]);
});

describe('a process that is killed', () => {
  let child: ChildProcess;

  afterEach(() => child.kill('SIGKILL'));

  /** Starts the embedded DynamoDB in a process of its own, and returns its URL. */
  async function startProcess(): Promise<string> {
    const source = (path: string) => JSON.stringify(join(__dirname, '../../src', path));
    const script = `
      const { EmbeddedDynamodb } = require(${source('dynamodb/embedded-dynamodb.ts')});
      const { listen } = require(${source('http/loopback-server.ts')});
      const dynamodb = new EmbeddedDynamodb({ folder: ${JSON.stringify(folder)}, log: console.error });
      dynamodb.configure(${JSON.stringify([notesTable()])})
        .then(() => listen(dynamodb.listener, 0, 'DYNAMODB_PORT'))
        .then(({ url }) => console.log(url));`;
    child = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    return eventually(() => /^http.*$/m.exec(output)?.[0], 30_000);
  }

  it('has kept every item that it has confirmed', async () => {
    const confirmed = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const client = clientOf(await startProcess());
      const writing = Array.from({ length: 4 }, async (_, writer) => {
        for (let index = 0; ; index++) {
          const id = `${round}-${writer}-${index}`;
          await client.put({ TableName, Item: note(id, { text: 'x'.repeat(1_000) }) });
          confirmed.add(id);
        }
      });
      const failed = Promise.allSettled(writing);
      const before = confirmed.size;
      await eventually(() => confirmed.size > before + 50, 30_000);
      child.kill('SIGKILL');
      await once(child, 'exit');
      client.destroy();
      await failed;
    }
    const { items, log } = await restarted();
    const kept = new Set(items.map(({ id }) => id));
    expect([...confirmed].filter((id) => !kept.has(id))).toEqual([]);
    expect(log).toEqual([]);
  });
});
