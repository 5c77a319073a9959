import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Ajv, { type ValidateFunction } from 'ajv-draft-04';
import { FunctionTimedOut, LambdaFunction } from '../functions/functions';
import { parseRequestTarget } from '../http/request-target';
import type { Deployment, Method } from '../template/read-deployment';
import { ACCOUNT } from '../template/resource-ids';
import { UserError } from '../user-error';
import { type Authorizer, createCognitoAuthorizer, createKeyCache } from './authorizer';
import { GatewayError } from './gateway-error';
import { createGatewayReply } from './gateway-responses';
import { headerValues } from './parameter-mapping';
import { isAllowed } from './permissions';
import { createProxyEvent, type GatewayRequest, type Principal } from './proxy-event';
import { type HttpReply, parseProxyResult, send } from './proxy-reply';
import { createRouter, type RouteMatch, type Router } from './router';
import { type SignatureOptions, type SigningCredentials, verifySignature } from './signatures';
import { TokenBucket } from './token-bucket';

/** Bytes of a body that API Gateway takes ("Amazon API Gateway quotas": payload size). */
const MAX_BODY = 10 * 1024 * 1024;
/** Bytes of an event that Lambda takes ("Lambda quotas": synchronous invocation payload). */
const MAX_EVENT = 6 * 1024 * 1024;

export interface GatewayOptions {
  /** Where the user pools' public keys are fetched. */
  readonly cognitoEndpoint: string;
  /** What Lambda's runtime would set in every function, and where the SDK finds Cognito. */
  readonly runtimeEnvironment: Readonly<Record<string, string>>;
  /** Whether the limits of the methods count. */
  readonly throttling: boolean;
  readonly log: (line: string) => void;
  /** How to know who signed a request. */
  readonly signatures: SignatureOptions;
}

/** One deployment of the API, answering HTTP requests as API Gateway does. A changed app gets a gateway of its own. */
export class Gateway {
  private readonly functions: ReadonlyMap<string, LambdaFunction>;
  private readonly findMethod: Router;
  private readonly buckets = new Map<Method, TokenBucket>();
  private readonly authorizers = new Map<Method, Authorizer>();
  private readonly validators = new Map<Method, ReadonlyMap<string, ValidateFunction>>();

  constructor(
    private readonly deployment: Deployment,
    private readonly options: GatewayOptions,
  ) {
    this.functions = new Map(
      deployment.functions.map((definition) => [definition.name, new LambdaFunction(definition, options)]),
    );
    this.findMethod = createRouter(deployment.methods);
    const keys = createKeyCache(options.cognitoEndpoint);
    const ajv = new Ajv({ strict: false });
    for (const method of deployment.methods) {
      if (method.throttle && options.throttling) this.buckets.set(method, new TokenBucket(method.throttle));
      if (method.auth && !('iam' in method.auth))
        this.authorizers.set(method, createCognitoAuthorizer(method.auth, keys));
      const validators = [...method.models].map(
        ([mediaType, schema]) => [mediaType, compile(ajv, schema, method)] as const,
      );
      this.validators.set(method, new Map(validators));
    }
  }

  /** Answers one request, whatever it is, and writes one line about it. */
  async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const requestId = randomUUID();
    const reply = await this.answer(incoming, requestId).catch((thrown) => this.refuse(thrown, incoming, requestId));
    response.setHeader('x-amzn-requestid', requestId);
    send(response, reply);
    const took = Math.round(performance.now() - startedAt);
    const outcome = incoming.complete ? `${reply.status} ${took} ms` : 'given up by the client';
    this.options.log(`${incoming.method} ${parseRequestTarget(incoming.url).path} ${outcome}`);
  }

  /** Ends the functions; requests that are under way are still answered. */
  close(): void {
    for (const lambda of this.functions.values()) lambda.close();
  }

  private async answer(incoming: IncomingMessage, id: string): Promise<HttpReply> {
    const body = await readBody(incoming);
    const request = {
      id,
      httpMethod: incoming.method ?? 'GET',
      ...parseRequestTarget(incoming.url),
      body,
      incoming,
    };
    const match = this.findMethod(request.httpMethod, request.path);
    if (!match) throw unknownPathError(incoming);
    // AWS does not say whether the limit or the authorizer comes first; this way, a flood of bad tokens meets the limit.
    if (this.buckets.get(match.method)?.take() === false) throw new GatewayError('THROTTLED');
    const principal = await this.authorize(match.method, request);
    this.validate(match.method, request);
    return this.integrate(request, match, principal);
  }

  private async authorize(method: Method, request: GatewayRequest): Promise<Principal> {
    if (!method.auth) return {};
    if ('iam' in method.auth) return { credentials: await this.checkSigner(request) };
    const authorizer = this.authorizers.get(method);
    const claims = await authorizer?.(request.incoming.headers.authorization).catch((error) => {
      this.options.log(`The authorizer cannot check tokens: ${error.message}`);
      throw new GatewayError('AUTHORIZER_FAILURE');
    });
    if (!claims) throw new GatewayError('UNAUTHORIZED');
    return { claims };
  }

  /** First who it is, then whether they may: IAM is asked about the path as it was called. */
  private async checkSigner(request: GatewayRequest): Promise<SigningCredentials> {
    const { signatures } = this.options;
    const signer = await verifySignature(request, signatures);
    const { restApiId, stageName, permissions } = this.deployment;
    const resource = `arn:aws:execute-api:${signatures.region}:${ACCOUNT}:${restApiId}/${stageName}/${request.httpMethod}${request.path}`;
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
    const result = await this.functions.get(integration.functionName)?.invoke(event, request.id);
    const reply = parseProxyResult(result);
    if (!reply) throw new Error(`${integration.functionName} returned what API Gateway cannot turn into a reply`);
    return reply;
  }

  private refuse(thrown: unknown, incoming: IncomingMessage, requestId: string): HttpReply {
    // Without a whole request it was the client that gave up.
    if (!(thrown instanceof GatewayError) && incoming.complete) this.options.log(`${requestId} failed: ${thrown}`);
    const type =
      thrown instanceof GatewayError
        ? thrown.type
        : thrown instanceof FunctionTimedOut
          ? 'INTEGRATION_TIMEOUT'
          : 'DEFAULT_5XX';
    const message = thrown instanceof GatewayError ? thrown.message : undefined;
    // A caller may be told little; whoever signs requests by hand wants to know which of many things was wrong.
    if (message !== undefined)
      this.options.log(`${incoming.method} ${parseRequestTarget(incoming.url).path}: ${message}`);
    return createGatewayReply(type, this.deployment.gatewayResponses, {
      requestId,
      header: headerOf(incoming),
      message,
    });
  }
}

/** A path that does not exist is one that takes signatures: without one it is missing, and a token is a bad one. */
function unknownPathError({ headers }: IncomingMessage): GatewayError {
  const isToken = headers.authorization !== undefined && !headers.authorization.startsWith('AWS4-HMAC-SHA256 ');
  return new GatewayError(isToken ? 'INVALID_SIGNATURE' : 'MISSING_AUTHENTICATION_TOKEN');
}

function compile(ajv: Ajv, schema: object, { httpMethod, path }: Method): ValidateFunction {
  try {
    return ajv.compile(schema);
  } catch (error) {
    throw new UserError(
      `${httpMethod} ${path} has a model that the local run cannot read: ${(error as Error).message}`,
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

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.length;
    // Read to its end all the same: a client that is still sending would not see the reply.
    if (length <= MAX_BODY) chunks.push(chunk);
  }
  if (length > MAX_BODY) throw new GatewayError('REQUEST_TOO_LARGE');
  return Buffer.concat(chunks);
}
