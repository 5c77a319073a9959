import type { IncomingMessage } from 'node:http';
import type { EmbeddedCognito } from './cognito/embedded-cognito';
import { jsonReply, type Reply } from './reply';
import { readTarget } from './request-target';

/**
 * What the local run offers beside the API, below /_local/: `messages?to=ADDRESS` lists what Cognito sent. Undefined for
 * every other path. A page of another site that had its name point to this machine must not read the codes.
 */
export function localPage(
  { method, url, headers }: IncomingMessage,
  cognito: EmbeddedCognito | undefined,
): Reply | undefined {
  const { path, query } = readTarget(url);
  if (!path.startsWith('/_local/')) return undefined;
  const isLocalName = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(headers.host ?? '');
  if (method !== 'GET' || path !== '/_local/messages' || !isLocalName) {
    return jsonReply(404, { message: 'Here is GET /_local/messages?to=ADDRESS, on localhost' });
  }
  if (!cognito)
    return jsonReply(404, {
      message: 'The Cognito in use is not the embedded one, which keeps the messages',
    });
  return jsonReply(200, cognito.messages(query.get('to') ?? undefined));
}
