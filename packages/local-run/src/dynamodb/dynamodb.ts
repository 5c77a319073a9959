import { join } from 'node:path';
import { type LoopbackServer, listen } from '../http/loopback-server';
import type { Deployment, TableDefinition } from '../template/deployment';
import { EmbeddedDynamodb } from './embedded-dynamodb';
import type { DynamodbReply } from './engine';
import { createMissingTables, type ExternalDynamodb, performExternally } from './external-tables';
import { answerOperation, type OperationRequest } from './server';

export interface DynamodbOptions {
  /** URL of the DynamoDB to use. Undefined: the embedded one. */
  readonly endpoint: string | undefined;
  /** Port of the embedded one on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Called when items of the embedded one were written or deleted. */
  readonly onChange?: () => void;
  readonly log: (line: string) => void;
}

/** The folder of the state of a run, and whether the run may still write to it. */
export interface KeptState {
  readonly path: string;
  readonly held: boolean;
}

/** The DynamoDB of a local run: the embedded one, which starts with the first table, or one that runs elsewhere. */
export class Dynamodb {
  private embedded: { readonly database: EmbeddedDynamodb; readonly server: LoopbackServer } | undefined;
  /** As of the last `configure`; undefined without an endpoint. */
  private external: ExternalDynamodb | undefined;
  /** The tables of the template, as of the last `configure`. */
  private tables: readonly TableDefinition[] = [];

  constructor(private readonly options: DynamodbOptions) {}

  /** URL that functions call; undefined if the template has had no table yet. */
  get url(): string | undefined {
    return this.options.endpoint ?? this.embedded?.server.url;
  }

  /** How many items the tables have. Undefined if items are not kept. */
  get keptItems(): number | undefined {
    return this.embedded?.database.keptItems;
  }

  /** Starts the embedded DynamoDB with the first table. Without a state, the items end with the process. */
  async start(tables: readonly TableDefinition[], state: KeptState | undefined): Promise<void> {
    const { endpoint, port, onChange, log } = this.options;
    if (endpoint !== undefined || this.embedded || tables.length === 0) return;
    const folder = state && { folder: join(state.path, 'dynamodb'), mayWrite: () => state.held };
    const database = new EmbeddedDynamodb({ ...folder, ...(onChange && { onChange }), log });
    this.embedded = { database, server: await listen(database.listener, port, 'DYNAMODB_PORT') };
  }

  /** Creates or changes the tables. Another DynamoDB than the embedded one is called with these credentials. */
  async configure(
    { tables, region }: Pick<Deployment, 'tables' | 'region'>,
    credentials: ExternalDynamodb['credentials'],
  ): Promise<void> {
    await this.embedded?.database.configure(tables);
    this.tables = tables;
    const { endpoint, log } = this.options;
    if (endpoint === undefined) return;
    this.external = { endpoint, region, credentials, log };
    await createMissingTables(tables, this.external);
  }

  /** Performs an operation, such as `PutItem`. */
  perform(operation: string, input: object): Promise<DynamodbReply> {
    if (this.embedded) return this.embedded.database.perform(operation, input);
    if (this.external) return performExternally(operation, input, this.external);
    throw new Error('There is no DynamoDB');
  }

  /** Answers a request for an operation. DynamoDB errors are replies too. Undefined if the template has had no table yet. */
  async answer(request: OperationRequest): Promise<DynamodbReply | undefined> {
    if (this.url === undefined) return undefined;
    return answerOperation(request, {
      tableNames: this.tables.map(({ name }) => name),
      timeToLiveAttribute: (table) => this.tables.find(({ name }) => name === table)?.timeToLiveAttribute,
      perform: (operation, input) => this.perform(operation, input),
      log: (line) => this.options.log(`DynamoDB: ${line}`),
    });
  }

  /** Closes the port of the embedded DynamoDB and its files. */
  close(): void {
    this.embedded?.server.close();
    this.embedded?.database.close();
  }
}
