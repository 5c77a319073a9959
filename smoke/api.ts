import { PROBLEM_MEDIA_TYPE } from '../lambda/contract/problems';

/** Milliseconds: more than API Gateway's own limit of 29 s for an integration. */
const TIMEOUT = 30_000;

/** A reply; `body` is an empty object if the reply has none in JSON. */
export interface Reply {
  /** 0 if there was no reply. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  /** Why there was no reply, such as ECONNREFUSED. */
  readonly failure?: string;
}

export interface RequestOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request to a path of the API. Rejects only after an interruption. */
export type SendRequest = (method: string, path: string, options?: RequestOptions) => Promise<Reply>;

/** Requests to an API. After `interruption`, they reject. */
export function createApi(baseUrl: string, interruption: AbortSignal): SendRequest {
  return async (method, path, { body, headers = {} } = {}) => {
    interruption.throwIfAborted();
    try {
      const response = await fetch(baseUrl + path, {
        method,
        // A page of another site must not pass for the API.
        redirect: 'manual',
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([interruption, AbortSignal.timeout(TIMEOUT)]),
      });
      return { status: response.status, headers: response.headers, body: parseObject(await response.text()) };
    } catch (error) {
      interruption.throwIfAborted();
      return { status: 0, headers: new Headers(), body: {}, failure: failureOf(error) };
    }
  };
}

/** The header that authorizes a request with a token. */
export function withToken(token: string): RequestOptions {
  return { headers: { authorization: `Bearer ${token}` } };
}

/**
 * A reply in a few words: `200`; for an error its code too, as in `401 unauthorized`, or its media type if it is not a
 * problem (RFC 9457). Contains nothing else of the body, which may hold a token.
 */
export function outcomeOf({ status, headers, body, failure }: Reply): string {
  if (failure) return `no reply: ${failure}`;
  if (status < 400) return String(status);
  const mediaType = headers.get('content-type') ?? 'no body';
  if (mediaType !== PROBLEM_MEDIA_TYPE) return `${status} as ${mediaType}`;
  const { code, requestId } = body;
  if (typeof code !== 'string' || !/^[a-z_]+$/.test(code)) return `${status} without a code`;
  return requestId ? `${status} ${code}` : `${status} ${code} without a requestId`;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

function failureOf(error: unknown): string {
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return `timeout of ${TIMEOUT / 1000} s`;
  return String((cause as { code?: string } | undefined)?.code ?? name);
}
