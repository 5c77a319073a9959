import { type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod/mini';

/** A reply on its way to the client. A header that is set twice has the later value. */
export interface HttpReply {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string | string[]])[];
  readonly body: Buffer;
}

/** A JSON reply of the local run's own, outside the API. */
export function jsonReply(status: number, body: unknown): HttpReply {
  return { status, headers: [['Content-Type', 'application/json']], body: Buffer.from(JSON.stringify(body)) };
}

const text = z.union([z.string(), z.number(), z.boolean()]);

/** "Output format of a Lambda function for proxy integration"; API Gateway turns anything else into a 502. */
const ProxyResult = z.strictObject({
  statusCode: z.int().check(z.gte(200), z.lte(599)),
  headers: z.nullish(z.record(z.string(), text)),
  multiValueHeaders: z.nullish(z.record(z.string(), z.array(text))),
  body: z.nullish(z.string()),
  isBase64Encoded: z.nullish(z.boolean()),
});

/** Headers of a function that API Gateway passes on under another name ("Amazon API Gateway important notes"). */
const REMAPPED = /^(connection|content-length|date|host|server|transfer-encoding|upgrade|www-authenticate)$/i;

/** What a function returned, as a reply; undefined if it is not one. */
export function parseProxyResult(result: unknown): HttpReply | undefined {
  const parsed = ProxyResult.safeParse(result);
  if (!parsed.success) return undefined;
  const { statusCode: status, headers, multiValueHeaders, body, isBase64Encoded } = parsed.data;
  const reply: HttpReply = {
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ...Object.entries(headers ?? {}).map(([name, value]) => [remapped(name), String(value)] as const),
      ...Object.entries(multiValueHeaders ?? {}).map(([name, values]) => [remapped(name), values.map(String)] as const),
    ],
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
  return reply.headers.every(([name, value]) => isHeader(name, value)) ? reply : undefined;
}

function remapped(name: string): string {
  return REMAPPED.test(name) ? `x-amzn-Remapped-${name}` : name;
}

function isHeader(name: string, value: string | string[]): boolean {
  try {
    validateHeaderName(name);
    for (const item of [value].flat()) validateHeaderValue(name, item);
    return true;
  } catch {
    return false;
  }
}

/** Writes a reply and ends the response. */
export function send(response: ServerResponse, { status, headers, body }: HttpReply): void {
  for (const [name, value] of headers) response.setHeader(name, value);
  if (status !== 204) response.setHeader('Content-Length', body.length);
  response.writeHead(status).end(body);
}
