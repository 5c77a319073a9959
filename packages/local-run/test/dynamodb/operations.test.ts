import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ExecuteStatementCommand,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import { EmbeddedDynamodb } from '../../src/dynamodb/embedded-dynamodb';
import { indexedTable, notesTable, type RunningDynamodb, start } from './support';

let running: RunningDynamodb;

beforeEach(async () => {
  running = await start([indexedTable]);
});

const TableName = 'Notes';
const note = (id: string, changes: object = {}) => ({ owner: 'ada', id, text: `text of ${id}`, ...changes });

describe('items', () => {
  it('can be put, read, updated and deleted', async () => {
    const { client } = running;
    const Key = { owner: 'ada', id: '1' };
    await client.put({
      TableName,
      Item: note('1', { words: new Set(['a', 'b']), amount: 3, empty: '', deep: { a: [null] } }),
    });
    const { Attributes } = await client.update({
      TableName,
      Key,
      UpdateExpression: 'SET #text = :text ADD amount :one',
      ExpressionAttributeNames: { '#text': 'text' },
      ExpressionAttributeValues: { ':text': 'new', ':one': 1 },
      ReturnValues: 'ALL_NEW',
    });
    const expected = { ...Key, words: new Set(['a', 'b']), amount: 4, empty: '', deep: { a: [null] }, text: 'new' };
    expect(Attributes).toEqual(expected);
    expect((await client.get({ TableName, Key })).Item).toEqual(expected);
    await client.delete({ TableName, Key });
    expect((await client.get({ TableName, Key })).Item).toBeUndefined();
  });

  it('are reported when they were written or deleted, and not when they were read', async () => {
    let changes = 0;
    const database = new EmbeddedDynamodb({ log: () => {}, onChange: () => (changes += 1) });
    await database.configure([notesTable()]);
    const Key = { owner: { S: 'ada' }, id: { S: '1' } };
    await database.perform('PutItem', { TableName, Item: Key });
    await database.perform('DeleteItem', { TableName, Key });
    expect(changes).toBe(2);
    await database.perform('GetItem', { TableName, Key });
    await database.perform('PutItem', { TableName, Item: {} });
    expect(changes).toBe(2);
    database.close();
  });

  it('can be written and read in batches', async () => {
    const { client } = running;
    const ids = Array.from({ length: 25 }, (_, index) => String(index).padStart(2, '0'));
    await client.batchWrite({ RequestItems: { Notes: ids.map((id) => ({ PutRequest: { Item: note(id) } })) } });
    const Keys = ids.map((id) => ({ owner: 'ada', id }));
    const { Responses } = await client.batchGet({ RequestItems: { Notes: { Keys } } });
    expect(Responses?.Notes).toHaveLength(25);
  });

  it('are returned in pages, sorted by the sort key', async () => {
    const { client } = running;
    for (const id of ['3', '1', '2']) await client.put({ TableName, Item: note(id) });
    const pages: unknown[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await client.query({
        TableName,
        KeyConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': 'ada' },
        Limit: 2,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      });
      pages.push(page.Items?.map(({ id }) => id));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    expect(pages).toEqual([['1', '2'], ['3']]);
  });

  it('are found by a global and by a local index', async () => {
    const { client } = running;
    await client.put({ TableName, Item: note('1', { tag: 'home', createdAt: 20 }) });
    await client.put({ TableName, Item: note('2', { tag: 'work', createdAt: 10 }) });
    await client.put({ TableName, Item: note('3') });
    const byTag = await client.query({
      TableName,
      IndexName: 'byTag',
      KeyConditionExpression: 'tag = :tag',
      ExpressionAttributeValues: { ':tag': 'work' },
    });
    expect(byTag.Items).toEqual([note('2', { tag: 'work', createdAt: 10 })]);
    const byTime = await client.query({
      TableName,
      IndexName: 'byTime',
      KeyConditionExpression: '#owner = :owner AND createdAt < :limit',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': 'ada', ':limit': 30 },
    });
    expect(byTime.Items).toEqual([
      { owner: 'ada', id: '2', createdAt: 10 },
      { owner: 'ada', id: '1', createdAt: 20 },
    ]);
  });

  it('are not written when a condition fails, and come with the error when asked for', async () => {
    const { client } = running;
    await client.put({ TableName, Item: note('1') });
    const put = (ReturnValuesOnConditionCheckFailure: 'ALL_OLD' | 'NONE') =>
      client.put({
        TableName,
        Item: note('1', { text: 'other' }),
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure,
      });
    await expect(put('NONE')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: undefined });
    await expect(put('ALL_OLD')).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { id: { S: '1' }, text: { S: 'text of 1' } },
    });
    expect((await client.get({ TableName, Key: { owner: 'ada', id: '1' } })).Item).toEqual(note('1'));
  });

  it('are changed by concurrent updates without a loss', async () => {
    const { client } = running;
    const increment = () =>
      client.update({
        TableName,
        Key: { owner: 'ada', id: 'counter' },
        UpdateExpression: 'ADD amount :one',
        ExpressionAttributeValues: { ':one': 1 },
      });
    await Promise.all(Array.from({ length: 20 }, increment));
    expect((await client.get({ TableName, Key: { owner: 'ada', id: 'counter' } })).Item?.amount).toBe(20);
  });
});

describe('a table', () => {
  it('is found by its ARN', async () => {
    const { client } = running;
    await client.put({ TableName, Item: note('1') });
    const arn = 'arn:aws:dynamodb:eu-west-1:000000000000:table/Notes';
    expect((await client.get({ TableName: arn, Key: { owner: 'ada', id: '1' } })).Item).toEqual(note('1'));
  });

  it('is described with its keys and indexes', async () => {
    const { Table } = await running.client.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: indexedTable.createTable.KeySchema,
      GlobalSecondaryIndexes: [{ IndexName: 'byTag', IndexStatus: 'ACTIVE' }],
      LocalSecondaryIndexes: [{ IndexName: 'byTime' }],
    });
    expect((await running.client.send(new ListTablesCommand())).TableNames).toEqual(['Notes']);
  });

  it('is described with its attribute for the time to live', async () => {
    const { client } = await start([{ ...notesTable(), timeToLiveAttribute: 'expiresAt' }]);
    const describeTimeToLive = new DescribeTimeToLiveCommand({ TableName });
    expect((await client.send(describeTimeToLive)).TimeToLiveDescription).toEqual({
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'expiresAt',
    });
    expect((await running.client.send(describeTimeToLive)).TimeToLiveDescription).toEqual({
      TimeToLiveStatus: 'DISABLED',
    });
  });

  it('that the template lacks is a ResourceNotFoundException, and the log has its name and those of the others', async () => {
    const { client, log } = running;
    const notFound = { name: 'ResourceNotFoundException' };
    await expect(client.get({ TableName: 'Orders', Key: { id: '1' } })).rejects.toMatchObject(notFound);
    await expect(client.batchGet({ RequestItems: { Bills: { Keys: [{ id: '1' }] } } })).rejects.toMatchObject(notFound);
    expect(log).toEqual([
      'DynamoDB: The template has no table Orders: its tables are Notes.',
      'DynamoDB: The template has no table Bills: its tables are Notes.',
    ]);
  });
});

describe('an operation that is not implemented', () => {
  const calls = {
    TransactWriteItems: () =>
      running.client.transactWrite({ TransactItems: [{ Put: { TableName, Item: note('secret') } }] }),
    TransactGetItems: () =>
      running.client.transactGet({ TransactItems: [{ Get: { TableName, Key: { owner: 'secret', id: '1' } } }] }),
    ExecuteStatement: () => running.client.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM Notes' })),
    CreateTable: () => running.client.send(new CreateTableCommand({ ...indexedTable.createTable } as never)),
  };

  it.each(Object.entries(calls))(
    'fails for %s with a sentence that names AWS_ENDPOINT_URL_DYNAMODB',
    async (name, call) => {
      await expect(call()).rejects.toMatchObject({
        name: 'UnknownOperationException',
        message: expect.stringMatching(new RegExp(`^${name} is not .*AWS_ENDPOINT_URL_DYNAMODB`)),
      });
      expect(running.log).toEqual([
        expect.stringMatching(new RegExp(`^DynamoDB: ${name} is not .*AWS_ENDPOINT_URL_DYNAMODB`)),
      ]);
      expect(running.log.join()).not.toContain('secret');
    },
  );
});
