import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod/mini';
import type { HttpReply } from '../http/reply';

const text = z.union([z.string(), z.number(), z.boolean()]);

/** "Output format of a Lambda function for proxy integration". */
const ProxyResult = z.strictObject({
  statusCode: z.nullish(z.union([z.number(), z.string().check(z.regex(/^\d+$/))])),
  headers: z.nullish(z.record(z.string(), text)),
  multiValueHeaders: z.nullish(z.record(z.string(), z.array(text))),
  body: z.nullish(z.string()),
  isBase64Encoded: z.nullish(z.boolean()),
});

/** Response headers that API Gateway renames ("Amazon API Gateway important notes"). */
const REMAPPED = /^(connection|content-length|date|host|server|transfer-encoding|upgrade|www-authenticate)$/i;

/** Of the headers that API Gateway drops, the one that Node.js refuses to send. */
const DROPPED = /^trailer$/i;

/** Parses what a function returned. Undefined if it is malformed: API Gateway then answers 502. */
export function parseProxyResult(result: unknown): HttpReply | undefined {
  const parsed = ProxyResult.safeParse(result);
  if (!parsed.success) return undefined;
  const { statusCode, headers, multiValueHeaders, body } = parsed.data;
  const status = Number(statusCode ?? 200);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  const reply: HttpReply = {
    status,
    headers: mergeHeaders([
      ...Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
        values.map((value) => [name, value] as const),
      ),
      ...Object.entries(headers ?? {}),
    ]),
    // API Gateway decodes base64 for the binary media types of an API only. The local run supports no API that has any.
    body: Buffer.from(body ?? ''),
  };
  return reply.headers.every(([name, value]) => isValidHeader(name, value)) ? reply : undefined;
}

/**
 * Merges the values of each header, whatever the case of its name. A pair of name and value that is listed twice is sent once
 * ("Output format of a Lambda function for proxy integration").
 */
function mergeHeaders(pairs: readonly (readonly [string, string | number | boolean])[]): HttpReply['headers'] {
  const merged = new Map<string, { name: string; values: Set<string> }>();
  for (const [name, value] of pairs) {
    if (DROPPED.test(name)) continue;
    const header = merged.get(name.toLowerCase()) ?? { name: remap(name), values: new Set() };
    merged.set(name.toLowerCase(), header);
    header.values.add(String(value));
  }
  const own = [...merged.values()].map(({ name, values: [first = '', ...others] }): [string, string | string[]] => [
    name,
    others.length > 0 ? [first, ...others] : first,
  ]);
  return [['Content-Type', 'application/json'], ...own];
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
