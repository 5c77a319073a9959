import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

interface NetworkOptions {
  /** Of the server behind the network. */
  readonly port: number;
  /** Milliseconds in each direction. */
  readonly latency: number;
  readonly idle: 'closed' | 'dropped' | undefined;
}

/** Milliseconds after which an idle connection is closed or dropped. */
const MAX_IDLE = 5000;

/** A network between a client and a server on this machine: it delays each packet, and ends idle connections. */
export async function startNetwork({ port, latency, idle }: NetworkOptions) {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    let isDropped = false;
    const timer = setTimeout(() => {
      if (idle === 'closed') for (const socket of [client, upstream]) socket.end();
      else isDropped = idle === 'dropped';
    }, MAX_IDLE);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (data) => {
        if (isDropped) return;
        timer.refresh();
        if (latency === 0) to.write(data);
        else setTimeout(() => to.write(data), latency);
      });
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        clearTimeout(timer);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
