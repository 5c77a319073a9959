import { canceled, clientProblem, parseProblem } from './problems.js';

/**
 * A call to the API.
 *
 * @typedef {object} ApiRequest
 * @property {'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} method
 * @property {string} path
 * @property {Readonly<Record<string, unknown>>} [body] sent as JSON
 * @property {Readonly<Record<string, string>>} [form] sent form-encoded, instead of a body
 * @property {BearerToken} [bearer]
 * @property {AbortSignal} [signal] cancels the call
 *
 * The token that authorizes a call.
 *
 * @typedef {object} BearerToken
 * @property {'ID token' | 'access token'} kind
 * @property {string} token
 *
 * The result of a call. A missing or unreadable reply is a problem too.
 *
 * @typedef {object} CallResult
 * @property {number} [status]
 * @property {unknown} [body] the parsed JSON, or the text of a reply that is not JSON
 * @property {import('./problems.js').Problem} [problem]
 *
 * A request with the address that it is sent to.
 *
 * @typedef {ApiRequest & { base: string }} SentRequest
 *
 * Called with every request when it is sent. The function it returns is called with the result and the duration.
 *
 * @typedef {(request: SentRequest) => (result: CallResult, milliseconds: number) => void} CallObserver
 */

/** Longer than a handler may run (10 s); API Gateway itself gives up after 29 s. */
const TIMEOUT_MS = 15_000;

/**
 * Creates a function that calls the API at an address. It never throws.
 *
 * @param {Pick<import('./api-address.js').ApiAddress, 'base' | 'local'>} address
 * @param {CallObserver} observe
 */
export function createApiClient({ base, local }, observe) {
  /**
   * @param {ApiRequest} request
   * @returns {Promise<CallResult>}
   */
  return async (request) => {
    const onResult = observe({ ...request, base });
    const startedAt = performance.now();
    const result = await fetchReply(base, request).catch((error) => ({ problem: noReplyProblem(error, base, local) }));
    onResult(result, Math.round(performance.now() - startedAt));
    return result;
  };
}

/**
 * @param {string} base
 * @param {ApiRequest} request
 * @returns {Promise<CallResult>}
 */
async function fetchReply(base, { method, path, body, form, bearer, signal }) {
  const { signal: timeout, stop } = timeLimit(TIMEOUT_MS);
  try {
    const reply = await fetch(base + path, {
      method,
      headers: {
        ...(body && { 'Content-Type': 'application/json' }),
        ...(bearer && { Authorization: `Bearer ${bearer.token}` }),
      },
      // For a form, the browser sets the Content-Type.
      body: form ? new URLSearchParams(form) : body ? JSON.stringify(body) : null,
      signal: AbortSignal.any([timeout, ...(signal ? [signal] : [])]),
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    return parseReply(reply, await reply.text());
  } finally {
    stop();
  }
}

/** @param {number} milliseconds */
function timeLimit(milliseconds) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException('', 'TimeoutError')), milliseconds);
  return { signal: controller.signal, stop: () => clearTimeout(timer) };
}

/**
 * @param {Response} reply
 * @param {string} text
 * @returns {CallResult}
 */
function parseReply({ ok, status, headers }, text) {
  if (text === '' && ok) return { status };
  const body = parseJsonObject(text);
  if (!body) {
    const title = `The reply (status ${status}) is not JSON: is this the address of the API?`;
    return { status, body: text, problem: clientProblem('not_json', title) };
  }
  return ok ? { status, body } : { status, body, problem: parseProblem(status, body, headers.get('Retry-After')) };
}

/**
 * @param {string} text
 * @returns {Record<string, unknown> | undefined}
 */
function parseJsonObject(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} error
 * @param {string} base
 * @param {boolean} local
 */
function noReplyProblem(error, base, local) {
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError') {
    const title = `No reply within ${TIMEOUT_MS / 1000} seconds. The request may still have taken effect`;
    return clientProblem('timed_out', title);
  }
  if (name === 'AbortError') return canceled;
  const cause = local ? 'is npm start still running?' : 'is it deployed, and does it allow this origin (CORS)?';
  return clientProblem('unreachable', `The API cannot be reached at ${base}: ${cause}`);
}
