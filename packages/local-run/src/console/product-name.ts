import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const Document = z.object({ info: z.object({ title: z.string().check(z.minLength(1)) }) });

/** The title of an OpenAPI document; undefined if there is none. `/_local/openapi.json` reports a file that cannot be read. */
export function readTitle(openapi: string | undefined): string | undefined {
  if (openapi === undefined) return undefined;
  try {
    return z.safeParse(Document, JSON.parse(readFileSync(openapi, 'utf8'))).data?.info.title;
  } catch {
    return undefined;
  }
}
