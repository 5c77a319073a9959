import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../local/sha256';

/** What a client that signs its requests holds. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ToSign {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly region?: string;
  readonly service?: string;
  /** When it is signed; now, unless given. */
  readonly at?: Date;
}

/** The headers of a request that is signed as AWS's own clients sign. */
export async function signedHeaders(
  url: string,
  credentials: AwsCredentials,
  { method = 'GET', body, headers = {}, region = 'us-east-1', service = 'execute-api', at = new Date() }: ToSign = {},
): Promise<Record<string, string>> {
  const { protocol, hostname, host, pathname, searchParams } = new URL(url);
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  const query = Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
  const request = { method, protocol, hostname, path: pathname, query, headers: { host, ...headers }, body };
  return (await signer.sign(request, { signingDate: at })).headers;
}
