import { GatewayError } from './gateway-responses';
import type { RequestHead } from './request';

/** The parts of a signature of Signature Version 4. */
export interface Authorization {
  readonly accessKeyId: string;
  /** YYYYMMDD, from the credential scope. */
  readonly day: string;
  /** In lower case. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** X-Amz-Date, as given. */
  readonly date: string;
  /** Undefined if it was not given. */
  readonly sessionToken: string | undefined;
  /** Seconds after the date at which a signature in the query expires, if it says so. */
  readonly expires: number | undefined;
}

type Parameters = Record<'Credential' | 'SignedHeaders' | 'Signature', string>;
type SignatureSource = Parameters & Pick<Authorization, 'date' | 'sessionToken' | 'expires'>;

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Seconds ("Authenticating requests: using query parameters": seven days). */
const MAX_EXPIRES = 604_800;

const invalidSignature = (message: string) => new GatewayError('INVALID_SIGNATURE', message);

/**
 * Parses the Authorization header, or without one the query, of a request that is signed for API Gateway in a region. Throws a
 * GatewayError with API Gateway's message, but without the header that it quotes.
 */
export function parseAuthorization(request: RequestHead, region: string): Authorization {
  const isInQuery = !request.incoming.headers.authorization;
  const source = isInQuery ? readQuery(request) : readHeaders(request);
  const { Credential, SignedHeaders, Signature, ...rest } = source;
  const [accessKeyId = '', day = '', scopedRegion, service, end, ...others] = Credential.split('/');
  if (scopedRegion !== region) throw invalidSignature('Credential should be scoped to a valid region.');
  if (service !== 'execute-api')
    throw invalidSignature("Credential should be scoped to correct service: 'execute-api'.");
  if (end !== 'aws4_request' || others.length > 0) {
    throw invalidSignature("Credential should be scoped with a valid terminator: 'aws4_request'.");
  }
  const signedHeaders = SignedHeaders.toLowerCase().split(';');
  for (const name of isInQuery ? ['host'] : ['host', 'x-amz-date']) {
    if (!signedHeaders.includes(name))
      throw invalidSignature(`'${name}' must be a 'SignedHeader' in the AWS Authorization.`);
  }
  return { ...rest, accessKeyId, day, signedHeaders, signature: Signature };
}

function readHeaders({ incoming: { headers } }: RequestHead): SignatureSource {
  return {
    ...parseParameters(headers.authorization ?? ''),
    date: String(headers['x-amz-date']),
    sessionToken: headers['x-amz-security-token']?.toString(),
    expires: undefined,
  };
}

function readQuery({ query }: RequestHead): SignatureSource {
  if (!query.has('X-Amz-Signature') && !query.has('X-Amz-Algorithm')) {
    throw new GatewayError('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
  }
  const [Credential, SignedHeaders, Signature, date] = ['Credential', 'SignedHeaders', 'Signature', 'Date'].map(
    (name) => query.get(`X-Amz-${name}`),
  );
  if (query.get('X-Amz-Algorithm') !== ALGORITHM || !Credential || !SignedHeaders || !Signature || !date) {
    throw invalidSignature(
      "AWS query-string parameters must include 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', " +
        "'X-Amz-SignedHeaders', 'X-Amz-Date'. Re-examine the query-string parameters.",
    );
  }
  const sessionToken = query.get('X-Amz-Security-Token') ?? undefined;
  return {
    Credential,
    SignedHeaders,
    Signature,
    date,
    sessionToken,
    expires: parseExpires(query.get('X-Amz-Expires')),
  };
}

function parseExpires(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,6}$/.test(text) && Number(text) <= MAX_EXPIRES) return Number(text);
  throw invalidSignature(`X-Amz-Expires must be a number of seconds from 0 to ${MAX_EXPIRES}.`);
}

function parseParameters(authorization: string): Parameters {
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

/** When the request was signed, by X-Amz-Date. AWS also accepts the header `Date`, which is not supported. */
export function parseSigningDate({ day, date: given }: Authorization): Date {
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
