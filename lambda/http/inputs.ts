import type * as z from 'zod/mini';
import { type FieldError, Problem } from '../contract/problems';
import { IdTokenClaims } from '../contract/requests';
import type { InputReader } from './route';

/** For a route without input. */
export const noInput: InputReader<void> = () => undefined;

/** More than the fields of any route. A body may have a million unknown fields, and a Lambda reply is at most 6 MB. */
const MAX_ERRORS = 32;

/** Bytes of a body. The longest valid one has about 20 KB; a larger one would cost CPU time to parse. */
const MAX_BODY = 65_536;

/** The readers of a combined input, by the name of the part that each reads. */
type Readers = Readonly<Record<string, InputReader<unknown>>>;

/** The parts of a combined input. */
type Parts<All extends Readers> = { readonly [Name in keyof All]: ReturnType<All[Name]> };

/**
 * Several inputs in one object: `inputs({ user: principal, note: body(Note) })`. Reads them in this order. Throws
 * `invalid_request` with the invalid fields of all parts at once; any other problem ends the reading, so name the caller first.
 */
export function inputs<All extends Readers>(readers: All): InputReader<Parts<All>> {
  return (event) => {
    const errors: FieldError[] = [];
    const parts = Object.entries(readers).map(([name, read]) => {
      try {
        return [name, read(event)] as const;
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'invalid_request')) throw error;
        errors.push(...(error.errors ?? []));
        return [name, undefined] as const;
      }
    });
    if (errors.length > 0) throw invalidRequest(errors);
    return Object.fromEntries(parts) as Parts<All>;
  };
}

/**
 * The JSON body, validated. Throws `invalid_request` with all invalid fields at once, never with their values.
 * A union reports only that no variant matches: `common` is the schema of the fields that all variants have.
 */
export function body<Schema extends z.ZodMiniType>(
  schema: Schema,
  common?: z.ZodMiniType,
): InputReader<z.output<Schema>> {
  return ({ body }) => {
    if (body && Buffer.byteLength(body) > MAX_BODY) throw new Problem('payload_too_large');
    return parse(schema, parseJson(body), { whole: 'body', common });
  };
}

/**
 * The parameters of the path, by their names in braces in the route's row, decoded. Throws `invalid_request` like `body`.
 */
export function pathParameters<Schema extends z.ZodMiniType>(schema: Schema): InputReader<z.output<Schema>> {
  return ({ pathParameters }) => {
    const decoded = Object.entries(pathParameters ?? {}).map(([name, value = '']) => [name, decode(name, value)]);
    return parse(schema, Object.fromEntries(decoded), { whole: 'path' });
  };
}

/** API Gateway decodes the query, and not the path (aws-sam-cli issue 771, and requests that LocalStack recorded). */
function decode(field: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw invalidRequest([{ field, message: 'must be percent-encoded UTF-8' }]);
  }
}

/**
 * The parameters of the query: `?limit=10` is `{ limit: '10' }`. All are strings, of a repeated one the last; convert them
 * in the schema. Throws `invalid_request` like `body`.
 */
export function query<Schema extends z.ZodMiniType>(schema: Schema): InputReader<z.output<Schema>> {
  return ({ queryStringParameters }) => parse(schema, queryStringParameters ?? {}, { whole: 'query' });
}

interface ParseOptions {
  /** The name of the input, for a mistake that is not in one of its fields. */
  readonly whole: string;
  readonly common?: z.ZodMiniType | undefined;
}

function parse<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  { whole, common }: ParseOptions,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  if (issues.some(({ code }) => code === 'invalid_union'))
    issues.push(...(common?.safeParse(value).error?.issues ?? []));
  throw invalidRequest(issues.flatMap((issue) => fieldErrors(issue, whole)));
}

function invalidRequest(errors: readonly FieldError[]): Problem {
  return new Problem('invalid_request', { errors: errors.slice(0, MAX_ERRORS) });
}

/** The user of an ID token. Know a user by `sub`. Trust `email` only if it is verified: users of identity providers can have any. */
export interface Principal {
  readonly username: string;
  readonly sub: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
}

/**
 * The caller, from the claims of the ID token that API Gateway has verified. Without claims the route has no authorizer. Throws an
 * error for an access token, which a route with a `scope` takes: it has other claims.
 */
export const principal: InputReader<Principal> = ({ requestContext }) => {
  const given = requestContext.authorizer?.claims;
  if (given?.token_use === 'access') {
    throw new Error('principal reads an ID token, and this route takes another kind of token: read sub instead');
  }
  const claims = IdTokenClaims.safeParse(given);
  if (!claims.success) throw new Problem('unauthorized');
  const { 'cognito:username': username, sub, email, email_verified } = claims.data;
  return { username, sub, email, emailVerified: email_verified === 'true' };
};

/**
 * The identity pool's id of the caller who signed the request. IAM has authorized the request. Other principals of the
 * account may be allowed to call the route too: they have no identity id, and get `forbidden`.
 */
export const signatureIdentity: InputReader<string> = ({ requestContext }) => {
  const { cognitoIdentityId } = requestContext.identity ?? {};
  if (!cognitoIdentityId) throw new Problem('forbidden');
  return cognitoIdentityId;
};

/** The access token that API Gateway has verified. Cognito verifies it again, and knows whether it was revoked. */
export const accessToken: InputReader<string> = ({ headers }) => {
  // Header names may have any case.
  const [, header] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  const [, token] = /^\s*(?:Bearer\s+)?([\w-]+\.[\w-]+\.[\w-]+)\s*$/i.exec(header ?? '') ?? [];
  if (!token) throw new Problem('unauthorized');
  return token;
};

/** The `sub` of the user of an access token, from the claims that API Gateway has verified. */
export const sub: InputReader<string> = ({ requestContext }) => {
  const claim: unknown = requestContext.authorizer?.claims?.sub;
  if (typeof claim !== 'string' || claim === '') throw new Problem('unauthorized');
  return claim;
};

function parseJson(text: string | null): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest([{ field: 'body', message: 'must be valid JSON' }]);
  }
}

/** Of an unknown field only the first characters of its name are repeated, never the value. */
function fieldErrors(issue: z.core.$ZodIssue, whole: string): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: key.slice(0, 64), message: 'is not a field of this route' }));
  }
  return [{ field: issue.path.join('.') || whole, message: issue.message }];
}
