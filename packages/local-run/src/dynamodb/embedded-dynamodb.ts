import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { TableDefinition } from '../template/deployment';
import { UserError } from '../user-error';
import { type DynamodbReply, Engine } from './engine';
import { ItemFile } from './item-file';
import { type Change, type Item, lastChanges, type WriteInput, type WrittenKey, writtenKeys } from './items';
import { serve } from './server';

export interface EmbeddedDynamodbOptions {
  /**
   * Folder in which the items are kept. It is created with the first table.
   * @default the items end with the process
   */
  readonly folder?: string | undefined;
  /**
   * Whether the folder may still be written: another process may have taken it over.
   * @default always
   */
  readonly mayWrite?: () => boolean;
  /** Called when items were written or deleted. */
  readonly onChange?: () => void;
  /** Receives lines for the developer, which contain names of tables and operations, but no items. */
  readonly log: (line: string) => void;
}

/** A table and, if the items are kept, its file. */
interface Table {
  readonly definition: TableDefinition;
  readonly file: ItemFile | undefined;
  /** The keys of its items in JSON, to count them. */
  readonly keys: Set<string>;
}

/**
 * Amazon DynamoDB with the tables of a template, emulated by the npm package dynalite. Operations are performed one after the
 * other, so that no other operation comes between a write and the reading of what it has written.
 */
export class EmbeddedDynamodb {
  private readonly engine = new Engine();
  private readonly tables = new Map<string, Table>();
  /** Items of tables that the template no longer has, by identity of the table: a reload may bring them back. */
  private readonly removed = new Map<string, readonly Item[]>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: EmbeddedDynamodbOptions) {}

  /** Request listener for `http.createServer`. */
  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    // `serve` rejects only if the client aborts the request: there is no one to answer.
    serve(request, response, this).catch(() => response.destroy());
  };

  /** The names of the tables. */
  get tableNames(): string[] {
    return [...this.tables.keys()];
  }

  /** How many items the tables have. Undefined if items are not kept. */
  get keptItems(): number | undefined {
    if (this.options.folder === undefined) return undefined;
    return [...this.tables.values()].reduce((sum, { keys }) => sum + keys.size, 0);
  }

  /** The attribute with the time at which the items of a table expire. */
  timeToLiveAttribute(tableName: string): string | undefined {
    return this.tables.get(tableName)?.definition.timeToLiveAttribute;
  }

  /** Writes a line for the developer. */
  log(line: string): void {
    this.options.log(`DynamoDB: ${line}`);
  }

  /**
   * Creates tables, or changes existing ones. Items are kept if their table gets other indexes. A table that is not listed, or that
   * gets other keys, is removed as in AWS, but its items come back with the table or the keys. Throws a UserError that names the
   * table if it cannot be created or changed: it then stays as it was.
   */
  configure(definitions: readonly TableDefinition[]): Promise<void> {
    return this.next(async () => {
      for (const definition of definitions) {
        const current = this.tables.get(definition.name);
        if (!current) await this.add(definition);
        else if (!isSame(current.definition, definition)) await this.change(current, definition);
      }
      const names = new Set(definitions.map(({ name }) => name));
      for (const [name, table] of this.tables) {
        if (names.has(name)) continue;
        await this.remove(table);
        this.log(`The table ${name} is no longer in the template. If it is added again, it has its items again.`);
      }
    });
  }

  /** Performs an operation. What it writes is kept before this resolves. */
  perform(operation: string, input: object): Promise<DynamodbReply> {
    return this.next(async () => {
      const reply = await this.engine.perform(operation, input);
      if (reply.status === 200) await this.keep(operation, input);
      if (reply.status === 200 && writtenKeys(operation, input, this.tables).length > 0) this.options.onChange?.();
      return isFailedCondition(reply) ? this.withFormerItem(reply, operation, input) : reply;
    });
  }

  /** Closes the files. */
  close(): void {
    for (const { file } of this.tables.values()) file?.close();
  }

  /** Performs a step after all earlier ones, whether or not they have failed. */
  private next<Result>(step: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(step);
    this.last = result.catch(() => {});
    return result;
  }

  private async add(definition: TableDefinition): Promise<void> {
    const { name, logicalId, createTable } = definition;
    const keys = new Set<string>();
    const created = await this.engine.createTable(createTable);
    if (created.status !== 200) throw new UserError(`${logicalId}: DynamoDB refuses this table: ${messageOf(created)}`);
    const file = this.fileOf(definition);
    const id = identityOf(definition);
    const changes = this.removed.get(id)?.map((put): Change => ({ put })) ?? file?.read() ?? [];
    try {
      await this.restore(definition, changes);
      const items = await this.items(name);
      for (const item of items) keys.add(keyText(item, definition));
      file?.replace(items);
    } catch (error) {
      await this.engine.deleteTable(name);
      throw error;
    }
    this.removed.delete(id);
    this.tables.set(name, { definition, file, keys });
  }

  /** Undefined if items are not kept. */
  private fileOf(definition: TableDefinition): ItemFile | undefined {
    const { folder, mayWrite = () => true } = this.options;
    if (folder === undefined) return undefined;
    const path = join(folder, fileName(definition));
    return new ItemFile({ path, table: definition.name, log: (line) => this.log(line), mayWrite });
  }

  private async restore(
    { name, createTable: { KeySchema } }: TableDefinition,
    changes: readonly Change[],
  ): Promise<void> {
    for (const change of lastChanges(changes, KeySchema)) {
      const reply =
        'put' in change
          ? await this.engine.perform('PutItem', { TableName: name, Item: change.put })
          : await this.engine.perform('DeleteItem', { TableName: name, Key: change.delete });
      if (reply.status !== 200) {
        throw new UserError(
          `An item of the table ${name} does not fit its definition in the template: ${messageOf(reply)} Change the item ` +
            'with the former template, or start with --fresh, which removes all users and items.',
        );
      }
    }
  }

  private async remove({ definition, file }: Table): Promise<void> {
    const { name } = definition;
    this.removed.set(identityOf(definition), await this.items(name));
    await this.engine.deleteTable(name);
    file?.close();
    this.tables.delete(name);
  }

  /** dynalite cannot add an index to an on-demand table, so the table is created anew with its items. */
  private async change(table: Table, definition: TableDefinition): Promise<void> {
    await this.remove(table);
    try {
      await this.add(definition);
    } catch (error) {
      await this.add(table.definition);
      throw error;
    }
    if (identityOf(table.definition) === identityOf(definition)) return;
    this.log(
      `The table ${definition.name} has other keys than before. CloudFormation replaces such a table, so its items are not ` +
        'in it. With the former keys it has its former items again.',
    );
  }

  private async items(tableName: string): Promise<Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const { body } = await this.engine.perform('Scan', { TableName: tableName, ExclusiveStartKey });
      const page = JSON.parse(body) as { Items: Item[]; LastEvaluatedKey?: Item };
      items.push(...page.Items);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items;
  }

  private async keep(operation: string, input: object): Promise<void> {
    if (this.options.folder === undefined) return;
    for (const written of writtenKeys(operation, input, this.tables)) {
      const table = this.tables.get(written.tableName);
      if (!table) continue;
      const item = await this.item(written);
      table.file?.append(item ? { put: item } : { delete: written.key });
      const key = keyText(written.key, table.definition);
      if (item) table.keys.add(key);
      else table.keys.delete(key);
    }
  }

  /** dynalite ignores `ReturnValuesOnConditionCheckFailure`. */
  private async withFormerItem(reply: DynamodbReply, operation: string, input: WriteInput): Promise<DynamodbReply> {
    const [written] = writtenKeys(operation, input, this.tables);
    if (input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD' || !written) return reply;
    return { ...reply, body: JSON.stringify({ ...JSON.parse(reply.body), Item: await this.item(written) }) };
  }

  private async item({ tableName, key }: WrittenKey): Promise<Item | undefined> {
    const found = await this.engine.perform('GetItem', { TableName: tableName, Key: key, ConsistentRead: true });
    return (JSON.parse(found.body) as { Item?: Item }).Item;
  }
}

const isFailedCondition = ({ status, body }: DynamodbReply) =>
  status === 400 && body.includes('#ConditionalCheckFailedException"');

/** The message of an error reply. */
function messageOf({ body }: DynamodbReply): string {
  return String((JSON.parse(body) as { message?: unknown }).message);
}

function keyText(item: Item, { createTable: { KeySchema } }: TableDefinition): string {
  return JSON.stringify(KeySchema.map(({ AttributeName }) => item[AttributeName]));
}

/** Name and keys of a table: CloudFormation replaces a table whose keys change. */
function identityOf({ name, createTable: { KeySchema, AttributeDefinitions } }: TableDefinition): string {
  const keys = KeySchema.map(({ AttributeName, KeyType }) => [
    KeyType,
    AttributeName,
    AttributeDefinitions.find((attribute) => attribute.AttributeName === AttributeName)?.AttributeType,
  ]);
  return JSON.stringify([name, keys]);
}

/** Differs for names that differ in case only, which some file systems do not tell apart. */
function fileName(definition: TableDefinition): string {
  const digest = createHash('sha256').update(identityOf(definition)).digest('hex');
  return `${definition.name.slice(0, 100)}.${digest.slice(0, 12)}.jsonl`;
}

const isSame = (one: TableDefinition, other: TableDefinition) => JSON.stringify(one) === JSON.stringify(other);
