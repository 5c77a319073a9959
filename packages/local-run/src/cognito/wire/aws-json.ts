import type { IncomingHttpHeaders } from 'node:http';
import { type CognitoReply, createJsonReply } from '../cognito-reply';
import type { CognitoService } from '../cognito-service';
import { CognitoException, describeError } from '../exceptions';
import { identityPoolOperations } from '../operations/identity-pool-operations';
import type { Operation } from '../operations/operation';
import { userPoolOperations } from '../operations/user-pool-operations';
import { identityPoolOperationNames, userPoolOperationNames } from './operation-names';

const CONTENT_TYPE = 'application/x-amz-json-1.1';
/** Characters of a message that go into a header: Node accepts 16 KB of headers in all. */
const MAX_HEADER_LENGTH = 1_024;
/** Names of operations that change nothing. */
const READS = /^(Admin)?(Describe|Get|List)/;
const TARGET = /^(\w{1,64})\.(\w{1,64})$/;

/** User pools and identity pools are two services in AWS. Here they share a port; X-Amz-Target tells them apart. */
const services: ReadonlyMap<string, Service> = new Map([
  ['AWSCognitoIdentityProviderService', { operations: userPoolOperations, names: userPoolOperationNames }],
  ['AWSCognitoIdentityService', { operations: identityPoolOperations, names: identityPoolOperationNames }],
]);

interface Service {
  readonly operations: ReadonlyMap<string, Operation>;
  /** Of all operations in AWS. */
  readonly names: ReadonlySet<string>;
}

/**
 * Performs an operation by the protocol AWS JSON 1.1: a header names the operation, input and output are JSON, and an error
 * reply has the exception's name in a header and in the body.
 */
export async function respond(
  headers: IncomingHttpHeaders,
  body: Buffer,
  service: CognitoService,
): Promise<CognitoReply> {
  try {
    if (mediaType(headers) !== CONTENT_TYPE) return notRecognized();
    const output = await perform(headers, body, service);
    return createJsonReply(200, output, { 'content-type': CONTENT_TYPE });
  } catch (error) {
    if (error instanceof CognitoException) return exceptionReply(error);
    service.log(describeError(error));
    return exceptionReply(new CognitoException('InternalErrorException', 'Something went wrong'), 500);
  }
}

/** The name of the operation that a request calls; empty if it names none. */
export function operationName(headers: IncomingHttpHeaders): string {
  return TARGET.exec(String(headers['x-amz-target']))?.[2] ?? '';
}

/** The error reply of an exception. */
export function exceptionReply({ name, message }: CognitoException, status = 400): CognitoReply {
  return createJsonReply(
    status,
    { __type: name, message },
    {
      'content-type': CONTENT_TYPE,
      'x-amzn-errormessage': message.replace(/[^ -~]/g, ' ').slice(0, MAX_HEADER_LENGTH),
      'x-amzn-errortype': `${name}:`,
    },
  );
}

const mediaType = (headers: IncomingHttpHeaders) => headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();

/** What Cognito answers to a content type that it does not know. Reported with status 200 too; 404 shows that it failed. */
function notRecognized(): CognitoReply {
  const Output = { __type: 'com.amazon.coral.service#UnknownOperationException' };
  return createJsonReply(404, { Output, Version: '1.0' });
}

async function perform(headers: IncomingHttpHeaders, body: Buffer, service: CognitoService): Promise<object> {
  const [, serviceName = '', name = ''] = TARGET.exec(String(headers['x-amz-target'])) ?? [];
  const called = services.get(serviceName);
  if (called === undefined) {
    throw new CognitoException('UnknownOperationException', 'The X-Amz-Target header names no operation');
  }
  const operation = called.operations.get(name);
  if (operation === undefined) {
    const known = called.names.has(name);
    const message = known ? `${name} is not implemented by the embedded Cognito` : `Cognito has no operation ${name}`;
    service.log(message);
    throw new CognitoException('UnknownOperationException', message);
  }
  // The signature is not verified: locally, any AWS credentials count as an administrator's.
  if (operation.signed && !headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
    throw new CognitoException('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  try {
    return await operation.run(parseJson(body), service);
  } finally {
    // A failed operation may have changed something too, as it counts attempts.
    if (!READS.test(name)) service.onChange('users');
  }
}

/** Null members count as absent, as everywhere in AWS. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString(), (_, value) => value ?? undefined);
  } catch {
    throw new CognitoException('SerializationException', 'The request body is not valid JSON');
  }
}
