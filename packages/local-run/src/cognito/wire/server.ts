import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLocalHost, isLocalOrigin } from '../../http/local-names';
import type { CognitoService } from '../cognito-service';
import { CognitoException } from '../exceptions';
import { type Endpoint, findEndpoint } from '../managed-login/endpoints';
import { uuid } from '../randomness';
import { answer, type Reply, refusal } from './aws-json';
import { discover } from './discovery';

/** The largest request any operation can have a use for is far below this. */
const LARGEST_BODY = 1024 * 1024;

/**
 * Pages call Cognito directly. The real one lets pages of every origin; here only those of this machine may: any
 * signature is an administrator's, and some page in the developer's browser must not list the users.
 */
function corsHeaders({ headers: { origin } }: IncomingMessage): Record<string, string> {
  if (!isLocalOrigin(origin)) return {};
  return {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-amzn-requestid,x-amzn-errortype,date',
  };
}

/** Answers every request that reaches the embedded Cognito; it never throws and never leaves one unanswered. */
export async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  service: CognitoService,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const endpoint = findEndpoint(request.method, path, service);
  const reply = await (isLocalHost(request.headers.host) ? respondTo(path, endpoint, request, service) : elsewhere());
  response.writeHead(reply.status, {
    ...((endpoint?.cors ?? true) && corsHeaders(request)),
    ...reply.headers,
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(reply.body),
    'x-amzn-requestid': uuid(service.random),
  });
  response.end(reply.body);
}

function respondTo(path: string, endpoint: Endpoint | undefined, request: IncomingMessage, service: CognitoService) {
  return endpoint ? respondAt(endpoint, request, service) : respond(path, request, service);
}

async function respondAt(endpoint: Endpoint, request: IncomingMessage, service: CognitoService): Promise<Reply> {
  const { url = '/', headers } = request;
  const body = await read(request);
  if (body === undefined) return tooLarge();
  return endpoint.answer({ query: new URLSearchParams(url.split('?').slice(1).join('?')), headers, body }, service);
}

async function respond(path: string, request: IncomingMessage, service: CognitoService): Promise<Reply> {
  if (request.method === 'OPTIONS') return preflight(request);
  if (request.method === 'GET') return (await discover(path, request.headers.host, service)) ?? notFound();
  if (request.method !== 'POST' || path !== '/') return notFound();
  const body = await read(request);
  return body === undefined ? tooLarge() : answer(request.headers, body, service);
}

function preflight({ headers }: IncomingMessage): Reply {
  return {
    status: 200,
    headers: {
      'access-control-allow-headers': String(headers['access-control-request-headers'] ?? '*'),
      'access-control-allow-methods': 'GET,POST,OPTIONS',
      'access-control-max-age': '172800',
    },
    body: '',
  };
}

/** `undefined` when there is more than any request needs; the rest is read and dropped, so that the client hears it. */
async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  return size <= LARGEST_BODY ? Buffer.concat(chunks) : undefined;
}

const elsewhere = () => refusal(new CognitoException('ForbiddenException', 'Ask for localhost'), 403);

const notFound = () =>
  refusal(new CognitoException('UnknownOperationException', 'Requests to Cognito are POSTs to /'), 404);

const tooLarge = () =>
  refusal(new CognitoException('RequestEntityTooLargeException', 'The request body is too large'), 413);
