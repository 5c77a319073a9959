import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../user-error';

/** A server that accepts connections from this machine only. */
export interface LoopbackServer {
  /** Such as `http://localhost:3000`. */
  readonly url: string;
  close(): void;
}

/**
 * Listens on 127.0.0.1; port 0 takes a free one. Throws a UserError if the port is in use, which names the environment
 * variable that sets the port.
 */
export async function listen(listener: RequestListener, port: number, variable: string): Promise<LoopbackServer> {
  const server = createServer(listener);
  // Otherwise a client that closes its sending side right after the request gets no reply. Node.js has no option for it.
  Object.assign(server, { httpAllowHalfOpen: true });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) => reject(toUserError(error, port, variable)));
    server.listen(port, '127.0.0.1');
  });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => closeNow(server) };
}

function toUserError(error: NodeJS.ErrnoException, port: number, variable: string): UserError {
  if (error.code === 'EADDRINUSE') {
    return new UserError(
      `Port ${port} is in use. Stop the process that uses it, or choose another port, such as ${variable}=${port + 1}.`,
    );
  }
  return new UserError(`Cannot listen on port ${port} (${variable}): ${error.message}`);
}

function closeNow(server: Server): void {
  server.close();
  server.closeAllConnections();
}
