import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import inspector from 'node:inspector';
import Ajv, { type ValidateFunction } from 'ajv-draft-04';
import type { DeployedFunctions } from '../functions/deployed-functions';
import { FunctionFailed } from '../functions/functions';
import { readBody } from '../http/read-body';
import { type HttpReply, sendReply } from '../http/reply';
import type { Logger } from '../log/logger';
import type { Deployment, Method } from '../template/deployment';
import { headerValues } from '../template/parameter-mapping';
import { isAllowed } from '../template/permissions';
import { UserError } from '../user-error';
import { type Authorizer, createCognitoAuthorizer, createKeyCache } from './authorizer';
import { createGatewayReply, GatewayError } from './gateway-responses';
import { createProxyEvent } from './proxy-event';
import { parseProxyResult } from './proxy-result';
import {
  type GatewayRequest,
  type Principal,
  type RequestHead,
  readRequestHead,
  type SigningCredentials,
} from './request';
import { createRouter, type RouteMatch, type Router } from './router';
import { type SignatureOptions, verifySignature } from './signatures';
import { TokenBucket } from './token-bucket';

/** Maximum bytes of a body ("Amazon API Gateway quotas": payload size). */
const MAX_BODY = 10 * 1024 * 1024;
/** Maximum bytes of an event ("Lambda quotas": synchronous invocation payload). */
const MAX_EVENT = 6 * 1024 * 1024;
/** Maximum bytes of the request line and the header values ("Amazon API Gateway quotas"). */
const MAX_HEAD = 10_240;
/** Milliseconds that an integration may take ("Amazon API Gateway quotas": default integration timeout). */
const INTEGRATION_TIMEOUT = 29_000;

export interface GatewayOptions {
  /** Where to fetch the public keys of the user pools. */
  readonly cognitoEndpoint: string;
  /** The functions behind the methods. */
  readonly functions: DeployedFunctions;
  /** Whether the rate limits of the methods apply. */
  readonly throttling: boolean;
  readonly log: Logger;
  /**
   * Milliseconds that a function may take, the time in which it waits for a free worker included.
   * @default 29,000, as in API Gateway
   */
  readonly integrationTimeout?: number | undefined;
  /** Time for the expiry of tokens and signatures, in milliseconds since 1970. */
  readonly clock: () => number;
  /** How to verify signed requests. */
  readonly signatures: Omit<SignatureOptions, 'clock'>;
}

/** Answers HTTP requests to one deployment as API Gateway does. A reload creates a new gateway. */
export class Gateway {
  private readonly findMethod: Router;
  private readonly buckets = new Map<Method, TokenBucket>();
  private readonly authorizers = new Map<Method, Authorizer>();
  private readonly validators = new Map<Method, ReadonlyMap<string, ValidateFunction>>();

  constructor(
    private readonly deployment: Deployment,
    private readonly options: GatewayOptions,
  ) {
    this.findMethod = createRouter(deployment.methods);
    const keys = createKeyCache(options.cognitoEndpoint);
    const ajv = new Ajv({ strict: false });
    for (const method of deployment.methods) {
      if (method.throttle && options.throttling) this.buckets.set(method, new TokenBucket(method.throttle));
      if (method.auth && !('iam' in method.auth)) {
        this.authorizers.set(method, createCognitoAuthorizer(method.auth, { keys, clock: options.clock }));
      }
      const validators = [...method.models].map(
        ([mediaType, schema]) => [mediaType, compile(ajv, schema, method)] as const,
      );
      this.validators.set(method, new Map(validators));
    }
  }

  /** Answers one request and logs one line about it. */
  async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const head = readRequestHead(randomUUID(), incoming);
    const match = this.findMethod(head.httpMethod, head.path);
    const reply = await this.answer(head, match).catch((thrown) => this.toErrorReply(thrown, head, match));
    response.setHeader('x-amzn-requestid', head.id);
    sendReply(response, reply);
    this.options.log.request({
      ...routeOf(head, match),
      status: incoming.complete ? reply.status : undefined,
      milliseconds: Math.round(performance.now() - startedAt),
      code: incoming.complete ? problemCode(reply) : undefined,
    });
  }

  private async answer(head: RequestHead, match: RouteMatch | undefined): Promise<HttpReply> {
    const body = await readBody(head.incoming, MAX_BODY);
    if (headSize(head.incoming) > MAX_HEAD) return headTooLargeReply();
    if (body === undefined) throw new GatewayError('REQUEST_TOO_LARGE');
    const request = { ...head, body };
    if (!match) throw unknownRouteError(head.incoming);
    // AWS does not document whether the limit or the authorizer comes first. This order limits requests with bad tokens too.
    if (this.buckets.get(match.method)?.take() === false) throw new GatewayError('THROTTLED');
    const principal = await this.authorize(match.method, request);
    this.validate(match.method, request);
    return this.integrate(request, match, principal);
  }

  private async authorize(method: Method, request: GatewayRequest): Promise<Principal> {
    if (!method.auth) return {};
    if ('iam' in method.auth) return { credentials: await this.authorizeSigner(request) };
    const authorizer = this.authorizers.get(method);
    const claims = await authorizer?.(request.incoming.headers.authorization).catch((error) => {
      this.options.log(`The authorizer cannot check tokens: ${error.message}`);
      throw new GatewayError('AUTHORIZER_FAILURE');
    });
    if (!claims) throw new GatewayError('UNAUTHORIZED');
    return { claims };
  }

  /** Verifies the signature, then the permissions of the signer for the path as it was called. */
  private async authorizeSigner(request: GatewayRequest): Promise<SigningCredentials> {
    const { signatures, clock } = this.options;
    const signer = await verifySignature(request, { ...signatures, clock });
    const { account, restApiId, stageName, permissions } = this.deployment;
    const resource = `arn:aws:execute-api:${signatures.region}:${account}:${restApiId}/${stageName}/${request.httpMethod}${request.path}`;
    if (!isAllowed(permissions.get(signer.owner.roleArn) ?? [], 'execute-api:Invoke', resource)) {
      throw new GatewayError(
        'ACCESS_DENIED',
        `User is not authorized to perform: execute-api:Invoke on resource: ${resource}`,
      );
    }
    return signer;
  }

  private validate(method: Method, { body, incoming }: GatewayRequest): void {
    const mediaType = incoming.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? 'application/json';
    const validator = this.validators.get(method)?.get(mediaType);
    if (validator && !validator(parseJson(body))) throw new GatewayError('BAD_REQUEST_BODY');
  }

  private async integrate(request: GatewayRequest, match: RouteMatch, principal: Principal): Promise<HttpReply> {
    const { integration } = match.method;
    if ('status' in integration) {
      const headers = headerValues(integration.headers, headerOf(request.incoming));
      return { status: integration.status, headers, body: Buffer.alloc(0) };
    }
    const event = JSON.stringify(createProxyEvent(request, { ...match, principal }, this.deployment));
    if (Buffer.byteLength(event) > MAX_EVENT) throw new GatewayError('REQUEST_TOO_LARGE');
    const lambda = this.options.functions.get(integration.functionName);
    const result = await this.withinTimeout(
      lambda?.invoke(event, { requestId: request.id, label: routeLabel(request, match) }),
    );
    const reply = parseProxyResult(result);
    if (!reply) throw new Error(`${integration.functionName} returned a malformed proxy response`);
    return reply;
  }

  /** Like API Gateway, does not end the function if it takes too long. A debugger may pause it for any time. */
  private async withinTimeout(result: Promise<unknown> | undefined): Promise<unknown> {
    if (inspector.url()) return result;
    const { integrationTimeout = INTEGRATION_TIMEOUT } = this.options;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new GatewayError('INTEGRATION_TIMEOUT')), integrationTimeout);
    });
    return Promise.race([result, timeout]).finally(() => clearTimeout(timer));
  }

  private toErrorReply(thrown: unknown, head: RequestHead, match: RouteMatch | undefined): HttpReply {
    const { id: requestId, incoming } = head;
    // An incomplete request means that the client canceled it.
    if (!(thrown instanceof GatewayError) && incoming.complete) {
      const { message, source } =
        thrown instanceof FunctionFailed ? thrown : { message: String(thrown), source: undefined };
      this.options.log.failure({ requestId, label: routeLabel(head, match), text: message, source });
    }
    const { type, message } =
      thrown instanceof GatewayError ? thrown : { type: 'DEFAULT_5XX' as const, message: undefined };
    // The gateway response of the template may hide the message, which says what is wrong with a signature.
    if (message !== undefined) {
      const route = match?.method.path ?? '';
      this.options.log(`${routeLabel(head, match)}: ${message.replaceAll(head.path, () => route)}`);
    }
    return createGatewayReply(type, this.deployment.gatewayResponses, {
      requestId,
      header: headerOf(incoming),
      message,
    });
  }
}

/** The route for the log: the path as in the template, because the path of a request may contain a token by mistake. */
function routeOf({ httpMethod, incoming }: RequestHead, match: RouteMatch | undefined) {
  if (match) return { method: httpMethod, path: match.method.path };
  return { method: incoming.method ?? '', path: '(no such route)' };
}

function routeLabel(head: RequestHead, match: RouteMatch | undefined): string {
  const { method, path } = routeOf(head, match);
  return `${method} ${path}`;
}

/** The `code` in a body of type application/problem+json, which may have any members (RFC 9457). */
function problemCode({ headers, body }: HttpReply): string | undefined {
  const type = headers.findLast(([name]) => name.toLowerCase() === 'content-type')?.[1];
  if (!String(type).startsWith('application/problem+json')) return undefined;
  try {
    const { code } = JSON.parse(body.toString('utf8'));
    return /^[\w.:-]{1,64}$/.test(code) ? String(code) : undefined;
  } catch {
    return undefined;
  }
}

function headSize({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): number {
  const requestLine = `${method} ${url} HTTP/${httpVersion}`.length;
  return rawHeaders.reduce((size, text, index) => (index % 2 === 1 ? size + text.length : size), requestLine);
}

/** AWS documents the limit, but neither the status nor a gateway response for it. */
function headTooLargeReply(): HttpReply {
  return {
    status: 431,
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message: `HTTP header is larger than ${MAX_HEAD} bytes` })),
  };
}

/** API Gateway treats an unknown route as one that needs an AWS signature. */
function unknownRouteError({ headers }: IncomingMessage): GatewayError {
  const isToken = headers.authorization !== undefined && !headers.authorization.startsWith('AWS4-HMAC-SHA256 ');
  return new GatewayError(isToken ? 'INVALID_SIGNATURE' : 'MISSING_AUTHENTICATION_TOKEN');
}

function compile(ajv: Ajv, schema: object, { httpMethod, path }: Method): ValidateFunction {
  try {
    return ajv.compile(schema);
  } catch (error) {
    throw new UserError(
      `${httpMethod} ${path} has a model that the local run does not support: ${(error as Error).message}`,
    );
  }
}

function headerOf({ headers }: IncomingMessage) {
  return (name: string) => headers[name.toLowerCase()]?.toString();
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new GatewayError('BAD_REQUEST_BODY');
  }
}
