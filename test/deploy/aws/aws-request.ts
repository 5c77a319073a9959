import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A complete request to AWS. */
export interface AwsRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The service and the access key that the signature names. */
  readonly service: string;
  readonly accessKey: string;
}

export async function readAwsRequest(request: IncomingMessage): Promise<AwsRequest> {
  const { method = '', headers } = request;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  // Credential=KEY/20261120/eu-central-1/SERVICE/aws4_request
  const [, accessKey = '', service = ''] =
    headers.authorization?.match(/Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//) ?? [];
  const body = await buffer(request);
  return { method, path: pathname, query: searchParams, headers, body, service, accessKey };
}
