import type { ServerResponse } from 'node:http';

/** An HTTP reply of the local run. A later header replaces an earlier one of the same name. */
export interface HttpReply {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string | string[]])[];
  readonly body: Buffer;
}

/** A reply with a JSON body. */
export function createJsonReply(status: number, body: unknown): HttpReply {
  return { status, headers: [['Content-Type', 'application/json']], body: Buffer.from(JSON.stringify(body)) };
}

/** Sends a reply and ends the response. */
export function sendReply(response: ServerResponse, { status, headers, body }: HttpReply): void {
  for (const [name, value] of headers) response.setHeader(name, value);
  if (status !== 204) response.setHeader('Content-Length', body.length);
  response.writeHead(status).end(body);
}
