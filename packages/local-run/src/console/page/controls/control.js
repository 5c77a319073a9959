/**
 * @typedef {{ readonly body: unknown, readonly error?: undefined } | { readonly body?: undefined, readonly error: string }} ControlResult
 */

/**
 * Calls a control endpoint of the local run, such as `POST clock`. The error is a sentence. Never throws.
 *
 * @param {'GET' | 'POST' | 'PUT' | 'DELETE'} method
 * @param {'clock' | 'next-code' | 'faults' | 'users' | 'messages'} name
 * @param {object} [body]
 * @returns {Promise<ControlResult>}
 */
export async function control(method, name, body) {
  try {
    const reply = await fetch(name, {
      method,
      cache: 'no-store',
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    const content = text === '' ? undefined : JSON.parse(text);
    return reply.ok ? { body: content } : { error: String(Object(content).message) };
  } catch {
    return { error: 'The local run does not reply. Is npm start still running?' };
  }
}
