import type { TableDefinition, TableKey } from '../template/deployment';

/** An item in the JSON of DynamoDB, or its key attributes. */
export type Item = Readonly<Record<string, unknown>>;

/** A change of a table: an item that was written, or the key of one that was deleted. */
export type Change = { readonly put: Item } | { readonly delete: Item };

/** What an operation writes: the key of each item, by table name. */
export interface WrittenKey {
  readonly tableName: string;
  readonly key: Item;
}

/** The members of an input that say what is written. */
export interface WriteInput {
  readonly ReturnValuesOnConditionCheckFailure?: unknown;
  readonly TableName?: string;
  readonly Item?: Item;
  readonly Key?: Item;
  readonly RequestItems?: Readonly<
    Record<string, readonly { readonly PutRequest?: { Item: Item }; readonly DeleteRequest?: { Key: Item } }[]>
  >;
}

type Tables = ReadonlyMap<string, { readonly definition: TableDefinition }>;

/** The keys of the items that an operation has written. `input` must have been accepted by the database. */
export function writtenKeys(operation: string, input: WriteInput, tables: Tables): WrittenKey[] {
  const keyOf = (tableName: string, item: Item = {}): WrittenKey => {
    const names =
      tables.get(tableName)?.definition.createTable.KeySchema.map(({ AttributeName }) => AttributeName) ?? [];
    return { tableName, key: Object.fromEntries(names.map((name) => [name, item[name]])) };
  };
  const { TableName = '', Item, Key, RequestItems = {} } = input;
  if (operation === 'PutItem') return [keyOf(TableName, Item)];
  if (operation === 'UpdateItem' || operation === 'DeleteItem') return [keyOf(TableName, Key)];
  if (operation !== 'BatchWriteItem') return [];
  return Object.entries(RequestItems).flatMap(([tableName, requests]) =>
    requests.map(({ PutRequest, DeleteRequest }) => keyOf(tableName, PutRequest?.Item ?? DeleteRequest?.Key)),
  );
}

/** The last change of each item. */
export function lastChanges(changes: readonly Change[], keySchema: readonly TableKey[]): Change[] {
  const byKey = new Map<string, Change>();
  for (const change of changes) {
    const item = 'put' in change ? change.put : change.delete;
    const key = JSON.stringify(keySchema.map(({ AttributeName }) => item[AttributeName]));
    byKey.delete(key);
    byKey.set(key, change);
  }
  return [...byKey.values()];
}
