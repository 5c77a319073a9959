import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../user-error';

/** A server that only this machine can reach. */
export interface LoopbackServer {
  /** Such as `http://localhost:3000`. */
  readonly url: string;
  close(): void;
}

/** Starts to listen on 127.0.0.1. Throws a failure that names the variable to set when the port is in use. */
export async function listen(listener: RequestListener, port: number, variable: string): Promise<LoopbackServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, port, variable)));
    server.listen(port, '127.0.0.1');
  });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => closeNow(server) };
}

function explained(error: NodeJS.ErrnoException, port: number, variable: string): UserError {
  if (error.code === 'EADDRINUSE') {
    return new UserError(
      `Port ${port} is in use: end what uses it, or choose another with ${variable}=${port + 1} npm start`,
    );
  }
  return new UserError(`Cannot listen on port ${port} (${variable}): ${error.message}`);
}

function closeNow(server: Server): void {
  server.close();
  server.closeAllConnections();
}
