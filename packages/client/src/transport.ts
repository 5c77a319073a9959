import { AuthError, type AuthErrorCode } from './auth-error';
import type { FieldError } from './contract';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface TransportOptions {
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
}

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends requests to one API. Every failure is an AuthError. */
export class Transport {
  readonly #base: string;
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    assertBaseUrl(options.baseUrl);
    this.#base = options.baseUrl.replace(/\/+$/, '');
    this.#options = options;
  }

  /** The JSON of a successful reply; undefined if it has no body. */
  async json(request: ApiRequest): Promise<unknown> {
    const { method, path, body, headers } = request;
    const init = {
      method,
      headers: { ...(body && { 'Content-Type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    };
    const { response, text } = await this.#send(path, init, async (reply) => ({
      response: reply,
      text: await reply.text(),
    }));
    const content = parse(text);
    if (!response.ok) throw errorOf(response, content);
    if (text !== '' && content === undefined) throw invalidReply(response.status);
    return content;
  }

  /** The reply, whatever its status. The time limit covers the header fields, not the body. */
  raw(path: string, init: RequestInit): Promise<Response> {
    return this.#send(path, init, async (reply) => reply);
  }

  async #send<Result>(path: string, init: RequestInit, read: (reply: Response) => Promise<Result>): Promise<Result> {
    // Anything else could continue the host name, and send the token elsewhere.
    if (!path.startsWith('/')) throw new TypeError('A path begins with a slash');
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), this.#options.timeoutMs);
    const signal = init.signal ? AbortSignal.any([limit.signal, init.signal]) : limit.signal;
    // Not called as a method: the fetch of a browser throws if `this` is another object than the window.
    const { fetch } = this.#options;
    try {
      return await read(await fetch(this.#base + path, { ...init, signal }));
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      if (limit.signal.aborted) throw new AuthError('timeout', 'The service did not reply in time', { cause });
      throw new AuthError('network', 'The service cannot be reached', { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Throws for a variable that is not set, and for an address without its scheme. An empty address would let the path of a call name the
 * host, which would get the token: //example.com/.
 */
function assertBaseUrl(baseUrl: string): void {
  if (/^\s*(https?:\/\/[^/\\\s]|\/[^/\\\s])[^?#]*$/i.test(baseUrl)) return;
  const use = 'an address such as https://api.example.com/dev, or a path such as /api';
  throw new TypeError(`baseUrl must be ${use}, not ${JSON.stringify(baseUrl)}`);
}

/** Whether a reply says that the token was not accepted. Other 401 replies ask for something that new tokens do not change. */
export async function isTokenRefused(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const content = parse(await response.clone().text());
  const { code } = Object(content);
  return code === undefined || code === 'unauthorized';
}

export function invalidReply(status: number): AuthError {
  return new AuthError('invalid_reply', 'The service sent a reply that is not valid', { status });
}

function errorOf({ status, headers }: Response, content: unknown): AuthError {
  const { code, title, errors, requestId } = Object(content);
  if (typeof code !== 'string' || typeof title !== 'string') return invalidReply(status);
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return new AuthError(code as AuthErrorCode, title, {
    status,
    errors: Array.isArray(errors) ? (errors as FieldError[]) : [],
    requestId: typeof requestId === 'string' ? requestId : undefined,
    retryAfter: Number.isFinite(seconds) ? seconds : undefined,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
