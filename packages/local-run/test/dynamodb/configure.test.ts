import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { TableDefinition } from '../../src/template/deployment';
import { indexedTable, notesTable, start } from './support';

const TableName = 'Notes';
const Key = { owner: 'ada', id: '1' };
const Item = { ...Key, tag: 'home', createdAt: 1 };

const otherKeys = notesTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
});
const orders: TableDefinition = notesTable({ ...otherKeys.createTable, TableName: 'Orders' });

describe('a reload', () => {
  it('creates a new table', async () => {
    const { client, dynamodb, log } = await start([notesTable()]);
    await dynamodb.configure([notesTable(), orders]);
    await client.put({ TableName: 'Orders', Item: { id: '1' } });
    expect((await client.scan({ TableName: 'Orders' })).Items).toEqual([{ id: '1' }]);
    expect(log).toEqual([]);
  });

  it('keeps the items of an unchanged table', async () => {
    const { client, dynamodb } = await start([notesTable()]);
    await client.put({ TableName, Item });
    await dynamodb.configure([notesTable()]);
    expect((await client.get({ TableName, Key })).Item).toEqual(Item);
  });

  it('adds and removes indexes, and keeps the items', async () => {
    const { client, dynamodb } = await start([notesTable()]);
    const many = Array.from({ length: 30 }, (_, index) => ({ ...Item, id: String(index), text: 'x'.repeat(100_000) }));
    for (const item of many) await client.put({ TableName, Item: item });
    await dynamodb.configure([indexedTable]);
    const query = {
      TableName,
      IndexName: 'byTag',
      KeyConditionExpression: 'tag = :tag',
      ExpressionAttributeValues: { ':tag': 'home' },
      Select: 'COUNT',
    } as const;
    let count = 0;
    for await (const page of paginateQuery({ client }, query)) count += page.Count ?? 0;
    expect(count).toBe(30);
    await dynamodb.configure([notesTable()]);
    await expect(client.query(query)).rejects.toMatchObject({ name: 'ValidationException' });
    expect((await client.get({ TableName, Key })).Item).toMatchObject(Item);
  });

  it('answers the requests that arrive during it', async () => {
    const { client, dynamodb } = await start([notesTable()]);
    await client.put({ TableName, Item });
    const reloading = dynamodb.configure([indexedTable]);
    expect((await client.get({ TableName, Key })).Item).toEqual(Item);
    await reloading;
  });

  it('does not change a table with an item that does not fit a new index', async () => {
    const { client, dynamodb } = await start([notesTable()]);
    await client.put({ TableName, Item: { ...Item, tag: 1 } });
    await expect(dynamodb.configure([indexedTable])).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /^An item of the table Notes does not fit its definition in the template: .*byTag/,
      ),
    });
    expect((await client.get({ TableName, Key })).Item).toEqual({ ...Item, tag: 1 });
  });

  it('gives a table with other keys no items, says so, and gives the items back with the former keys', async () => {
    const { client, dynamodb, log } = await start([notesTable()]);
    await client.put({ TableName, Item });
    await dynamodb.configure([otherKeys]);
    expect((await client.scan({ TableName })).Items).toEqual([]);
    expect(log).toEqual([
      'DynamoDB: The table Notes has other keys than before. CloudFormation replaces such a table, so its items are not in it. ' +
        'With the former keys it has its former items again.',
    ]);
    await dynamodb.configure([notesTable()]);
    expect((await client.scan({ TableName })).Items).toEqual([Item]);
  });

  it('removes a table that the template no longer has, says so, and gives the items back with the table', async () => {
    const { client, dynamodb, log } = await start([notesTable()]);
    await client.put({ TableName, Item });
    await dynamodb.configure([]);
    await expect(client.get({ TableName, Key })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(log).toEqual([
      'DynamoDB: The table Notes is no longer in the template. If it is added again, it has its items again.',
      'DynamoDB: The template has no table Notes: it has no table.',
    ]);
    await dynamodb.configure([notesTable()]);
    expect((await client.scan({ TableName })).Items).toEqual([Item]);
  });
});

it.each([
  ['a key without a type', { AttributeDefinitions: [] }],
  ['an attribute that is not in a key', { KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' as const }] }],
  ['a name that is too short', { TableName: 'ab' }],
])('rejects a table with %s, and names its resource', async (_, changes) => {
  await expect(start([notesTable(changes)])).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/^NotesTable: DynamoDB refuses this table: \S/),
  });
});
