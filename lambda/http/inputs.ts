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
    const value = parseJson(body);
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const { issues } = parsed.error;
    if (issues.some(({ code }) => code === 'invalid_union'))
      issues.push(...(common?.safeParse(value).error?.issues ?? []));
    throw new Problem('invalid_request', { errors: issues.flatMap(fieldErrors).slice(0, MAX_ERRORS) });
  };
}

/** The caller, from the claims of the ID token that API Gateway has verified. Without claims the route has no authorizer. */
export const principal: InputReader<{ username: string; sub: string; email: string | undefined }> = ({
  requestContext,
}) => {
  const claims = IdTokenClaims.safeParse(requestContext.authorizer?.claims);
  if (!claims.success) throw new Problem('unauthorized');
  return { username: claims.data['cognito:username'], sub: claims.data.sub, email: claims.data.email };
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

/** The access token with the `sub` of its user, from the claims that API Gateway has verified. */
export const accessTokenAndSub: InputReader<{ accessToken: string; sub: string }> = (event) => {
  const sub: unknown = event.requestContext.authorizer?.claims?.sub;
  if (typeof sub !== 'string' || sub === '') throw new Problem('unauthorized');
  return { accessToken: accessToken(event), sub };
};

/** The JSON body together with the access token. Without a token, errors of the body are not reported. */
export function bodyAndAccessToken<Schema extends z.ZodMiniType<object>>(
  schema: Schema,
): InputReader<z.output<Schema> & { accessToken: string }> {
  return (event) => {
    const token = accessToken(event);
    return { ...body(schema)(event), accessToken: token };
  };
}

function parseJson(text: string | null): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('invalid_request', { errors: [{ field: 'body', message: 'must be valid JSON' }] });
  }
}

/** Of an unknown field only the first characters of its name are repeated, never the value. */
function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: key.slice(0, 64), message: 'is not a field of this route' }));
  }
  return [{ field: issue.path.join('.') || 'body', message: issue.message }];
}
