import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLocalHost, isLocalOrigin } from '../../http/local-names';
import { readBody } from '../../http/read-body';
import { parseRequestTarget } from '../../http/request-target';
import { type CognitoReply, createJsonReply } from '../cognito-reply';
import type { CognitoService } from '../cognito-service';
import { CognitoException } from '../exceptions';
import { type Endpoint, findEndpoint } from '../managed-login/endpoints';
import { uuid } from '../randomness';
import { exceptionReply, operationName, respond } from './aws-json';
import { discover } from './discovery';
import { faultReply } from './fault-reply';

/** Bytes. Far more than the largest request of any operation. */
const MAX_BODY_SIZE = 1024 * 1024;

/**
 * Web pages call Cognito directly. AWS allows pages of every origin. Here only pages of this machine are allowed: any
 * signature counts as an administrator's, so a page of another origin in the developer's browser could list the users.
 */
function corsHeaders({ headers: { origin } }: IncomingMessage): Record<string, string> {
  if (!isLocalOrigin(origin)) return {};
  return {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-amzn-requestid,x-amzn-errortype,x-amzn-errormessage,date',
  };
}

/** Answers a request to the embedded Cognito. Rejects only if the client aborts the request. */
export async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  service: CognitoService,
): Promise<void> {
  const { path, query } = parseRequestTarget(request.url);
  const endpoint = findEndpoint(request.method, path, service);
  const reply = await dispatch(request, { path, query, endpoint }, service);
  if (reply === undefined) {
    request.socket.resetAndDestroy();
    return;
  }
  response.writeHead(reply.status, {
    ...((endpoint?.cors ?? true) && corsHeaders(request)),
    ...reply.headers,
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(reply.body),
    'x-amzn-requestid': uuid(service.random),
  });
  response.end(reply.body);
}

interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Of managed login. */
  readonly endpoint: Endpoint | undefined;
}

/** The reply to a request; undefined to reset the connection. */
async function dispatch(
  request: IncomingMessage,
  target: Target,
  service: CognitoService,
): Promise<CognitoReply | undefined> {
  const { path, query, endpoint } = target;
  const { method, headers } = request;
  if (!isLocalHost(headers.host)) return forbidden();
  if (endpoint !== undefined) {
    const body = await readBody(request, MAX_BODY_SIZE);
    if (body === undefined) return tooLarge();
    const reply = await endpoint.respond({ query, headers, body }, service);
    // These endpoints sign users in, and create the users of identity providers.
    service.onChange('users');
    return reply;
  }
  if (method === 'OPTIONS') return preflight(request);
  if (method === 'GET') return (await discover(path, headers.host, service)) ?? notFound();
  if (method !== 'POST' || path !== '/') return notFound();
  const body = await readBody(request, MAX_BODY_SIZE);
  if (body === undefined) return tooLarge();
  const fault = service.faults.take(operationName(headers));
  const perform = () => respond(headers, body, service);
  return fault === undefined ? perform() : faultReply(fault, perform);
}

function preflight({ headers }: IncomingMessage): CognitoReply {
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

const forbidden = () =>
  exceptionReply(new CognitoException('ForbiddenException', 'The Host header must be localhost'), 403);

/** Cognito's reply to a path or method that it does not know. */
const notFound = () =>
  createJsonReply(400, {
    code: 'BadRequest',
    message: 'The server did not understand the operation that was requested.',
    type: 'client',
  });

const tooLarge = () =>
  exceptionReply(new CognitoException('RequestEntityTooLargeException', 'The request body is too large'), 413);
