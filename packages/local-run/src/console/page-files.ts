import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { HttpReply } from '../http/reply';

/** Folder of the page. Its files are read for every request, so that changes are visible without a restart. */
const FOLDER = join(__dirname, 'page');

const mediaTypes: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

/** Libraries of the page, by the path that it imports them from. */
const vendored: ReadonlyMap<string, string> = new Map([['vendor/qr.js', require.resolve('qr')]]);

/**
 * A file of the page by its path below /_local/; undefined if there is none. `cognito` is the endpoint that the page may
 * call to exchange an authorization code for tokens.
 */
export function pageFile(name: string, query: URLSearchParams, cognito = ''): HttpReply | undefined {
  const file = findFile(name || 'index.html');
  return file === undefined ? undefined : createFileReply(file, contentSecurityPolicy(query.get('api') ?? '', cognito));
}

/** The reply with a file of a page; undefined if its type is none that pages use. */
export function createFileReply(file: string, policy: string): HttpReply | undefined {
  const mediaType = mediaTypes.get(extname(file));
  if (mediaType === undefined) return undefined;
  return {
    status: 200,
    headers: [
      ['Content-Type', mediaType],
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
      ['Referrer-Policy', 'no-referrer'],
      ['Content-Security-Policy', policy],
    ],
    body: readFileSync(file),
  };
}

/** Prevents path traversal: a name must be in the listing of the folder and the folders in it. */
function findFile(name: string): string | undefined {
  if (vendored.has(name)) return vendored.get(name);
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll(sep, '/'));
  return names.includes(name) ? join(FOLDER, name) : undefined;
}

/** The page may load its own files only, and call this API and the given origins. */
function contentSecurityPolicy(...origins: string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    ["connect-src 'self'", ...origins.map(originOf).filter(Boolean)].join(' '),
  ].join('; ');
}

/** The origin of a URL, or '' unless it is a plain host and port: a `;` or a `*` in it would extend the policy. */
function originOf(url: string): string {
  if (!URL.canParse(url)) return '';
  const { origin } = new URL(url);
  return /^https?:\/\/[\w.-]+(:\d+)?$/.test(origin) ? origin : '';
}
