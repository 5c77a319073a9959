import { dirname, join } from 'node:path';
import type { HttpReply } from '../http/reply';
import { createFileReply } from './page-files';

const FOLDER = join(__dirname, 'page/reference');

/** Files below /_local/reference/. No other name leads to a file, which prevents path traversal. */
const files: ReadonlyMap<string, () => string> = new Map([
  ['reference.js', () => join(FOLDER, 'reference.js')],
  ['reference.css', () => join(FOLDER, 'reference.css')],
  ['swagger-ui-bundle.js', () => join(libraryFolder(), 'swagger-ui-bundle.js')],
  ['swagger-ui.css', () => join(libraryFolder(), 'swagger-ui.css')],
]);

/**
 * The page may load files of this origin only, and call this origin only. It has no Trusted Types, because Swagger UI
 * inserts sanitized descriptions as HTML. The icons in its style sheet are `data:` URLs.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "connect-src 'self'",
].join('; ');

/** The API reference: the OpenAPI document, with forms to send requests to this run. */
export function referencePage(): HttpReply | undefined {
  return createFileReply(join(FOLDER, 'index.html'), POLICY);
}

/** A file of the API reference by its path below /_local/reference/; undefined if there is none. */
export function referenceFile(name: string): HttpReply | undefined {
  const file = files.get(name);
  return file && createFileReply(file(), POLICY);
}

/** Found at the first request, because most runs never show the reference. */
function libraryFolder(): string {
  return dirname(require.resolve('swagger-ui-dist/package.json'));
}
