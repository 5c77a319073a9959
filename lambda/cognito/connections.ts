import { Agent } from 'node:https';
import type { Duplex } from 'node:stream';

/**
 * Milliseconds for which an idle connection may be used again. Shorter than any idle timeout known of AWS's endpoints
 * (belief: 20 seconds or more), and longer than the pause between two calls of one request or of a burst of requests.
 */
const MAX_IDLE = 3000;

/**
 * Keeps connections for the next call, which then needs no TLS handshake, and uses none that was idle for longer than
 * MAX_IDLE. It looks at the wall clock before each call, because Lambda freezes an idle function: timers do not run then, and the
 * end of a connection is not noticed. Measured in docs/performance.md.
 */
export class FreshConnections extends Agent {
  readonly #idleSince = new WeakMap<Duplex, number>();

  constructor() {
    super({ keepAlive: true, maxSockets: 50 });
  }

  /** Called by Node when a call has ended. Returns whether the connection is kept, which the type in @types/node does not have. */
  override keepSocketAlive(socket: Duplex): boolean {
    this.#idleSince.set(socket, Date.now());
    return super.keepSocketAlive(socket) as unknown as boolean;
  }

  /** Closes the connections that were idle for too long. To be called before each call. */
  closeStale(): void {
    for (const socket of Object.values(this.freeSockets).flatMap((sockets = []) => sockets)) {
      const idle = Date.now() - (this.#idleSince.get(socket) ?? 0);
      // Negative if the clock was set back.
      if (idle < 0 || idle > MAX_IDLE) socket.destroy();
    }
  }
}
