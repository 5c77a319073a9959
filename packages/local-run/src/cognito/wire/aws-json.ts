import type { IncomingHttpHeaders } from 'node:http';
import type { CognitoService } from '../cognito-service';
import { CognitoException } from '../exceptions';
import { identityOperations } from '../operations/identity-pool-operations';
import type { Operation } from '../operations/operation';
import { operations } from '../operations/user-pool-operations';

/** A reply before it is written. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const CONTENT_TYPE = 'application/x-amz-json-1.1';
const TARGET = /^(\w{1,64})\.(\w{1,64})$/;

/** User pools and identity pools are two services in AWS; here they share a port, and the target tells them apart. */
const services: ReadonlyMap<string, ReadonlyMap<string, Operation>> = new Map([
  ['AWSCognitoIdentityProviderService', operations],
  ['AWSCognitoIdentityService', identityOperations],
]);

/** AWS JSON 1.1: the operation is named in a header, its input and output are JSON, errors carry their name twice. */
export async function answer(headers: IncomingHttpHeaders, body: Buffer, service: CognitoService): Promise<Reply> {
  try {
    const output = await perform(headers, body, service);
    return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: JSON.stringify(output) };
  } catch (error) {
    if (error instanceof CognitoException) return refusal(error);
    service.log(describeFailure(error));
    return refusal(new CognitoException('InternalErrorException', 'Something went wrong'), 500);
  }
}

/** An exception as clients expect it on the wire. */
export function refusal({ name, message }: CognitoException, status = 400): Reply {
  return {
    status,
    headers: { 'content-type': CONTENT_TYPE, 'x-amzn-errortype': name },
    body: JSON.stringify({ __type: name, message }),
  };
}

async function perform(headers: IncomingHttpHeaders, body: Buffer, service: CognitoService): Promise<object> {
  const [, serviceName = '', name = ''] = TARGET.exec(String(headers['x-amz-target'])) ?? [];
  const operationsOfService = services.get(serviceName);
  if (operationsOfService === undefined) {
    throw new CognitoException('UnknownOperationException', 'The X-Amz-Target header names no operation');
  }
  const operation = operationsOfService.get(name);
  if (operation === undefined) {
    const message = `${name} is not implemented by the embedded Cognito`;
    service.log(message);
    throw new CognitoException('UnknownOperationException', message);
  }
  // That there is a signature is all that is asked: locally, any credentials are an administrator's.
  if (operation.signed && !headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
    throw new CognitoException('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  return operation.run(parse(body), service);
}

/** Null members count as absent, as everywhere in AWS. */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString(), (_, value) => value ?? undefined);
  } catch {
    throw new CognitoException('SerializationException', 'The request body is not valid JSON');
  }
}

/** Where it happened and nothing of what was sent, which an error's message may quote. */
export function describeFailure(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? '').match(/^ +at .*$/gm) : undefined;
  const kind = error instanceof Error ? error.name : typeof error;
  return [`The embedded Cognito failed with ${kind}`, ...(frames ?? [])].join('\n');
}
