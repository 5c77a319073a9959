import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { createMissingTables } from '../../src/dynamodb/external-tables';
import { listen } from '../../src/http/loopback-server';
import { clientOf, indexedTable, notesTable } from './support';

// dynalite's own server is the external DynamoDB, with tables that take a moment to become active.
const dynalite = require('dynalite')({ createTableMs: 300, deleteTableMs: 0 });
let endpoint: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => dynalite.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${dynalite.address().port}`;
});

afterAll(() => {
  dynalite.closeAllConnections();
  return new Promise<void>((resolve) => dynalite.close(() => resolve()));
});

let names = 0;
/** A name that no other test uses. */
const newName = () => `Notes${names++}`;

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Creates the tables, and returns the lines of the log. */
async function create(tables: readonly ReturnType<typeof notesTable>[], at = endpoint): Promise<string[]> {
  const log: string[] = [];
  await createMissingTables(tables, { endpoint: at, region: 'eu-west-1', credentials, log: (line) => log.push(line) });
  return log;
}

it('creates a missing table and waits until it is active', async () => {
  const TableName = newName();
  expect(await create([notesTable({ ...indexedTable.createTable, TableName })])).toEqual([
    `DynamoDB: created the table ${TableName} at ${endpoint}.`,
  ]);
  const client = clientOf(endpoint);
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  expect(Table).toMatchObject({ TableStatus: 'ACTIVE', GlobalSecondaryIndexes: [{ IndexName: 'byTag' }] });
  client.destroy();
});

it('leaves an existing table with the same keys as it is', async () => {
  const TableName = newName();
  await create([notesTable({ TableName })]);
  const client = clientOf(endpoint);
  const Item = { owner: 'ada', id: '1' };
  await client.put({ TableName, Item });
  expect(await create([notesTable({ TableName })])).toEqual([]);
  expect((await client.scan({ TableName })).Items).toEqual([Item]);
  client.destroy();
});

it('names the indexes that an existing table lacks', async () => {
  const TableName = newName();
  await create([notesTable({ TableName })]);
  expect(await create([notesTable({ ...indexedTable.createTable, TableName })])).toEqual([
    `DynamoDB: the table ${TableName} at ${endpoint} lacks the index byTag, byTime. Add it there, or delete the table, and start again.`,
  ]);
});

it('rejects an existing table with other keys', async () => {
  const TableName = newName();
  await create([notesTable({ TableName })]);
  const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'N' as const }];
  const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }];
  await expect(create([notesTable({ TableName, KeySchema, AttributeDefinitions })])).rejects.toMatchObject({
    name: 'UserError',
    message:
      `The table ${TableName} at ${endpoint} has the keys owner (S), id (S), but in the template it has id (N). CloudFormation ` +
      'would replace it. Delete the table there, or change the template.',
  });
});

it('rejects a table that the DynamoDB refuses, with its message', async () => {
  await expect(create([notesTable({ AttributeDefinitions: [] })])).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/^NotesTable: the table Notes cannot be created: ValidationException: \S/),
  });
});

it('rejects an endpoint where nothing listens', async () => {
  const { url, close } = await listen(() => {}, 0, 'PORT');
  close();
  await expect(create([notesTable()], url)).rejects.toMatchObject({
    name: 'UserError',
    message: `The DynamoDB at ${url} (AWS_ENDPOINT_URL_DYNAMODB) cannot be called: ECONNREFUSED`,
  });
});

it('rejects an endpoint that is no DynamoDB', async () => {
  const { url, close } = await listen((_, response) => response.writeHead(404).end('<html>'), 0, 'PORT');
  await expect(create([notesTable()], url)).rejects.toMatchObject({
    name: 'UserError',
    message: `The DynamoDB at ${url} (AWS_ENDPOINT_URL_DYNAMODB) does not describe the table Notes: the reply is not one of DynamoDB`,
  });
  close();
});
