import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { EmbeddedCognito } from '../cognito/embedded-cognito';
import { webSiteRefusal } from '../http/local-names';
import { readBody } from '../http/read-body';
import { createJsonReply, type HttpReply } from '../http/reply';
import { parseRequestTarget } from '../http/request-target';
import type { Clock } from './clock';
import { ControlError } from './control-request';
import { endpoints } from './endpoints';

/** Bytes. */
const MAX_BODY = 4096;

/** What the control endpoints change. */
export interface ControlTargets {
  readonly clock: Clock;
  /** Absent if the run uses another Cognito. */
  readonly cognito: EmbeddedCognito | undefined;
  /** Whether the app is loaded. The first load may replace the embedded Cognito. */
  readonly isLoaded: boolean;
  /** Receives a line about each change. */
  readonly log: (line: string) => void;
}

/**
 * The reply to a request that prepares or changes the local run for an end-to-end test; undefined for any other path, and for
 * a GET that the console answers. Refuses the requests of web sites: by the host for DNS rebinding, and by the origin.
 */
export async function controlReply(incoming: IncomingMessage, targets: ControlTargets): Promise<HttpReply | undefined> {
  const { method = '', headers } = incoming;
  const { path, query } = parseRequestTarget(incoming.url);
  const methods = new Map(Object.entries(endpoints.get(path) ?? {}));
  if (methods.size === 0 || (method === 'GET' && !methods.has('GET'))) return undefined;
  const body = await readBody(incoming, MAX_BODY);
  try {
    assertLocal(headers);
    const endpoint = methods.get(method);
    if (endpoint === undefined) return methodNotAllowed([...methods.keys()]);
    const mediaType = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
    const reply = endpoint({ query, mediaType, body, clock: targets.clock, cognito: loadedCognito(targets) });
    if (method !== 'GET') targets.log(`${method} ${path} ${reply.status}`);
    return reply;
  } catch (error) {
    if (error instanceof ControlError) return createJsonReply(error.status, { message: error.message });
    throw error;
  }
}

function assertLocal(headers: IncomingHttpHeaders): void {
  const refusal = webSiteRefusal(headers);
  if (refusal !== undefined) throw new ControlError(403, refusal);
}

function loadedCognito({ cognito, isLoaded }: ControlTargets): EmbeddedCognito {
  if (cognito === undefined) {
    throw new ControlError(404, 'This run uses another Cognito. Only the embedded Cognito can be controlled.');
  }
  if (!isLoaded) throw new ControlError(503, 'The app is not loaded yet. Try again when the local run is ready.');
  return cognito;
}

function methodNotAllowed(allowed: readonly string[]): HttpReply {
  const reply = createJsonReply(405, { message: `Use ${allowed.join(', ')}.` });
  return { ...reply, headers: [...reply.headers, ['Allow', allowed.join(', ')]] };
}
