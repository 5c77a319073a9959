import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { EmbeddedCognito } from '../cognito/embedded-cognito';
import type { Dynamodb } from '../dynamodb/dynamodb';
import { webSiteRefusal } from '../http/local-names';
import { readBody } from '../http/read-body';
import { createJsonReply, createJsonTextReply, type HttpReply } from '../http/reply';
import { parseRequestTarget } from '../http/request-target';
import { UserError } from '../user-error';

/** The services that the console calls. */
export interface AwsServices {
  /** Absent if the run uses another Cognito. */
  readonly cognito: EmbeddedCognito | undefined;
  readonly dynamodb: Pick<Dynamodb, 'answer'>;
  /** Whether the app is loaded. The first load may replace the embedded Cognito. */
  readonly isLoaded: boolean;
}

interface AwsRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Service {
  readonly mediaType: string;
  /** Bytes: more than the largest request of any operation. */
  readonly maxBody: number;
  readonly answer: (request: AwsRequest, services: AwsServices) => Promise<HttpReply>;
}

/** The services by path. */
const services: ReadonlyMap<string, Service> = new Map<string, Service>([
  [
    '/_local/aws/cognito-idp',
    { mediaType: 'application/x-amz-json-1.1', maxBody: 1024 * 1024, answer: answerAsCognito },
  ],
  [
    '/_local/aws/dynamodb',
    { mediaType: 'application/x-amz-json-1.0', maxBody: 16 * 1024 * 1024, answer: answerAsDynamodb },
  ],
]);

/** The services require a signature, but do not verify it. */
const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=console';

/**
 * The reply to an operation of Cognito or DynamoDB that the console performs; undefined for any other path. A page of the console
 * cannot sign a request. So this endpoint signs the requests that no other web site can have sent.
 */
export async function awsReply(incoming: IncomingMessage, targets: AwsServices): Promise<HttpReply | undefined> {
  const { method, url, headers } = incoming;
  const service = services.get(parseRequestTarget(url).path);
  if (service === undefined) return undefined;
  const body = await readBody(incoming, service.maxBody);
  const foreign = webSiteRefusal(headers);
  if (foreign !== undefined) return refuse(403, foreign);
  if (method !== 'POST') return methodNotAllowed();
  // A page of any origin can send a form or plain text without asking; for this type, a browser asks first.
  if (mediaTypeOf(headers) !== service.mediaType) return refuse(415, `Send Content-Type: ${service.mediaType}.`);
  if (body === undefined) return refuse(413, `The body is too large. It may have ${service.maxBody} bytes.`);
  if (!targets.isLoaded) return refuse(503, 'The app is not loaded yet. Try again when the local run is ready.');
  return service.answer({ headers, body }, targets);
}

async function answerAsCognito({ headers, body }: AwsRequest, { cognito }: AwsServices): Promise<HttpReply> {
  if (cognito === undefined) return refuse(404, 'This run uses another Cognito. Manage its users there.');
  const reply = await cognito.perform({ ...headers, authorization: AUTHORIZATION }, body);
  return createJsonTextReply(reply.status, reply.body);
}

async function answerAsDynamodb({ headers, body }: AwsRequest, { dynamodb }: AwsServices): Promise<HttpReply> {
  try {
    const reply = await dynamodb.answer({ target: headers['x-amz-target'], authorization: AUTHORIZATION, body });
    return reply ? createJsonTextReply(reply.status, reply.body) : refuse(404, 'The template of the app has no table.');
  } catch (error) {
    if (error instanceof UserError) return refuse(503, error.message);
    throw error;
  }
}

const mediaTypeOf = (headers: IncomingHttpHeaders) => headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();

const refuse = (status: number, message: string) => createJsonReply(status, { message });

function methodNotAllowed(): HttpReply {
  const reply = refuse(405, 'Use POST.');
  return { ...reply, headers: [...reply.headers, ['Allow', 'POST']] };
}
