import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request to AWS, read whole. */
export interface AwsCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The service it is for, and the access key that signed it: both stand in the signature. */
  readonly service: string;
  readonly accessKey: string;
}

export async function readCall(request: IncomingMessage): Promise<AwsCall> {
  const { method = '', headers } = request;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  // Credential=KEY/20261120/eu-central-1/SERVICE/aws4_request
  const [, accessKey = '', service = ''] =
    headers.authorization?.match(/Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//) ?? [];
  const body = await buffer(request);
  return { method, path: pathname, query: searchParams, headers, body, service, accessKey };
}
