import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { EmbeddedCognito } from '../cognito/embedded-cognito';
import { endpoints as controlEndpoints } from '../control/endpoints';
import { isLocalHost } from '../http/local-names';
import { createJsonReply, type HttpReply } from '../http/reply';
import { parseRequestTarget } from '../http/request-target';
import type { ClientConfiguration } from './client-configuration';
import { messagePage } from './message-page';
import { describeThisRun } from './openapi-document';
import { pageFile } from './page-files';
import { referenceFile, referencePage } from './reference-files';

/** What the console shows. */
export interface ConsoleSources {
  /** Absent if the run uses another Cognito. */
  readonly cognito?: EmbeddedCognito | undefined;
  /** Absent until the app is loaded. */
  readonly configuration?: ClientConfiguration | undefined;
  /** Path of an OpenAPI document. */
  readonly openapi?: string | undefined;
}

type Endpoint = (query: URLSearchParams, sources: ConsoleSources) => HttpReply | undefined;

const endpoints: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['/_local/messages', messages],
  ['/_local/config.json', (_query, { configuration }) => clientConfiguration(configuration)],
  ['/_local/openapi.json', (_query, sources) => openApiDocument(sources)],
  ['/_local/reference', (_query, { openapi }) => (openapi ? referencePage() : noOpenApiDocument())],
]);

/** Ends with a slash, because the page uses relative URLs. */
const ROOT = '/_local/';

/** Prefix of the pages of the messages, by their ids. */
const MESSAGES = 'messages/';

/** Prefix of the files of the API reference, below ROOT. */
const REFERENCE = 'reference/';

/**
 * The reply to a request below /_local/; undefined for any other path, which belongs to the API. Answers only requests that
 * name this machine as their host, because a web site that uses DNS rebinding must not read the messages.
 */
export function consoleReply(
  { method, url, headers }: IncomingMessage,
  sources: ConsoleSources,
): HttpReply | undefined {
  const { path, query } = parseRequestTarget(url);
  if (!`${path}/`.startsWith(ROOT)) return undefined;
  const reply = method === 'GET' && isLocalHost(headers.host) ? findReply(path, query, sources) : undefined;
  return reply ?? notFound();
}

function notFound(): HttpReply {
  const [pages, controls] = [[ROOT, ...endpoints.keys()], [...controlEndpoints.keys()]].map((paths) =>
    paths.join(', '),
  );
  return createJsonReply(404, {
    message: `Not found. Use GET on localhost with: ${pages}. Tests can also use: ${controls}`,
  });
}

function findReply(path: string, query: URLSearchParams, sources: ConsoleSources): HttpReply | undefined {
  if (!path.startsWith(ROOT)) return redirect(query.size > 0 ? `${ROOT}?${query}` : ROOT);
  const name = path.slice(ROOT.length);
  return (
    endpoints.get(path)?.(query, sources) ??
    (name.startsWith(MESSAGES) ? message(name.slice(MESSAGES.length), sources) : undefined) ??
    (name.startsWith(REFERENCE)
      ? referenceFile(name.slice(REFERENCE.length))
      : pageFile(name, query, managedLoginOrigin(sources)))
  );
}

function managedLoginOrigin({ configuration }: ConsoleSources): string | undefined {
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

/** The messages that Cognito has sent, oldest first; with `to`, those to one address. */
function messages(query: URLSearchParams, { cognito }: ConsoleSources): HttpReply {
  if (cognito) return createJsonReply(200, cognito.messages(query.get('to') ?? undefined));
  return createJsonReply(404, {
    message: 'This run uses another Cognito. Only the embedded Cognito keeps its messages.',
  });
}

function message(id: string, { cognito }: ConsoleSources): HttpReply | undefined {
  const found = cognito?.message(id);
  return found && messagePage(found.text);
}

/** Read for every request, so that changes are visible without a restart. */
function openApiDocument({ openapi, configuration }: ConsoleSources): HttpReply {
  if (!openapi) return noOpenApiDocument();
  try {
    const document = JSON.parse(readFileSync(openapi, 'utf8'));
    return createJsonReply(200, configuration ? describeThisRun(document, configuration) : document);
  } catch (error) {
    return createJsonReply(500, { message: `${openapi} cannot be read: ${(error as Error).message}` });
  }
}

function noOpenApiDocument(): HttpReply {
  return createJsonReply(404, { message: 'There is no OpenAPI document. Start the local run with --openapi FILE.' });
}

function clientConfiguration(configuration: ClientConfiguration | undefined): HttpReply {
  if (configuration) return createJsonReply(200, configuration);
  return createJsonReply(503, { message: 'The app is not loaded yet' });
}
