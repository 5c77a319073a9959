import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLocalHost, isLocalOrigin } from '../http/local-names';
import { readBody } from '../http/read-body';
import type { DynamodbReply } from './engine';
import { refusal } from './operations';

/** Bytes: DynamoDB's largest request, a BatchWriteItem. */
export const MAX_BODY_SIZE = 16 * 1024 * 1024;
const TARGET = /^\w{1,64}\.(\w{1,64})$/;
const TABLE_ARN = /^arn:aws:dynamodb:[^:]*:[^:]*:table\/([^/]+)$/;

/** An input of DynamoDB. All else in it is checked by dynalite. */
interface Input {
  readonly TableName?: unknown;
  readonly RequestItems?: unknown;
}

/** What the server needs of the database. */
export interface Database {
  readonly tableNames: readonly string[];
  timeToLiveAttribute(tableName: string): string | undefined;
  perform(operation: string, input: Input): Promise<DynamodbReply>;
  log(line: string): void;
}

/** Answers a request to the embedded DynamoDB. Rejects only if the client aborts the request. */
export async function serve(request: IncomingMessage, response: ServerResponse, database: Database): Promise<void> {
  const { status, body } = await answer(request, database);
  response.writeHead(status, {
    ...corsHeaders(request),
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}

/** Pages of this machine may call DynamoDB with the credentials of an identity pool, as they may in AWS. */
function corsHeaders({ headers }: IncomingMessage): Record<string, string> {
  if (!isLocalOrigin(headers.origin)) return {};
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-headers': String(headers['access-control-request-headers'] ?? '*'),
  };
}

async function answer(request: IncomingMessage, database: Database): Promise<DynamodbReply> {
  const { method, headers } = request;
  if (!isLocalHost(headers.host)) return errorReply('AccessDeniedException', 'The Host header must be localhost', 403);
  if (headers.origin !== undefined && !isLocalOrigin(headers.origin)) {
    return errorReply('AccessDeniedException', 'Pages of other origins than localhost are not allowed', 403);
  }
  if (method === 'OPTIONS') return { status: 200, body: '' };
  if (method !== 'POST') return errorReply('UnknownOperationException', 'DynamoDB accepts the method POST only', 404);
  const body = await readBody(request, MAX_BODY_SIZE);
  if (!body) return errorReply('RequestEntityTooLargeException', 'The request body is too large', 413);
  return answerOperation({ target: headers['x-amz-target'], authorization: headers.authorization, body }, database);
}

/** A request for an operation. */
export interface OperationRequest {
  /** The header X-Amz-Target. */
  readonly target: unknown;
  /** The header Authorization. */
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

/** Performs the operation of a request, or refuses it with the error that DynamoDB has for it. */
export async function answerOperation(
  { target, authorization, body }: OperationRequest,
  database: Database,
): Promise<DynamodbReply> {
  const [, operation] = TARGET.exec(String(target)) ?? [];
  if (operation === undefined) {
    return errorReply('UnknownOperationException', 'The X-Amz-Target header names no operation');
  }
  const refused = refusal(operation);
  if (refused !== undefined) {
    database.log(refused);
    return errorReply('UnknownOperationException', refused);
  }
  if (!authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
    return errorReply('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  const input = parseInput(body);
  return input
    ? perform(operation, input, database)
    : errorReply('SerializationException', 'The body is not a JSON object');
}

function parseInput(body: Buffer): Input | undefined {
  try {
    const input: unknown = JSON.parse(body.toString('utf8'));
    return typeof input === 'object' && input !== null && !Array.isArray(input) ? withTableName(input) : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the ARN of a table, which DynamoDB accepts as its name, and dynalite does not. */
function withTableName(input: Input): Input {
  const [, name] = TABLE_ARN.exec(String(input.TableName)) ?? [];
  return name === undefined ? input : { ...input, TableName: name };
}

async function perform(operation: string, input: Input, database: Database): Promise<DynamodbReply> {
  const reply = await database.perform(operation, input);
  if (reply.status === 200) return operation === 'DescribeTimeToLive' ? timeToLiveReply(input, database) : reply;
  if (reply.body.includes('#ResourceNotFoundException')) logMissingTables(input, database);
  return reply;
}

/** dynalite does not know the attribute. */
function timeToLiveReply({ TableName }: Input, database: Database): DynamodbReply {
  const AttributeName = database.timeToLiveAttribute(String(TableName));
  const TimeToLiveDescription = AttributeName
    ? { AttributeName, TimeToLiveStatus: 'ENABLED' }
    : { TimeToLiveStatus: 'DISABLED' };
  return { status: 200, body: JSON.stringify({ TimeToLiveDescription }) };
}

/** The names have been checked: another one than a valid one is a ValidationException. */
function logMissingTables({ TableName, RequestItems = {} }: Input, database: Database): void {
  const { tableNames } = database;
  const named = TableName === undefined ? Object.keys(Object(RequestItems)) : [String(TableName)];
  const missing = named.filter((name) => !tableNames.includes(name));
  if (missing.length === 0) return;
  const existing = tableNames.length > 0 ? `its tables are ${tableNames.join(', ')}` : 'it has no table';
  database.log(`The template has no table ${missing.join(', ')}: ${existing}.`);
}

/** An error in the form in which DynamoDB reports it. */
export function errorReply(name: string, message: string, status = 400): DynamodbReply {
  return { status, body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message }) };
}
