import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** A reply of DynamoDB: its status and its JSON. */
export interface DynamodbReply {
  readonly status: number;
  readonly body: string;
}

/** The part of a response that dynalite uses. */
interface DynaliteResponse {
  statusCode: number;
  setHeader(): void;
  end(body?: string): void;
}

/** dynalite requires a signature, but does not verify it. */
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
};

/**
 * The npm package dynalite with its data in memory. It has no port of its own: requests that are not checked never reach it.
 */
export class Engine {
  private readonly server: EventEmitter;

  constructor() {
    // Loaded here and not above, because it takes 0.1 s, which only an app with tables needs. It has no types.
    const dynalite = require('dynalite') as (options: object) => EventEmitter;
    this.server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  }

  /** Performs an operation of DynamoDB, such as `PutItem`. */
  perform(operation: string, input: object): Promise<DynamodbReply> {
    return new Promise((resolve) => {
      const headers = { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` };
      const request = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers });
      const response: DynaliteResponse = {
        statusCode: 200,
        setHeader() {},
        end: (text = '') => resolve({ status: response.statusCode, body: text }),
      };
      this.server.emit('request', request, response);
      try {
        request.emit('data', Buffer.from(JSON.stringify(input)));
        request.emit('end');
      } catch {
        // dynalite checks the input here, and throws a TypeError for some invalid ones, such as null in a list.
        const message = `An attribute value in the input of ${operation} has a form that DynamoDB does not have`;
        const __type = 'com.amazon.coral.validate#ValidationException';
        resolve({ status: 400, body: JSON.stringify({ __type, message }) });
      }
    });
  }

  /** Creates a table and waits until it accepts items. */
  async createTable(input: { readonly TableName: string }): Promise<DynamodbReply> {
    const reply = await this.perform('CreateTable', input);
    while (reply.status === 200 && (await this.tableStatus(input.TableName)) !== 'ACTIVE') await delay(1);
    return reply;
  }

  /** Deletes a table and waits until its name can be used again. */
  async deleteTable(name: string): Promise<void> {
    await this.perform('DeleteTable', { TableName: name });
    while (await this.tableStatus(name)) await delay(1);
  }

  /** Undefined if there is no such table. */
  private async tableStatus(name: string): Promise<unknown> {
    const { body } = await this.perform('DescribeTable', { TableName: name });
    return (JSON.parse(body) as { Table?: { TableStatus?: unknown } }).Table?.TableStatus;
  }
}
