import { setTimeout as delay } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../api-gateway/sha256';
import type { TableDefinition, TableKey } from '../template/deployment';
import { UserError } from '../user-error';
import type { DynamodbReply } from './engine';
import { ENDPOINT_VARIABLE } from './operations';

/** A DynamoDB that runs elsewhere, and how to call it. */
export interface ExternalDynamodb {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
  readonly log: (line: string) => void;
}

/** The part of a description of a table that is read here. */
interface Description {
  readonly TableStatus: string;
  readonly KeySchema: readonly TableKey[];
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string }[];
  readonly LocalSecondaryIndexes?: readonly { readonly IndexName: string }[];
}

/** Milliseconds in which a DynamoDB has to create a table. In AWS it takes about ten seconds. */
const CREATION_TIMEOUT = 60_000;
/** Milliseconds that a call may take. */
const CALL_TIMEOUT = 10_000;

/**
 * Creates the tables that the DynamoDB does not have, and waits until they are active. Existing tables are not changed. Throws a
 * UserError if one has other keys than in the template, or if the DynamoDB cannot be called.
 */
export async function createMissingTables(
  definitions: readonly TableDefinition[],
  dynamodb: ExternalDynamodb,
): Promise<void> {
  for (const definition of definitions) {
    const description = (await describe(definition.name, dynamodb)) ?? (await create(definition, dynamodb));
    assertSameKeys(definition, description, dynamodb.endpoint);
    logMissingIndexes(definition, description, dynamodb);
  }
}

async function create(definition: TableDefinition, dynamodb: ExternalDynamodb): Promise<Description> {
  const { name, logicalId, createTable } = definition;
  const reply = await call('CreateTable', createTable, dynamodb);
  if (!reply.ok) throw new UserError(`${logicalId}: the table ${name} cannot be created: ${errorOf(reply)}`);
  for (const deadline = Date.now() + CREATION_TIMEOUT; Date.now() < deadline; await delay(200)) {
    const description = await describe(name, dynamodb);
    if (description?.TableStatus !== 'ACTIVE') continue;
    dynamodb.log(`DynamoDB: created the table ${name} at ${dynamodb.endpoint}.`);
    return description;
  }
  throw new UserError(
    `The table ${name} at ${dynamodb.endpoint} is not active after ${CREATION_TIMEOUT / 1000} seconds.`,
  );
}

/** Undefined if there is no such table. */
async function describe(TableName: string, dynamodb: ExternalDynamodb): Promise<Description | undefined> {
  const reply = await call('DescribeTable', { TableName }, dynamodb);
  if (reply.ok) return (reply.body as { Table: Description }).Table;
  if (String(reply.body.__type).endsWith('ResourceNotFoundException')) return undefined;
  throw new UserError(
    `The DynamoDB at ${dynamodb.endpoint} (${ENDPOINT_VARIABLE}) does not describe the table ${TableName}: ${errorOf(reply)}`,
  );
}

function assertSameKeys({ name, createTable }: TableDefinition, description: Description, endpoint: string): void {
  const [wanted, existing] = [createTable, description].map(keyText);
  if (wanted === existing) return;
  throw new UserError(
    `The table ${name} at ${endpoint} has the keys ${existing}, but in the template it has ${wanted}. CloudFormation would ` +
      'replace it. Delete the table there, or change the template.',
  );
}

/** Such as `owner (S), id (N)`. */
function keyText({ KeySchema, AttributeDefinitions }: Pick<Description, 'KeySchema' | 'AttributeDefinitions'>): string {
  const typeOf = (name: string) =>
    AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  const order = ({ KeyType }: TableKey) => (KeyType === 'HASH' ? 0 : 1);
  const keys = [...KeySchema].sort((one, other) => order(one) - order(other));
  return keys.map(({ AttributeName }) => `${AttributeName} (${typeOf(AttributeName)})`).join(', ');
}

type Indexes = Pick<Description, 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes'>;

function logMissingIndexes(
  { name, createTable }: TableDefinition,
  description: Description,
  dynamodb: ExternalDynamodb,
) {
  const indexNames = ({ GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: Indexes) =>
    [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].map(({ IndexName }) => IndexName);
  const existing = indexNames(description);
  const missing = indexNames(createTable).filter((index) => !existing.includes(index));
  if (missing.length === 0) return;
  dynamodb.log(
    `DynamoDB: the table ${name} at ${dynamodb.endpoint} lacks the index ${missing.join(', ')}. Add it there, or delete the ` +
      'table, and start again.',
  );
}

interface Reply {
  readonly ok: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Name and message of the exception. AWS writes the message in lower case or with a capital. */
function errorOf({ body }: Reply): string {
  const name = String(body.__type ?? 'the reply is not one of DynamoDB').replace(/^.*#/, '');
  const message = body.message ?? body.Message;
  return message === undefined ? name : `${name}: ${message}`;
}

/** Performs an operation of DynamoDB, such as `PutItem`. Throws a UserError if the DynamoDB cannot be called. */
export async function performExternally(
  operation: string,
  input: object,
  dynamodb: ExternalDynamodb,
): Promise<DynamodbReply> {
  const { ok, body } = await call(operation, input, dynamodb);
  return { status: ok ? 200 : 400, body: JSON.stringify(body) };
}

async function call(operation: string, input: object, dynamodb: ExternalDynamodb): Promise<Reply> {
  const { endpoint, region, credentials } = dynamodb;
  const { protocol, host, hostname, port, pathname, href } = new URL(endpoint);
  const { sessionToken, ...keys } = credentials;
  const signer = new SignatureV4({
    service: 'dynamodb',
    region,
    credentials: sessionToken === undefined ? keys : { ...keys, sessionToken },
    sha256: Sha256,
  });
  const body = JSON.stringify(input);
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path: pathname,
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    },
    body,
  });
  try {
    const response = await fetch(href, { method: 'POST', headers, body, signal: AbortSignal.timeout(CALL_TIMEOUT) });
    return { ok: response.ok, body: parseObject(await response.text()) };
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: unknown } };
    throw new UserError(
      `The DynamoDB at ${endpoint} (${ENDPOINT_VARIABLE}) cannot be called: ${cause?.code ?? message}`,
    );
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
