import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { ClientConfiguration } from './client-configuration';
import type { EmbeddedCognito } from './cognito/embedded-cognito';
import { isLocalHost } from './local-names';
import { pageFile } from './page-files';
import { jsonReply, type Reply } from './reply';
import { readTarget } from './request-target';

type Page = (query: URLSearchParams, cognito?: EmbeddedCognito, configuration?: ClientConfiguration) => Reply;

const pages: ReadonlyMap<string, Page> = new Map<string, Page>([
  ['/_local/messages', messages],
  ['/_local/config.json', (_query, _cognito, configuration) => config(configuration)],
  ['/_local/openapi.json', () => jsonReply(200, JSON.parse(readFileSync('docs/openapi.json', 'utf8')))],
]);

/** Relative addresses in the page are meant to be below this. */
const ROOT = '/_local/';

/**
 * What the local run offers beside the API, below /_local/; undefined for every other path. The page of another site
 * that had its name point to this machine must not read the codes: only requests to a local name are answered.
 */
export function localPage(
  { method, url, headers }: IncomingMessage,
  cognito: EmbeddedCognito | undefined,
  configuration?: ClientConfiguration,
): Reply | undefined {
  const { path, query } = readTarget(url);
  if (!`${path}/`.startsWith(ROOT)) return undefined;
  const reply = method === 'GET' && isLocalHost(headers.host) ? answer(path, query, cognito, configuration) : undefined;
  return reply ?? jsonReply(404, { message: `On localhost, GET here: ${[ROOT, ...pages.keys()].join(', ')}` });
}

function answer(
  path: string,
  query: URLSearchParams,
  ...told: [EmbeddedCognito?, ClientConfiguration?]
): Reply | undefined {
  if (!path.startsWith(ROOT)) return redirect(query.size > 0 ? `${ROOT}?${query}` : ROOT);
  return pages.get(path)?.(query, ...told) ?? pageFile(path.slice(ROOT.length), query, managedLoginAt(told[1]));
}

function managedLoginAt(configuration?: ClientConfiguration): string | undefined {
  return configuration?.managedLogin ? configuration.cognito : undefined;
}

function redirect(to: string): Reply {
  return {
    status: 307,
    headers: [
      ['Location', to],
      ['Cache-Control', 'no-store'],
    ],
    body: Buffer.alloc(0),
  };
}

/** What Cognito sent, oldest first: all, or `to` one address. */
function messages(query: URLSearchParams, cognito: EmbeddedCognito | undefined): Reply {
  if (cognito) return jsonReply(200, cognito.messages(query.get('to') ?? undefined));
  return jsonReply(404, { message: 'The Cognito in use is not the embedded one, which keeps the messages' });
}

/** What a page has to know to sign somebody in. */
function config(configuration: ClientConfiguration | undefined): Reply {
  if (configuration) return jsonReply(200, configuration);
  return jsonReply(503, { message: 'The app is not loaded yet' });
}
