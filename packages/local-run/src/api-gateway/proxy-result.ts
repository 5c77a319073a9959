import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod/mini';
import type { HttpReply } from '../http/reply';

const text = z.union([z.string(), z.number(), z.boolean()]);

/** "Output format of a Lambda function for proxy integration". */
const ProxyResult = z.strictObject({
  statusCode: z.int().check(z.gte(200), z.lte(599)),
  headers: z.nullish(z.record(z.string(), text)),
  multiValueHeaders: z.nullish(z.record(z.string(), z.array(text))),
  body: z.nullish(z.string()),
  isBase64Encoded: z.nullish(z.boolean()),
});

/** Response headers that API Gateway renames ("Amazon API Gateway important notes"). */
const REMAPPED = /^(connection|content-length|date|host|server|transfer-encoding|upgrade|www-authenticate)$/i;

/** Parses what a function returned. Undefined if it is malformed: API Gateway then answers 502. */
export function parseProxyResult(result: unknown): HttpReply | undefined {
  const parsed = ProxyResult.safeParse(result);
  if (!parsed.success) return undefined;
  const { statusCode: status, headers, multiValueHeaders, body, isBase64Encoded } = parsed.data;
  const reply: HttpReply = {
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ...Object.entries(headers ?? {}).map(([name, value]) => [remap(name), String(value)] as const),
      ...Object.entries(multiValueHeaders ?? {}).map(([name, values]) => [remap(name), values.map(String)] as const),
    ],
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
  return reply.headers.every(([name, value]) => isValidHeader(name, value)) ? reply : undefined;
}

function remap(name: string): string {
  return REMAPPED.test(name) ? `x-amzn-Remapped-${name}` : name;
}

function isValidHeader(name: string, value: string | string[]): boolean {
  try {
    validateHeaderName(name);
    for (const item of [value].flat()) validateHeaderValue(name, item);
    return true;
  } catch {
    return false;
  }
}
