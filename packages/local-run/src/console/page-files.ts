import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { HttpReply } from '../api-gateway/proxy-reply';

/** The page that a person tries the API with. Read anew for every request: what is saved there is live. */
const FOLDER = join(__dirname, 'page');

const mediaTypes: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

/** Libraries the page imports, by the name it knows them by. */
const vendored: ReadonlyMap<string, string> = new Map([['vendor/qr.js', require.resolve('qr')]]);

/**
 * One file of the page, by its name below /_local/; undefined when there is none. `cognito` is where it trades codes for
 * tokens, if it does.
 */
export function pageFile(name: string, query: URLSearchParams, cognito = ''): HttpReply | undefined {
  const file = fileOf(name || 'index.html');
  const mediaType = mediaTypes.get(extname(file ?? ''));
  if (file === undefined || mediaType === undefined) return undefined;
  return {
    status: 200,
    headers: [
      ['Content-Type', mediaType],
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
      ['Referrer-Policy', 'no-referrer'],
      ['Content-Security-Policy', contentSecurityPolicy(query.get('api') ?? '', cognito)],
    ],
    body: readFileSync(file),
  };
}

/** Only what the folder lists has a file: there is no path to get out of it by. */
function fileOf(name: string): string | undefined {
  if (vendored.has(name)) return vendored.get(name);
  return readdirSync(FOLDER).includes(name) ? join(FOLDER, name) : undefined;
}

/** The page may load what lies beside it, and call this API or the one that its address names. */
function contentSecurityPolicy(...others: string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    ["connect-src 'self'", ...others.map(originOf).filter(Boolean)].join(' '),
  ].join('; ');
}

/** Nothing but a plain host and port: a `;` or a `*`, which a URL may have there, would be more than an origin. */
function originOf(api: string): string {
  if (!URL.canParse(api)) return '';
  const { origin } = new URL(api);
  return /^https?:\/\/[\w.-]+(:\d+)?$/.test(origin) ? origin : '';
}
