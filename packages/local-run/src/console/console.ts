import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { type HttpReply, jsonReply } from '../api-gateway/proxy-reply';
import type { EmbeddedCognito } from '../cognito/embedded-cognito';
import { isLocalHost } from '../http/local-names';
import { parseRequestTarget } from '../http/request-target';
import type { ClientConfiguration } from './client-configuration';
import { pageFile } from './page-files';

/** What the console shows: each part is absent until the app is loaded, or where the run does not have it. */
export interface ConsoleSources {
  readonly cognito?: EmbeddedCognito | undefined;
  readonly configuration?: ClientConfiguration | undefined;
  /** Path of the OpenAPI document. */
  readonly openapi?: string | undefined;
}

type Page = (query: URLSearchParams, sources: ConsoleSources) => HttpReply;

const pages: ReadonlyMap<string, Page> = new Map<string, Page>([
  ['/_local/messages', messages],
  ['/_local/config.json', (_query, { configuration }) => config(configuration)],
  ['/_local/openapi.json', (_query, { openapi }) => openApiDocument(openapi)],
]);

/** Relative addresses in the page are meant to be below this. */
const ROOT = '/_local/';

/**
 * What the local run offers beside the API, below /_local/; undefined for every other path. The page of another site
 * that had its name point to this machine must not read the codes: only requests to a local name are answered.
 */
export function consoleReply(
  { method, url, headers }: IncomingMessage,
  sources: ConsoleSources,
): HttpReply | undefined {
  const { path, query } = parseRequestTarget(url);
  if (!`${path}/`.startsWith(ROOT)) return undefined;
  const reply = method === 'GET' && isLocalHost(headers.host) ? answer(path, query, sources) : undefined;
  return reply ?? jsonReply(404, { message: `On localhost, GET here: ${[ROOT, ...pages.keys()].join(', ')}` });
}

function answer(path: string, query: URLSearchParams, sources: ConsoleSources): HttpReply | undefined {
  if (!path.startsWith(ROOT)) return redirect(query.size > 0 ? `${ROOT}?${query}` : ROOT);
  return pages.get(path)?.(query, sources) ?? pageFile(path.slice(ROOT.length), query, managedLoginAt(sources));
}

function managedLoginAt({ configuration }: ConsoleSources): string | undefined {
  return configuration?.managedLogin ? configuration.cognito : undefined;
}

function redirect(to: string): HttpReply {
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
function messages(query: URLSearchParams, { cognito }: ConsoleSources): HttpReply {
  if (cognito) return jsonReply(200, cognito.messages(query.get('to') ?? undefined));
  return jsonReply(404, { message: 'The Cognito in use is not the embedded one, which keeps the messages' });
}

/** The document that --openapi names, as it is now. */
function openApiDocument(openapi: string | undefined): HttpReply {
  if (!openapi) return jsonReply(404, { message: 'No document: start the local run with --openapi FILE' });
  return jsonReply(200, JSON.parse(readFileSync(openapi, 'utf8')));
}

/** What a page has to know to sign somebody in. */
function config(configuration: ClientConfiguration | undefined): HttpReply {
  if (configuration) return jsonReply(200, configuration);
  return jsonReply(503, { message: 'The app is not loaded yet' });
}
