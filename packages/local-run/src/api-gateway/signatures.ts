import { createHash, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Authorization, parseAuthorization, parseSigningDate } from './authorization';
import { GatewayError } from './gateway-responses';
import type { GatewayRequest, SigningCredentials } from './request';
import { Sha256 } from './sha256';

export interface SignatureOptions {
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** The credentials of an access key id; undefined if they were not issued here. */
  readonly credentials: (accessKeyId: string) => SigningCredentials | undefined;
}

/**
 * How far the time of a signature may differ from the present. AWS's guide says five minutes for most services, and so does
 * API Gateway's error message: "Signature expired: … is now earlier than … (… - 5 min.)".
 */
const TOLERANCE_MS = 5 * 60_000;

const invalidSignature = (message: string) => new GatewayError('INVALID_SIGNATURE', message);

/**
 * Verifies the Signature Version 4 in the Authorization header or in the query by signing the request again, and returns the credentials of
 * the signer. Throws a GatewayError with API Gateway's message. Does not check the permissions of the signer.
 */
export async function verifySignature(request: GatewayRequest, options: SignatureOptions): Promise<SigningCredentials> {
  const authorization = parseAuthorization(request, options.region);
  const now = options.clock();
  const signingDate = parseSigningDate(authorization);
  assertCurrent(signingDate.getTime(), authorization.expires, now);
  const credentials = findCredentials(authorization, options);
  if (credentials.expiresAt <= now) {
    throw new GatewayError('EXPIRED_TOKEN', 'The security token included in the request is expired');
  }
  assertBodyHash(request);
  const { signedHeaders } = authorization;
  const expected = await sign(request, { credentials, region: options.region, signingDate, signedHeaders });
  if (!isSame(expected, authorization.signature)) {
    throw invalidSignature(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
        'and signing method. Consult the service documentation for details.',
    );
  }
  return credentials;
}

/** A signature that says when it expires may be as old as that. */
function assertCurrent(signedAt: number, expires: number | undefined, now: number): void {
  if (expires !== undefined && signedAt + expires * 1000 < now) {
    const [end, present] = [signedAt + expires * 1000, now].map(longDate);
    throw invalidSignature(`Signature expired: ${end} is now earlier than ${present}`);
  }
  const [given, oldest, newest, present] = [signedAt, now - TOLERANCE_MS, now + TOLERANCE_MS, now].map(longDate);
  if (expires === undefined && signedAt < now - TOLERANCE_MS) {
    throw invalidSignature(`Signature expired: ${given} is now earlier than ${oldest} (${present} - 5 min.)`);
  }
  if (signedAt > now + TOLERANCE_MS) {
    throw invalidSignature(`Signature not yet current: ${given} is still later than ${newest} (${present} + 5 min.)`);
  }
}

/** AWS documents this message for an unknown key, but not the type of the gateway response. */
function findCredentials(
  { accessKeyId, sessionToken = '' }: Authorization,
  { credentials }: SignatureOptions,
): SigningCredentials {
  const found = credentials(accessKeyId);
  if (found === undefined || !isSame(found.sessionToken, sessionToken)) {
    throw invalidSignature('The security token included in the request is invalid.');
  }
  return found;
}

/** A hash in the headers is part of what was signed. It must also be the hash of the body that was sent. */
function assertBodyHash({ body, incoming }: GatewayRequest): void {
  const given = incoming.headers['x-amz-content-sha256'];
  if (given !== undefined && given !== createHash('sha256').update(body).digest('hex')) {
    throw invalidSignature('The value of X-Amz-Content-Sha256 is not the hash of the body.');
  }
}

interface Signing {
  readonly credentials: SigningCredentials;
  readonly region: string;
  readonly signingDate: Date;
  readonly signedHeaders: readonly string[];
}

/** The signature of the request with the given credentials. */
async function sign(
  request: GatewayRequest,
  { credentials: { accessKeyId, secretAccessKey }, region, signingDate, signedHeaders }: Signing,
): Promise<string> {
  const signer = new SignatureV4({
    // Without the session token: if it was signed, it is among the headers.
    credentials: { accessKeyId, secretAccessKey },
    region,
    service: 'execute-api',
    sha256: Sha256,
    applyChecksum: false,
  });
  const signableHeaders = new Set(signedHeaders);
  // The signer adds X-Amz-Date as a header. A signature in the query does not cover it.
  const unsignableHeaders = new Set(['x-amz-date']);
  const options = { signingDate, signableHeaders, unsignableHeaders };
  const { headers } = await signer.sign(toSignable(request, signedHeaders), options);
  return headers.authorization?.split('Signature=')[1] ?? '';
}

/** The request without the headers that were not signed. */
function toSignable({ path, query, body, incoming }: GatewayRequest, names: readonly string[]) {
  const headers = names.map((name) => [name, incoming.headers[name]?.toString() ?? '']);
  return {
    method: incoming.method ?? 'GET',
    protocol: 'https:',
    hostname: incoming.headers.host ?? '',
    path,
    query: Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)])),
    headers: Object.fromEntries(headers),
    body,
  };
}

/** Compares in constant time, except for the length. */
function isSame(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** ISO 8601 basic format: 20261120T120000Z. */
function longDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}
