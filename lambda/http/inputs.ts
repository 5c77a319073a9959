import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import type { FieldError } from '../contract/problems';
import { IdTokenClaims } from '../contract/requests';
import { Problem } from './route';

/** Takes from a request what a handler works with, or throws the problem that it is not there. */
export type Reader<Input> = (event: APIGatewayProxyEvent) => Input;

/** For a route that takes nothing from its caller. */
export const nothing: Reader<void> = () => undefined;

/** Far more than any route has fields. A body may have a million unknown ones, and Lambda answers 6 MB at the most. */
const MAX_ERRORS = 32;

/**
 * The body, parsed and checked; every field that does not fit is reported at once, and never with its value. A union
 * that cannot tell which of its shapes is meant says only that: `common` is what all of them have.
 */
export function body<Schema extends z.ZodMiniType>(schema: Schema, common?: z.ZodMiniType): Reader<z.output<Schema>> {
  return ({ body }) => {
    const value = parseJson(body);
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const { issues } = parsed.error;
    if (issues.some(({ code }) => code === 'invalid_union'))
      issues.push(...(common?.safeParse(value).error?.issues ?? []));
    throw new Problem('invalid_request', { errors: issues.flatMap(fieldErrors).slice(0, MAX_ERRORS) });
  };
}

/** Who calls, from the claims of the ID token. API Gateway has checked it: without claims the route is not guarded. */
export const caller: Reader<{ username: string; sub: string; email: string | undefined }> = ({ requestContext }) => {
  const claims = IdTokenClaims.safeParse(requestContext.authorizer?.claims);
  if (!claims.success) throw new Problem('unauthorized');
  return { username: claims.data['cognito:username'], sub: claims.data.sub, email: claims.data.email };
};

/**
 * Who signed the request, by the id that the identity pool knows them by. API Gateway has asked IAM: whoever else in the
 * account may call the route, with credentials that are not from there, is nobody here.
 */
export const identity: Reader<string> = ({ requestContext }) => {
  const { cognitoIdentityId } = requestContext.identity ?? {};
  if (!cognitoIdentityId) throw new Problem('forbidden');
  return cognitoIdentityId;
};

/** The access token that API Gateway has let through. Cognito checks it again, and knows if it was revoked. */
export const accessToken: Reader<string> = ({ headers }) => {
  // Under whichever name the caller wrote: API Gateway passes it on as it came.
  const [, header] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  const [, token] = /^\s*(?:Bearer\s+)?([\w-]+\.[\w-]+\.[\w-]+)\s*$/i.exec(header ?? '') ?? [];
  if (!token) throw new Problem('unauthorized');
  return token;
};

/** The body of a request that takes an access token too. Without a token nothing is said of the body. */
export function bodyAndToken<Schema extends z.ZodMiniType<object>>(
  schema: Schema,
): Reader<z.output<Schema> & { accessToken: string }> {
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

/** A name is all that is repeated of an unknown field, and not more of it than a person would read. */
function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: key.slice(0, 64), message: 'is not a field of this route' }));
  }
  return [{ field: issue.path.join('.') || 'body', message: issue.message }];
}
