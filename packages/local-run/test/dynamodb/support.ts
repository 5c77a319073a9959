import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { EmbeddedDynamodb } from '../../src/dynamodb/embedded-dynamodb';
import { type LoopbackServer, listen } from '../../src/http/loopback-server';
import type { TableDefinition } from '../../src/template/deployment';

/** A table `Notes` whose items have an owner and an id, with changes of the input of CreateTable. */
export function notesTable(changes: Partial<TableDefinition['createTable']> = {}): TableDefinition {
  const createTable = {
    TableName: 'Notes',
    KeySchema: [
      { AttributeName: 'owner', KeyType: 'HASH' },
      { AttributeName: 'id', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'owner', AttributeType: 'S' },
      { AttributeName: 'id', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    ...changes,
  } as const;
  return { logicalId: 'NotesTable', name: createTable.TableName, createTable, timeToLiveAttribute: undefined };
}

/** The table `Notes` with a global index by tag, and a local index by time. */
export const indexedTable = notesTable({
  AttributeDefinitions: [
    { AttributeName: 'owner', AttributeType: 'S' },
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'tag', AttributeType: 'S' },
    { AttributeName: 'createdAt', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byTag',
      KeySchema: [{ AttributeName: 'tag', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'byTime',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'createdAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
});

/** An embedded DynamoDB that listens on a free port, and a client of it. */
export interface RunningDynamodb {
  readonly url: string;
  readonly log: readonly string[];
  readonly dynamodb: EmbeddedDynamodb;
  readonly client: DynamoDBDocument;
}

const running: (RunningDynamodb & { readonly server: LoopbackServer })[] = [];

afterAll(() => {
  for (const { server, dynamodb, client } of running) {
    client.destroy();
    server.close();
    dynamodb.close();
  }
});

export function clientOf(url: string): DynamoDBDocument {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  return DynamoDBDocument.from(new DynamoDBClient({ endpoint: url, region: 'eu-west-1', credentials }));
}

/** Starts an embedded DynamoDB with these tables. It is closed after the tests of this file. */
export async function start(
  tables: readonly TableDefinition[],
  folder?: string,
  mayWrite = () => true,
): Promise<RunningDynamodb> {
  const log: string[] = [];
  const dynamodb = new EmbeddedDynamodb({ folder, mayWrite, log: (line) => log.push(line) });
  await dynamodb.configure(tables);
  const server = await listen(dynamodb.listener, 0, 'DYNAMODB_PORT');
  const started = { url: server.url, log, dynamodb, client: clientOf(server.url), server };
  running.push(started);
  return started;
}
