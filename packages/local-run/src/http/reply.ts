import type { ServerResponse } from 'node:http';

/** An HTTP reply of the local run. A later header replaces an earlier one of the same name. */
export interface HttpReply {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string | string[]])[];
  readonly body: Buffer;
}

/** A reply with a JSON body for this machine only: no cache keeps it and no page of another origin can embed it. */
export function createJsonReply(status: number, body: unknown): HttpReply {
  return createJsonTextReply(status, JSON.stringify(body));
}

/** As `createJsonReply`, for a body that is JSON text. */
export function createJsonTextReply(status: number, body: string): HttpReply {
  return {
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
      ['Cross-Origin-Resource-Policy', 'same-origin'],
    ],
    body: Buffer.from(body),
  };
}

/** Sends a reply and ends the response. */
export function sendReply(response: ServerResponse, { status, headers, body }: HttpReply): void {
  for (const [name, value] of headers) response.setHeader(name, value);
  if (status !== 204) response.setHeader('Content-Length', body.length);
  response.writeHead(status).end(body);
}
