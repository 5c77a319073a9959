import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../src/api-gateway/sha256';

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
  /** Headers that are signed although clients mostly leave them out, as they may change on the way. */
  readonly signingToo?: readonly string[];
  readonly region?: string;
  readonly service?: string;
  /** When it is signed; now, unless given. */
  readonly at?: Date;
}

/** The headers of a request that is signed as AWS's own clients sign. */
export async function signedHeaders(
  url: string,
  credentials: AwsCredentials,
  toSign: ToSign = {},
): Promise<Record<string, string>> {
  const { method = 'GET', body, headers = {}, signingToo = [] } = toSign;
  const { region = 'us-east-1', service = 'execute-api', at = new Date() } = toSign;
  const { protocol, hostname, host, pathname, searchParams } = new URL(url);
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  const query = Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
  const request = { method, protocol, hostname, path: pathname, query, headers: { host, ...headers }, body };
  return (await signer.sign(request, { signingDate: at, signableHeaders: new Set(signingToo) })).headers;
}
