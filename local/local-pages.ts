import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { EmbeddedCognito } from './cognito/embedded-cognito';
import { jsonReply, type Reply } from './reply';
import { readTarget } from './request-target';

type Page = (query: URLSearchParams, cognito: EmbeddedCognito | undefined) => Reply;

const pages: ReadonlyMap<string, Page> = new Map([
  ['/_local/messages', messages],
  ['/_local/openapi.json', () => jsonReply(200, JSON.parse(readFileSync('docs/openapi.json', 'utf8')))],
]);

/**
 * What the local run offers beside the API, below /_local/; undefined for every other path. The page of another site
 * that had its name point to this machine must not read the codes: only requests to a local name are answered.
 */
export function localPage(
  { method, url, headers }: IncomingMessage,
  cognito: EmbeddedCognito | undefined,
): Reply | undefined {
  const { path, query } = readTarget(url);
  if (!path.startsWith('/_local/')) return undefined;
  const page = pages.get(path);
  const isLocalName = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(headers.host ?? '');
  if (page && method === 'GET' && isLocalName) return page(query, cognito);
  return jsonReply(404, { message: `On localhost, GET here: ${[...pages.keys()].join(', ')}` });
}

/** What Cognito sent, oldest first: all, or `to` one address. */
function messages(query: URLSearchParams, cognito: EmbeddedCognito | undefined): Reply {
  if (cognito) return jsonReply(200, cognito.messages(query.get('to') ?? undefined));
  return jsonReply(404, { message: 'The Cognito in use is not the embedded one, which keeps the messages' });
}
