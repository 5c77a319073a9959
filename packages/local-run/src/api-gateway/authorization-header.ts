import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from './gateway-responses';

/** The parts of an Authorization header of Signature Version 4. */
export interface Authorization {
  readonly accessKeyId: string;
  /** YYYYMMDD, from the credential scope. */
  readonly day: string;
  /** In lower case. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

const invalidSignature = (message: string) => new GatewayError('INVALID_SIGNATURE', message);

/**
 * Parses the Authorization header of a request that is signed for API Gateway in a region. Throws a GatewayError with API
 * Gateway's message, but without the header that it quotes. Signatures in the query are not supported.
 */
export function parseAuthorization({ authorization }: IncomingHttpHeaders, region: string): Authorization {
  if (!authorization) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
  const parameters = parseParameters(authorization);
  const [accessKeyId = '', day = '', scopedRegion, service, end, ...rest] = parameters.Credential.split('/');
  if (scopedRegion !== region) throw invalidSignature('Credential should be scoped to a valid region.');
  if (service !== 'execute-api')
    throw invalidSignature("Credential should be scoped to correct service: 'execute-api'.");
  if (end !== 'aws4_request' || rest.length > 0) {
    throw invalidSignature("Credential should be scoped with a valid terminator: 'aws4_request'.");
  }
  const signedHeaders = parameters.SignedHeaders.toLowerCase().split(';');
  for (const name of ['host', 'x-amz-date']) {
    if (!signedHeaders.includes(name))
      throw invalidSignature(`'${name}' must be a 'SignedHeader' in the AWS Authorization.`);
  }
  return { accessKeyId, day, signedHeaders, signature: parameters.Signature };
}

function parseParameters(authorization: string): Record<'Credential' | 'SignedHeaders' | 'Signature', string> {
  const [algorithm = '', ...rest] = authorization.split(' ');
  const pairs = rest.join(' ').split(',');
  const given = new Map(pairs.map((pair) => [pair.split('=')[0]?.trim(), pair.slice(pair.indexOf('=') + 1).trim()]));
  const [Credential, SignedHeaders, Signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) =>
    given.get(name),
  );
  if (algorithm !== ALGORITHM || !Credential || !SignedHeaders || !Signature) {
    throw invalidSignature(
      `Authorization header requires '${ALGORITHM}' and the parameters 'Credential', 'SignedHeaders' and 'Signature'.`,
    );
  }
  return { Credential, SignedHeaders, Signature };
}

/** When the request was signed, by X-Amz-Date. AWS also accepts `Date`, which is not supported. */
export function parseSigningDate(headers: IncomingHttpHeaders, { day }: Authorization): Date {
  const given = String(headers['x-amz-date']);
  const [, year, month, date, hours, minutes, seconds] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(given) ?? [];
  const signedAt = new Date(`${year}-${month}-${date}T${hours}:${minutes}:${seconds}Z`);
  if (Number.isNaN(signedAt.getTime())) {
    throw invalidSignature("Date must be in ISO-8601 'basic format': X-Amz-Date is missing or of another form.");
  }
  if (!given.startsWith(day) || day.length !== 8) {
    throw invalidSignature(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${given}'.`,
    );
  }
  return signedAt;
}
