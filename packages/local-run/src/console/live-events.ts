import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLocalHost, isSameOrigin } from '../http/local-names';
import { createJsonReply, sendReply } from '../http/reply';
import { parseRequestTarget } from '../http/request-target';

/**
 * What has changed: the e-mails, the users and groups, the items of tables, the clock, the faults or the next code, or the app,
 * which was loaded again.
 */
export type LiveEventName = 'messages' | 'users' | 'items' | 'clock' | 'faults' | 'app';

const PATH = '/_local/events';

/** Milliseconds between two events of one name: a load test must not send an event for each of its requests. */
const INTERVAL = 100;

/** Milliseconds between two comments. Proxies, as of remote development environments, close a connection without traffic. */
const HEARTBEAT_INTERVAL = 15_000;

/** Tells open consoles what has changed, by server-sent events. An event has no content: a console reads what it shows. */
export class LiveEvents {
  private readonly connections = new Set<ServerResponse>();
  /** Names with an event that is about to be sent. */
  private readonly pending = new Map<LiveEventName, NodeJS.Timeout>();
  private heartbeat: NodeJS.Timeout | undefined;

  /** Number of open connections. */
  get connectionCount(): number {
    return this.connections.size;
  }

  /** Answers a request for the events. Returns false for any other request. Before the app is loaded, the reply is 503. */
  handle(incoming: IncomingMessage, response: ServerResponse, isLoaded: boolean): boolean {
    const { method, url, headers } = incoming;
    if (method !== 'GET' || parseRequestTarget(url).path !== PATH) return false;
    if (!isLocalHost(headers.host) || !isSameOrigin(headers)) {
      sendReply(
        response,
        createJsonReply(403, { message: 'Only the console of this local run can use this endpoint.' }),
      );
    } else if (!isLoaded) {
      sendReply(response, createJsonReply(503, { message: 'The app is not loaded yet' }));
    } else {
      this.connect(incoming, response);
    }
    return true;
  }

  /** Sends an event soon, once for all calls with this name until then. */
  signal(name: LiveEventName): void {
    if (this.connections.size === 0 || this.pending.has(name)) return;
    const send = () => {
      this.pending.delete(name);
      this.write(`event: ${name}\ndata:\n\n`);
    };
    this.pending.set(name, setTimeout(send, INTERVAL).unref());
  }

  private connect(incoming: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
    // The first comment opens the connection for the browser.
    response.write(':\n\n');
    this.connections.add(response);
    this.heartbeat ??= setInterval(() => this.write(':\n\n'), HEARTBEAT_INTERVAL).unref();
    response.on('close', () => this.disconnect(response));
    // The servers of the local run keep a connection whose client has closed its side, but a closed tab reads no more events.
    incoming.socket.once('end', () => response.destroy());
  }

  private disconnect(response: ServerResponse): void {
    this.connections.delete(response);
    if (this.connections.size > 0) return;
    clearInterval(this.heartbeat);
    this.heartbeat = undefined;
  }

  private write(text: string): void {
    for (const connection of this.connections) connection.write(text);
  }
}
