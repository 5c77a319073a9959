import { callDynamoDb } from '../aws.js';

/**
 * @typedef {import('./item-text.js').Item} Item
 * @typedef {import('./item-text.js').AttributeValue} AttributeValue
 *
 * @typedef {'S' | 'N' | 'B'} KeyType
 *
 * @typedef {object} Key
 * @property {string} name
 * @property {KeyType} type
 *
 * A table or an index of it.
 *
 * @typedef {object} KeySchema
 * @property {string} name of the index; empty for the table
 * @property {Key} partition
 * @property {Key | undefined} sort
 *
 * @typedef {object} Table
 * @property {string} name
 * @property {readonly KeySchema[]} schemas the table, then its indexes
 *
 * What to find in a table or index. Without a partition key: all items.
 *
 * @typedef {object} Filter
 * @property {KeySchema} schema
 * @property {string} partition
 * @property {SortCondition} condition
 * @property {string} sort empty: any
 *
 * @typedef {'=' | '<' | '>' | 'begins_with'} SortCondition
 */

const typeNames = { S: 'text', N: 'number', B: 'binary' };

/** Such as `id (text)`. @param {Key} key */
export const keyText = ({ name, type }) => `${name} (${typeNames[type]})`;

/**
 * Reads the keys and indexes of a table.
 *
 * @param {string} name
 * @returns {Promise<{ table: Table, error?: undefined } | { table?: undefined, error: import('../aws.js').AwsError }>}
 */
export async function describeTable(name) {
  const { body, error } = await callDynamoDb('DescribeTable', { TableName: name });
  if (error) return { error };
  const description = Object(body.Table);
  const types = new Map(
    list(description.AttributeDefinitions).map((it) => [
      String(it.AttributeName),
      /** @type {KeyType} */ (it.AttributeType),
    ]),
  );
  const indexes = [...list(description.GlobalSecondaryIndexes), ...list(description.LocalSecondaryIndexes)];
  const schemas = [{ IndexName: '', ...description }, ...indexes].map((it) => parseSchema(it, types));
  return { table: { name, schemas } };
}

/**
 * @param {Readonly<Record<string, unknown>>} description
 * @param {ReadonlyMap<string, KeyType>} types
 * @returns {KeySchema}
 */
function parseSchema({ IndexName, KeySchema }, types) {
  const keys = list(KeySchema).map(({ AttributeName, KeyType }) => {
    const name = String(AttributeName);
    return { isPartition: KeyType === 'HASH', name, type: types.get(name) ?? 'S' };
  });
  const [partition = { name: '', type: /** @type {KeyType} */ ('S') }] = keys.filter(({ isPartition }) => isPartition);
  return { name: String(IndexName), partition, sort: keys.find(({ isPartition }) => !isPartition) };
}

/** @param {unknown} value @returns {readonly Readonly<Record<string, unknown>>[]} */
function list(value) {
  return Array.isArray(value) ? value : [];
}

/**
 * Reads a page of items.
 *
 * @param {Table} table
 * @param {Filter} filter
 * @param {{ limit: number, start: Item | undefined }} page `start` is `next` of the page before
 */
export async function readItems({ name }, { schema, partition, condition, sort }, { limit, start }) {
  const input = {
    TableName: name,
    Limit: limit,
    ...(schema.name && { IndexName: schema.name }),
    ...(start && { ExclusiveStartKey: start }),
  };
  const { body, error } = await (partition === ''
    ? callDynamoDb('Scan', input)
    : callDynamoDb('Query', { ...input, ...keyCondition({ schema, partition, condition, sort }) }));
  if (error) return { error };
  const { Items, LastEvaluatedKey } = body;
  return { items: /** @type {readonly Item[]} */ (Items), next: /** @type {Item | undefined} */ (LastEvaluatedKey) };
}

/** @param {Filter} filter */
function keyCondition({ schema, partition, condition, sort }) {
  const hasSort = schema.sort !== undefined && sort !== '';
  const sortExpression = condition === 'begins_with' ? 'begins_with(#sort, :sort)' : `#sort ${condition} :sort`;
  return {
    KeyConditionExpression: `#partition = :partition${hasSort ? ` AND ${sortExpression}` : ''}`,
    ExpressionAttributeNames: { '#partition': schema.partition.name, ...(hasSort && { '#sort': schema.sort?.name }) },
    ExpressionAttributeValues: {
      ':partition': { [schema.partition.type]: partition },
      ...(schema.sort && hasSort && { ':sort': { [schema.sort.type]: sort } }),
    },
  };
}

/**
 * The number of all items. It reads the whole table.
 *
 * @param {Table} table
 */
export async function countItems({ name }) {
  let count = 0;
  /** @type {unknown} */
  let ExclusiveStartKey;
  do {
    const input = { TableName: name, Select: 'COUNT', ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }) };
    const { body, error } = await callDynamoDb('Scan', input);
    if (error) return { error };
    count += Number(body.Count);
    ExclusiveStartKey = body.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return { count };
}

/**
 * The primary key of an item.
 *
 * @param {Table} table
 * @param {Item} item
 * @returns {Item}
 */
export function primaryKey({ schemas: [primary] }, item) {
  return Object.fromEntries(
    keysOf(primary).flatMap(({ name }) => {
      const value = item[name];
      return value ? [[name, value]] : [];
    }),
  );
}

/** @param {KeySchema | undefined} schema @returns {readonly Key[]} */
export function keysOf(schema) {
  if (!schema) return [];
  return schema.sort ? [schema.partition, schema.sort] : [schema.partition];
}

/**
 * Reads an item as it is now; undefined if there is none.
 *
 * @param {Table} table
 * @param {Item} key
 */
export async function readItem({ name }, key) {
  const { body, error } = await callDynamoDb('GetItem', { TableName: name, Key: key, ConsistentRead: true });
  return error ? { error } : { item: /** @type {Item | undefined} */ (body.Item) };
}

/**
 * Deletes an item. Returns the error of DynamoDB, such as ConditionalCheckFailedException for an item that does not exist.
 *
 * @param {Table} table
 * @param {Item} key
 */
export async function deleteItem({ name, schemas: [primary] }, key) {
  const { error } = await callDynamoDb('DeleteItem', {
    TableName: name,
    Key: key,
    ConditionExpression: 'attribute_exists(#partition)',
    ExpressionAttributeNames: { '#partition': primary?.partition.name },
  });
  return error;
}
