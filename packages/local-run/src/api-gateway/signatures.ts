import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { GatewayError } from './gateway-error';
import type { GatewayRequest } from './proxy-event';
import { Sha256 } from './sha256';
import { type Authorization, parseAuthorization, parseSigningDate } from './signed-request';

/** Who may have signed a request: AWS credentials, and whose they are. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly owner: {
    readonly roleArn: string;
    readonly identityPoolId: string;
    readonly identityId: string;
    readonly authenticationProvider: string;
  };
}

export interface SignatureOptions {
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** The credentials of a key id, if somebody here has given them out. */
  readonly credentials: (accessKeyId: string) => SigningCredentials | undefined;
}

/**
 * How far the time in a signature may be from the present. Five minutes is what API Gateway's own refusals name, as AWS's
 * guide does for most services: "Signature expired: … is now earlier than … (… - 5 min.)".
 */
const TOLERANCE_MS = 5 * 60_000;

const invalid = (message: string) => new GatewayError('INVALID_SIGNATURE', message);

/**
 * Checks a request to a method that takes AWS signatures (Signature Version 4, in the header) by signing it again. Throws a
 * refusal with API Gateway's words. Whether the signer may call the method is another question.
 */
export async function verifySignature(request: GatewayRequest, options: SignatureOptions): Promise<SigningCredentials> {
  const { headers } = request.incoming;
  const authorization = parseAuthorization(headers, options.region);
  const now = options.clock();
  const signingDate = parseSigningDate(headers, authorization);
  assertCurrent(signingDate.getTime(), now);
  const credentials = findCredentials(authorization, headers, options);
  if (credentials.expiresAt <= now) {
    throw new GatewayError('EXPIRED_TOKEN', 'The security token included in the request is expired');
  }
  assertBodyHash(request);
  const expected = await sign(request, { ...authorization, signingDate }, credentials, options);
  if (!isSame(expected, authorization.signature)) {
    throw invalid(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
        'and signing method. Consult the service documentation for details.',
    );
  }
  return credentials;
}

function assertCurrent(signedAt: number, now: number): void {
  const [given, oldest, newest, present] = [signedAt, now - TOLERANCE_MS, now + TOLERANCE_MS, now].map(longDate);
  if (signedAt < now - TOLERANCE_MS) {
    throw invalid(`Signature expired: ${given} is now earlier than ${oldest} (${present} - 5 min.)`);
  }
  if (signedAt > now + TOLERANCE_MS) {
    throw invalid(`Signature not yet current: ${given} is still later than ${newest} (${present} + 5 min.)`);
  }
}

/** AWS does not say which type of reply an unknown key gets; its words are these. */
function findCredentials(
  { accessKeyId }: Authorization,
  headers: IncomingHttpHeaders,
  { credentials }: SignatureOptions,
): SigningCredentials {
  const found = credentials(accessKeyId);
  const token = headers['x-amz-security-token'];
  if (found === undefined || typeof token !== 'string' || !isSame(found.sessionToken, token)) {
    throw invalid('The security token included in the request is invalid.');
  }
  return found;
}

/** A hash that the caller names is one that they have signed; it must be of what they sent, too. */
function assertBodyHash({ body, incoming }: GatewayRequest): void {
  const named = incoming.headers['x-amz-content-sha256'];
  if (named !== undefined && named !== createHash('sha256').update(body).digest('hex')) {
    throw invalid('The value of X-Amz-Content-Sha256 is not the hash of the body.');
  }
}

/** The signature that the owner of the credentials would have put under this very request. */
async function sign(
  request: GatewayRequest,
  { signedHeaders, signingDate }: Authorization & { signingDate: Date },
  { accessKeyId, secretAccessKey }: SigningCredentials,
  { region }: SignatureOptions,
): Promise<string> {
  const signer = new SignatureV4({
    // Without the session token: where the caller has signed it, it is among the headers.
    credentials: { accessKeyId, secretAccessKey },
    region,
    service: 'execute-api',
    sha256: Sha256,
    applyChecksum: false,
  });
  const signableHeaders = new Set(signedHeaders);
  const { headers } = await signer.sign(withHeaders(request, signedHeaders), { signingDate, signableHeaders });
  return headers.authorization?.split('Signature=')[1] ?? '';
}

/** The request as it arrived, but with none of its headers that were not signed. */
function withHeaders({ httpMethod, path, query, body, incoming }: GatewayRequest, names: readonly string[]) {
  const headers = names.map((name) => [name, incoming.headers[name]?.toString() ?? '']);
  return {
    method: httpMethod,
    protocol: 'https:',
    hostname: incoming.headers.host ?? '',
    path,
    query: Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)])),
    headers: Object.fromEntries(headers),
    body,
  };
}

/** Compares in a time that tells nothing but the length. */
function isSame(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** As signatures have it: 20261120T120000Z. */
function longDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}
