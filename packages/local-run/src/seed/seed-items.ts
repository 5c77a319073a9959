import { UserError } from '../user-error';
import type { SeedFile } from './seed-file';

/** A table of the template, as far as its items must conform to it. */
export interface SeedTable {
  readonly logicalId: string;
  readonly name: string;
  readonly createTable: {
    readonly KeySchema: readonly { readonly AttributeName: string }[];
    readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  };
}

/** Performs an operation of DynamoDB, such as `PutItem`. */
export type PerformOperation = (
  operation: string,
  input: object,
) => Promise<{ readonly status: number; readonly body: string }>;

/** A value in DynamoDB's JSON, such as `{ S: 'text' }`. */
type AttributeValue = Readonly<Record<string, unknown>>;

/** How many items a seed has written, and how many exist already and were left as they are. */
export interface ItemSeedResult {
  readonly created: number;
  readonly existing: number;
}

/** A seed's items, checked. */
export interface ItemSeed {
  /** Writes the items. An item whose key exists is left as it is. Throws a UserError if DynamoDB refuses one. */
  apply(perform: PerformOperation): Promise<ItemSeedResult>;
}

/** Checks the items of a seed file against the tables, and writes nothing before `apply`. Throws a UserError. */
export function planItems(path: string, items: SeedFile['tables'], tables: readonly SeedTable[]): ItemSeed {
  const puts = Object.entries(items).flatMap(([name, entries]) => {
    const table = tables.find(({ logicalId, name: tableName }) => [logicalId, tableName].includes(name));
    if (table === undefined) throw unknownTable(path, name, tables);
    return entries.map((item, index) => {
      const place = `${path}: tables.${name}[${index}]`;
      assertKey(item, table, place);
      return { place, input: putItem(item, table) };
    });
  });
  return {
    apply: async (perform) => {
      let created = 0;
      for (const { place, input } of puts) if (await put(place, input, perform)) created += 1;
      return { created, existing: puts.length - created };
    },
  };
}

/** Converts plain JSON to DynamoDB's JSON. */
export function marshal(value: unknown): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(marshal) };
  return { M: marshalAll(Object(value)) };
}

function marshalAll(item: object): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, marshal(value)]));
}

function unknownTable(path: string, name: string, tables: readonly SeedTable[]): UserError {
  const known = tables.map(({ logicalId }) => logicalId).join(', ');
  return new UserError(
    `${path}: there is no table ${JSON.stringify(name)}: the template has ${known === '' ? 'no tables' : known}`,
  );
}

function assertKey(item: object, { createTable }: SeedTable, place: string): void {
  const values = marshalAll(item);
  for (const { AttributeName } of createTable.KeySchema) {
    const [type, value] = Object.entries(values[AttributeName] ?? {})[0] ?? [];
    if (type === undefined) throw new UserError(`${place}: the key ${AttributeName} is missing`);
    const expected = createTable.AttributeDefinitions.find((it) => it.AttributeName === AttributeName)?.AttributeType;
    if (type !== expected || value === '') {
      const kinds: Readonly<Record<string, string>> = { S: 'a string that is not empty', N: 'a number' };
      throw new UserError(
        `${place}: the key ${AttributeName} must be ${kinds[expected ?? ''] ?? 'binary, which a JSON file cannot have'}`,
      );
    }
  }
}

function putItem(item: object, { name, createTable }: SeedTable): object {
  const [partitionKey] = createTable.KeySchema;
  return {
    TableName: name,
    Item: marshalAll(item),
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': partitionKey?.AttributeName },
  };
}

/** Returns whether the item was written: false if one with its key exists. */
async function put(place: string, input: object, perform: PerformOperation): Promise<boolean> {
  const { status, body } = await perform('PutItem', input);
  if (status === 200) return true;
  const {
    __type: type,
    message,
    Message,
  } = JSON.parse(body) as { __type?: string; message?: string; Message?: string };
  if (type?.endsWith('#ConditionalCheckFailedException')) return false;
  throw new UserError(`${place}: DynamoDB refuses the item: ${message ?? Message}`);
}
