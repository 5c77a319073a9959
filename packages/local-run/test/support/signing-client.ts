import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../src/api-gateway/sha256';

/** AWS credentials of a client. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request to sign. */
export interface ToSign {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers to sign that clients mostly do not sign, because a proxy may change them. */
  readonly signingToo?: readonly string[];
  readonly region?: string;
  readonly service?: string;
  /** @default - now */
  readonly at?: Date;
}

/** Signs a request as the AWS SDK does and returns its headers. */
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

/** Signs a GET request in its query, as for a link, and returns its URL. `expiresIn` is in seconds. */
export async function presignedUrl(
  url: string,
  credentials: AwsCredentials,
  { region = 'us-east-1', at = new Date(), expiresIn = 3600 }: { region?: string; at?: Date; expiresIn?: number } = {},
): Promise<string> {
  const { protocol, hostname, host, origin, pathname, searchParams } = new URL(url);
  const signer = new SignatureV4({ credentials, region, service: 'execute-api', sha256: Sha256 });
  const request = {
    method: 'GET',
    protocol,
    hostname,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { host },
  };
  const { query = {} } = await signer.presign(request, { signingDate: at, expiresIn });
  const parameters = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return `${origin}${pathname}?${new URLSearchParams(parameters)}`;
}
