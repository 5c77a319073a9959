import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from './gateway-error';

/** What an Authorization header of Signature Version 4 says. */
export interface Authorization {
  readonly accessKeyId: string;
  /** YYYYMMDD, as in the credential's scope. */
  readonly day: string;
  /** In small letters. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

const invalid = (message: string) => new GatewayError('INVALID_SIGNATURE', message);

/**
 * Reads the header of a request that should be signed for API Gateway in a region. Throws a refusal with API Gateway's
 * words, but without the header, which they quote. A signature in the query is not known here.
 */
export function parseAuthorization({ authorization }: IncomingHttpHeaders, region: string): Authorization {
  if (!authorization) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
  const parameters = readParameters(authorization);
  const [accessKeyId = '', day = '', scopedRegion, service, end, ...rest] = parameters.Credential.split('/');
  if (scopedRegion !== region) throw invalid('Credential should be scoped to a valid region.');
  if (service !== 'execute-api') throw invalid("Credential should be scoped to correct service: 'execute-api'.");
  if (end !== 'aws4_request' || rest.length > 0) {
    throw invalid("Credential should be scoped with a valid terminator: 'aws4_request'.");
  }
  const signedHeaders = parameters.SignedHeaders.toLowerCase().split(';');
  for (const name of ['host', 'x-amz-date']) {
    if (!signedHeaders.includes(name)) throw invalid(`'${name}' must be a 'SignedHeader' in the AWS Authorization.`);
  }
  return { accessKeyId, day, signedHeaders, signature: parameters.Signature };
}

function readParameters(authorization: string): Record<'Credential' | 'SignedHeaders' | 'Signature', string> {
  const [algorithm = '', ...rest] = authorization.split(' ');
  const pairs = rest.join(' ').split(',');
  const given = new Map(pairs.map((pair) => [pair.split('=')[0]?.trim(), pair.slice(pair.indexOf('=') + 1).trim()]));
  const [Credential, SignedHeaders, Signature] = ['Credential', 'SignedHeaders', 'Signature'].map((it) =>
    given.get(it),
  );
  if (algorithm !== ALGORITHM || !Credential || !SignedHeaders || !Signature) {
    throw invalid(
      `Authorization header requires '${ALGORITHM}' and the parameters 'Credential', 'SignedHeaders' and 'Signature'.`,
    );
  }
  return { Credential, SignedHeaders, Signature };
}

/** When the request was signed. AWS takes `Date` for it too; clients that sign send X-Amz-Date, and that is known here. */
export function parseSigningDate(headers: IncomingHttpHeaders, { day }: Authorization): Date {
  const given = String(headers['x-amz-date']);
  const [, year, month, date, hours, minutes, seconds] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(given) ?? [];
  const signedAt = new Date(`${year}-${month}-${date}T${hours}:${minutes}:${seconds}Z`);
  if (Number.isNaN(signedAt.getTime())) {
    throw invalid("Date must be in ISO-8601 'basic format': X-Amz-Date is missing or of another form.");
  }
  if (!given.startsWith(day) || day.length !== 8) {
    throw invalid(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${given}'.`,
    );
  }
  return signedAt;
}
